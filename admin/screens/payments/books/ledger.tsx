import { Anchor, Box, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../../app/place';
import { useList } from '../../../data/use-list';
import { graphql } from '../../../generated';
import type { LedgerQuery } from '../../../generated/graphql';
import { EmptyState } from '../../../ui/empty-state';
import { Link, LinkButton } from '../../../ui/link';
import { Page } from '../../../ui/page';
import { Amount, Moment } from '../../../ui/show';
import { type Column, Table } from '../../../ui/table';
import { momentsOf } from '../days';
import { Tabs } from '../tabs';
import { flowOf } from './flow';
import { PeriodFields, usePeriod } from './period-fields';

const Ledger = graphql(`
  query Ledger($shop: ID!, $from: DateTime, $to: DateTime, $orders: Boolean!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      ledger(first: $first, after: $after, from: $from, to: $to) {
        nodes {
          id
          kind
          createdAt
          lines {
            account
            amount {
              amount
              currency
            }
          }
          order @include(if: $orders) {
            id
            number
          }
          payment {
            id
            provider
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

type Entry = NonNullable<LedgerQuery['shop']>['ledger']['nodes'][number];

/** The books in double entry: every movement of money, from where to where, and what it is to the merchant: a refund is below zero. */
export default function LedgerScreen() {
  const { t } = useTranslation('payments');
  const { id: shop, timezone } = useShop();
  const orders = useMay()('read_orders');
  const [period, setPeriod] = usePeriod({ from: '', to: '' });
  const isWrong = period.from !== '' && period.to !== '' && period.from > period.to;
  const list = useList(Ledger, { shop, orders, ...momentsOf(period, timezone) }, (data) => data.shop?.ledger, { pause: isWrong });
  const columns: Column<Entry>[] = [
    { key: 'when', header: t('ledger.when'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '13rem', from: 'md' },
    { key: 'kind', header: t('ledger.kind'), cell: (entry) => <Kind entry={entry} /> },
    { key: 'flow', header: t('ledger.postings'), cell: (entry) => <Flow entry={entry} />, from: 'sm' },
    {
      key: 'amount',
      header: t('ledger.amount'),
      cell: ({ lines: [first] }) => first && <Amount of={first.amount} />,
      align: 'end',
      width: '8.5rem',
    },
  ];
  return (
    <Page
      title={t('ledger.title')}
      wide
      actions={
        <LinkButton
          variant="default"
          to={`/s/${shop}/payments/statements${period.from && period.to ? `?from=${period.from}&to=${period.to}` : ''}`}
        >
          {t('ledger.export')}
        </LinkButton>
      }
    >
      <Tabs />
      <Stack>
        <PeriodFields period={period} onChange={setPeriod} timezone={timezone} error={isWrong ? t('period.backwards') : null} canBeOpen />
        <Table
          label={t('ledger.title')}
          list={list}
          columns={columns}
          keyOf={({ id }) => id}
          empty={<EmptyState title={t('ledger.none')}>{t(period.from || period.to ? 'ledger.noneThen' : 'ledger.noneText')}</EmptyState>}
        />
      </Stack>
    </Page>
  );
}

function Kind({ entry }: { entry: Entry }) {
  const { t } = useTranslation('payments');
  const { kind, order, payment, createdAt } = entry;
  const { id: shop } = useShop();
  return (
    <Stack gap={2}>
      <Text size="sm" fw={550}>
        {t(`ledger.kinds.${kind}`)}
      </Text>
      <Group gap={6}>
        {order && (
          <Anchor component={Link} to={`/s/${shop}/orders/${order.id}`} size="xs">
            {t('ledger.order', { number: order.number })}
          </Anchor>
        )}
        {payment && (
          <Text size="xs" c="dimmed">
            {t(`providers.${payment.provider}`)}
          </Text>
        )}
      </Group>
      <Box hiddenFrom="xs">
        <Flow entry={entry} />
      </Box>
      <Text size="xs" c="dimmed" hiddenFrom="md">
        <Moment at={createdAt} />
      </Text>
    </Stack>
  );
}

/** From which account to which; the sum of the two is zero by itself. */
function Flow({ entry: { lines } }: { entry: Entry }) {
  const { t } = useTranslation('payments');
  const { from, to } = flowOf(lines);
  const named = (accounts: typeof from) => accounts.map((account) => t(`ledger.accounts.${account}`)).join(' + ');
  return <Text size="sm">{t('ledger.flow', { from: named(from), to: named(to) })}</Text>;
}
