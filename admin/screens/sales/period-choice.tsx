import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { Period } from '../../ui/days';
import { LENGTHS, OWN } from './period';

/** Which days: some lengths that end today, or any. It stands in the address. */
export function PeriodChoice({ choice, period }: { choice: string; period: Period }) {
  const { t } = useTranslation('sales');
  const [, setAddress] = useSearchParams();
  const set = (words: Readonly<Record<string, string>>) =>
    setAddress(
      (old) => {
        const next = new URLSearchParams(old);
        for (const word of ['days', 'from', 'to']) next.delete(word);
        for (const [word, value] of Object.entries(words)) next.set(word, value);
        return next;
      },
      { replace: true },
    );
  return (
    <Group gap="sm" align="flex-end">
      <SegmentedControl
        aria-label={t('period')}
        value={choice}
        onChange={(value) => set(value === OWN ? { days: OWN, ...period } : { days: value })}
        data={[...LENGTHS.map((value) => ({ value, label: t('days', { count: Number(value) }) })), { value: OWN, label: t('own') }]}
      />
      {choice === OWN && (
        <>
          <DayField label={t('from')} value={period.from} onChange={(from) => set({ days: OWN, ...period, from })} max={period.to} />
          <DayField label={t('to')} value={period.to} onChange={(to) => set({ days: OWN, ...period, to })} min={period.from} />
        </>
      )}
    </Group>
  );
}

interface DayFieldProps {
  label: string;
  value: string;
  onChange: (day: string) => void;
  min?: string;
  max?: string;
}

/** The browser's own: it knows the person's calendar. An unfinished date changes nothing. */
const DayField = ({ onChange, ...rest }: DayFieldProps) => (
  <TextInput type="date" w="10rem" {...rest} onChange={({ currentTarget: { value } }) => value && onChange(value)} />
);
