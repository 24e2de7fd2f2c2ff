/** Decimal strings as whole minor units: sums of money never pass through a float. */

/** `"19.99"`, 2 → 1999n. Null for what is no amount, or has more places than its currency. */
export function minor(decimal: string, places: number): bigint | null {
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d*))?$/.exec(decimal.trim()) ?? [];
  const digits = fraction.replace(/0+$/, '');
  return whole === undefined || digits.length > places ? null : BigInt(whole + digits.padEnd(places, '0'));
}
