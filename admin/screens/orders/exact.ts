/** Decimal strings as whole minor units: sums of money never pass through a float. */

/** `"19.99"`, 2 → 1999n. Null for what is no amount, or has more places than its currency. */
export function minor(decimal: string, places: number): bigint | null {
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d*))?$/.exec(decimal.trim()) ?? [];
  const digits = fraction.replace(/0+$/, '');
  return whole === undefined || digits.length > places ? null : BigInt(whole + digits.padEnd(places, '0'));
}

/** 1999n, 2 → `"19.99"`. */
export function decimal(amount: bigint, places: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return amount < 0n ? `-${text}` : text;
}

/** How many places the currency has, as the API wrote an amount of it. */
export const placesOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;
