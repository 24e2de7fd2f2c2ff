import { Anchor, Card, Group, Skeleton, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { Link } from '../../ui/link';
import { OrderStates } from '../../ui/order-states';
import { Amount, Moment } from '../../ui/show';
import classes from './home.module.css';
import type { HomeShop } from './home-document';

type Order = NonNullable<HomeShop['orders']>['nodes'][number];

/** The newest orders, each a way to itself. */
export function LastOrders({ orders }: { orders: readonly Order[] | undefined }) {
  const { t } = useTranslation('home');
  const { id, mode } = useShop();
  return (
    <Card component="section" aria-labelledby="last-orders">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="last-orders">
          {t('orders.title')}
        </Title>
        <Anchor component={Link} to={`/s/${id}/orders`} size="sm">
          {t('orders.all')}
        </Anchor>
      </Group>
      {!orders && <Skeleton height={120} />}
      {orders?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('orders.none')}{' '}
          {mode === 'TEST' && (
            <Anchor component={Link} to={`/s/${id}/developers?example=shelf`} inherit>
              {t('orders.tryOne')}
            </Anchor>
          )}
        </Text>
      )}
      {orders && orders.length > 0 && (
        <Table className={classes.orders}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('orders.number')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('orders.when')}</Table.Th>
              <Table.Th visibleFrom="md">{t('orders.buyer')}</Table.Th>
              <Table.Th>{t('orders.state')}</Table.Th>
              <Table.Th ta="end">{t('orders.total')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {orders.map((order) => (
              <Table.Tr key={order.id}>
                <Table.Td>
                  <Anchor component={Link} to={`/s/${id}/orders/${order.id}`} size="sm" className="numbers">
                    {order.number}
                  </Anchor>
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <Moment at={order.createdAt} />
                </Table.Td>
                <Table.Td visibleFrom="md">{order.shippingAddress?.name ?? order.email ?? order.phone ?? '–'}</Table.Td>
                <Table.Td>
                  <OrderStates of={order} />
                </Table.Td>
                <Table.Td ta="end">
                  <Amount of={order.total} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
}
