import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './secret.module.css';

/** The secret, this once: nothing can show it again. */
export function Secret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const { t } = useTranslation('tokens');
  return (
    <Stack gap="md">
      <Alert color="yellow" variant="light">
        {t('secretOnce')}
      </Alert>
      <Group gap="xs" wrap="nowrap">
        <Code block className={classes.secret} data-secret tabIndex={0}>
          {secret}
        </Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              data-autofocus
              leftSection={copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
            >
              <span aria-live="polite">{copied ? t('copied') : t('copy')}</span>
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="sm">{t('secretUse')}</Text>
      <Code block tabIndex={0}>{`Authorization: Bearer ${secret.slice(0, 12)}…`}</Code>
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('kept')}</Button>
      </Group>
    </Stack>
  );
}
