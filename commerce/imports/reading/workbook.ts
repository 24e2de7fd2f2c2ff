import { config } from '#platform/config.js';
import { texts } from './encoding.js';
import { BadXml, foundInXml, localName } from './xml.js';
import { type ZipEntry, ZipRefused } from './zip.js';

/** An Excel workbook's parts that are read. Source: ECMA-376, part 1, 18. */
const WORKBOOK = 'xl/workbook.xml';
const BINARY = 'xl/workbook.bin';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';

/** Texts that cells share are held in memory while the sheet is read. */
const MOST_SHARED = 32 * 1024 * 1024;
/** What even an empty one takes. */
const SHARED_OVERHEAD = 16;
/** Excel itself puts 32,767 characters into a cell. */
const MOST_CELL = 1024 * 1024;
const MOST_COLUMNS = 2000;
/** As many rows of a sheet as Excel has. */
const MOST_ROWS = 1_048_576;
/** Padded rows and texts that cells share make more of a sheet than it is; more than this is made to fill a disk. */
const MOST_RATIO = 50;
const RATIO_COUNTS_FROM = 16 * 1024 * 1024;
/** The widest of so many first rows says how wide the table is. */
const FIRST_ROWS = 20;

type Entries = ReadonlyMap<string, ZipEntry>;

const no = (message: string) => new ZipRefused({ code: 'NOT_A_CATALOG', message });

/** @throws {ZipRefused} for a workbook in Excel's binary format */
export function isWorkbook(entries: Entries): boolean {
  if (entries.has(BINARY)) throw no('This is a binary Excel workbook (.xlsb): save it as .xlsx or CSV and upload that');
  return entries.has(WORKBOOK);
}

/** The first sheet that is not hidden, as a CSV text whose rows are the sheet's, empty ones too. @throws {ZipRefused} */
export async function* sheetAsCsv(entries: Entries): AsyncGenerator<Buffer> {
  try {
    const sheet = entries.get(await firstSheet(entries));
    if (!sheet) throw no('The Excel workbook has no sheet that can be read: save the sheet as CSV and upload that');
    const shared = await sharedTexts(entries);
    yield* bounded(csvOf(rowsOf(sheet, shared)), sheet.bytes + (entries.get(STRINGS)?.bytes ?? 0));
  } catch (error) {
    throw error instanceof BadXml ? no('The Excel workbook is damaged: open it, save it anew, and upload that') : error;
  }
}

const TOO_MUCH_TEXT = 'The Excel workbook holds more text than is read from one: save the sheet as CSV and upload that';

async function* bounded(text: AsyncIterable<Buffer>, unpacked: number): AsyncGenerator<Buffer> {
  const most = Math.min(config().MAX_UPLOAD_BYTES, Math.max(RATIO_COUNTS_FROM, unpacked * MOST_RATIO));
  let made = 0;
  for await (const piece of text) {
    made += piece.length;
    if (made > most) throw no(TOO_MUCH_TEXT);
    yield piece;
  }
}

/** The text of a cell with more of it. @throws {ZipRefused} */
function grown(text: string, piece: string): string {
  if (text.length + piece.length > MOST_CELL) throw no(TOO_MUCH_TEXT);
  return text + piece;
}

const textOf = (entry: ZipEntry): AsyncIterable<string> => texts(entry.open(), 'utf-8');

async function firstSheet(entries: Entries): Promise<string> {
  let relation = '';
  const sheets = foundInXml<Record<string, string>>(textOf(entries.get(WORKBOOK)!), (parser, give) =>
    parser.on('opentag', ({ name, attributes }) => localName(name) === 'sheet' && give(attributes as Record<string, string>)),
  );
  for await (const sheet of sheets) {
    if (relation || (sheet.state ?? 'visible') !== 'visible') continue;
    relation = Object.entries(sheet).find(([name]) => name !== 'id' && localName(name) === 'id')?.[1] ?? '';
  }
  const relations = entries.get(RELATIONS);
  if (!relations) return '';
  const all = foundInXml<Record<string, string>>(textOf(relations), (parser, give) =>
    parser.on('opentag', ({ name, attributes }) => localName(name) === 'Relationship' && give(attributes as Record<string, string>)),
  );
  let target = '';
  for await (const one of all) if (one.Id === relation) target = one.Target ?? '';
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

/** The texts that cells name by their number; of formatted ones the text alone, without how it is spoken. */
async function sharedTexts(entries: Entries): Promise<string[]> {
  const entry = entries.get(STRINGS);
  if (!entry) return [];
  const all: string[] = [];
  let characters = 0;
  const found = foundInXml<string>(textOf(entry), (parser, give) => {
    let [text, inText, spoken] = ['', false, false];
    parser.on('opentag', ({ name }) => {
      const tag = localName(name);
      if (tag === 'si') text = '';
      if (tag === 'rPh') spoken = true;
      inText = tag === 't';
    });
    parser.on('text', (piece) => {
      if (inText && !spoken) text = grown(text, piece);
    });
    parser.on('closetag', ({ name }) => {
      const tag = localName(name);
      if (tag === 'rPh') spoken = false;
      if (tag === 't') inText = false;
      if (tag === 'si') give(text);
    });
  });
  for await (const text of found) {
    characters += text.length + SHARED_OVERHEAD;
    if (characters > MOST_SHARED) throw no(TOO_MUCH_TEXT);
    all.push(text);
  }
  return all;
}

interface SheetRow {
  number: number;
  cells: string[];
}

function rowsOf(sheet: ZipEntry, shared: readonly string[]): AsyncGenerator<SheetRow> {
  return foundInXml<SheetRow>(textOf(sheet), (parser, give) => {
    let row: SheetRow = { number: 0, cells: [] };
    let cell = { at: 0, type: '', value: '' };
    let inValue = false;
    parser.on('opentag', ({ name, attributes }) => {
      const tag = localName(name);
      const { r, t } = attributes as Record<string, string>;
      if (tag === 'row') row = { number: Number(r ?? row.number + 1), cells: [] };
      if (tag === 'c') cell = { at: r ? columnAt(r) : row.cells.length, type: t ?? 'n', value: '' };
      // A value, or a text that stands in its cell.
      inValue = tag === 'v' || tag === 't';
    });
    parser.on('text', (piece) => {
      if (inValue) cell.value = grown(cell.value, piece);
    });
    parser.on('closetag', ({ name }) => {
      const tag = localName(name);
      if (tag === 'v' || tag === 't') inValue = false;
      if (tag === 'c' && cell.at < MOST_COLUMNS) {
        while (row.cells.length < cell.at) row.cells.push('');
        row.cells[cell.at] = shown(cell.type, cell.value, shared);
      }
      if (tag === 'row') give(row);
    });
  });
}

/** `AB12` → 27. */
function columnAt(reference: string): number {
  let at = 0;
  for (const letter of /^[A-Z]+/.exec(reference)?.[0] ?? '') at = at * 26 + letter.charCodeAt(0) - 64;
  return Math.max(0, at - 1);
}

function shown(type: string, value: string, shared: readonly string[]): string {
  if (type === 's') return shared[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== 'n' || value === '') return value;
  // Excel writes 19.9 as 19.899999999999999, and a barcode as 6.901234567892E12; it counts with 15 digits.
  const number = Number(Number(value).toPrecision(15));
  return Number.isFinite(number) ? number.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 15 }) : value;
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** One row of CSV for each of the sheet, so that they have its numbers; as many cells in each as the table is wide, and none in a blank one. */
async function* csvOf(rows: AsyncIterable<SheetRow>): AsyncGenerator<Buffer> {
  let first: SheetRow[] | null = [];
  let [width, above] = [0, 0];
  const written = ({ number, cells }: SheetRow): string => {
    if (!(number > above) || number > MOST_ROWS) throw new BadXml(`The row ${number} stands below the row ${above}`);
    const gap = '\n'.repeat(number - above - 1);
    above = number;
    if (cells.every((cell) => !cell)) return `${gap}\n`;
    const rest = Array<string>(Math.max(0, width - cells.length)).fill('');
    return `${gap}${[...cells, ...rest].map((cell) => quoted(cell ?? '')).join(',')}\n`;
  };
  for await (const row of rows) {
    if (!first) {
      yield Buffer.from(written(row));
      continue;
    }
    first.push(row);
    if (first.length < FIRST_ROWS) continue;
    width = Math.max(...first.map(({ cells }) => cells.length));
    yield Buffer.from(first.map(written).join(''));
    first = null;
  }
  if (first) {
    width = Math.max(0, ...first.map(({ cells }) => cells.length));
    yield Buffer.from(first.map(written).join(''));
  }
}
