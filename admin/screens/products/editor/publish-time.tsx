import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { clockOf, momentOf } from './clock';

interface Props {
  /** As the API says it; empty for none. */
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** From when on shoppers see it, by the shop's own clock. */
export function PublishTime({ value, error, onChange }: Props) {
  const { t } = useTranslation('products');
  const { timezone } = useShop();
  return (
    <TextInput
      type="datetime-local"
      label={t('fields.publishedAt')}
      description={t('organise.publishHint', { timezone })}
      value={clockOf(value, timezone)}
      error={error}
      onChange={(event) => onChange(momentOf(event.currentTarget.value, timezone))}
    />
  );
}
