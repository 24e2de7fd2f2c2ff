import { Alert, Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { bytesInWords } from './files';
import type { Upload } from './use-upload';

/** A file on its way: how far, or why it did not arrive and what to do. Nothing where there is no file, or it has arrived. */
export function UploadState({ upload }: { upload: Upload }) {
  const { t } = useTranslation('imports');
  const { now } = upload;
  if (now.state === 'failed') {
    return (
      <Alert color="red" variant="light" role="alert" title={t('upload.failed', { name: now.file.name })}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{now.problem}</Text>
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={upload.retry}>
              {t('upload.retry')}
            </Button>
            <Button size="xs" variant="default" onClick={upload.forget}>
              {t('upload.other')}
            </Button>
          </Group>
        </Stack>
      </Alert>
    );
  }
  if (now.state !== 'sending') return null;
  const name = t('upload.sending', { name: now.file.name });
  return (
    <Card>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text size="sm" fw={550}>
            {name}
          </Text>
          <Group gap="sm">
            <Text size="sm" className="numbers" c="dimmed">
              {t('upload.progress', { sent: bytesInWords(now.sent), total: bytesInWords(now.file.size) })}
            </Text>
            <Button size="compact-sm" variant="default" onClick={upload.forget}>
              {t('upload.cancel')}
            </Button>
          </Group>
        </Group>
        <Progress value={(100 * now.sent) / now.file.size} aria-label={name} transitionDuration={200} />
      </Stack>
    </Card>
  );
}
