import type { ShopSettings, TaxMode } from '#tenants/index.js';

/**
 * The standard rate of each country's tax on sales, in basis points, as consumers are shown prices there. A merchant whose goods
 * are taxed otherwise changes it. Source: the countries' tax authorities, 2026.
 */
const INCLUDED_RATES: Readonly<Record<string, number>> = {
  AE: 500, AR: 2100, AT: 2000, AU: 1000, BE: 2100, CH: 810, CL: 1900, CN: 1300, CZ: 2100, DE: 1900, DK: 2500, ES: 2100, FI: 2550,
  FR: 2000, GB: 2000, GR: 2400, HU: 2700, ID: 1100, IE: 2300, IL: 1800, IN: 1800, IT: 2200, JP: 1000, KR: 1000, MX: 1600, NL: 2100,
  NO: 2500, NZ: 1500, PH: 1200, PL: 2300, PT: 2300, RO: 2100, SA: 1500, SE: 2500, SG: 900, TH: 700, TR: 2000, TW: 500, VN: 1000, ZA: 1500,
}; // biome-ignore format: a table

/** Where prices are shown without tax: what is due depends on the buyer's address, so nothing is charged until the merchant says so. */
const EXCLUDED = new Set(['US', 'CA']);

/** Whose currency it is, where a locale names no country. */
const COUNTRY_OF_CURRENCY: Readonly<Record<string, string>> = {
  AED: 'AE', AUD: 'AU', CAD: 'CA', CHF: 'CH', CNY: 'CN', GBP: 'GB', HKD: 'HK', INR: 'IN', JPY: 'JP', KRW: 'KR', MXN: 'MX', NOK: 'NO',
  NZD: 'NZ', PLN: 'PL', SEK: 'SE', SGD: 'SG', THB: 'TH', TRY: 'TR', TWD: 'TW', USD: 'US', VND: 'VN', ZAR: 'ZA',
}; // biome-ignore format: a table

/** `zh-CN` → CN; `en` in a shop that sells in GBP → GB; `de` in EUR → DE. */
const countryOf = (locale: string, currency: string): string => {
  const read = new Intl.Locale(locale);
  return read.region ?? COUNTRY_OF_CURRENCY[currency] ?? read.maximize().region ?? '';
};

/** What a shop that is made without a blueprint begins with. */
export function usualSettings({ locale, currency }: { locale: string; currency: string }, merchantEmail: string | null): ShopSettings {
  const country = countryOf(locale, currency);
  const mode: TaxMode = EXCLUDED.has(country) ? 'EXCLUDED' : 'INCLUDED';
  return {
    tax: { mode, rate: INCLUDED_RATES[country] ?? 0, shipping: mode === 'INCLUDED' },
    taxClasses: [],
    // Free and everywhere: a price of ours would be a guess.
    shippingMethods: [
      { id: 'standard', title: locale.startsWith('zh') ? '标准配送' : 'Standard shipping', price: 0, freeFrom: null, countries: [] },
    ],
    merchantEmail,
    orderExpiryMinutes: null,
    lowStock: null,
  };
}
