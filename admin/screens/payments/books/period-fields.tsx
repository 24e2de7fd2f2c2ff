import { Button, Group, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { dayOf, isDay, monthOf, type Period } from '../days';

/** Days in the page's address; `fallback` where it names none. An empty end is open. */
export function usePeriod(fallback: Period): readonly [Period, (period: Period) => void] {
  const [all, setAll] = useSearchParams();
  const dayIn = (name: 'from' | 'to') => {
    const text = all.get(name);
    return text === '' || (text !== null && isDay(text)) ? text : fallback[name];
  };
  const set = (period: Period) =>
    setAll(
      (before) => {
        const next = new URLSearchParams(before);
        next.set('from', period.from);
        next.set('to', period.to);
        return next;
      },
      { replace: true },
    );
  return [{ from: dayIn('from'), to: dayIn('to') }, set];
}

interface Props {
  period: Period;
  onChange: (period: Period) => void;
  timezone: string;
  /** Why the period cannot be taken. */
  error?: string | null;
  /** Both ends may be left open. */
  canBeOpen?: boolean;
}

/** From one day to another, both in it; the usual months at a click. */
export function PeriodFields({ period, onChange, timezone, error = null, canBeOpen = false }: Props) {
  const { t } = useTranslation('payments');
  const today = dayOf(new Date(), timezone);
  const choices = [
    ['thisMonth', monthOf(today)],
    ['lastMonth', monthOf(today, -1)],
    ...(canBeOpen ? ([['always', { from: '', to: '' }]] as const) : []),
  ] as const;
  return (
    <Group align="flex-start" gap="sm">
      <TextInput
        type="date"
        label={t('period.from')}
        value={period.from}
        max={period.to || undefined}
        onChange={(event) => onChange({ ...period, from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('period.to')}
        value={period.to}
        min={period.from || undefined}
        error={error}
        onChange={(event) => onChange({ ...period, to: event.currentTarget.value })}
      />
      <Group gap="xs" mt={{ base: 0, xs: 25 }}>
        {choices.map(([name, choice]) => (
          <Button
            key={name}
            size="sm"
            variant={choice.from === period.from && choice.to === period.to ? 'light' : 'default'}
            aria-pressed={choice.from === period.from && choice.to === period.to}
            onClick={() => onChange(choice)}
          >
            {t(`period.${name}`)}
          </Button>
        ))}
      </Group>
    </Group>
  );
}
