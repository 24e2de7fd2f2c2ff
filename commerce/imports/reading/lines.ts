import type { OpenText, Place, TableRow } from './table.js';

const [LF, CR] = [10, 13];
/** Of a line that cannot be used, so much is kept to be shown and mended. */
const MOST_KEPT_BYTES = 16 * 1024;
/** A product with all its variants and a long description. */
const MOST_LINE_BYTES = 8 * 1024 * 1024;
/** Rows are handed on in bunches of about so many bytes. */
const BUNCH_BYTES = 64 * 1024;

const firstOf = (a: number, b: number): number => (a < 0 || b < 0 ? Math.max(a, b) : Math.min(a, b));

interface Line {
  /** The byte after it. */
  end: number;
  /** The beginning of its text. */
  text: string;
  /** As much of it as was asked for. */
  bytes: Buffer;
  isWhole: boolean;
}

/** The line that begins at `start`, of which at most `mostBytes` are held. */
export async function lineFrom(open: OpenText, start: number, mostBytes: number): Promise<Line> {
  const kept: Uint8Array[] = [];
  let [at, length] = [start, 0];
  let afterReturn = false;
  const keep = (bytes: Uint8Array) => {
    if (length < mostBytes) kept.push(bytes.subarray(0, mostBytes - length));
    length += bytes.length;
  };
  const until = (end: number): Line => {
    const bytes = Buffer.concat(kept);
    return { end, text: bytes.toString('utf8', 0, MOST_KEPT_BYTES), bytes, isWhole: length <= mostBytes };
  };
  for await (const chunk of open(start)) {
    if (afterReturn) return until(chunk[0] === LF ? at + 1 : at);
    const index = firstOf(chunk.indexOf(LF), chunk.indexOf(CR));
    keep(index < 0 ? chunk : chunk.subarray(0, index));
    if (index >= 0 && chunk[index] === LF) return until(at + index + 1);
    if (index >= 0 && index + 1 < chunk.length) return until(at + index + (chunk[index + 1] === LF ? 2 : 1));
    at += chunk.length;
    afterReturn = index >= 0;
  }
  return until(at);
}

/** The lines of a text in bunches, from any line's beginning on: each is a row of one cell. One that is too long is told and passed over. */
export async function* lineRows(open: OpenText, from: Place, mostLineBytes = MOST_LINE_BYTES): AsyncGenerator<TableRow[]> {
  let rows: TableRow[] = [];
  let pieces: Uint8Array[] = [];
  let [length, bunch] = [0, 0];
  let { byte, row } = from;
  const take = (piece: Uint8Array) => {
    if (length <= mostLineBytes) pieces.push(piece);
    length += piece.length;
  };
  const close = () => {
    const whole = Buffer.concat(pieces);
    row++;
    rows.push(length > mostLineBytes ? tooLong(row, whole, mostLineBytes, byte) : { number: row, cells: [lineText(whole)], end: byte });
    bunch += whole.length;
    pieces = [];
    length = 0;
  };
  for await (const chunk of open(from.byte)) {
    let at = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, at)) {
      take(chunk.subarray(at, end));
      byte += end + 1 - at;
      close();
      at = end + 1;
    }
    take(chunk.subarray(at));
    byte += chunk.length - at;
    if (bunch >= BUNCH_BYTES) {
      yield rows;
      rows = [];
      bunch = 0;
    }
  }
  if (length > 0) close();
  if (rows.length > 0) yield rows;
}

const lineText = (line: Buffer): string => line.toString('utf8').replace(/\r$/, '');

function tooLong(number: number, line: Buffer, most: number, end: number): TableRow {
  const problem = { code: 'ROW_TOO_LONG', message: `The line has more than ${most} bytes` };
  return { number, cells: null, problem, raw: line.toString('utf8', 0, MOST_KEPT_BYTES), end };
}
