/** What a clock in the time zone shows then: `2026-12-01T08:00`. Empty for no moment. */
export const clockOf = (moment: string, timezone: string): string =>
  moment &&
  new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
    .format(new Date(moment))
    .replace(' ', 'T');

/** When a clock in the time zone shows that; what it skips in spring is an hour later. */
export function momentOf(clock: string, timezone: string): string {
  if (!clock) return '';
  const wanted = Date.parse(`${clock}Z`);
  const ahead = (at: number) => Date.parse(`${clockOf(new Date(at).toISOString(), timezone)}Z`) - at;
  const near = wanted - ahead(wanted);
  return new Date(wanted - ahead(near)).toISOString();
}
