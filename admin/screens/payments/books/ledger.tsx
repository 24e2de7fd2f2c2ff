import { Anchor, Group, Stack, Text } from '@mantine/core';
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
import { sumOf } from '../decimals';
import classes from '../payments.module.css';
import { Tabs } from '../tabs';
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

/** The books in double entry: every movement of money, its postings beside each other, and that they come to zero. */
export default function LedgerScreen() {
  const { t } = useTranslation('payments');
  const { id: shop, timezone } = useShop();
  const orders = useMay()('read_orders');
  const [period, setPeriod] = usePeriod({ from: '', to: '' });
  const isWrong = period.from !== '' && period.to !== '' && period.from > period.to;
  const list = useList(Ledger, { shop, orders, ...momentsOf(period, timezone) }, (data) => data.shop?.ledger, { pause: isWrong });
  const columns: Column<Entry>[] = [
    { key: 'when', header: t('ledger.when'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '13rem', from: 'md' },
    { key: 'kind', header: t('ledger.kind'), cell: (entry) => <Kind entry={entry} />, width: '12rem' },
    { key: 'postings', header: t('ledger.postings'), cell: (entry) => <Postings entry={entry} /> },
  ];
  return (
    <Page
      title={t('ledger.title')}
      wide
      back={{ to: `/s/${shop}/payments`, label: t('title') }}
      actions={
        <LinkButton variant="default" to={`/s/${shop}/payments/statements?from=${period.from}&to=${period.to}`}>
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

function Kind({ entry: { kind, order, payment, createdAt } }: { entry: Entry }) {
  const { t } = useTranslation('payments');
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
      <Text size="xs" c="dimmed" hiddenFrom="md">
        <Moment at={createdAt} />
      </Text>
    </Stack>
  );
}

function Postings({ entry: { lines } }: { entry: Entry }) {
  const { t } = useTranslation('payments');
  const currency = lines[0]?.amount.currency ?? '';
  return (
    <table className={classes.postings}>
      <tbody>
        {lines.map(({ account, amount }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an entry never change
          <tr key={at}>
            <td>{t(`ledger.accounts.${account}`)}</td>
            <td>
              <Amount of={amount} />
            </td>
          </tr>
        ))}
        {currency && (
          <tr data-sum="">
            <td>{t('ledger.sum')}</td>
            <td>
              <Amount of={{ amount: sumOf(lines.map(({ amount }) => amount.amount)), currency }} />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
