import type { CanonicalProduct, RowProblem } from '../reading/canonical.js';
import type { Refusal } from '../reading/table.js';

export const IMPORT_FORMATS = ['SHOPIFY'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** A row of a table: as many cells as the header has. */
export interface Row {
  number: number;
  cells: readonly string[];
}

/** How one kind of file becomes products. Each format is a folder with its fixtures; reading.test.ts runs them all. */
export interface TableFormat {
  /** Null where the header belongs to such a file, else what it lacks. */
  refuses(header: readonly string[]): Refusal | null;
  reader(header: readonly string[]): RowReader;
  /** What this header calls a field of a product or variant, `price`; empty where it has no column for it. */
  columnOf(header: readonly string[], field: string): string;
}

interface RowReader {
  /** Rows of one key that stand together are one product. Empty: the row stands for itself. */
  keyOf(row: Row): string;
  /** Begins a product with its first row. */
  begin(row: Row): ProductRows;
}

/** A product whose rows are still coming. It keeps what it needs of them, not the rows. */
export interface ProductRows {
  add(row: Row): void;
  /** A row beside these could not be read, and may have been one of them. */
  markPartial(): void;
  /** What came of the rows; null where none of them can be used. */
  finish(): { product: CanonicalProduct | null; problems: RowProblem[] };
}
