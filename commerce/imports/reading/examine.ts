import type { Storage } from '#platform/storage.js';
import type { Format, Guess } from '../formats/format.js';
import { FORMATS, formatNamed, type ImportFormat } from '../formats/index.js';
import { arranged } from './arrange.js';
import { type Candidate, candidatesOf, isZip } from './containers.js';
import { findEncoding, refuseByBytes, texts, transcribed } from './encoding.js';
import { NO_PREVIEW, type Preview, previewOf, rowsIn } from './preview.js';
import { tableRows } from './rows.js';
import { type Sample, type SourceFile, samplesOf } from './sample.js';
import type { Heading, Mapping, Refusal, SourceRow, Table } from './table.js';
import { tableText, writtenHeader } from './table-text.js';
import { ZipRefused } from './zip.js';

/** A file in storage, and as what it shall be read: null where its content shall tell. */
export interface Asked {
  key: string;
  format: ImportFormat | null;
  mapping?: Mapping;
}

/** What a file is taken for, and why. */
export interface Inspection {
  format: ImportFormat;
  confidence: number;
  /** One sentence. */
  reason: string;
  encoding: string;
  delimiter: string | null;
  header: string[];
  /** Its first five rows. */
  samples: string[][];
}

export type Inspected = ({ found: Inspection; refusal: null } | { found: null; refusal: Refusal }) & { preview: Preview };
export type Examined = { table: Table; found: Inspection; refusal: null } | { table: null; found: null; refusal: Refusal };

/** A file that has been recognised. */
interface Recognised {
  file: SourceFile;
  key: string | null;
  format: Format<ImportFormat>;
  sample: Sample;
  guess: Guess;
  heading: Heading & { header: string[] };
  /** The sample's text is the whole file. */
  whole: boolean;
}

const HEAD_BYTES = 256 * 1024;
const MARK = Buffer.from('\ufeff');
/** Below it nobody would bet on the format. */
const SURE = 0.5;
const SAMPLES = 5;

const no = (refusal: Refusal) => ({ table: null, found: null, refusal });

/** What a file is taken for, and what its first rows would become, without making anything of it. */
export async function inspect(files: Storage, asked: Asked): Promise<Inspected> {
  const recognised = await recognise(files, asked);
  if ('code' in recognised) return { found: null, refusal: recognised, preview: NO_PREVIEW };
  return { found: await told(recognised), refusal: null, preview: await previewed(recognised) };
}

async function previewed({ file, format, sample, heading, whole }: Recognised): Promise<Preview> {
  const { begin: above } = format.layout?.(sample) ?? { begin: format.lines ? 0 : 1 };
  const base = { ...heading, format: format.name, ...(file.container === 'zip' ? {} : { alone: true as const }) };
  const converted = format.convert?.(file, sample);
  if (converted) return previewOf({ ...base, header: converted.header }, format, converted.rows, above);
  const begin = above === 0 ? { byte: 0, row: 0 } : (sample.places[above - 1] ?? { byte: 0, row: 0 });
  const delimiter = format.lines ? null : sample.delimiter;
  return previewOf(base, format, rowsIn(sample.text, { ...base, delimiter, begin }, whole), begin.row);
}

/**
 * Finds out what a file is and what is needed to read it. What cannot be read from any byte on is rewritten once: a text that is not UTF-8,
 * what is in an archive, what is not in rows or not in order.
 */
export async function examine(files: Storage, asked: Asked, textKey: string): Promise<Examined> {
  try {
    const recognised = await recognise(files, asked);
    if ('code' in recognised) return no(recognised);
    return { table: await tableOf(files, recognised, textKey), found: await told(recognised), refusal: null };
  } catch (error) {
    if (error instanceof ZipRefused) return no(error.refusal);
    throw error;
  }
}

async function recognise(files: Storage, asked: Asked): Promise<Recognised | Refusal> {
  try {
    const head = await headOf(files.get(asked.key));
    const candidates = await candidatesOf(files, asked.key, head);
    const [only] = candidates;
    if (only && candidates.length === 1) return judge(only, asked, only.open);
    let best: { candidate: Candidate; confidence: number } | null = null;
    for (const candidate of candidates) {
      const found = await judge(candidate, asked, () => beginningOf(candidate.open()));
      if ('format' in found && found.guess.confidence > (best?.confidence ?? -1)) best = { candidate, ...found.guess };
    }
    if (best) return judge(best.candidate, asked, best.candidate.open);
    return { code: 'NOT_A_CATALOG', message: 'The ZIP archive holds no catalog: it shall hold one table of products, and their pictures' };
  } catch (error) {
    if (error instanceof ZipRefused) return error.refusal;
    throw error;
  }
}

async function headOf(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

/** Of many files one is read as a whole. */
const BEGINNING_BYTES = 4 * 1024 * 1024;

/** Whole lines of the beginning: no character is cut. */
async function* beginningOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    const end = length < BEGINNING_BYTES ? chunk.length : chunk.lastIndexOf(10) + 1;
    yield chunk.subarray(0, end || chunk.length);
    if (length >= BEGINNING_BYTES) return;
  }
}

/** @param whole what of the file is looked at to find its encoding */
async function judge(
  { container, open, key, beside, encoding: known }: Candidate,
  { format, mapping }: Asked,
  whole: Candidate['open'],
): Promise<Recognised | Refusal> {
  const head = await headOf(open());
  const refused = isZip(head) && container === 'zip' ? NESTED : refuseByBytes(head);
  if (refused) return refused;
  const isAll = head.length < HEAD_BYTES;
  if (!isAll && isEndless(head)) return NO_HEADER;
  const encoding = known ?? (await findEncoding(head, whole));
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  const samples = await samplesOf({ container, encoding, text }, isAll);
  const choice = format ? chooseAs(formatNamed(format), samples, mapping) : choose(samples, mapping);
  if ('code' in choice) return choice;
  const file = { container, encoding, bytes: open, text: () => texts(open(), encoding), beside };
  return { file, key, whole: isAll, ...choice };
}

const NESTED: Refusal = { code: 'NOT_A_CATALOG', message: 'The ZIP archive holds another archive: unpack that and upload what is in it' };
const NO_HEADER: Refusal = {
  code: 'NOT_A_CATALOG',
  message: 'The first line of the file is no header: it names no columns, or does not end',
};

/** XML and JSON may stand in one line. */
const isEndless = (head: Buffer): boolean =>
  !head.includes(10) && !head.includes(13) && !/^[^\w]{0,4}[<{[]/.test(head.toString('latin1', 0, 8));

type Choice = Pick<Recognised, 'format' | 'sample' | 'guess' | 'heading'>;

function headingOf(format: Format, sample: Sample, mapping: Mapping | undefined): Choice['heading'] {
  const inRows = () => sample.rows[format.layout?.(sample).header ?? 0] ?? [];
  const header = format.lines ? [format.lines.header] : (format.header?.(sample) ?? inRows());
  return { header, ...(mapping ? { mapping } : {}) };
}

function choicesOf(format: Format, samples: readonly Sample[], mapping: Mapping | undefined): (Choice & { refusal: Refusal | null })[] {
  const all = samples.map((sample) => {
    const heading = headingOf(format, sample, mapping);
    const guess = format.detect(sample) ?? { confidence: 0, reason: 'Its content does not tell' };
    return { format: format as Choice['format'], sample, guess, heading, refusal: format.refuses(heading) };
  });
  return all.toSorted((a, b) => b.guess.confidence - a.guess.confidence);
}

/** The format is named: what is left to find is how the cells are delimited. */
function chooseAs(format: Format, samples: readonly Sample[], mapping: Mapping | undefined): Choice | Refusal {
  const choices = choicesOf(format, samples, mapping);
  const good = choices.find(({ refusal }) => !refusal);
  if (good) return good;
  // It is about the table that the file looks like most.
  const [widest] = choices.toSorted((a, b) => b.heading.header.length - a.heading.header.length);
  return widest!.refusal!;
}

function choose(samples: readonly Sample[], mapping: Mapping | undefined): Choice | Refusal {
  // Who says what columns mean has a table of his own.
  const said = mapping && Object.keys(mapping).length > 0 ? chooseAs(formatNamed('GENERIC'), samples, mapping) : null;
  if (said && !('code' in said && said.code === 'NOT_A_CATALOG')) return said;
  const choices = FORMATS.flatMap((format) => choicesOf(format, samples, mapping)).filter(({ refusal }) => !refusal);
  const best = choices.toSorted((a, b) => b.guess.confidence - a.guess.confidence)[0];
  return best && best.guess.confidence >= SURE ? best : notRecognised(samples);
}

function notRecognised(samples: readonly Sample[]): Refusal {
  const [header = []] = samples.map(({ rows }) => rows[0] ?? []).toSorted((a, b) => b.length - a.length);
  const names = header.slice(0, 4).map((name) => name.trim().slice(0, 30));
  const looks = header.length > 1 ? `a table with the columns ${names.join(', ')}` : 'plain text';
  const known = FORMATS.map(({ title }) => title).join(', ');
  return { code: 'NOT_RECOGNISED', message: `This looks like ${looks}; name its format, or upload one that is known: ${known}` };
}

async function told({ file, format, sample, guess, heading }: Recognised): Promise<Inspection> {
  const { begin } = format.layout?.(sample) ?? { begin: 1 };
  const converted = format.convert?.(file, sample);
  const samples: string[][] = [];
  if (converted) {
    for await (const { cells } of converted.rows) {
      if (cells) samples.push(cells);
      if (samples.length >= SAMPLES) break;
    }
  } else {
    samples.push(...sample.rows.slice(begin, begin + SAMPLES));
  }
  const { name } = format;
  const delimiter = converted || format.lines ? null : sample.delimiter;
  return { format: name, ...guess, encoding: sample.encoding, delimiter, header: converted?.header ?? heading.header, samples };
}

async function tableOf(files: Storage, { file, key, format, sample, heading }: Recognised, textKey: string): Promise<Table> {
  const { begin } = format.layout?.(sample) ?? { begin: format.lines ? 0 : 1 };
  const base = {
    ...heading,
    format: format.name,
    ...(begin > 1 ? { preamble: sample.rows.slice(0, begin) } : {}),
    ...(file.container === 'zip' ? {} : { alone: true as const }),
  };
  const converted = format.convert?.(file, sample);
  if (converted) {
    return rewritten(files, { ...base, header: converted.header }, converted.rows, `${textKey}-rows`, begin);
  }
  const text = file.encoding === 'utf-8' && key ? key : textKey;
  if (text === textKey) await files.put(text, transcribed(file.bytes(), file.encoding));
  const { byte, row } = begin === 0 ? { byte: 0, row: 0 } : (sample.places[begin - 1] ?? { byte: 0, row: 0 });
  const above = text === key ? await markOf(files, key) : 0;
  const table: Table = {
    ...base,
    textKey: text,
    bytes: (await files.size(text)) ?? 0,
    delimiter: format.lines ? null : sample.delimiter,
    begin: { byte: byte + above, row },
  };
  if (!format.arrange) return table;
  const arrangedTable = await rewritten(files, base, rowsOf(files, table), `${textKey}-rows`, row);
  if (text === textKey) await files.remove(text);
  return arrangedTable;
}

/** How many bytes of a byte order mark it begins with. */
async function markOf(files: Storage, key: string): Promise<number> {
  const head = Buffer.concat(await files.get(key, 0, MARK.length).toArray());
  return head.equals(MARK) ? MARK.length : 0;
}

async function* rowsOf(files: Storage, table: Table): AsyncGenerator<SourceRow> {
  for await (const bunch of tableRows((start) => files.get(table.textKey, start), table, table.begin)) {
    for (const { end: _end, ...row } of bunch) yield row;
  }
}

/** The table whose text is these rows, in the order in which its format wants them. */
async function rewritten(
  files: Storage,
  base: Pick<Table, 'format' | 'header' | 'mapping' | 'preamble' | 'alone'>,
  rows: AsyncIterable<SourceRow>,
  textKey: string,
  row: number,
): Promise<Table> {
  let damaged = false;
  const arrangement = formatNamed(base.format).arrange?.(base);
  const inOrder = arrangement
    ? arranged(base.header, rows, arrangement, () => {
        damaged = true;
      })
    : rows;
  const bytes = await files.put(textKey, tableText(base.header, inOrder));
  const begin = { byte: writtenHeader(base.header).length, row };
  return { ...base, textKey, bytes, delimiter: ',', begin, numbered: true, ...(damaged ? { damaged } : {}) };
}
