import { Autocomplete, NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import { Form } from '../../ui/form';
import { freshKey } from '../../ui/fresh-key';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { useApiForm } from '../../ui/use-api-form';
import { AdjustStock } from './documents';
import { signed } from './ledger';
import { type Level, useNameOf } from './use-stock';

const REASONS = ['received', 'returned', 'damaged', 'lost', 'given', 'counted'] as const;

/** Pieces that came or went, and why. A level that others change meanwhile takes the difference all the same. */
export function AdjustForm({ level, onDone }: { level: Level; onDone: () => void }) {
  const { t } = useTranslation('inventory');
  const { id: shop } = useShop();
  const name = useNameOf()(level);
  // One key for one adjustment: a second try after a broken line adds nothing twice.
  const [key, setKey] = useState(freshKey);
  const [undo] = useAction(AdjustStock, ({ inventoryAdjust }) => inventoryAdjust);
  const place = { variant: level.variant?.id ?? '', location: level.location.id };
  const api = useApiForm({
    document: AdjustStock,
    initial: { delta: '' as string | number, reason: t('adjustment.reasons.received') as string },
    variables: ({ delta, reason }) => ({ shop, input: { ...place, delta: Number(delta), reason, idempotencyKey: key } }),
    payload: ({ inventoryAdjust }) => inventoryAdjust,
    onDone: (done, { delta, reason }) => {
      setKey(freshKey());
      const back = { ...place, delta: -Number(delta), reason: `${t('adjustment.undone')}: ${reason}`, idempotencyKey: freshKey() };
      tell(
        t('adjustment.done', { name, delta: signed(Number(delta)), to: done.level?.available ?? '' }),
        () => void undo({ shop, input: back }),
      );
      onDone();
    },
  });
  const { form } = api;
  const change = (field: 'delta' | 'reason') => {
    const props = form.getInputProps(field);
    return {
      ...props,
      onChange: (value: string | number) => {
        setKey(freshKey());
        props.onChange(value);
      },
    };
  };
  const delta = Number(form.values.delta) || 0;
  return (
    <Form api={api} action={t('adjustment.action')}>
      <Text size="sm" fw={550}>
        {name}
      </Text>
      <NumberInput
        label={t('adjustment.delta')}
        allowDecimal={false}
        required
        data-autofocus
        description={t('adjustment.result', { from: level.available, to: Math.max(0, level.available + delta) })}
        {...change('delta')}
      />
      <Autocomplete
        label={t('adjustment.reason')}
        data={REASONS.map((one) => t(`adjustment.reasons.${one}`))}
        maxLength={200}
        required
        {...change('reason')}
      />
    </Form>
  );
}
