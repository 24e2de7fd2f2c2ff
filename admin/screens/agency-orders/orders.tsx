import { Anchor, Box, Button, Group, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useLocation } from 'wouter';
import { useAgency } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { AgencyOrdersQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { Link, LinkButton } from '../../ui/link';
import { OrderStates } from '../../ui/order-states';
import { Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { Amount, Moment } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { useAddress } from '../../ui/use-address';
import classes from './orders.module.css';
import { FULFILLMENT_STATES, PAYMENT_STATES, queryOf } from './query';

const AgencyOrders = graphql(`
  query AgencyOrders($agency: ID!, $query: String!, $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      orders(first: $first, after: $after, query: $query) {
        nodes {
          id
          number
          email
          createdAt
          status
          paymentStatus
          fulfillmentStatus
          total {
            amount
            currency
          }
          shop {
            id
            name
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

type Order = NonNullable<AgencyOrdersQuery['agency']>['orders']['nodes'][number];

export const preload = (client: Client, { agency = '' }: Parameters) =>
  client.query(AgencyOrders, { agency, query: '', first: 50, after: null }).toPromise();

/** The orders of all shops, the newest first. */
export default function AgencyOrdersScreen() {
  const { t } = useTranslation(['agency-orders', 'frame']);
  const { id: agency } = useAgency();
  const [search, setSearch] = useAddress('search');
  const [payment, setPayment] = useAddress('payment');
  const [fulfillment, setFulfillment] = useAddress('fulfillment');
  const query = queryOf({ search, payment, fulfillment });
  const [, navigate] = useLocation();
  // What was typed goes with what the address says.
  const [shownAll, countShownAll] = useState(0);
  const showAll = () => {
    navigate(`/a/${agency}/orders`, { replace: true });
    countShownAll(shownAll + 1);
  };
  const list = useList(AgencyOrders, { agency, query }, (data) => data.agency?.orders);
  const columns: Column<Order>[] = [
    { key: 'number', header: t('number'), cell: ({ number }) => <span className="numbers">{number}</span>, width: '6rem' },
    { key: 'shop', header: t('shop'), cell: ({ shop }) => <ShopLink shop={shop} /> },
    { key: 'when', header: t('when'), cell: ({ createdAt }) => <Moment at={createdAt} />, from: 'md', width: '12rem' },
    { key: 'buyer', header: t('buyer'), cell: ({ email }) => email ?? '–', from: 'md' },
    { key: 'state', header: t('state'), cell: (order) => <OrderStates of={order} />, from: 'sm', width: '13rem' },
    { key: 'total', header: t('total'), cell: ({ total }) => <Amount of={total} />, align: 'end', width: '8rem' },
  ];
  const states = <State extends string>(all: readonly State[], label: (state: State) => string) => [
    { value: '', label: t('any') },
    ...all.map((state) => ({ value: state, label: label(state) })),
  ];
  return (
    <Page title={t('title')} wide>
      <Group gap="sm" mb="sm" align="flex-end" className={classes.filters}>
        <Box className={classes.search}>
          <SearchField key={shownAll} label={t('search')} value={search} onSearch={setSearch} />
        </Box>
        <Select
          label={t('payment')}
          value={payment}
          onChange={(value) => setPayment(value ?? '')}
          data={states(PAYMENT_STATES, (state) => t(`frame:orderStates.${state}`))}
          w="10rem"
        />
        <Select
          label={t('fulfillment')}
          value={fulfillment}
          onChange={(value) => setFulfillment(value ?? '')}
          data={states(FULFILLMENT_STATES, (state) => t(`frame:orderStates.${state}`))}
          w="10rem"
        />
      </Group>
      <Table
        key={query}
        label={t('title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ id, shop }) => `/s/${shop.id}/orders/${id}`}
        empty={
          query ? (
            <EmptyState
              title={t('noneFound')}
              action={
                <Button variant="default" onClick={showAll}>
                  {t('all')}
                </Button>
              }
            >
              {t('noneFoundText')}
            </EmptyState>
          ) : (
            <EmptyState title={t('none')} action={<LinkButton to={`/a/${agency}/shops`}>{t('toShops')}</LinkButton>}>
              {t('noneText')}
            </EmptyState>
          )
        }
      />
    </Page>
  );
}

/** The row leads to the order; its shop's name to the shop. */
const ShopLink = ({ shop }: { shop: Order['shop'] }) => (
  <Anchor component={Link} to={`/s/${shop.id}`} className={classes.shop}>
    {shop.name}
  </Anchor>
);
