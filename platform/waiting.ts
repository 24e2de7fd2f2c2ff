/** Things that wait for a person. */
export interface Waiting {
  /** Counted up to MOST_WAITING. */
  count: number;
  more: boolean;
  /** The longest of those that were counted; null: nobody knows. */
  since: Date | null;
}

/** Beyond so many nobody counts them any more, and neither do we. */
export const MOST_WAITING = 100;

/** Read one more than MOST_WAITING, so that it is known whether there are more. @param dates null where it is not known since when */
export function waitingSince(dates: readonly (Date | null)[]): Waiting {
  const counted = dates.slice(0, MOST_WAITING);
  const known = counted.flatMap((date) => (date ? [date.getTime()] : []));
  return {
    count: counted.length,
    more: dates.length > MOST_WAITING,
    since: known.length > 0 ? new Date(Math.min(...known)) : null,
  };
}
