import { ActionIcon, Button, Group, Popover, TextInput } from '@mantine/core';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  icon: ReactNode;
  /** Where the text is selected that becomes a link. */
  area: RefObject<HTMLDivElement | null>;
  onLink: (address: string) => void;
}

/** Asks for an address, and puts the selection back before the link is made. */
export function LinkPanel({ icon, area, onLink }: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [address, setAddress] = useState('');
  const range = useRef<Range | null>(null);
  const open = () => {
    const selection = getSelection();
    range.current = selection?.rangeCount && area.current?.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
    setOpened(!opened);
  };
  const link = () => {
    const selection = getSelection();
    if (range.current && selection) {
      selection.removeAllRanges();
      selection.addRange(range.current);
    }
    if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(address.trim())) onLink(address.trim());
    setAddress('');
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} width={300} trapFocus returnFocus withRoles={false} shadow="md">
      <Popover.Target>
        <ActionIcon
          variant="default"
          aria-label={t('richText.link')}
          aria-haspopup="dialog"
          aria-expanded={opened}
          onMouseDown={(event) => event.preventDefault()}
          onClick={open}
        >
          {icon}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('richText.link')}>
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            size="xs"
            flex={1}
            label={t('richText.address')}
            placeholder="https://"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              link();
            }}
          />
          <Button size="xs" onClick={link}>
            {t('richText.link')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
