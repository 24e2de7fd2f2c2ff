/** What a clock in the time zone shows then: `2026-12-01T08:00`. Empty for no moment. */
export const clockOf = (moment: string, timezone: string): string =>
  moment &&
  new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
    .format(new Date(moment))
    .replace(' ', 'T');

/** The last that is typed into such a clock: a year of four digits. */
export const LAST_CLOCK = '2999-12-31T23:59';
/** While somebody types 2026, a field says `0002`, `0020`, `0202`. */
const WHOLE = /^(19[7-9]|2\d\d)\d-\d\d-\d\dT\d\d:\d\d/;

/** When a clock in the time zone shows that; what it skips in spring is an hour later. Empty for no time, null for one that is half typed. */
export function momentOf(clock: string, timezone: string): string | null {
  if (!clock) return '';
  if (!WHOLE.test(clock)) return null;
  const wanted = Date.parse(`${clock}Z`);
  const ahead = (at: number) => Date.parse(`${clockOf(new Date(at).toISOString(), timezone)}Z`) - at;
  const near = wanted - ahead(wanted);
  return new Date(wanted - ahead(near)).toISOString();
}
