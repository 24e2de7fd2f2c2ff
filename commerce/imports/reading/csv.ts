import { CsvError, Parser } from 'csv-parse';
import { lineFrom } from './lines.js';
import type { OpenText, Place, TableRow } from './table.js';

/** Far more than a product's description needs; a quote that is never closed is noticed there. */
const MOST_ROW_BYTES = 1024 * 1024;

/**
 * The rows of a CSV text in bunches, from any row's beginning on. A row that is no CSV is told, and reading goes on at the line
 * after the one in which it began: a lost quote costs its own lines and not the rest of the file.
 */
export async function* csvRows(open: OpenText, delimiter: string, from: Place, mostRowBytes = MOST_ROW_BYTES): AsyncGenerator<TableRow[]> {
  let place = from;
  let lenient = false;
  while (true) {
    let broken: CsvError | null = null;
    for await (const bunch of bunches(open, delimiter, place, { mostRowBytes, lenient })) {
      if (bunch instanceof CsvError) broken = bunch;
      else {
        yield bunch;
        const last = bunch.at(-1)!;
        place = { byte: last.end, row: last.number };
      }
    }
    const reread = lenient;
    lenient = false;
    if (broken === null) {
      if (reread) continue; // one row alone was read that way
      return;
    }
    // A quote inside an unquoted cell (5" screen) is no doubt as long as the row has its cells: spreadsheets take it as it is.
    if (String(broken.code) === 'INVALID_OPENING_QUOTE' && !reread) {
      lenient = true;
      continue;
    }
    const { end, text } = await lineFrom(open, place.byte);
    place = { byte: end, row: place.row + 1 };
    yield [{ number: place.row, cells: null, problem: sentence(broken, mostRowBytes), raw: text, end }];
  }
}

interface Manner {
  mostRowBytes: number;
  /** Reads one row, and takes quotes inside it as they are. */
  lenient: boolean;
}

/** Rows until the end or the first that cannot be read, which is handed on as the error it is. */
async function* bunches(open: OpenText, delimiter: string, from: Place, manner: Manner): AsyncGenerator<TableRow[] | CsvError> {
  let rows: TableRow[] = [];
  let given = 0;
  const parser = new Parser({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: manner.lenient,
    max_record_size: manner.mostRowBytes,
    to: manner.lenient ? 1 : -1,
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
    const done = manner.lenient && rows.length > 0;
    if (rows.length > 0) yield take();
    if (done) return;
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
