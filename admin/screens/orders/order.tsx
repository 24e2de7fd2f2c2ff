import { Grid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useParams } from 'wouter';
import { Missing } from '../../app/missing';
import { useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { Failed } from '../../ui/failed';
import { FULFILLMENT_TONES, isSent, PAYMENT_TONES } from '../../ui/order-tones';
import { Page } from '../../ui/page';
import { PageSkeleton } from '../../ui/page-skeleton';
import { Moment, Status, useFormat } from '../../ui/show';
import { OrderActions } from './order-actions';
import { Buyer } from './order-buyer';
import { OrderDocument, type OrderShown } from './order-documents';
import { Goods } from './order-goods';
import { Mails } from './order-mails';
import { Payments } from './order-payments';
import { Sendings } from './order-sendings';
import { Story } from './order-story';
import { Sandbox } from './sandbox';
import { useFollow } from './use-follow';

export const preload = (client: Client, { shop = '', order = '' }: Parameters) => client.query(OrderDocument, { shop, order }).toPromise();

/** Something is on its way at a provider, or is about to be written down. */
const isMoving = ({ refunds, payments, shippingUploads }: OrderShown): boolean =>
  refunds.nodes.some(({ status }) => status === 'PENDING' || status === 'PROCESSING') ||
  payments.nodes.some(({ status }) => status === 'PROCESSING') ||
  shippingUploads.some(({ status }) => status === 'PENDING');

export default function OrderScreen() {
  const { t } = useTranslation(['orders', 'frame']);
  const shop = useShop();
  const { moment } = useFormat();
  const { order: id = '' } = useParams<{ order: string }>();
  const [{ data, error }, ask] = useQuery({ query: OrderDocument, variables: { shop: shop.id, order: id } });
  const order = data?.shop?.order;
  const follow = useFollow(() => ask({ requestPolicy: 'network-only' }), order ? isMoving(order) : false);
  if (!data) return error ? <Failed error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} /> : <PageSkeleton />;
  if (!order) return <Missing />;
  return (
    <Page
      title={t('order.title', { number: order.number })}
      back={{ to: `/s/${shop.id}/orders`, label: t('title') }}
      badges={
        <>
          {order.status !== 'OPEN' && <Status tone="neutral">{t(`status.${order.status}`)}</Status>}
          <Status tone={PAYMENT_TONES[order.paymentStatus]}>{t(`frame:orderStates.${order.paymentStatus}`)}</Status>
          {isSent(order) && (
            <Status tone={FULFILLMENT_TONES[order.fulfillmentStatus]}>{t(`frame:orderStates.${order.fulfillmentStatus}`)}</Status>
          )}
        </>
      }
      actions={<OrderActions order={order} onDone={follow} />}
      wide
    >
      <Text size="sm" c="dimmed" mt={-8} mb="md">
        <Moment at={order.createdAt} />
        {order.cancelReason && ` · ${t('order.reason', { reason: order.cancelReason })}`}
        {order.expiresAt && order.status === 'OPEN' && ` · ${t('order.expires', { date: moment(order.expiresAt) })}`}
      </Text>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack>
            <Sandbox order={order} onStarted={follow} />
            <Goods order={order} />
            <Payments order={order} />
            <Sendings order={order} onDone={follow} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack>
            <Buyer order={order} />
            <Story order={order} />
            <Mails order={order} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}
