import { addDays, type Day, endingOn, isDay, lengthOf, type Period } from '../../ui/days';

/** Lengths that are offered; any other period is chosen by its days. */
export const LENGTHS = ['7', '30', '90'] as const;
export const OWN = 'own';
const USUAL = '30';
/** As many as the API tells at once. */
export const MOST_DAYS = 400;

/** Words of the address. */
export interface Chosen {
  days: string;
  from: string;
  to: string;
}

/** The period that an address means: a length that ends today, or days of one's own; the usual one where it means none. */
export function periodOf({ days, from, to }: Chosen, today: Day): Period & { choice: string } {
  if (days === OWN && isDay(from) && isDay(to) && from <= to) {
    const last = to > today ? today : to;
    const first = from > last ? last : from;
    const period = { from: first, to: last };
    return { ...(lengthOf(period) > MOST_DAYS ? { from: addDays(last, 1 - MOST_DAYS), to: last } : period), choice: OWN };
  }
  const length = (LENGTHS as readonly string[]).includes(days) ? days : USUAL;
  return { ...endingOn(today, Number(length)), choice: days === OWN ? OWN : length };
}
