import '@mantine/notifications/styles.css';
import { Button, Group, Text } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Told as Message, told } from './tell';

const UNDO_MS = 8000;
const SHORT_MS = 4000;
const PROBLEM_MS = 12_000;

/** Where messages appear; loaded after the page, which has nothing to tell yet. */
export default function Told() {
  const { t } = useTranslation();
  useEffect(() => told.subscribe((message) => show(message, t('undo'), t('close'))), [t]);
  return <Notifications position="bottom-center" limit={4} />;
}

function show({ message, undo, isProblem }: Message, undoLabel: string, closeLabel: string): void {
  const id = notifications.show({
    message: undo ? (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {undoLabel}
        </Button>
      </Group>
    ) : (
      message
    ),
    ...(isProblem ? { color: 'red' } : {}),
    autoClose: isProblem ? PROBLEM_MS : undo ? UNDO_MS : SHORT_MS,
    role: isProblem ? 'alert' : 'status',
    closeButtonProps: { 'aria-label': closeLabel },
  });
}
