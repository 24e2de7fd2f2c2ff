import type { House } from './house.js';

/** One number of a table, by its column: `requests/s`, `p99 ms`. */
type Values = Readonly<Record<string, number>>;

/** One thing that was measured. */
export interface Line {
  name: string;
  values: Values;
}

/** What a figure is held to. */
export interface Target {
  name: string;
  value: number;
  /** `share`: 0.7 reads 70%. `times`: 1.2 reads 1.2 ×. */
  unit: 'share' | 'times';
  least?: number;
  most?: number;
}

export interface Outcome {
  lines: readonly Line[];
  targets: readonly Target[];
  /** What a reader must know to read the table. */
  notes: readonly string[];
}

export interface Figure {
  name: string;
  /** What is measured against what: a sentence. */
  about: string;
  /** `quick`: sizes so small that it only shows that everything runs. */
  run(house: House, quick: boolean): Promise<Outcome>;
}

export const met = ({ value, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Target): boolean =>
  value >= least && value <= most;
