import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useAgency } from '../../app/place';
import { graphql } from '../../generated';
import { USUAL_LOCALES } from '../../ui/locales';

const FIRST_CURRENCIES = ['CNY', 'USD', 'EUR', 'HKD', 'GBP', 'JPY'];

export interface Regional {
  currency: string;
  locale: string;
  timezone: string;
}

const NewestShop = graphql(`
  query NewestShop($agency: ID!) {
    agency(id: $agency) {
      id
      shops(first: 1) {
        nodes {
          id
          currency
          locale
          timezone
        }
      }
    }
  }
`);

/** What a new shop begins with: as the newest one, and for the first as where its person is. Null until it is known. */
export function useRegionalDefaults(): Regional | null {
  const { i18n } = useTranslation();
  const { id: agency } = useAgency();
  const [{ data, error }] = useQuery({ query: NewestShop, variables: { agency } });
  if (!data && !error) return null;
  const newest = data?.agency?.shops.nodes[0];
  if (newest) return { currency: newest.currency, locale: newest.locale, timezone: newest.timezone };
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return i18n.language === 'zh'
    ? { currency: 'CNY', locale: 'zh-CN', timezone: timeZone }
    : { currency: 'USD', locale: 'en', timezone: timeZone };
}

interface Input {
  value: string;
  onChange(value: string | null): void;
  error?: React.ReactNode;
  disabled?: boolean;
}

/** Currency, language and time zone of a shop. */
export function RegionalFields({ currency, locale, timezone, currencyHint }: Record<keyof Regional, Input> & { currencyHint: string }) {
  const { t, i18n } = useTranslation(['openings', 'frame']);
  const language = i18n.language === 'zh' ? 'zh-CN' : 'en';
  const currencies = useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'currency' });
    const others = Intl.supportedValuesOf('currency').filter((code) => !FIRST_CURRENCIES.includes(code));
    return [...FIRST_CURRENCIES, ...others].map((code) => ({ value: code, label: `${code} · ${names.of(code)}` }));
  }, [language]);
  const locales = useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'language' });
    const all = USUAL_LOCALES.includes(locale.value) || !locale.value ? USUAL_LOCALES : [locale.value, ...USUAL_LOCALES];
    return all.map((tag) => ({ value: tag, label: names.of(tag) ?? tag }));
  }, [language, locale.value]);
  const timezones = useMemo(() => {
    const all = ['UTC', ...Intl.supportedValuesOf('timeZone')];
    return all.includes(timezone.value) || !timezone.value ? all : [timezone.value, ...all];
  }, [timezone.value]);
  const shared = { searchable: true, limit: 60, nothingFoundMessage: t('nothingFits') };
  return (
    <>
      <Select
        label={t('fields.currency')}
        description={currencyHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={currencies}
        {...shared}
        {...currency}
      />
      <Select label={t('fields.locale')} data={locales} {...shared} {...locale} />
      <Select label={t('fields.timezone')} data={timezones} {...shared} {...timezone} />
    </>
  );
}
