/** Days of a shop's calendar, `2026-11-25`, and the moments at which they begin there. */

/** The day in a time zone. */
export const dayOf = (moment: Date, timeZone: string): string =>
  // The calendar of sv-SE is written as ISO 8601 writes it.
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(moment);

/** How far a time zone's clock is ahead of UTC at a moment, in ms. */
function offsetAt(moment: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(moment));
  return Date.parse(`${clock.replace(' ', 'T')}Z`) - Math.floor(moment / 1000) * 1000;
}

/** The moment at which a day begins in a time zone. Where its clocks skip midnight, the first moment after. */
export function beginOf(day: string, timeZone: string): string {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  const first = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(first, timeZone)).toISOString();
}

/** Some days later, or earlier. */
export function shifted(day: string, days: number): string {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

export interface Period {
  /** The first day. */
  from: string;
  /** The last day, which is in it. */
  to: string;
}

/** The month of a day, `months` later: -1 is the one before. */
export function monthOf(day: string, months = 0): Period {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const date = (at: number, ofMonth: number) => new Date(Date.UTC(year, month - 1 + at, ofMonth)).toISOString().slice(0, 10);
  return { from: date(months, 1), to: date(months + 1, 0) };
}

export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** From the beginning of the first day until the end of the last; empty ends are left open. */
export function momentsOf({ from, to }: Period, timeZone: string): { from: string | null; to: string | null } {
  return {
    from: isDay(from) ? beginOf(from, timeZone) : null,
    to: isDay(to) ? beginOf(shifted(to, 1), timeZone) : null,
  };
}

/** Days from one to the other, both counted. */
export const daysIn = ({ from, to }: Period): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
