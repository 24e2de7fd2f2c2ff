import { SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useMay, useShop } from '../../app/place';
import { graphql } from '../../generated';
import type { HomeQuery } from '../../generated/graphql';
import { Failed } from '../../ui/failed';
import { Page } from '../../ui/page';
import { Status } from '../../ui/show';
import { LastOrders } from './last-orders';
import { LowStock } from './low-stock';
import { Problems } from './problems';
import { Sales } from './sales';
import { SetupList } from './setup-list';

const Home = graphql(`
  query Home($shop: ID!, $orders: Boolean!, $stock: Boolean!) {
    shop(id: $shop) {
      id
      problems {
        kind
        severity
        count
        more
        since
      }
      setup {
        step
        done
      }
      openOrders @include(if: $orders) {
        count
        more
      }
      orders(first: 6) @include(if: $orders) {
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
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      lowStock(first: 6) @include(if: $stock) {
        available
        product {
          id
          title
        }
        variant {
          id
          title
          sku
        }
        location {
          id
          name
        }
      }
    }
  }
`);

export type HomeShop = NonNullable<HomeQuery['shop']>;

export default function HomeScreen() {
  const { t } = useTranslation('home');
  const { id, name, mode, status } = useShop();
  const may = useMay();
  const orders = may('read_orders');
  const stock = may('read_inventory') && may('read_products');
  const [{ data, error }, again] = useQuery({
    query: Home,
    variables: { shop: id, orders, stock },
    requestPolicy: 'cache-and-network',
  });
  const shop = data?.shop;
  return (
    <Page
      title={name}
      badges={
        status === 'CLOSED' ? (
          <Status tone="neutral">{t('closed')}</Status>
        ) : mode === 'TEST' ? (
          <Status tone="busy">{t('test')}</Status>
        ) : (
          <Status tone="good">{t('live')}</Status>
        )
      }
      wide
    >
      <Stack gap="md">
        {error && !shop && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
        {shop && <SetupList steps={shop.setup} />}
        {orders && <Sales openOrders={shop?.openOrders ?? undefined} />}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Problems problems={shop?.problems} />
          {stock && <LowStock levels={shop?.lowStock ?? undefined} />}
        </SimpleGrid>
        {orders && <LastOrders orders={shop?.orders?.nodes} />}
      </Stack>
    </Page>
  );
}
