import { Alert, Button, Card, FileButton, Group, Progress, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './file-drop.module.css';

interface Props {
  onFile(file: File): void;
  /** From 0 to 1 while it is on its way. */
  sending: number | null;
  onStop(): void;
  problem: string | null;
}

/** Where a catalog's file is dropped or chosen. */
export function FileDrop({ onFile, sending, onStop, problem }: Props) {
  const { t } = useTranslation(['agency-imports', 'frame']);
  const [over, setOver] = useState(false);
  if (sending !== null)
    return (
      <Card>
        <Stack gap="xs">
          <Text size="sm" role="status">
            {t('new.sending')}
          </Text>
          <Group gap="sm" wrap="nowrap">
            <Progress value={100 * sending} flex={1} aria-label={t('new.sending')} />
            <Button size="compact-sm" variant="default" onClick={onStop}>
              {t('frame:cancel')}
            </Button>
          </Group>
        </Stack>
      </Card>
    );
  return (
    <Stack gap="xs">
      <Card
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const file = event.dataTransfer.files[0];
          if (file) onFile(file);
        }}
      >
        <Stack align="center" gap="xs" py="lg">
          <IconFileImport size={32} stroke={1.4} aria-hidden="true" />
          <Text ta="center">{t('new.drop')}</Text>
          <FileButton onChange={(file) => file && onFile(file)}>
            {(props) => (
              <Button variant="default" {...props}>
                {t('new.chooseFile')}
              </Button>
            )}
          </FileButton>
          <Text size="xs" c="dimmed" ta="center" maw={480}>
            {t('new.formats')}
          </Text>
        </Stack>
      </Card>
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
    </Stack>
  );
}
