import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { clockOf, LAST_CLOCK, momentOf } from './clock';

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
  /** What stands in the field while somebody is in it: not every state of it is a moment. */
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      type="datetime-local"
      label={t('fields.publishedAt')}
      description={t('organise.publishHint', { timezone })}
      max={LAST_CLOCK}
      value={typed ?? clockOf(value, timezone)}
      error={error}
      onChange={({ currentTarget: { value: text, validity } }) => {
        setTyped(text);
        // Of a time that is half typed the field says nothing, as of none.
        const moment = validity.badInput ? null : momentOf(text, timezone);
        if (moment !== null) onChange(moment);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
