import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VariantDraft } from './model';

const STANDARD = '-';
const MIXED = '*';

interface Props {
  variants: readonly VariantDraft[];
  taxClasses: readonly { id: string; title: string }[];
  onChange: (variants: VariantDraft[]) => void;
}

/** One for all variants; where they differ, they stay as they are until one is chosen. */
export function TaxClassSelect({ variants, taxClasses, onChange }: Props) {
  const { t } = useTranslation('products');
  const used = [...new Set(variants.map(({ taxClass }) => taxClass))];
  const value = used.length > 1 ? MIXED : (used[0] ?? '') || STANDARD;
  const unknown = used.filter((id) => id && id !== 'exempt' && !taxClasses.some((one) => one.id === id));
  const data = [
    { value: STANDARD, label: t('tax.standard') },
    { value: 'exempt', label: t('tax.exempt') },
    ...taxClasses.map(({ id, title }) => ({ value: id, label: title })),
    ...unknown.map((id) => ({ value: id, label: id })),
    ...(used.length > 1 ? [{ value: MIXED, label: t('tax.mixed') }] : []),
  ];
  const choose = (chosen: string | null) => {
    if (!chosen || chosen === MIXED) return;
    const taxClass = chosen === STANDARD ? '' : chosen;
    onChange(variants.map((variant) => ({ ...variant, taxClass })));
  };
  return <Select label={t('tax.label')} value={value} data={data} onChange={choose} />;
}
