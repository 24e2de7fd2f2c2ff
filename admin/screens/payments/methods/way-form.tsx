import { Checkbox, Group, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import type { BuyerPlace } from '../../../generated/graphql';
import { placesOfCurrency } from '../../../ui/decimal';
import { Form } from '../../../ui/form';
import { tell } from '../../../ui/tell';
import { useApiForm } from '../../../ui/use-api-form';
import { isAmount } from '../decimals';
import { type Choice, inputOf, PLACES, type Row, wordOf } from './choices';
import { UpdatePaymentMethods } from './documents';

interface Props {
  row: Row;
  rows: readonly Row[];
  choices: readonly Choice[];
  onSaved: () => void;
  /** Somebody else has changed them since. */
  onOutdated: () => void;
}

/** What buyers read, between which amounts it is offered, and where. */
export function WayForm({ row, rows, choices, onSaved, onOutdated }: Props) {
  const { t } = useTranslation(['payments', 'frame']);
  const { id: shop, currency } = useShop();
  const { way } = row;
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const at = rows.findIndex(({ key }) => key === row.key);
  const amountOf = (text: string) => (text.trim() ? { amount: text.trim(), currency } : null);
  const api = useApiForm({
    document: UpdatePaymentMethods,
    initial: {
      title: row.title ?? '',
      minAmount: row.minAmount?.amount ?? '',
      maxAmount: row.maxAmount?.amount ?? '',
      where: row.places ? 'chosen' : 'usual',
      places: [...(row.places ?? way.usualPlaces)] as BuyerPlace[],
    },
    fields: Object.fromEntries(['title', 'minAmount', 'maxAmount', 'places'].map((name) => [`methods.${at}.${name}`, name])),
    variables: ({ title, minAmount, maxAmount, where, places }) => {
      const changed = {
        ...row,
        title: title.trim() || null,
        minAmount: amountOf(minAmount),
        maxAmount: amountOf(maxAmount),
        places: where === 'chosen' ? places : null,
      };
      return {
        shop,
        input: {
          methods: inputOf(
            rows.map((one) => (one.key === row.key ? changed : one)),
            choices,
          ),
          changeFrom: inputOf([], choices),
        },
      };
    },
    payload: (data) => data.paymentMethodsUpdate,
    onDone: () => {
      tell(t('methods.saved', { way: t(wordOf(way)) }));
      onSaved();
    },
  });
  const { form, errors } = api;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    if (errors.some(({ code }) => code === 'CHANGED_MEANWHILE')) onOutdated();
  }, [errors]);
  const submit: typeof api.submit = (event) => {
    const { minAmount, maxAmount, where, places } = form.values;
    const faults = {
      ...(minAmount.trim() && !isAmount(minAmount, currency)
        ? { minAmount: t('checks.amount', { currency, places: placesOfCurrency(currency) }) }
        : {}),
      ...(maxAmount.trim() && !isAmount(maxAmount, currency)
        ? { maxAmount: t('checks.amount', { currency, places: placesOfCurrency(currency) }) }
        : {}),
      ...(where === 'chosen' && places.length === 0 ? { places: t('methods.noPlace') } : {}),
    };
    setWrong(faults);
    if (Object.keys(faults).length === 0) return api.submit(event);
    event?.preventDefault();
  };
  const field = (name: 'title' | 'minAmount' | 'maxAmount') => {
    const props = form.getInputProps(name);
    return { ...props, error: wrong[name] ?? props.error };
  };
  return (
    <Form api={{ ...api, submit }} action={t('frame:save')}>
      <Stack gap="sm">
        <TextInput
          label={t('methods.form.title')}
          description={t('methods.form.titleHint', { usual: way.title })}
          maxLength={60}
          {...field('title')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t('methods.form.min', { currency })} inputMode="decimal" {...field('minAmount')} />
          <TextInput label={t('methods.form.max', { currency })} inputMode="decimal" {...field('maxAmount')} />
        </SimpleGrid>
        <Radio.Group label={t('methods.form.where')} {...form.getInputProps('where')}>
          <Stack gap={6} mt={4}>
            <Radio
              value="usual"
              label={t('methods.form.usual', { places: way.usualPlaces.map((place) => t(`places.${place}`)).join(t('methods.comma')) })}
            />
            <Radio value="chosen" label={t('methods.form.chosen')} />
          </Stack>
        </Radio.Group>
        {form.values.where === 'chosen' && (
          <Checkbox.Group
            label={t('methods.form.places')}
            {...form.getInputProps('places')}
            error={wrong.places ?? form.errors.places}
            {...(way.onlyPlace ? { description: t('methods.form.only', { place: t(`places.${way.onlyPlace}`) }) } : {})}
          >
            <Group gap="md" mt={6}>
              {PLACES.map((place) => (
                <Checkbox
                  key={place}
                  value={place}
                  label={t(`places.${place}`)}
                  disabled={way.onlyPlace != null && way.onlyPlace !== place}
                />
              ))}
            </Group>
          </Checkbox.Group>
        )}
      </Stack>
    </Form>
  );
}
