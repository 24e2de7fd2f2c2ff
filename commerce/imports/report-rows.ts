import { inLanguage } from '#commerce/words/index.js';
import type { Filter } from '#platform/mongo.js';
import { storage } from '#platform/storage.js';
import type { ShopContext } from '#tenants/index.js';
import type { RowReader } from './formats/format.js';
import { formatNamed } from './formats/index.js';
import { type Import, type ImportProblem, importProblems } from './import.model.js';
import { misfit, tableRows } from './reading/rows.js';
import type { Place, Table, TableRow } from './reading/table.js';
import type { Source } from './source.model.js';
import { endsOfParts } from './sources.js';

/** Of a product's own, besides its file's columns. Every format passes over columns that it does not know. */
const OURS = ['Problem', 'Row'] as const;

/** A cell that begins like a formula would be run by a spreadsheet. Source: OWASP, CSV injection. */
export const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Which rows are asked for, and in whose language their problems are told. */
interface Asked {
  readonly current: Import;
  readonly source: Source;
  readonly language: string | null;
}

interface BadRows {
  extension: string;
  contentType: string;
  text: AsyncIterable<string>;
}

/**
 * The rows that are not in as they were meant, in the file's own columns and below what stands above its rows, so that they can be mended
 * and imported again. Beside each stand the other rows of its product, since a product is read from all of its rows. The seller's cells
 * are as he wrote them; in our two columns, behind his, nothing begins like a formula. A row that could not be read as cells is shown as
 * it stands beside its problem, and its own cells are empty: left so, it is rejected again.
 */
export function badRows(shop: ShopContext, asked: Asked): BadRows {
  const { source } = asked;
  const table = source.table!;
  if (table.delimiter === null) {
    return { extension: 'jsonl', contentType: 'application/jsonl; charset=utf-8', text: linesOf(shop, asked) };
  }
  const delimiter = source.found?.delimiter ?? table.delimiter;
  const isTabbed = delimiter === '\t';
  return {
    extension: isTabbed ? 'tsv' : 'csv',
    contentType: `text/${isTabbed ? 'tab-separated-values' : 'csv'}; charset=utf-8`,
    text: rowsOf(shop, asked, writer(delimiter)),
  };
}

/** Of a file of lines the lines alone: nothing can stand beside them. */
async function* linesOf(shop: ShopContext, asked: Asked): AsyncGenerator<string> {
  for await (const { rows, told } of productsIn(shop, asked)) {
    for (const { number, cells, raw } of rows) if (told.has(number)) yield `${cells?.[0] ?? raw ?? ''}\n`;
  }
}

async function* rowsOf(shop: ShopContext, asked: Asked, write: (cells: readonly string[]) => string): AsyncGenerator<string> {
  const { source } = asked;
  const { header, preamble } = source.table!;
  yield '\ufeff';
  for (const above of preamble ?? [header]) yield write(above.length === header.length ? [...above, ...OURS] : above);
  for await (const { rows, told } of productsIn(shop, asked)) {
    // A row that could not be read stands behind the others: mended, it is next to them, and left as it is it does not part them.
    const [whole, broken] = [rows.filter((row) => isWhole(source.table!, row)), rows.filter((row) => !isWhole(source.table!, row))];
    for (const { number, cells } of whole) {
      yield write([...cells!.slice(0, header.length), inert(told.get(number)?.sentence ?? ''), String(number)]);
    }
    for (const { number, cells, raw } of broken) {
      const asItStands = cells ? write(cells).trimEnd() : (raw ?? '');
      yield write([...header.map(() => ''), inert([told.get(number)?.sentence, asItStands].filter(Boolean).join('\n')), String(number)]);
    }
  }
}

const isWhole = ({ header }: Table, { cells }: TableRow): boolean => cells !== null && !misfit(header, cells);

const writer = (delimiter: string) => (cells: readonly string[]) => {
  const quoted = (cell: string) => (cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return `${cells.map(quoted).join(delimiter)}\r\n`;
};

/** Rows that are one product, and what is wrong with some of them, by their numbers. */
interface BadProduct {
  rows: TableRow[];
  told: Told;
}

interface Wrong {
  sentence: string;
  isApart: boolean;
}

type Told = ReadonlyMap<number, Wrong>;

/** Of rows that stand apart from their product so many characters are held in memory, to be put beside it. */
const MOST_APART_CHARACTERS = 16_000_000;

/** Products with bad rows, in the order of the table's text, part by part: one product, and what stands apart from others, is in memory. */
async function* productsIn(shop: ShopContext, asked: Asked): AsyncGenerator<BadProduct> {
  const apart = new Map<string, BadProduct>();
  let characters = 0;
  for await (const { key, rows, told, isApart } of groupsIn(shop, asked, { code: APART })) {
    if (!isApart || characters > MOST_APART_CHARACTERS) continue;
    characters += rows.reduce((sum, { cells }) => sum + (cells?.join('').length ?? 0), 0);
    const known = apart.get(key);
    const others = rows.filter(({ number }) => told.get(number)?.isApart);
    apart.set(key, { rows: [...(known?.rows ?? []), ...others], told: new Map([...(known?.told ?? []), ...told]) });
  }
  const placed = new Set([...apart.values()].flatMap(({ rows }) => rows.map(({ number }) => number)));
  const isWanted = apart.size > 0 ? (key: string) => apart.has(key) : NONE;
  for await (const { key, rows, told, isApart } of groupsIn(shop, asked, {}, isWanted)) {
    if (!isApart) {
      const others = apart.get(key);
      yield others ? { rows: [...rows, ...others.rows], told: new Map([...told, ...others.told]) } : { rows, told };
    } else {
      const others = rows.filter(({ number }) => !placed.has(number));
      // Without their product's other rows they would be taken for all of it.
      if (others.length > 0) yield { rows: others.map((row) => ({ ...row, cells: null, raw: row.cells?.join(' · ') ?? '' })), told };
    }
  }
}

const APART = 'ROWS_APART';
const NONE = () => false;

interface Group extends BadProduct {
  key: string;
  /** Its product stands further up. */
  isApart: boolean;
}

/** Rows of one key that stand together and are bad, or are wanted. `which`: those of one kind of problem alone. */
async function* groupsIn(
  shop: ShopContext,
  { current, source, language }: Asked,
  which: { code?: string },
  isWanted: (key: string) => boolean = NONE,
): AsyncGenerator<Group> {
  const table = source.table!;
  const filter = { importId: current._id, ...which };
  const isBad = async (row: { $gt?: number; $lte?: number }) =>
    (await importProblems.in(shop).count({ ...filter, row: { ...row, $ne: 0 } }, 1)) > 0;
  if (!(await isBad({}))) return;
  const ends = (await endsOfParts(shop, source)).slice(0, current.nextPart);
  // Rows that were put in another order have any number in any part.
  const readsAll = table.numbered || isWanted !== NONE;
  let from: Place = table.begin;
  for (const end of ends) {
    if (readsAll || (await isBad({ $gt: from.row, ...(end ? { $lte: end.row } : {}) }))) {
      yield* badIn(table, from, end, (rows) => problemsOf(shop, filter, rows, language), isWanted);
    }
    if (!end) return;
    from = end;
  }
}

/** What is wrong with these rows. */
async function problemsOf(
  shop: ShopContext,
  which: Filter<ImportProblem>,
  rows: readonly TableRow[],
  language: string | null,
): Promise<Told> {
  const told = new Map<number, Wrong>();
  const filter = { ...which, row: { $in: rows.map(({ number }) => number) } };
  for await (const { row, column, code, message } of importProblems.in(shop).each(filter, { sort: { row: 1, column: 1, code: 1 } })) {
    const before = told.get(row);
    const said = inLanguage(message, language);
    const sentence = column ? `${column}: ${said}` : said;
    told.set(row, {
      sentence: before ? `${before.sentence} · ${sentence}` : sentence,
      isApart: code === APART || before?.isApart === true,
    });
  }
  return told;
}

/** Rows whose problems are read at once. */
const MOST_ROWS_AT_ONCE = 500;

async function* badIn(
  table: Table,
  from: Place,
  end: Place | null,
  problems: (rows: readonly TableRow[]) => Promise<Told>,
  isWanted: (key: string) => boolean,
): AsyncGenerator<Group> {
  const groups = new Groups(table, formatNamed(table.format).reader(table), isWanted);
  for await (const bunch of tableRows((start) => storage().get(table.textKey, start, end?.byte), table, from)) {
    for (let at = 0; at < bunch.length; at += MOST_ROWS_AT_ONCE) {
      const rows = bunch.slice(at, at + MOST_ROWS_AT_ONCE);
      const told = await problems(rows);
      for (const row of rows) yield* groups.take(row, told.get(row.number));
    }
  }
  yield* groups.close();
}

/** Gathers the rows of one product after the other. A row that could not be read may belong to either of its neighbours: both are shown. */
class Groups {
  private rows: TableRow[] = [];
  private told = new Map<number, Wrong>();
  private key = '';
  private isBad = false;

  constructor(
    private readonly table: Table,
    private readonly reader: RowReader,
    private readonly isWanted: (key: string) => boolean,
  ) {}

  *take(row: TableRow, wrong: Wrong | undefined): Generator<Group> {
    if (row.cells?.every((cell) => cell.trim() === '')) return;
    if (!isWhole(this.table, row)) {
      if (wrong) this.add(row, wrong);
      return;
    }
    const key = this.reader.keyOf({ number: row.number, cells: row.cells!, ...(row.note === undefined ? {} : { note: row.note }) });
    if (key === '' || key !== this.key) {
      const above = this.rows.at(-1);
      yield* this.close();
      this.key = key;
      // A row above that could not be read may have been the first of this product.
      this.isBad = (above !== undefined && !isWhole(this.table, above)) || (key !== '' && this.isWanted(key));
    }
    this.add(row, wrong);
  }

  *close(): Generator<Group> {
    const { rows, key, told } = this;
    if (this.isBad && rows.length > 0) yield { rows, key, told, isApart: rows.some(({ number }) => told.get(number)?.isApart) };
    this.rows = [];
    this.told = new Map();
    this.isBad = false;
    this.key = '';
  }

  private add(row: TableRow, wrong: Wrong | undefined): void {
    this.rows.push(row);
    if (!wrong) return;
    this.told.set(row.number, wrong);
    this.isBad = true;
  }
}
