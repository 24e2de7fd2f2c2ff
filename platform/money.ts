import { UserError } from './errors.js';

/** ISO 4217 exponents that are not 2, of the currencies that payment providers settle. Source: ISO 4217 list one. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
}; // biome-ignore format: a table

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

export const isCurrency = (code: string): boolean => CURRENCIES.has(code);

/** Digits after the point. */
export const exponentOf = (currency: string): number => EXPONENTS[currency] ?? 2;

/** The largest amount that anything may cost: 10^13 minor units leave room for every sum within 2^53. */
export const MOST_MINOR_UNITS = 10_000_000_000_000;

/** `"19.99"`, `"USD"` → 1999, by text alone: `19.99 * 100` is 1998.9999999999998. @throws {UserError} INVALID_AMOUNT */
export function toMinorUnits(decimal: string, currency: string, field: readonly string[] = []): number {
  const exponent = exponentOf(currency);
  const [, sign, whole, fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d{1,30}))?$/.exec(decimal.trim()) ?? [];
  const digits = fraction.replace(/0+$/, '');
  if (whole === undefined || digits.length > exponent) {
    const places = exponent === 0 ? 'no decimal places' : `at most ${exponent} decimal places`;
    throw new UserError(
      'INVALID_AMOUNT',
      `${shorten(decimal)} is not an amount in ${currency}: digits with ${places}, like ${toDecimal(1999, currency)}`,
      field,
    );
  }
  const amount = Number(whole + digits.padEnd(exponent, '0'));
  if (amount > MOST_MINOR_UNITS)
    throw new UserError('INVALID_AMOUNT', `${shorten(decimal)} ${currency} is more than can be charged`, field);
  return sign && amount !== 0 ? -amount : amount;
}

/** 1999, `"USD"` → `"19.99"`. */
export function toDecimal(amount: number, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const text = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return amount < 0 ? `-${text}` : text;
}

/** Splits `amount` in proportion to `weights` without losing a unit: largest remainders first, then the first in line. */
export function allocate(amount: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0)
    return allocate(
      amount,
      weights.map(() => 1),
    );
  const exact = weights.map((weight) => (BigInt(amount) * BigInt(weight)) / BigInt(total));
  const rest = weights.map((weight, index) => ({ index, left: (BigInt(amount) * BigInt(weight)) % BigInt(total) }));
  const shares = exact.map(Number);
  const missing = amount - shares.reduce((sum, share) => sum + share, 0);
  const magnitude = (value: bigint) => (value < 0n ? -value : value);
  rest.sort((a, b) => (magnitude(a.left) === magnitude(b.left) ? a.index - b.index : magnitude(a.left) > magnitude(b.left) ? -1 : 1));
  for (const { index } of rest.slice(0, Math.abs(missing))) shares[index]! += Math.sign(missing);
  return shares;
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text || '(nothing)');
