import { Badge } from '@mantine/core';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { ShopContext } from '../app/place';

export interface Money {
  /** A decimal string, exact to the currency's minor unit. */
  amount: string;
  currency: string;
}

const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function kept<Formatter extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => Formatter): Formatter {
  const found = (formatters.get(key) as Formatter | undefined) ?? make();
  formatters.set(key, found);
  return found;
}

/** Formats money, numbers and moments: the person's language, the shop's time zone; outside of a shop the browser's. */
export function useFormat() {
  const { i18n } = useTranslation();
  const shop = use(ShopContext);
  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en';
  const timeZone = shop?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    /** Decimal strings go to Intl as they are: no amount passes through a float. */
    money: ({ amount, currency }: Money) =>
      kept(
        `money ${locale} ${currency}`,
        () => new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
      ).format(amount as Intl.StringNumericLiteral),
    number: (value: number) => kept(`number ${locale}`, () => new Intl.NumberFormat(locale)).format(value),
    /** Short, for an axis: `12K`, `1.2万`. */
    compact: (value: number) =>
      kept(`compact ${locale}`, () => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })).format(value),
    percent: (share: number) =>
      kept(`percent ${locale}`, () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })).format(share),
    date: (iso: string) =>
      kept(`date ${locale} ${timeZone}`, () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })).format(new Date(iso)),
    moment: (iso: string) =>
      kept(
        `moment ${locale} ${timeZone}`,
        () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }),
      ).format(new Date(iso)),
    exact: (iso: string) =>
      kept(`exact ${locale} ${timeZone}`, () => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', timeZone })).format(
        new Date(iso),
      ),
  };
}

/** An amount in its currency. */
export const Amount = ({ of }: { of: Money }) => <span className="numbers">{useFormat().money(of)}</span>;

/** A moment, to the minute; to the second where the pointer rests. */
export function Moment({ at }: { at: string }) {
  const { moment, exact } = useFormat();
  return (
    <time dateTime={at} title={exact(at)} className="numbers">
      {moment(at)}
    </time>
  );
}

/** How a state bears on whoever looks: done, at work, waits for a person, lost, or nothing in particular. */
export type Tone = 'good' | 'busy' | 'warning' | 'bad' | 'neutral';

const COLORS: Readonly<Record<Tone, string>> = { good: 'green', busy: 'blue', warning: 'yellow', bad: 'red', neutral: 'gray' };

/** A state, said in a word: the colour only repeats it. */
export const Status = ({ tone, children }: { tone: Tone; children: string }) => (
  <Badge color={COLORS[tone]} variant="light" radius="sm" tt="none" fw={550} autoContrast className="status" data-tone={tone}>
    {children}
  </Badge>
);
