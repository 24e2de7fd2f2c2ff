/** Moments as a time zone's clock shows them: `2026-11-25 10:00`. */
export function clockOf(timezone: string): (moment: Date) => string {
  // The calendar of sv-SE is written as ISO 8601 writes it.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
  return (moment) => format.format(moment);
}
