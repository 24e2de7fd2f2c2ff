import { Anchor, Button, Card, Progress, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../app/missing';
import { useAgency, useMay } from '../../app/place';
import { useList } from '../../data/use-list';
import { usePolling } from '../../data/use-polling';
import { graphql } from '../../generated';
import type { AgencyImportBatchQuery, BatchImportsQuery, ImportStatus } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { Moment, useFormat } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { useAddress } from '../../ui/use-address';
import { CancelBatch, ResumeBatch, UndoBatch } from './batch-documents';
import { BatchProgress, hasWritten, ImportState, isUnderWay } from './batch-state';

const AgencyImportBatch = graphql(`
  query AgencyImportBatch($agency: ID!, $batch: ID!) {
    agency(id: $agency) {
      id
      importBatch(id: $batch) {
        id
        filename
        status
        createdAt
        summary {
          shops
          progress
          statuses {
            status
            count
          }
          rowsRead
          rowsRejected
          productsCreated
          productsUpdated
          productsUnchanged
          productsSkipped
        }
      }
    }
  }
`);

const BatchImports = graphql(`
  query BatchImports($agency: ID!, $batch: ID!, $statuses: [ImportStatus!], $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      importBatch(id: $batch) {
        id
        imports(first: $first, after: $after, statuses: $statuses) {
          nodes {
            id
            shop {
              id
              name
            }
            status
            progress
            productsCreated
            productsUpdated
            rowsRejected
            reportUrl
            undoableUntil
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

type Batch = NonNullable<NonNullable<AgencyImportBatchQuery['agency']>['importBatch']>;
type Import = NonNullable<NonNullable<BatchImportsQuery['agency']>['importBatch']>['imports']['nodes'][number];

const STATUSES = {
  all: null,
  open: ['QUEUED', 'RUNNING', 'UNDOING'],
  done: ['COMPLETED'],
  failed: ['FAILED'],
  other: ['CANCELLED', 'UNDONE'],
} as const satisfies Record<string, readonly ImportStatus[] | null>;
const SHOWN = Object.keys(STATUSES) as (keyof typeof STATUSES)[];

export default function BatchScreen() {
  const { t } = useTranslation(['agency-imports', 'frame']);
  const { id: agency } = useAgency();
  const { batch: id = '' } = useParams<{ batch: string }>();
  const [{ data, error }, execute] = useQuery({
    query: AgencyImportBatch,
    variables: { agency, batch: id },
    requestPolicy: 'cache-and-network',
  });
  const [shown, setShown] = useAddress('show', 'all');
  const filter = SHOWN.find((one) => one === shown) ?? 'all';
  const statuses = STATUSES[filter] as ImportStatus[] | null;
  const list = useList(BatchImports, { agency, batch: id, statuses }, (answer) => answer.agency?.importBatch?.imports);
  const refresh = () => {
    execute({ requestPolicy: 'network-only' });
    list.reload();
  };
  const batch = data?.agency?.importBatch;
  usePolling(refresh, batch ? isUnderWay(batch.status) : false);
  if (!data) return error ? <Failed error={error} /> : <PageSkeleton />;
  if (!batch) return <Missing />;
  return (
    <Page
      title={batch.filename ?? t('unnamed')}
      back={{ to: `/a/${agency}/imports`, label: t('title') }}
      badges={<ImportState status={batch.status} />}
      actions={
        <Actions
          batch={batch}
          onDone={refresh}
          isUndoable={hasWritten(batch.summary) && list.rows.some(({ undoableUntil }) => undoableUntil)}
        />
      }
      wide
    >
      <Stack>
        <Card>
          <BatchProgress summary={batch.summary} />
          <Text size="sm" c="dimmed" mt={6}>
            <Moment at={batch.createdAt} />
          </Text>
        </Card>
        <SegmentedControl
          aria-label={t('show.label')}
          data={SHOWN.map((value) => ({ value, label: t(`show.${value}`) }))}
          value={filter}
          onChange={setShown}
          size="xs"
        />
        <Imports list={list} />
      </Stack>
    </Page>
  );
}

function Imports({ list }: { list: ReturnType<typeof useList<BatchImportsQuery, { first: number }, Import>> }) {
  const { t } = useTranslation(['agency-imports', 'frame']);
  const { number } = useFormat();
  const columns: Column<Import>[] = [
    { key: 'shop', header: t('shop'), cell: ({ shop }) => shop.name },
    {
      key: 'status',
      header: t('state'),
      cell: ({ status, progress }) => (
        <>
          <ImportState status={status} />
          {status === 'RUNNING' && <Progress value={100 * progress} size="xs" mt={4} aria-label={t('progress')} />}
        </>
      ),
      width: '7.5rem',
    },
    { key: 'created', header: t('productsNew'), cell: (one) => number(one.productsCreated), width: '7rem', align: 'end', from: 'sm' },
    { key: 'updated', header: t('productsChanged'), cell: (one) => number(one.productsUpdated), width: '7rem', align: 'end', from: 'md' },
    {
      key: 'rejected',
      header: t('rejected'),
      cell: ({ rowsRejected, reportUrl }) =>
        rowsRejected > 0 ? (
          <Anchor href={reportUrl} size="sm" style={{ position: 'relative', zIndex: 1 }}>
            {t('badRows', { count: rowsRejected })}
          </Anchor>
        ) : (
          number(0)
        ),
      width: '8rem',
      align: 'end',
      from: 'sm',
    },
  ];
  return (
    <Table
      label={t('shops')}
      list={list}
      columns={columns}
      keyOf={({ id }) => id}
      linkOf={({ id, shop }) => `/s/${shop.id}/imports/${id}`}
      empty={<EmptyState title={t('show.none')} />}
    />
  );
}

function Actions({ batch, onDone, isUndoable }: { batch: Batch; onDone(): void; isUndoable: boolean }) {
  const { t } = useTranslation(['agency-imports', 'frame']);
  const { id: agency } = useAgency();
  const may = useMay();
  const [cancel, cancelling] = useAction(CancelBatch, (data) => data.importBatchCancel);
  const [resume, resuming] = useAction(ResumeBatch, (data) => data.importBatchResume);
  const [undo, undoing] = useAction(UndoBatch, (data) => data.importBatchUndo);
  if (!may('write_products')) return null;
  const names = { agency, batch: batch.id };
  const done = (message: string) => (answer: unknown) => {
    if (!answer) return;
    tell(message);
    onDone();
  };
  const has = (...statuses: ImportStatus[]) => batch.summary.statuses.some(({ status }) => statuses.includes(status));
  const isRunning = has('QUEUED', 'RUNNING');
  return (
    <>
      {isUndoable && !isRunning && (
        <Button variant="default" loading={undoing} onClick={() => undo(names).then(done(t('actions.undoing')))}>
          {t('actions.undo')}
        </Button>
      )}
      {has('CANCELLED', 'FAILED') && (
        <Button variant="default" loading={resuming} onClick={() => resume(names).then(done(t('actions.resumed')))}>
          {t('actions.resume')}
        </Button>
      )}
      {isRunning && (
        <Button variant="default" loading={cancelling} onClick={() => cancel(names).then(done(t('actions.cancelled')))}>
          {t('actions.cancel')}
        </Button>
      )}
    </>
  );
}
