/** Amounts are decimal strings: what is reckoned here passes through no float. */

/** 1999n, 2 → `"19.99"`. */
export function decimal(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0n ? `-${text}` : text;
}

/** How many places the API wrote of an amount: those of its currency. */
export const placesOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;

/** How many places a currency has: 2 in CNY, none in JPY. */
export const placesOfCurrency = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** The exact sum; `0` of none. */
export function sumDecimals(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map(placesOf));
  return decimal(
    amounts.reduce((total, amount) => total + unitsOf(amount, places), 0n),
    places,
  );
}

function unitsOf(amount: string, places: number): bigint {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(places, '0'));
  return amount.startsWith('-') ? -units : units;
}

/** By how much more there is now: 0.25 for a quarter more. Null where there was nothing before, so that there is no share of it. */
export function changeOf(now: string | number, before: string | number): number | null {
  const [here, there] = [Number(now), Number(before)];
  return there > 0 ? (here - there) / there : null;
}
