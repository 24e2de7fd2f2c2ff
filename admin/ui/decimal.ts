/** Amounts are decimal strings: what is added here passes through no float. */

/** The exact sum; `0` of none. */
export function sumDecimals(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map(placesOf));
  const sum = amounts.reduce((total, amount) => total + unitsOf(amount, places), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return sum < 0n ? `-${text}` : text;
}

const placesOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;

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
