import { SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../../app/place';
import { useList } from '../../../data/use-list';
import { graphql } from '../../../generated';
import type { DifferenceStatus, DifferencesQuery } from '../../../generated/graphql';
import { EmptyState } from '../../../ui/empty-state';
import { Page } from '../../../ui/page';
import { Amount, Moment, Status } from '../../../ui/show';
import { type Column, Table } from '../../../ui/table';
import { useAddress } from '../../../ui/use-address';
import { Tabs } from '../tabs';
import { Reconciliations } from './reconciliations';
import { DIFFERENCE_TONES } from './tones';

const Differences = graphql(`
  query Differences($shop: ID!, $status: DifferenceStatus, $orders: Boolean!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      differences(first: $first, after: $after, status: $status) {
        nodes {
          id
          kind
          status
          createdAt
          account {
            id
            provider
          }
          order @include(if: $orders) {
            id
            number
          }
          ours {
            amount {
              amount
              currency
            }
            status
          }
          theirs {
            amount {
              amount
              currency
            }
            status
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

type Row = NonNullable<DifferencesQuery['shop']>['differences']['nodes'][number];

const FILTERS = ['OPEN', 'RESOLVED', 'IGNORED', 'ALL'] as const;

/** What did not agree, for a person to look at, and the runs that found it. */
export default function DifferencesScreen() {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const orders = useMay()('read_orders');
  const [chosen, choose] = useAddress('status', 'OPEN');
  const filter = FILTERS.find((one) => one === chosen) ?? 'OPEN';
  const status: DifferenceStatus | null = filter === 'ALL' ? null : filter;
  const list = useList(Differences, { shop, orders, status }, (data) => data.shop?.differences);
  const columns: Column<Row>[] = [
    { key: 'kind', header: t('differences.kind'), cell: (row) => <What row={row} /> },
    { key: 'ours', header: t('differences.ours'), cell: ({ ours }) => <Side side={ours} />, align: 'end', width: '10rem', from: 'sm' },
    {
      key: 'theirs',
      header: t('differences.theirs'),
      cell: ({ theirs }) => <Side side={theirs} />,
      align: 'end',
      width: '10rem',
      from: 'sm',
    },
    {
      key: 'status',
      header: t('differences.status'),
      cell: (row) => <Status tone={DIFFERENCE_TONES[row.status]}>{t(`differences.statuses.${row.status}`)}</Status>,
      width: '7.5rem',
    },
    { key: 'found', header: t('differences.found'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '12rem', from: 'md' },
  ];
  return (
    <Page title={t('differences.title')} wide back={{ to: `/s/${shop}/payments`, label: t('title') }}>
      <Tabs />
      <Stack>
        <Text size="sm" c="dimmed">
          {t('differences.text')}
        </Text>
        <div>
          <SegmentedControl
            aria-label={t('differences.filter')}
            value={filter}
            onChange={choose}
            data={FILTERS.map((value) => ({ value, label: t(`differences.filters.${value}`) }))}
          />
        </div>
        <Table
          key={filter}
          label={t('differences.title')}
          list={list}
          columns={columns}
          keyOf={({ id }) => id}
          linkOf={({ id }) => `/s/${shop}/payments/differences/${id}`}
          empty={
            <EmptyState title={t(filter === 'OPEN' ? 'differences.noneOpen' : 'differences.none')}>{t('differences.noneText')}</EmptyState>
          }
        />
        <Title order={2} mt="md">
          {t('runs.title')}
        </Title>
        <Reconciliations />
      </Stack>
    </Page>
  );
}

function What({ row: { kind, account, order } }: { row: Row }) {
  const { t } = useTranslation('payments');
  const about = [
    account ? t(`providers.${account.provider}`) : t('differences.ownBooks'),
    order && t('ledger.order', { number: order.number }),
  ];
  return (
    <>
      {t(`differences.kinds.${kind}`)}
      <Text size="xs" c="dimmed">
        {about.filter(Boolean).join(' · ')}
      </Text>
    </>
  );
}

function Side({ side }: { side: Row['ours'] }) {
  const { t } = useTranslation('payments');
  if (!side)
    return (
      <Text size="sm" c="dimmed" component="span">
        {t('differences.nothing')}
      </Text>
    );
  return (
    <>
      {side.amount && <Amount of={side.amount} />}
      {side.status && (
        <Text size="xs" c="dimmed">
          {side.status}
        </Text>
      )}
    </>
  );
}
