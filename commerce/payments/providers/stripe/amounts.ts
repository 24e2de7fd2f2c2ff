import { UserError } from '#platform/errors.js';
import { exponentOf } from '#platform/money.js';

/**
 * Stripe counts most currencies as ISO 4217 does. It takes ISK and UGX with two places that are always 00, and MGA without any.
 * Source: docs.stripe.com/currencies, zero-decimal currencies and special cases.
 */
const EXPONENTS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** Takes three places, of which the last must be 0. Source: the same page, three-decimal currencies. */
const THREE_PLACES = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'];

const shiftOf = (currency: string) => 10 ** ((EXPONENTS[currency] ?? exponentOf(currency)) - exponentOf(currency));

/** Our minor units → Stripe's. @throws {UserError} PAYMENT_METHOD_UNAVAILABLE for an amount that Stripe has no number for */
export function toStripe(amount: number, currency: string): number {
  const theirs = amount * shiftOf(currency);
  const threePlaces = exponentOf(currency) === 3;
  if (threePlaces && !THREE_PLACES.includes(currency))
    throw new UserError('PAYMENT_METHOD_UNAVAILABLE', `Stripe takes no payments in ${currency}`, ['provider']);
  if (!Number.isInteger(theirs) || (threePlaces && theirs % 10 !== 0))
    throw new UserError('PAYMENT_METHOD_UNAVAILABLE', `Stripe cannot charge this amount of ${currency}: it has too many places`, [
      'provider',
    ]);
  return theirs;
}

/** Stripe's → ours. A fraction for what is no amount of ours: it equals no payment. */
export const fromStripe = (amount: number, currency: string): number => amount / shiftOf(currency);

/**
 * A platform's part of an amount, both as Stripe counts, by basis points: rounded down to what Stripe can charge, never more than the
 * amount.
 */
export function feeOf(theirs: number, currency: string, basisPoints: number): number {
  const step = THREE_PLACES.includes(currency) ? 10 : currency === 'ISK' || currency === 'UGX' ? 100 : 1;
  const fee = Math.floor((theirs * basisPoints) / 10_000 / step) * step;
  return Math.min(fee, theirs);
}
