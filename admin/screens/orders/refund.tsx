import { Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';
import { placesOf } from '../../ui/decimal';
import { Form } from '../../ui/form';
import { useFormat } from '../../ui/show';
import { tell } from '../../ui/tell';
import { useApiForm } from '../../ui/use-api-form';
import { attempt } from './attempt';
import type { DialogProps } from './dialog';
import classes from './order.module.css';
import { Pieces } from './pieces';
import { isRefundable, leftOf, sumOf } from './refund-sum';

const RefundCreate = graphql(`
  mutation RefundCreate($shop: ID!, $order: ID!, $input: RefundCreateInput!) {
    refundCreate(shop: $shop, order: $order, input: $input) {
      order {
        ...OrderStates
      }
      refunds {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** Gives money back: for lines to the cent, or any amount that is left. */
export function Refund({ order, onDone }: DialogProps) {
  const { t } = useTranslation('orders');
  const shop = useShop();
  const { money } = useFormat();
  const name = `refund ${order.id}`;
  const { refundable, taxMode } = order;
  const places = placesOf(refundable.amount);
  const lines = order.lines.filter((line) => leftOf(line) > 0);
  // Until somebody types an amount of his own, it follows the lines.
  const [isOwn, setOwn] = useState(false);
  const api = useApiForm({
    document: RefundCreate,
    initial: { pieces: {} as Record<string, number>, amount: '', restock: true, reason: '' },
    variables: ({ pieces, amount, restock, reason }) => {
      const chosen = Object.entries(pieces).flatMap(([line, quantity]) => (quantity > 0 ? [{ line, quantity }] : []));
      const input = {
        amount: { amount: amount.trim(), currency: refundable.currency },
        ...(chosen.length > 0 ? { lines: chosen, restock } : {}),
        reason: reason.trim() || null,
      };
      return { shop: shop.id, order: order.id, input: { ...input, idempotencyKey: attempt.keyFor(name, input) } };
    },
    refuse: ({ amount }) => (isRefundable(amount, refundable.amount) ? {} : { amount: t('refund.tooMuch', { amount: money(refundable) }) }),
    payload: (data) => data.refundCreate,
    fields: { 'amount.amount': 'amount' },
    onDone: ({ refunds }) => {
      attempt.done(name);
      tell(t(refunds?.every(({ status }) => status === 'SUCCEEDED') ? 'refund.done' : 'refund.begun'));
      onDone();
    },
  });
  const { form } = api;
  const choose = (pieces: Record<string, number>) => {
    form.setFieldValue('pieces', pieces);
    const sum = sumOf(lines, pieces, taxMode, places);
    // What is left may be less than its goods cost, where an amount went back before.
    if (!isOwn) form.setFieldValue('amount', Number(sum) === 0 ? '' : isRefundable(sum, refundable.amount) ? sum : refundable.amount);
  };
  const everything = () => {
    setOwn(false);
    form.setFieldValue('pieces', Object.fromEntries(lines.map((line) => [line.id, leftOf(line)])));
    form.setFieldValue('amount', refundable.amount);
  };
  const { amount, pieces } = form.values;
  const isTooMuch = amount.trim() !== '' && !isRefundable(amount, refundable.amount);
  const hasLines = Object.values(pieces).some((quantity) => quantity > 0);
  return (
    <Form
      api={api}
      action={amount && !isTooMuch ? t('refund.action', { amount: money({ ...refundable, amount: amount.trim() }) }) : t('actions.refund')}
    >
      <Group justify="space-between">
        <Text size="sm">{t('refund.left', { amount: money(refundable) })}</Text>
        <Button size="compact-sm" variant="default" onClick={everything}>
          {t('refund.everything')}
        </Button>
      </Group>
      {lines.length > 0 && (
        <Stack component="ul" gap="xs" className={classes.list}>
          {lines.map((line) => {
            const title = [line.title, line.variantTitle].filter(Boolean).join(' · ');
            return (
              <Group key={line.id} component="li" justify="space-between" wrap="nowrap">
                <Text size="sm" className={classes.wrap}>
                  {title}
                </Text>
                <Pieces
                  label={t('refund.pieces', { title, left: leftOf(line) })}
                  left={leftOf(line)}
                  value={pieces[line.id] ?? 0}
                  onChange={(value) => choose({ ...pieces, [line.id]: value })}
                />
              </Group>
            );
          })}
        </Stack>
      )}
      {hasLines && <Checkbox label={t('refund.restock')} {...form.getInputProps('restock', { type: 'checkbox' })} />}
      <TextInput
        label={t('refund.amount', { currency: refundable.currency })}
        description={t('refund.amountHint')}
        inputMode="decimal"
        required
        {...form.getInputProps('amount')}
        error={isTooMuch ? t('refund.tooMuch', { amount: money(refundable) }) : form.errors.amount}
        onChange={(event) => {
          setOwn(true);
          form.setFieldValue('amount', event.currentTarget.value);
        }}
      />
      <Textarea
        label={t('refund.reason')}
        description={t('refund.reasonHint')}
        autosize
        minRows={2}
        maxLength={500}
        {...form.getInputProps('reason')}
      />
    </Form>
  );
}
