import { Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FillPanel } from './fill-panel';
import type { ProductDraft, VariantDraft } from './model';
import { Part } from './part';
import { fill } from './paste';
import { VariantGrid } from './variant-grid';

interface Props {
  now: ProductDraft;
  errors: ReadonlyMap<string, Readonly<Record<string, string>>>;
  onChange: (change: Partial<ProductDraft>) => void;
}

/** Prices, SKUs and stock: a row for each variant. */
export function VariantsCard({ now: { variants, pictures }, errors, onChange }: Props) {
  const { t } = useTranslation('products');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => new Set(variants.filter(({ key }) => selected.has(key)).map(({ key }) => key)), [variants, selected]);
  const all = useMemo(() => new Set(variants.map(({ key }) => key)), [variants]);
  const put = (next: readonly VariantDraft[]) => onChange({ variants: next });
  return (
    <Part title={t('variants.heading', { count: variants.length })}>
      {variants.length > 1 && (
        <FillPanel
          count={chosen.size || variants.length}
          isAll={chosen.size === 0}
          onFill={(column, value) => put(fill(variants, chosen.size > 0 ? chosen : all, column, value))}
        />
      )}
      <VariantGrid variants={variants} pictures={pictures} errors={errors} selected={chosen} onSelect={setSelected} onChange={put} />
      <Text size="xs" c="dimmed">
        {t('variants.hint')}
      </Text>
    </Part>
  );
}
