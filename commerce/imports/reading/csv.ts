import { CsvError, Parser, parse } from 'csv-parse';
import { lineFrom } from './lines.js';
import type { OpenText, Place, TableRow } from './table.js';
import { Window } from './window.js';

/** Far more than a product's description needs; a quote that is never closed is noticed there. */
const MOST_ROW_BYTES = 1024 * 1024;

/**
 * The rows of a CSV text in bunches, from any row's beginning on. A row that is no CSV is told, and reading goes on at the line
 * after the one in which it began: a lost quote costs its own lines and not the rest of the file.
 */
export async function* csvRows(open: OpenText, delimiter: string, from: Place, mostRowBytes = MOST_ROW_BYTES): AsyncGenerator<TableRow[]> {
  const text = new Window(open, from.byte);
  let place = from;
  try {
    while (true) {
      let broken: CsvError | null = null;
      for await (const bunch of bunches((start) => text.open(start), delimiter, place, mostRowBytes)) {
        if (bunch instanceof CsvError) broken = bunch;
        else {
          const last = bunch.at(-1)!;
          place = { byte: last.end, row: last.number };
          text.letGo(place.byte);
          yield bunch;
        }
      }
      if (!broken) return;
      const line = await lineFrom((start) => text.pass(start), place.byte, mostRowBytes);
      const [number, { end }] = [place.row + 1, line];
      // A quote inside an unquoted cell (5" screen) is no doubt as long as the row has its cells: spreadsheets take it as it is.
      const cells = String(broken.code) === 'INVALID_OPENING_QUOTE' && line.isWhole ? await cellsOf(line.bytes, delimiter) : null;
      if (cells) yield [{ number, cells, end }];
      else yield [{ number, cells: null, problem: sentence(broken, mostRowBytes), raw: line.text, end }];
      place = { byte: end, row: number };
    }
  } finally {
    await text.close();
  }
}

const MANNER = { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true };

/** The cells of one line in which quotes are taken as they are; null where one of them opens a cell that the line does not close. */
function cellsOf(line: Buffer, delimiter: string): Promise<string[] | null> {
  return new Promise((resolve, reject) => {
    parse(line, { ...MANNER, delimiter, relax_quotes: true }, (error, rows) => {
      if (error && !(error instanceof CsvError)) reject(error);
      else resolve(error ? null : ((rows as string[][])[0] ?? null));
    });
  });
}

/** Rows until the end or the first that cannot be read, which is handed on as the error it is. */
async function* bunches(open: OpenText, delimiter: string, from: Place, mostRowBytes: number): AsyncGenerator<TableRow[] | CsvError> {
  let rows: TableRow[] = [];
  let given = 0;
  const parser = new Parser({
    ...MANNER,
    delimiter,
    max_record_size: mostRowBytes,
    // Rows are gathered here as they are found: what a stream still holds is lost when it fails.
    on_record: (cells: string[], { bytes }) => {
      rows.push({ number: from.row + rows.length + given + 1, cells, end: from.byte + bytes });
      return null;
    },
  });
  let failure: Error | null = null;
  parser.on('error', (error) => {
    failure = error;
  });
  const take = (): TableRow[] => {
    const taken = rows;
    given += taken.length;
    rows = [];
    return taken;
  };
  for await (const chunk of inPieces(open(from.byte))) {
    await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
    if (rows.length > 0) yield take();
    if (failure) break;
  }
  if (!failure) await new Promise<void>((resolve) => parser.once('error', () => resolve()).end(() => resolve()));
  if (rows.length > 0) yield take();
  if (failure) yield asCsvError(failure);
}

/** Rows that are parsed and then left to the next part are parsed twice: small pieces keep them few. */
const PIECE_BYTES = 16 * 1024;

async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
  }
}

function asCsvError(error: Error): CsvError {
  if (error instanceof CsvError) return error;
  throw error;
}

function sentence(error: CsvError, mostRowBytes: number): { code: string; message: string } {
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return { code: 'ROW_TOO_LONG', message: `The row goes on for more than ${mostRowBytes} bytes: is a quotation mark missing?` };
  }
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return { code: 'QUOTE_NOT_CLOSED', message: 'A cell begins with a quotation mark that is never closed' };
  return { code: 'QUOTE_MISPLACED', message: 'A quotation mark stands inside a quoted cell: write it twice ("")' };
}
