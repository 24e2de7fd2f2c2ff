import { Button, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Owner } from '../../../data/send-file';
import type { ImportFormat } from '../../../generated/graphql';
import { Failed } from '../../../ui/failed';
import { freshKey } from '../../../ui/fresh-key';
import { useAction } from '../../../ui/use-action';
import { followed, type MeantColumn, meaning, saidOf } from './columns';
import { StartImport } from './documents';
import { Found } from './found';
import { Mapping } from './mapping';
import { OptionsForm } from './options-form';
import { Preview } from './preview';
import { SavedMappings } from './saved-mappings';
import { type Reading, useInspection } from './use-inspection';
import { inputOf, USUAL, type Wishes } from './wishes';

/** How an earlier import was asked for: a mended file goes in the same way. */
export interface Before {
  wishes: Wishes;
  columns: readonly MeantColumn[] | null;
  format: ImportFormat;
}

export interface PrepareProps {
  owner: Owner;
  /** Where the file goes. */
  shops: readonly string[];
  /** Whose saved mappings there are; null for who does not act for the whole agency. */
  agency: string | null;
  currency?: string;
  before?: Before;
  onStarted: (started: { batch: string; firstImport: string | null }) => void;
}

/** A file that has arrived: what it is, what it means, what would come of it and how it goes in; then it starts. */
export function Prepare({
  upload,
  filename,
  owner,
  shops,
  agency,
  currency,
  before,
  onStarted,
}: PrepareProps & { upload: string; filename: string }) {
  const { t } = useTranslation('imports');
  const [format, setFormat] = useState<ImportFormat>(before?.columns ? 'AUTO' : (before?.format ?? 'AUTO'));
  const [columns, setColumns] = useState<readonly MeantColumn[] | null>(before?.columns ?? null);
  const [saved, setSaved] = useState<{ id: string; changed: boolean } | null>(null);
  const [wishes, setWishes] = useState(before?.wishes ?? USUAL);
  const reading = useMemo<Reading>(() => {
    const by = saved && !saved.changed ? { mapping: saved.id } : columns ? { columns: [...columns] } : {};
    return { ...(format === 'AUTO' ? {} : { format }), ...by };
  }, [format, columns, saved]);
  const { inspection, looking, problem, again } = useInspection(owner, upload, reading);
  const [start, starting] = useAction(StartImport, ({ catalogImportStart }) => catalogImportStart);
  if (problem && !inspection) return <Failed error={new Error(problem)} onRetry={again} />;
  if (!inspection) return <Looking />;

  const isTable = inspection.format === 'GENERIC';
  const meant = !isTable ? null : columns ? saidOf(inspection.columns, columns) : followed(inspection.columns);
  const begin = async (dryRun: boolean) => {
    const input = { upload, dryRun, ...reading, ...inputOf(wishes), idempotencyKey: freshKey() };
    const done = await start({ shops: [...shops], input });
    const batch = done?.importBatch;
    if (batch) onStarted({ batch: batch.id, firstImport: batch.imports.nodes[0]?.id ?? null });
  };
  return (
    <Stack gap="md">
      <Found filename={filename} inspection={inspection} format={format} onFormat={setFormat} looking={looking} />
      {/* A line of JSON is no table. */}
      {inspection.columns.length > 0 && inspection.format !== 'JSONL' && (
        <Mapping
          guessed={inspection.columns}
          columns={meant}
          said={columns !== null}
          onChange={(name, field) => {
            if (!meant) return;
            setColumns(meaning(meant, name, field));
            if (saved) setSaved({ ...saved, changed: true });
          }}
        >
          {isTable && agency && meant && (
            <SavedMappings
              agency={agency}
              chosen={saved?.id ?? null}
              changed={saved?.changed ?? false}
              columns={meant}
              onChoose={(one) => {
                setSaved(one && { id: one.id, changed: false });
                setColumns(one?.columns ?? null);
              }}
            />
          )}
        </Mapping>
      )}
      {inspection.format && (
        <>
          <Preview inspection={inspection} {...(currency ? { currency } : {})} />
          <Card>
            <Stack gap="md">
              <Title order={2}>{t('options.title')}</Title>
              <OptionsForm wishes={wishes} onChange={setWishes} />
              <Group gap="xs" justify="flex-end">
                <Button variant="default" disabled={looking || shops.length === 0} loading={starting} onClick={() => void begin(true)}>
                  {t('options.try')}
                </Button>
                <Button disabled={looking || shops.length === 0} loading={starting} onClick={() => void begin(false)}>
                  {t(before ? 'options.startMended' : 'options.start')}
                </Button>
              </Group>
              <Text size="xs" c="dimmed" ta="end">
                {t('options.tryHint')}
              </Text>
            </Stack>
          </Card>
        </>
      )}
    </Stack>
  );
}

function Looking() {
  const { t } = useTranslation('imports');
  return (
    <Card>
      <Stack gap="sm">
        <Text size="sm" role="status">
          {t('upload.arriving')}
        </Text>
        {[70, 50, 85].map((width) => (
          <Skeleton key={width} height={14} width={`${width}%`} />
        ))}
      </Stack>
    </Card>
  );
}
