import { Box, Button, Chip, Group, Stack, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useSearchParams } from 'wouter';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { OrdersQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { FULFILLMENT_TONES, isSent, PAYMENT_TONES } from '../../ui/order-tones';
import { Page } from '../../ui/page';
import { SavedViews } from '../../ui/saved-views';
import { SearchField } from '../../ui/search-field';
import { Amount, Moment, Status } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { FulfilMany } from './fulfil-many';
import { MoreFilters } from './more-filters';
import { isShown, queryOf, SHOWN, type Shown } from './order-filters';

const Orders = graphql(`
  query Orders($shop: ID!, $query: String!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      orders(first: $first, after: $after, query: $query) {
        nodes {
          id
          number
          createdAt
          status
          paymentStatus
          fulfillmentStatus
          email
          phone
          shippingAddress {
            name
          }
          total {
            amount
            currency
          }
          lines {
            id
            quantity
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

type Order = NonNullable<OrdersQuery['shop']>['orders']['nodes'][number];

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(Orders, { shop, query: '', first: 50, after: null }).toPromise();

const buyerOf = ({ shippingAddress, email, phone }: Order): string => shippingAddress?.name ?? email ?? phone ?? '';
const itemsOf = ({ lines }: Order): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

export default function OrdersScreen() {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const may = useMay();
  const [address, setAddress] = useSearchParams();
  const change = useCallback(
    (changes: Readonly<Record<string, string>>) =>
      setAddress(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [setAddress],
  );
  const word = (name: string) => address.get(name) ?? '';
  const show = isShown(word('show')) ? (word('show') as Shown) : 'all';
  const filters = { show, search: word('search'), from: word('from'), to: word('to'), min: word('min'), max: word('max') };
  const query = queryOf(filters, shop.timezone);
  const list = useList(Orders, { shop: shop.id, query }, (data) => data.shop?.orders);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // What was typed into the boxes goes when other filters are chosen.
  const [chosen, setChosen] = useState(0);
  const choose = (kept: string) => {
    setAddress(new URLSearchParams(kept));
    setChosen(chosen + 1);
  };
  const columns: Column<Order>[] = [
    { key: 'number', header: t('number'), cell: (order) => <NumberAndBuyer order={order} />, width: '6.5rem' },
    { key: 'when', header: t('when'), cell: ({ createdAt }) => <Moment at={createdAt} />, from: 'md', width: '13.5rem' },
    { key: 'customer', header: t('customer'), cell: buyerOf, from: 'sm' },
    { key: 'total', header: t('total'), cell: ({ total }) => <Amount of={total} />, align: 'end', width: '8rem' },
    { key: 'payment', header: t('payment'), cell: (order) => <States order={order} />, width: '9rem' },
    {
      key: 'fulfilment',
      header: t('fulfilment'),
      cell: (order) => <Sent order={order} />,
      from: 'sm',
      width: '9rem',
    },
    { key: 'items', header: t('items'), cell: itemsOf, align: 'end', from: 'md', width: '5rem' },
  ];
  const selection = may('write_orders') ? { selection: { selected, onChange: setSelected } } : {};
  return (
    <Page title={t('title')} wide actions={<SavedViews screen="ORDERS" address={address.toString()} onChoose={choose} />}>
      <Stack gap="sm" mb="sm">
        <Chip.Group value={show} onChange={(name) => change({ show: name === 'all' ? '' : String(name) })}>
          <Group gap={6} role="radiogroup" aria-label={t('shown.label')}>
            {Object.keys(SHOWN).map((name) => (
              <Chip key={name} value={name} size="sm" variant="light">
                {t(`shown.${name as Shown}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <SearchField key={`search ${chosen}`} label={t('search')} value={filters.search} onSearch={(search) => change({ search })} />
        <MoreFilters key={`more ${chosen}`} filters={filters} onChange={change} />
      </Stack>
      <Table
        label={t('title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ id }) => `/s/${shop.id}/orders/${id}`}
        {...selection}
        bulkActions={<FulfilMany orders={[...selected]} onDone={() => setSelected(new Set())} />}
        empty={
          query ? (
            <EmptyState
              title={t('noneFound')}
              action={
                <Button variant="default" size="xs" onClick={() => choose('')}>
                  {t('showAll')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
          )
        }
      />
    </Page>
  );
}

/** Where there is no column for the buyer, his name stands below the number. */
const NumberAndBuyer = ({ order }: { order: Order }) => (
  <>
    {order.number}
    <Text span display="block" size="xs" c="dimmed" fw={400} hiddenFrom="xs">
      {buyerOf(order)}
    </Text>
  </>
);

/** Where there is no column for what is sent, that stands below what is paid. */
const States = ({ order }: { order: Order }) => (
  <Stack gap={4} align="flex-start">
    <Paid order={order} />
    <Box hiddenFrom="xs">
      <Sent order={order} />
    </Box>
  </Stack>
);

function Sent({ order }: { order: Order }) {
  const { t } = useTranslation(['orders', 'frame']);
  const { fulfillmentStatus: state } = order;
  return isSent(order) ? <Status tone={FULFILLMENT_TONES[state]}>{t(`frame:orderStates.${state}`)}</Status> : null;
}

function Paid({ order: { status, paymentStatus } }: { order: Order }) {
  const { t } = useTranslation(['orders', 'frame']);
  if (status === 'CANCELLED' && paymentStatus === 'VOIDED') return <Status tone="neutral">{t('status.CANCELLED')}</Status>;
  return <Status tone={PAYMENT_TONES[paymentStatus]}>{t(`frame:orderStates.${paymentStatus}`)}</Status>;
}
