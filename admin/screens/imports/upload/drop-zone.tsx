import { Button, FileButton, Stack, Text, Title } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './drop-zone.module.css';
import { useDrop } from './use-drop';

interface Props {
  title: string;
  text: string;
  /** Below the button. */
  hint?: string;
  onFile: (file: File) => void;
}

/** Says that a file may be dropped anywhere, or chosen. Stands beside a `DropAnywhere`. */
export function DropZone({ title, text, hint, onFile }: Props) {
  const { t } = useTranslation('imports');
  return (
    <section className={classes.zone} aria-label={title}>
      <Stack align="center" gap="xs">
        <IconUpload size={28} stroke={1.5} aria-hidden="true" />
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed" maw={620}>
          {text}
        </Text>
        <FileButton onChange={(file) => file && onFile(file)}>{(props) => <Button {...props}>{t('drop.choose')}</Button>}</FileButton>
        {hint && (
          <Text size="xs" c="dimmed">
            {hint}
          </Text>
        )}
      </Stack>
    </section>
  );
}

/** Takes a file that is dropped anywhere on the page, and shows that it would. */
export function DropAnywhere({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTranslation('imports');
  return useDrop(onFile) ? <div className={classes.over}>{t('drop.here')}</div> : null;
}
