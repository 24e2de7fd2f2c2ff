import { Combobox, Kbd, Modal, ScrollArea, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Icon } from '../ui/icon';
import { useFound } from './found';

/** One box that finds shops, orders, products and pages; all of it by keyboard. */
export default function Switcher({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const [query] = useDebouncedValue(typed.trim(), 150);
  const groups = useFound(query, typed.trim());
  const combobox = useCombobox({ opened: true, onDropdownClose: onClose });
  const count = groups.reduce((sum, { found }) => sum + found.length, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first of what is found is chosen whenever that changes
  useEffect(() => {
    combobox.selectFirstOption();
  }, [groups]);
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} size="lg" yOffset="8vh" centered={false} title={undefined}>
      <Combobox
        store={combobox}
        onOptionSubmit={(to) => {
          onClose();
          navigate(to);
        }}
      >
        <Combobox.EventsTarget>
          <TextInput
            data-autofocus
            size="md"
            variant="unstyled"
            px="md"
            py={4}
            aria-label={t('search.label')}
            placeholder={t('search.label')}
            leftSection={<IconSearch size={18} stroke={1.7} aria-hidden="true" />}
            rightSection={<Kbd size="xs">Esc</Kbd>}
            rightSectionWidth={56}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </Combobox.EventsTarget>
        <ScrollArea.Autosize mah="60vh" type="auto">
          <Combobox.Options px="xs" pb="xs" aria-label={t('search.label')}>
            {groups.map(({ label, found }) => (
              <Combobox.Group key={label} label={label}>
                {found.map((one) => (
                  <Combobox.Option key={one.to} value={one.to} style={{ display: 'flex', gap: '0.625rem', alignItems: 'center' }}>
                    <Icon name={one.icon} size={16} />
                    <Text span size="sm" truncate style={{ flex: 1 }}>
                      {one.label}
                    </Text>
                    {one.aside && (
                      <Text span size="xs" c="dimmed" truncate>
                        {one.aside}
                      </Text>
                    )}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ))}
            {count === 0 && <Combobox.Empty>{query ? t('search.empty', { query }) : t('search.hint')}</Combobox.Empty>}
          </Combobox.Options>
        </ScrollArea.Autosize>
      </Combobox>
    </Modal>
  );
}
