import { Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';
import { decimal, placesOf } from '../../ui/decimal';
import { Form } from '../../ui/form';
import { useFormat } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { attempt } from './attempt';
import type { DialogProps } from './dialog';
import { minor } from './exact';

const OrderMarkPaid = graphql(`
  mutation OrderMarkPaid($shop: ID!, $order: ID!, $input: OrderMarkPaidInput!) {
    orderMarkPaid(shop: $shop, order: $order, input: $input) {
      order {
        ...OrderStates
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** The merchant has the money in hand. */
export function MarkPaid({ order, onDone }: DialogProps) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const { money } = useFormat();
  const name = `paid ${order.id}`;
  const { total, paid } = order;
  const places = placesOf(total.amount);
  const left = decimal((minor(total.amount, places) ?? 0n) - (minor(paid.amount, places) ?? 0n), places);
  const api = useApiForm({
    document: OrderMarkPaid,
    initial: { reference: '' },
    variables: ({ reference }) => {
      const input = { reference: reference.trim() || null };
      return { shop: shop.id, order: order.id, input: { ...input, idempotencyKey: attempt.keyFor(name, input) } };
    },
    payload: (data) => data.orderMarkPaid,
    onDone: () => {
      attempt.done(name);
      tell(t('paid.done', { number: order.number }));
      onDone();
    },
  });
  return (
    <Form api={api} action={t('actions.paid')}>
      <Text size="sm">{t('paid.text', { amount: money({ ...total, amount: left }) })}</Text>
      <TextInput
        label={t('paid.reference')}
        description={t('paid.referenceHint')}
        data-autofocus
        {...api.form.getInputProps('reference')}
      />
    </Form>
  );
}
