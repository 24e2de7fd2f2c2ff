import { toDecimal } from '#platform/money.js';

/** Minor units as the API shows them: 1999, `"USD"` → `{amount: "19.99", currency: "USD"}`. */
export const money = (amount: number, currency: string) => ({ amount: toDecimal(amount, currency), currency });

/** The same where there may be none. */
export const moneyOrNull = (amount: number | null | undefined, currency: string) => (amount == null ? null : money(amount, currency));

/** Basis points → `"13.00"`. */
export const percent = (basisPoints: number): string => (basisPoints / 100).toFixed(2);
