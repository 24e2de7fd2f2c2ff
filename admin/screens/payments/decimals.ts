import { decimal, placesOfCurrency } from '../../ui/decimal';

/** Amounts as the API writes them, `-12.30`: reckoned as whole numbers, never as floats. */

const parts = (amount: string): { units: bigint; places: number } => {
  const [whole = '0', fraction = ''] = amount.split('.');
  return { units: BigInt(whole + fraction), places: fraction.length };
};

/** `"12.30"` → `"-12.30"`; zero stays as it is. */
export const negated = (amount: string): string => {
  const { units, places } = parts(amount);
  return decimal(-units, places);
};

export const isZero = (amount: string): boolean => parts(amount).units === 0n;

/** Whether somebody has typed an amount that the currency knows: no sign, no more decimals than it has. */
export function isAmount(text: string, currency: string): boolean {
  const found = /^\d{1,12}(?:\.(\d+))?$/.exec(text.trim());
  return found !== null && (found[1]?.length ?? 0) <= placesOfCurrency(currency);
}

/** One total for each account of each currency, the currencies in the order of their names. */
export function byCurrency<Row extends { amount: { amount: string; currency: string } }>(rows: readonly Row[]): [string, Row[]][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(row.amount.currency, [...(found.get(row.amount.currency) ?? []), row]);
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}
