import type { Storage } from '#platform/storage.js';
import { csvRows } from './csv.js';
import { lineRows } from './lines.js';
import type { OpenText, Place, Table, TableRow } from './table.js';
import { asWritten, MOST_WRITTEN_ROW_BYTES } from './table-text.js';

/** The rows of a table in bunches, from any row's beginning on. */
export async function* tableRows(open: OpenText, table: Table, from: Place): AsyncGenerator<TableRow[]> {
  if (table.delimiter === null) {
    yield* lineRows(open, from);
  } else if (!table.numbered) {
    yield* csvRows(open, table.delimiter, from);
  } else {
    let before = from.row;
    for await (const bunch of csvRows(open, table.delimiter, from, MOST_WRITTEN_ROW_BYTES)) {
      const rows = bunch.map((row) => asWritten(row, before));
      before = rows.at(-1)!.number;
      yield rows;
    }
  }
}

/** More cells than the header are a misplaced comma, fewer a broken line; empty ones at the end are neither. */
export function misfit(header: readonly string[], cells: readonly string[]): { code: string; message: string } | null {
  const wanted = header.length;
  if (cells.length === wanted || (cells.length > wanted && cells.slice(wanted).every((cell) => cell.trim() === ''))) return null;
  return { code: 'CELLS_MISMATCH', message: `The row has ${cells.length} cells, the header ${wanted}` };
}

/** A row as the file has it; one that could not be read is a single cell with the beginning of its text. */
export interface RawRow {
  number: number;
  cells: string[];
}

/**
 * The rows with these numbers as the file has them, in the order of the table's text. `parts`: where its parts begin, in their order, so
 * that what stands before the first wanted row, and between wanted rows that are far apart, need not be read.
 */
export async function* rawRows(files: Storage, table: Table, parts: readonly Place[], wanted: readonly number[]): AsyncGenerator<RawRow> {
  const left = new Set(wanted);
  const places = parts.length > 0 ? parts : [table.begin];
  for (const [at, place] of places.entries()) {
    if (left.size === 0) return;
    if (!mayHold(table, place, places[at + 1], left)) continue;
    yield* wantedIn(files, table, place, places[at + 1], left);
  }
}

/** Rows that were arranged anew may stand anywhere. */
function mayHold({ numbered }: Table, { row }: Place, next: Place | undefined, wanted: ReadonlySet<number>): boolean {
  if (numbered) return true;
  for (const number of wanted) if (number > row && (!next || number <= next.row)) return true;
  return false;
}

async function* wantedIn(files: Storage, table: Table, from: Place, next: Place | undefined, left: Set<number>): AsyncGenerator<RawRow> {
  for await (const bunch of tableRows((start) => files.get(table.textKey, start, next?.byte), table, from)) {
    for (const { number, cells, raw } of bunch) if (left.delete(number)) yield { number, cells: cells ?? [raw ?? ''] };
    if (left.size === 0) return;
  }
}
