import { CloseButton, Combobox, Kbd, Modal, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Icon } from '../ui/icon';
import { useFound } from './found';
import classes from './switcher.module.css';

/** One box that finds shops, orders, products and pages; all of it by keyboard. */
export default function Switcher({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} size="lg" yOffset="8vh" centered={false} title={undefined}>
      <Finder onClose={onClose} />
    </Modal>
  );
}

/** Drawn inside of the dialog: what it chooses at first is there by then. */
function Finder({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const [query] = useDebouncedValue(typed.trim(), 150);
  const { groups, waiting } = useFound(query, typed.trim());
  const combobox = useCombobox({ opened: true, onDropdownClose: onClose });
  const count = groups.reduce((sum, { found }) => sum + found.length, 0);
  const list = useId();
  // The box says which list it controls when it is drawn again.
  const [, setDrawn] = useState(false);
  useEffect(() => setDrawn(true), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first of what is found is chosen whenever that changes
  useEffect(() => {
    combobox.selectFirstOption();
  }, [groups]);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(to) => {
        onClose();
        navigate(to);
      }}
    >
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          data-autofocus
          size="md"
          variant="unstyled"
          px="md"
          py={4}
          aria-label={t('search.label')}
          placeholder={t('search.label')}
          leftSection={<IconSearch size={18} stroke={1.7} aria-hidden="true" />}
          rightSection={
            <>
              <Kbd size="xs" visibleFrom="sm">
                Esc
              </Kbd>
              <CloseButton hiddenFrom="sm" aria-label={t('close')} onClick={onClose} />
            </>
          }
          rightSectionPointerEvents="all"
          rightSectionWidth={56}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Combobox.EventsTarget>
      <Combobox.Options id={list} className={classes.options} px="xs" pb="xs" aria-label={t('search.label')}>
        {groups.map(({ label, found }) => (
          <Combobox.Group key={label} label={label}>
            {found.map((one) => (
              <Combobox.Option key={one.to} value={one.to} className={classes.option}>
                <Icon name={one.icon} size={16} />
                <Text span size="sm" truncate className={classes.label}>
                  {one.label}
                </Text>
                {one.aside && (
                  <Text span size="xs" truncate className={classes.aside}>
                    {one.aside}
                  </Text>
                )}
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
        {count === 0 && !waiting && <Combobox.Empty>{query ? t('search.empty', { query }) : t('search.hint')}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}
