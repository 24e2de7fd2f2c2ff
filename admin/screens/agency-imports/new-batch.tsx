import { Button, Card, Checkbox, Group, Select, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAgency } from '../../app/place';
import { graphql } from '../../generated';
import type { ImportMode } from '../../generated/graphql';
import { Page } from '../../ui/page';
import { useAction } from '../../ui/use-action';
import { chosenShops } from '../console/chosen-shops';
import { ShopPicker, useChosenShops } from '../console/shop-picker';
import { FileDrop } from './file-drop';
import { Inspected } from './inspected';
import { useUpload } from './use-upload';

const StartBatch = graphql(`
  mutation StartBatch($shops: [ID!]!, $input: CatalogImportStartInput!) {
    catalogImportStart(shops: $shops, input: $input) {
      importBatch {
        id
        status
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

const MODES: readonly ImportMode[] = ['UPSERT', 'CREATE_ONLY', 'UPDATE_ONLY'];

export default function NewBatch() {
  const { t } = useTranslation(['agency-imports', 'console', 'frame']);
  const { id: agency } = useAgency();
  const [, navigate] = useLocation();
  const { upload, sending, inspection, problem, send, forget } = useUpload();
  const { chosen, choose, tooMany } = useChosenShops();
  const [mode, setMode] = useState<ImportMode>('UPSERT');
  const [keepEdits, setKeepEdits] = useState(true);
  const [dryRun, setDryRun] = useState(false);
  const [begin, beginning] = useAction(StartBatch, (data) => data.catalogImportStart);
  const start = async () => {
    const input = { upload: upload!.id, mode, keepEdits, dryRun, idempotencyKey: crypto.randomUUID() };
    const answer = await begin({ shops: [...chosen], input });
    if (!answer?.importBatch) return;
    forget();
    chosenShops.forget(agency);
    navigate(`/a/${agency}/imports/${answer.importBatch.id}`);
  };
  const isReady = upload !== null && inspection?.format != null && !inspection.refusal && chosen.size > 0 && !tooMany;
  return (
    <Page title={t('new.title')} back={{ to: `/a/${agency}/imports`, label: t('title') }} wide>
      <Stack>
        {upload ? (
          <Inspected filename={upload.filename} inspection={inspection} onOther={forget} />
        ) : (
          <FileDrop onFile={send} sending={sending} onStop={forget} problem={problem} />
        )}
        <Card>
          <Group justify="space-between" align="flex-end" gap="md">
            <Select
              label={t('new.mode')}
              data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
              value={mode}
              onChange={(value) => setMode(value ?? 'UPSERT')}
              miw={240}
            />
            <Stack gap={6}>
              <Checkbox label={t('new.keepEdits')} checked={keepEdits} onChange={(event) => setKeepEdits(event.currentTarget.checked)} />
              <Checkbox label={t('new.dryRun')} checked={dryRun} onChange={(event) => setDryRun(event.currentTarget.checked)} />
            </Stack>
            <Button onClick={start} loading={beginning} disabled={!isReady}>
              {t(dryRun ? 'new.try' : 'new.start', { count: chosen.size })}
            </Button>
          </Group>
        </Card>
        <Title order={2}>{t('new.shops')}</Title>
        <ShopPicker chosen={chosen} choose={choose} />
      </Stack>
    </Page>
  );
}
