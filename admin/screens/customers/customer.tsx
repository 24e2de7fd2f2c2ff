import { Anchor, Card, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../app/missing';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { CustomerOrdersQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { Failed } from '../../ui/failed';
import { OrderStates } from '../../ui/order-states';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { Amount, Moment } from '../../ui/show';
import { type Column, Table } from '../../ui/table';

const CustomerDocument = graphql(`
  query Customer($shop: ID!, $customer: ID!) {
    shop(id: $shop) {
      id
      customer(id: $customer) {
        id
        name
        email
        phone
        createdAt
      }
    }
  }
`);

const CustomerOrders = graphql(`
  query CustomerOrders($shop: ID!, $customer: ID!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      customer(id: $customer) {
        id
        orders(first: $first, after: $after) {
          nodes {
            id
            number
            createdAt
            status
            paymentStatus
            fulfillmentStatus
            total {
              amount
              currency
            }
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

type Order = NonNullable<NonNullable<CustomerOrdersQuery['shop']>['customer']>['orders']['nodes'][number];

export const preload = (client: Client, { shop = '', customer = '' }: Parameters) =>
  client.query(CustomerDocument, { shop, customer }).toPromise();

export default function CustomerScreen() {
  const { t } = useTranslation('customers');
  const { id: shop } = useShop();
  const may = useMay();
  const { customer: id = '' } = useParams<{ customer: string }>();
  const [{ data, error }, ask] = useQuery({ query: CustomerDocument, variables: { shop, customer: id } });
  if (!data) return error ? <Failed error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} /> : <PageSkeleton />;
  const customer = data.shop?.customer;
  if (!customer) return <Missing />;
  const { name, email, phone, createdAt } = customer;
  return (
    <Page title={name ?? email ?? phone ?? t('nameless')} back={{ to: `/s/${shop}/customers`, label: t('title') }}>
      <Stack>
        <Card component="section" aria-label={t('contact')}>
          <Stack gap={4} align="flex-start">
            {email && (
              <Anchor href={`mailto:${email}`} size="sm">
                {email}
              </Anchor>
            )}
            {phone && (
              <Anchor href={`tel:${phone}`} size="sm">
                {phone}
              </Anchor>
            )}
            <Text size="sm" c="dimmed">
              {t('since')} <Moment at={createdAt} />
            </Text>
          </Stack>
        </Card>
        {may('read_orders') && <OrdersOf customer={id} />}
      </Stack>
    </Page>
  );
}

function OrdersOf({ customer }: { customer: string }) {
  const { t } = useTranslation('customers');
  const { id: shop } = useShop();
  const list = useList(CustomerOrders, { shop, customer }, (data) => data.shop?.customer?.orders);
  const columns: Column<Order>[] = [
    { key: 'number', header: t('orders.number'), cell: ({ number }) => number, width: '6rem' },
    { key: 'when', header: t('orders.when'), cell: ({ createdAt }) => <Moment at={createdAt} />, from: 'sm' },
    { key: 'state', header: t('orders.state'), cell: (order) => <OrderStates of={order} /> },
    { key: 'total', header: t('orders.total'), cell: ({ total }) => <Amount of={total} />, align: 'end', width: '8rem' },
  ];
  return (
    <section aria-label={t('orders.title')}>
      <Title order={2} mb="sm">
        {t('orders.title')}
      </Title>
      <Table
        label={t('orders.title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ id }) => `/s/${shop}/orders/${id}`}
        empty={<EmptyState title={t('orders.none')} order={3} />}
      />
    </section>
  );
}
