import { Autocomplete, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';
import { Form } from '../../ui/form';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { attempt } from './attempt';
import type { DialogProps } from './dialog';
import classes from './order.module.css';
import { Pieces } from './pieces';
import { unsentOf } from './unsent';

const OrderFulfill = graphql(`
  mutation OrderFulfill($shop: ID!, $order: ID!, $input: OrderFulfillInput!) {
    orderFulfill(shop: $shop, order: $order, input: $input) {
      order {
        ...OrderStates
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Sends an order, whole or a part of it. */
export function Fulfil({ order, onDone }: DialogProps) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const name = `fulfil ${order.id}`;
  const unsent = unsentOf(order);
  const api = useApiForm({
    document: OrderFulfill,
    initial: {
      pieces: Object.fromEntries(unsent.map(({ id, left, refunded }) => [id, left - refunded])) as Record<string, number>,
      company: '',
      number: '',
      url: '',
    },
    variables: ({ pieces, ...tracking }) => {
      const [company, number, url] = [tracking.company, tracking.number, tracking.url].map((word) => word.trim() || null);
      const input = {
        lines: Object.entries(pieces).flatMap(([line, quantity]) => (quantity > 0 ? [{ line, quantity }] : [])),
        tracking: company || number || url ? { company: company ?? null, number: number ?? null, url: url ?? null } : null,
      };
      return { shop: shop.id, order: order.id, input: { ...input, idempotencyKey: attempt.keyFor(name, input) } };
    },
    payload: (data) => data.orderFulfill,
    fields: { 'tracking.company': 'company', 'tracking.number': 'number', 'tracking.url': 'url' },
    onDone: () => {
      attempt.done(name);
      tell(t('fulfil.done', { number: order.number }));
      onDone();
    },
  });
  const { form } = api;
  return (
    <Form api={api} action={t('actions.fulfil')}>
      <Stack component="ul" gap="xs" className={classes.list}>
        {unsent.map(({ id, title, left, refunded }) => (
          <Group key={id} component="li" justify="space-between" wrap="nowrap">
            <Text size="sm" className={classes.wrap}>
              {title}
              {refunded > 0 && (
                <Text span display="block" size="xs" c="dimmed">
                  {t('goods.refunded', { count: refunded })}
                </Text>
              )}
            </Text>
            <Pieces
              label={t('fulfil.pieces', { title, left })}
              left={left}
              value={form.values.pieces[id] ?? 0}
              onChange={(pieces) => form.setFieldValue(`pieces.${id}`, pieces)}
            />
          </Group>
        ))}
      </Stack>
      <Group grow align="flex-start">
        <Autocomplete
          label={t('fulfil.company')}
          data={t('fulfil.companies').split('|')}
          comboboxProps={{ withinPortal: true }}
          {...form.getInputProps('company')}
        />
        <TextInput label={t('fulfil.number')} data-autofocus {...form.getInputProps('number')} />
      </Group>
      <TextInput label={t('fulfil.url')} description={t('fulfil.urlHint')} type="url" inputMode="url" {...form.getInputProps('url')} />
      <Text size="xs" c="dimmed">
        {t('fulfil.text')}
      </Text>
    </Form>
  );
}
