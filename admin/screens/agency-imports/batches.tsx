import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useAgency, useMay } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { usePolling } from '../../data/use-polling';
import { graphql } from '../../generated';
import type { ImportBatchesQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { Moment, useFormat } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { ImportState, isUnderWay } from './batch-state';

const ImportBatches = graphql(`
  query ImportBatches($agency: ID!, $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      importBatches(first: $first, after: $after) {
        nodes {
          id
          filename
          status
          createdAt
          summary {
            shops
            progress
            rowsRejected
            productsCreated
            productsUpdated
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Batch = NonNullable<ImportBatchesQuery['agency']>['importBatches']['nodes'][number];
const PAGE = 20;

export const preload = (client: Client, { agency = '' }: Parameters) =>
  client.query(ImportBatches, { agency, first: PAGE, after: null }).toPromise();

export default function ImportBatchesScreen() {
  const { t } = useTranslation(['agency-imports', 'frame']);
  const { id: agency } = useAgency();
  const may = useMay();
  const { number, percent } = useFormat();
  const list = useList(ImportBatches, { agency }, (data) => data.agency?.importBatches, { first: PAGE });
  usePolling(
    list.reload,
    list.rows.some(({ status }) => isUnderWay(status)),
    5000,
  );
  const columns: Column<Batch>[] = [
    { key: 'file', header: t('file'), cell: ({ filename }) => filename ?? t('unnamed') },
    { key: 'shops', header: t('shops'), cell: ({ summary }) => number(summary.shops), width: '5rem', align: 'end' },
    {
      key: 'status',
      header: t('state'),
      cell: ({ status, summary }) => (
        <>
          <ImportState status={status} /> {status === 'RUNNING' && <span className="numbers">{percent(summary.progress)}</span>}
        </>
      ),
      width: '8rem',
    },
    {
      key: 'created',
      header: t('productsNew'),
      cell: ({ summary }) => number(summary.productsCreated),
      width: '7rem',
      align: 'end',
      from: 'md',
    },
    {
      key: 'updated',
      header: t('productsChanged'),
      cell: ({ summary }) => number(summary.productsUpdated),
      width: '7rem',
      align: 'end',
      from: 'md',
    },
    {
      key: 'rejected',
      header: t('rejected'),
      cell: ({ summary }) => number(summary.rowsRejected),
      width: '7rem',
      align: 'end',
      from: 'md',
    },
    { key: 'begun', header: t('begun'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '12rem', from: 'md' },
  ];
  const begin = may('write_products') && <LinkButton to={`/a/${agency}/imports/new`}>{t('new.title')}</LinkButton>;
  return (
    <Page title={t('title')} wide actions={begin}>
      <Table
        label={t('title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ id }) => `/a/${agency}/imports/${id}`}
        empty={
          <EmptyState title={t('none')} action={begin}>
            {t('noneHint')}
          </EmptyState>
        }
      />
    </Page>
  );
}
