import { Button, Collapse, Group, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../app/place';
import type { OrderFilters } from './order-filters';

interface Props {
  filters: OrderFilters;
  onChange: (changes: Readonly<Record<string, string>>) => void;
}

const AMOUNT = /^\d{1,12}(\.\d{1,3})?$/;

/** Days and amounts. */
export function MoreFilters({ filters, onChange }: Props) {
  const { t } = useTranslation('orders');
  const { from, to, min, max } = filters;
  const used = [from, to, min, max].filter(Boolean).length;
  const [opened, setOpened] = useState(used > 0);
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden="true" />}
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        {used > 0 ? t('more.used', { count: used }) : t('more.label')}
      </Button>
      <Collapse expanded={opened}>
        <Group gap="sm" mt="xs" align="flex-end">
          <TextInput
            type="date"
            label={t('more.from')}
            value={from}
            max={to || undefined}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t('more.to')}
            value={to}
            min={from || undefined}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
          <AmountFilter label={t('more.min')} value={min} onChange={(amount) => onChange({ min: amount })} />
          <AmountFilter label={t('more.max')} value={max} onChange={(amount) => onChange({ max: amount })} />
          {used > 0 && (
            <Button variant="default" onClick={() => onChange({ from: '', to: '', min: '', max: '' })}>
              {t('more.none')}
            </Button>
          )}
        </Group>
      </Collapse>
    </div>
  );
}

function AmountFilter({ label, value, onChange }: { label: string; value: string; onChange: (amount: string) => void }) {
  const { t } = useTranslation('orders');
  const { currency } = useShop();
  const [typed, setTyped] = useState(value);
  const keep = useDebouncedCallback((amount: string) => {
    if (!amount || AMOUNT.test(amount)) onChange(amount);
  }, 600);
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      w="8rem"
      rightSection={currency}
      rightSectionWidth={48}
      rightSectionProps={{ style: { fontSize: '0.75rem' } }}
      error={typed && !AMOUNT.test(typed) ? t('more.noAmount') : null}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value.trim());
        keep(event.currentTarget.value.trim());
      }}
    />
  );
}
