import { Button, Card, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellProblem } from '../../ui/tell';
import { type Cells, shopsIn } from './shop-rows';
import { MOST_ROWS, readTable, textOf } from './table-text';

const MOST_BYTES = 4_000_000;

/** Where a table is pasted, or a file of it dropped. */
export function TableInput({ onShops }: { onShops: (shops: Cells[]) => void }) {
  const { t } = useTranslation(['openings', 'frame']);
  const [text, setText] = useState('');
  const take = (table: string) => {
    const shops = shopsIn(readTable(table));
    if (shops.length === 0) tellProblem(t('many.nothing'));
    else if (shops.length > MOST_ROWS) tellProblem(t('many.tooMany', { most: MOST_ROWS }));
    else onShops(shops);
  };
  const readFile = async (file: File | null | undefined) => {
    if (!file) return;
    if (file.size > MOST_BYTES || /\.xlsx?$/i.test(file.name)) tellProblem(t('many.notText'));
    else take(textOf(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <Card>
      <Stack
        gap="sm"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          if (event.dataTransfer.files.length === 0) return;
          event.preventDefault();
          void readFile(event.dataTransfer.files[0]);
        }}
      >
        <Textarea
          label={t('many.paste')}
          description={t('many.pasteHint')}
          placeholder={t('many.example')}
          autosize
          minRows={6}
          maxRows={14}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onPaste={(event) => {
            // A whole table is not looked at twice.
            const pasted = event.clipboardData.getData('text/plain');
            if (text || !/[\t\n]/.test(pasted.trim())) return;
            event.preventDefault();
            take(pasted);
          }}
        />
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <FileButton accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={readFile}>
              {(props) => (
                <Button variant="default" leftSection={<IconUpload size={16} aria-hidden="true" />} {...props}>
                  {t('many.file')}
                </Button>
              )}
            </FileButton>
            <Text size="xs" c="dimmed">
              {t('many.fileHint')}
            </Text>
          </Group>
          <Button disabled={!text.trim()} onClick={() => take(text)}>
            {t('many.read')}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
