import type { Format } from '../formats/format.js';
import { arranged } from './arrange.js';
import type { CanonicalLine, CanonicalProduct, RowProblem } from './canonical.js';
import { KeySet } from './key-set.js';
import { readPart } from './part.js';
import { tableRows } from './rows.js';
import type { SourceRow, Table } from './table.js';
import { tableText, writtenHeader } from './table-text.js';

/** What the first rows of a file would become. */
export interface Preview {
  products: CanonicalProduct[];
  problems: RowProblem[];
  rows: number;
}

const MOST_ROWS = 200;
const MOST_PRODUCTS = 10;
const MOST_PROBLEMS = 50;

export const NO_PREVIEW: Preview = { products: [], problems: [], rows: 0 };

type Base = Pick<Table, 'format' | 'header' | 'mapping' | 'preamble' | 'alone'>;

/**
 * Reads the first rows just as an import does. The product in which they are cut off is left out, but for an only one.
 * @param first numbered rows of the source from its beginning; they may go on without end
 * @param above how many rows of the source stand above them
 */
export async function previewOf(
  base: Base,
  { arrange }: Pick<Format, 'arrange'>,
  first: AsyncIterable<SourceRow>,
  above: number,
): Promise<Preview> {
  const rows: SourceRow[] = [];
  let cut = false;
  for await (const row of first) {
    cut = rows.length === MOST_ROWS;
    if (cut) break;
    rows.push(row);
  }
  const arrangement = arrange?.(base);
  const inOrder = arrangement ? arranged(base.header, given(rows), arrangement, () => {}) : given(rows);
  const text = Buffer.concat(await collected(tableText(base.header, inOrder)));
  const begin = { byte: writtenHeader(base.header).length, row: above };
  const table: Table = { ...base, textKey: '', bytes: text.length, delimiter: ',', begin, numbered: true };
  const lines: CanonicalLine[] = [];
  const open = (start: number) => given([text.subarray(start)]);
  const { rows: read } = await readPart(open, table, begin, new KeySet(), (line) => lines.push(line));
  const products = lines.flatMap((line) => ('product' in line ? [line.product] : []));
  const whole = cut && products.length > 1 ? products.slice(0, -1) : products;
  const problems = lines.flatMap((line) => ('problem' in line ? [line.problem] : []));
  return { products: whole.slice(0, MOST_PRODUCTS), problems: problems.slice(0, MOST_PROBLEMS), rows: read };
}

/** The rows that the beginning of a text holds; the last one may be cut off where the text goes on behind it. */
export async function* rowsIn(
  text: string,
  table: Pick<Table, 'delimiter' | 'header' | 'format' | 'begin'>,
  whole: boolean,
): AsyncGenerator<SourceRow> {
  const bytes = Buffer.from(text);
  const open = (start: number) => given([bytes.subarray(start)]);
  for await (const bunch of tableRows(open, { ...table, textKey: '', bytes: bytes.length }, table.begin)) {
    for (const { end, ...row } of bunch) {
      if (!whole && end >= bytes.length) return;
      yield row;
    }
  }
}

async function* given<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

async function collected<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}
