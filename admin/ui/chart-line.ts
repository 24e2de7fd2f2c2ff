import type { Day } from './days';

/** What is drawn over the days: the same number of values in each line. */
export interface Line {
  label: string;
  values: readonly number[];
  /** The values as they are read: exact, in their currency. */
  shown: readonly string[];
  /** Of a time before: drawn behind the other, in dashes. */
  isBefore?: boolean;
  /** The line's own days, where they are others than the chart's. */
  days?: readonly Day[];
}
