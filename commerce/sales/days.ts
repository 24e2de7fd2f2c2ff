import { UserError } from '#platform/errors.js';

const DAY_MS = 86_400_000;
/** Years, leap days and a comparison with the year before: more is a statement's matter. */
export const MOST_DAYS = 400;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The day that a moment belongs to in a time zone: `2026-11-25`. */
export function dayIn(timezone: string, at: Date): string {
  let formatter = formatters.get(timezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formatters.set(timezone, formatter);
  }
  return formatter.format(at);
}

/** From the first day to the last, both of them in it. */
export interface Period {
  from: string;
  to: string;
}

/** Each day of a period, in order. @throws {UserError} INVALID_INPUT */
export function daysOf({ from, to }: Period): string[] {
  const [first, last] = [startOf(from, 'from'), startOf(to, 'to')];
  if (first > last) throw new UserError('INVALID_INPUT', `to: ${to} is before ${from}`, ['to']);
  const count = (last - first) / DAY_MS + 1;
  if (count > MOST_DAYS) throw new UserError('INVALID_INPUT', `to: at most ${MOST_DAYS} days are shown at once, not ${count}`, ['to']);
  return Array.from({ length: count }, (_day, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10));
}

function startOf(day: string, field: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // The 30th of February would be read as the 2nd of March.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day)
    throw new UserError('INVALID_INPUT', `${field}: takes a day, like 2026-11-25`, [field]);
  return at;
}
