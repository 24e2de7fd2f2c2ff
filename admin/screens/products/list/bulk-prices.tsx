import { SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import type { PriceChangeInput } from '../../../generated/graphql';
import { BulkPanel } from './bulk-panel';
import { amountIn } from './query-words';

/** By a percentage or an amount; the server calculates, exactly. */
export function ChangePrices({ onChange }: { onChange: (change: PriceChangeInput) => Promise<boolean> }) {
  const { t } = useTranslation('products');
  const { currency } = useShop();
  const [by, setBy] = useState<'percent' | 'amount'>('percent');
  const [typed, setTyped] = useState('');
  const value = amountIn(typed).replace(/%$/, '').replace(/^\+/, '').replace(/^−/, '-');
  const ready = /^-?\d+(\.\d+)?$/.test(value);
  const change: PriceChangeInput = by === 'percent' ? { percent: value } : { amount: value };
  return (
    <BulkPanel label={t('list.price')} action={t('bulk.changePrices')} ready={ready} onSubmit={() => onChange(change)}>
      <SegmentedControl
        size="xs"
        aria-label={t('bulk.by')}
        value={by}
        onChange={(chosen) => setBy(chosen as typeof by)}
        data={[
          { value: 'percent', label: t('bulk.byPercent') },
          { value: 'amount', label: t('bulk.byAmount') },
        ]}
      />
      <TextInput
        size="xs"
        label={by === 'percent' ? t('bulk.percent') : t('bulk.amount', { currency })}
        description={by === 'percent' ? t('bulk.percentHint') : t('bulk.amountHint')}
        inputMode="text"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </BulkPanel>
  );
}
