/** Where reading goes on: a byte of the text, and how many rows of the file stand before it. */
export interface Place {
  byte: number;
  row: number;
}

/** The text from a byte on. */
export type OpenText = (start: number) => AsyncIterable<Uint8Array>;

/** Which column of a file is meant for which field of the catalog, where that is said: `{ 商品名称: 'title' }`. Null: it is left out. */
export type Mapping = Readonly<Record<string, string | null>>;

/** What the columns of a table are called, and what they are said to mean. */
export interface Heading {
  header: readonly string[];
  mapping?: Mapping;
  /** The file came in no archive: there are no pictures beside it. */
  alone?: true;
}

/** A file that is a table of text: what has to be known to read it from any place on. */
export interface Table extends Heading {
  /** The name of its format, as formats/index.ts lists it. */
  format: string;
  /** Its text in UTF-8, in storage: the upload itself, or what was made of it. */
  textKey: string;
  /** Of that text. */
  bytes: number;
  /** Between cells. Null: each line of the text is one row of one cell. */
  delimiter: string | null;
  header: string[];
  /** Below the header. */
  begin: Place;
  /** The text was made by us and its first cell is the row's number in the source, as table-text.ts writes it. */
  numbered?: true;
  /** All rows above `begin`, where they are more than the header: a file that is to be mended begins with them. */
  preamble?: string[][];
  /** Rows that could not be read may have belonged to any product: all are read as partial. */
  damaged?: true;
}

/** A row as a table text gives it. */
export interface TableRow {
  /** As a spreadsheet counts; of XML, the item. */
  number: number;
  /** Null where the row could not be read: `problem` says why. */
  cells: string[] | null;
  problem?: { code: string; message: string };
  /** Of a row that could not be read: its beginning, as it stands. */
  raw?: string;
  /** What whoever wrote the table text lets the format's reader know besides the cells. */
  note?: string;
  /** The byte after it. */
  end: number;
}

/** A row on its way into a table text. */
export type SourceRow = Omit<TableRow, 'end'>;

/** Why a file cannot be read at all, in one sentence. */
export interface Refusal {
  code: string;
  message: string;
}
