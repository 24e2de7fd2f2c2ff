import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  opened: boolean;
  title: string;
  text: string;
  /** The word on the button that does it. */
  action: string;
  /** Instead of "Cancel". */
  keep?: string;
  doing?: boolean;
  /** Not before the person has typed or ticked something. */
  disabled?: boolean;
  onClose: () => void;
  onDo: () => void;
  /** Between the text and the buttons. */
  children?: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function Ask({ opened, title, text, action, keep, doing = false, disabled = false, onClose, onDo, children }: Props) {
  const { t } = useTranslation('frame');
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text size="sm">{text}</Text>
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {keep ?? t('cancel')}
          </Button>
          <Button color="red" loading={doing} disabled={disabled} onClick={onDo}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
