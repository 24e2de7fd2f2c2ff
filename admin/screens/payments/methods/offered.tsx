import { Card, Group, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import type { BuyerPlace } from '../../../generated/graphql';
import { placesOfCurrency } from '../../../ui/decimal';
import { isAmount } from '../decimals';
import classes from '../payments.module.css';
import { PLACES } from './choices';

const OfferedMethods = graphql(`
  query OfferedMethods($shop: ID!, $place: BuyerPlace!, $amount: MoneyInput) {
    shop(id: $shop) {
      id
      offeredPaymentMethods(place: $place, amount: $amount) {
        provider
        method
        title
        instructions
      }
    }
  }
`);

/** What a buyer is offered who is in this place and has to pay so much. */
export function Offered() {
  const { t } = useTranslation('payments');
  const { id: shop, currency } = useShop();
  const [place, setPlace] = useState<BuyerPlace>('MOBILE');
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed.trim(), 250);
  const isWrong = typed.trim() !== '' && !isAmount(typed, currency);
  const amount = settled && isAmount(settled, currency) ? { amount: settled, currency } : null;
  const [{ data }] = useQuery({ query: OfferedMethods, variables: { shop, place, amount } });
  const offered = data?.shop?.offeredPaymentMethods;
  return (
    <Card padding="lg">
      <Stack gap="sm">
        <div>
          <Title order={2}>{t('offered.title')}</Title>
          <Text size="sm" c="dimmed">
            {t('offered.text')}
          </Text>
        </div>
        <Group align="flex-end" gap="md">
          <SegmentedControl
            aria-label={t('offered.place')}
            value={place}
            onChange={(value) => setPlace(value as BuyerPlace)}
            data={PLACES.map((value) => ({ value, label: t(`places.${value}`) }))}
            className={classes.segments ?? ''}
          />
          <TextInput
            label={t('offered.amount', { currency })}
            inputMode="decimal"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={isWrong ? t('checks.amount', { currency, places: placesOfCurrency(currency) }) : null}
            w={180}
          />
        </Group>
        {offered && offered.length === 0 && <Text size="sm">{t('offered.none')}</Text>}
        <ol className={classes.list} aria-live="polite">
          {offered?.map(({ provider, method, title, instructions }) => (
            <li key={`${provider}/${method}`}>
              {title}
              {instructions && (
                <Text size="xs" c="dimmed">
                  {instructions}
                </Text>
              )}
            </li>
          ))}
        </ol>
      </Stack>
    </Card>
  );
}
