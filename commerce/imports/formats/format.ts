import type { CanonicalProduct, RowProblem } from '../reading/canonical.js';
import type { Sample, SourceFile } from '../reading/sample.js';
import type { Heading, Refusal, SourceRow } from '../reading/table.js';

/** A row of a table: as many cells as the header has. */
export interface Row {
  number: number;
  cells: readonly string[];
  /** What the format's own `convert` has left for its reader. */
  note?: string | undefined;
}

/** How sure a format is that a file is one of its own, from 0 to 1, and why: one sentence for whoever uploaded it. */
export interface Guess {
  confidence: number;
  reason: string;
}

/** How rows of one product are told where they may stand anywhere. */
export interface Arrangement {
  /** All names by which other rows may call this one: `id:5`, `sku:HAT`. Empty: nobody can. */
  namesOf(row: Row): string[];
  /** The name of the row that this one belongs to; null for a row of its own. */
  parentOf(row: Row): string | null;
}

/** How one kind of file becomes products. Each format is a folder with its fixtures and tests; formats/index.ts lists them. */
export interface Format<Name extends string = string> {
  name: Name;
  /** What people call it: `a Shopify product CSV`. */
  title: string;
  /** Judges the content alone, never the file's name. Asked once for each way in which the file's cells may be delimited. */
  detect(sample: Sample): Guess | null;
  /** Where its header stands in the sample's rows, and where its products begin. Left out: the first row, and the next. */
  layout?(sample: Sample): { header: number; begin: number };
  /** Each line of the text is one row of one cell, and there is no header but this. */
  lines?: { header: string };
  /** What its columns are called where no row of the sample is a header. Null: one is. */
  header?(sample: Sample): string[] | null;
  /** Rewrites what cannot be read from any byte on, or is not a table, as numbered rows; once, as a stream. Null: this file needs none. */
  convert?(file: SourceFile, sample: Sample): { header: string[]; rows: AsyncIterable<SourceRow> } | null;
  /** Where rows of one product may stand anywhere in the file: what they are called by. */
  arrange?(heading: Heading): Arrangement;
  /** Null where the heading belongs to such a file, else what it lacks. */
  refuses(heading: Heading): Refusal | null;
  reader(heading: Heading): RowReader;
  /** What this heading calls a field of a product or variant, `price`; empty where it has no column for it. */
  columnOf(heading: Heading, field: string): string;
}

export interface RowReader {
  /**
   * Rows of one key that stand together are one product. Empty: the row stands for itself. Asked of each row once and in their order, begun
   * or not, since a row may belong to the one above.
   */
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
