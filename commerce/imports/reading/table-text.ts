import type { SourceRow, TableRow } from './table.js';

/*
 * A table text that we write is CSV with one cell in front: the row's number in the source, after a space what its reader shall know
 * besides. A row that could not be read is its number, `!` and the code; then the sentence, and its beginning as it stands.
 */

const WRITE_CHARACTERS = 64 * 1024;
/** In a text that we write ourselves, any row that a source's reader let through can be read again. */
export const MOST_WRITTEN_ROW_BYTES = 32 * 1024 * 1024;

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const lineOf = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\n`;

function written({ number, cells, problem, raw, note }: SourceRow): string {
  if (!cells) return lineOf([`${number}!${problem!.code}`, problem!.message, raw ?? '']);
  return lineOf([note ? `${number} ${note}` : String(number), ...cells]);
}

export const writtenHeader = (header: readonly string[]): Buffer => Buffer.from(lineOf(['#', ...header]));

/** The bytes of a table text: its header, then its rows. */
export async function* tableText(header: readonly string[], rows: AsyncIterable<SourceRow>): AsyncGenerator<Buffer> {
  yield writtenHeader(header);
  let text = '';
  for await (const row of rows) {
    text += written(row);
    if (text.length < WRITE_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** A row of such a text as the row of the source that it is. */
export function asWritten(row: TableRow, before: number): TableRow {
  if (!row.cells) return { ...row, number: before };
  const [first = '', ...cells] = row.cells;
  const [, digits, mark, rest] = /^(\d+)([ !]?)(.*)$/s.exec(first) ?? [];
  const number = Number(digits ?? before);
  if (mark === '!') return { number, cells: null, problem: { code: rest!, message: cells[0] ?? '' }, raw: cells[1] ?? '', end: row.end };
  return { number, cells, ...(mark === ' ' ? { note: rest! } : {}), end: row.end };
}
