import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { useList } from '../../../data/use-list';
import { graphql } from '../../../generated';
import type { ReconciliationsQuery } from '../../../generated/graphql';
import { EmptyState } from '../../../ui/empty-state';
import { Status, useFormat } from '../../../ui/show';
import { type Column, Table } from '../../../ui/table';
import { RUN_TONES } from './tones';

const ReconciliationRuns = graphql(`
  query Reconciliations($shop: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      reconciliations(first: $first, after: $after) {
        nodes {
          id
          day
          status
          lines
          matched
          differences
          error
          account {
            id
            provider
            externalId
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

type Run = NonNullable<ReconciliationsQuery['shop']>['reconciliations']['nodes'][number];

/** Each day's bill of each account, and the shop's own books, against each other. */
export function Reconciliations() {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const { number } = useFormat();
  const list = useList(ReconciliationRuns, { shop }, (data) => data.shop?.reconciliations);
  const columns: Column<Run>[] = [
    { key: 'day', header: t('runs.day'), cell: ({ day }) => day, width: '8rem' },
    { key: 'what', header: t('runs.what'), cell: (run) => <What run={run} /> },
    {
      key: 'status',
      header: t('runs.status'),
      cell: ({ status }) => <Status tone={RUN_TONES[status]}>{t(`runs.statuses.${status}`)}</Status>,
      width: '7.5rem',
    },
    { key: 'lines', header: t('runs.lines'), cell: ({ lines }) => number(lines), align: 'end', width: '6rem', from: 'md' },
    { key: 'matched', header: t('runs.matched'), cell: ({ matched }) => number(matched), align: 'end', width: '6rem', from: 'md' },
    {
      key: 'found',
      header: t('runs.differences'),
      cell: ({ differences }) => number(differences),
      align: 'end',
      width: '6rem',
      from: 'sm',
    },
  ];
  return (
    <Table
      label={t('runs.title')}
      list={list}
      columns={columns}
      keyOf={({ id }) => id}
      empty={<EmptyState title={t('runs.none')}>{t('runs.noneText')}</EmptyState>}
    />
  );
}

function What({ run: { account, error } }: { run: Run }) {
  const { t } = useTranslation('payments');
  return (
    <>
      {account ? [t(`providers.${account.provider}`), account.externalId].filter(Boolean).join(' · ') : t('differences.ownBooks')}
      {error && (
        <Text size="xs" c="dimmed">
          {error}
        </Text>
      )}
    </>
  );
}
