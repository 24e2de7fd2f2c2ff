import { Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { useFormat } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { attempt } from './attempt';
import type { DialogProps } from './dialog';

const OrderCancel = graphql(`
  mutation OrderCancel($shop: ID!, $order: ID!, $input: OrderCancelInput!) {
    orderCancel(shop: $shop, order: $order, input: $input) {
      order {
        ...OrderStates
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Ends an order: its goods are for sale again, and what was paid for it goes back. */
export function Cancel({ order, onDone }: DialogProps) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const { money } = useFormat();
  const name = `cancel ${order.id}`;
  const isAuthorized = order.paymentStatus === 'AUTHORIZED';
  const hasMoney = Number(order.refundable.amount) > 0;
  const api = useApiForm({
    document: OrderCancel,
    initial: { reason: '' },
    variables: ({ reason }) => {
      const input = { reason: reason.trim() || null, refund: hasMoney || isAuthorized };
      return { shop: shop.id, order: order.id, input: { ...input, idempotencyKey: attempt.keyFor(name, input) } };
    },
    payload: (data) => data.orderCancel,
    onDone: () => {
      attempt.done(name);
      tell(t('cancel.done', { number: order.number }));
      onDone();
    },
  });
  return (
    <Form api={api} action={t('actions.cancel')}>
      <Text size="sm">{t('cancel.text')}</Text>
      {hasMoney && <Text size="sm">{t('cancel.refund', { amount: money(order.refundable) })}</Text>}
      {isAuthorized && <Text size="sm">{t('cancel.void')}</Text>}
      <Textarea
        label={t('cancel.reason')}
        description={t('cancel.reasonHint')}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        {...api.form.getInputProps('reason')}
      />
    </Form>
  );
}
