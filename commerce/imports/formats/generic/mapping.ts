import type { Heading, Mapping, Refusal } from '../../reading/table.js';
import { readAmount } from '../amounts.js';
import type { Columns } from '../columns.js';
import { readDate } from '../dates.js';
import { FIELDS, type Field, isField, isOfPeople, isPlace, MANY, type Meaning, meaningsOf } from './names.js';

export interface GuessedColumn {
  column: string;
  field: Field | null;
  /** From 0 to 1. Below a half it is a suggestion, which no reader follows by itself. */
  confidence: number;
}

/** What no header says, but the cells look like. */
const SUGGESTED = 0.4;
/** A header whose cells do not look like it. */
const DOUBTED = 0.55;
const OPTIONS = ['option1', 'option2', 'option3'] as const;

/** What each column of a table seems to mean, by its header; the cells of some rows make it more or less sure. */
export function guessMapping(header: readonly string[], samples: readonly (readonly string[])[] = []): GuessedColumn[] {
  const fields = guessFields(header);
  return header.map((name, at) => {
    const cells = samples.map((row) => row[at]?.trim() ?? '').filter(Boolean);
    const { field, confidence } = fields[at]!;
    const column = name.trim();
    if (field) return { column, field, confidence: looksLike(field, cells) ? confidence : Math.min(confidence, DOUBTED) };
    const suggestion = suggested(cells);
    return { column, field: suggestion, confidence: suggestion ? SUGGESTED : 0 };
  });
}

/** The surest columns choose first; each field is given once, but for those that many columns may mean. */
function guessFields(header: readonly string[], taken: ReadonlySet<string> = new Set()): { field: Field | null; confidence: number }[] {
  const given = new Set(taken);
  const guessed = header.map(() => ({ field: null as Field | null, confidence: 0 }));
  const inOrder = header
    .map((name, at) => ({ name, at, guess: meaningsOf(name) }))
    .toSorted(
      (a, b) =>
        (b.guess?.confidence ?? 0) - (a.guess?.confidence ?? 0) ||
        (a.guess?.meanings.length ?? 0) - (b.guess?.meanings.length ?? 0) ||
        a.at - b.at,
    );
  const isByPlace = header.some(isPlace);
  for (const { name, at, guess } of inOrder) {
    // Pieces at one place of several are not all that there are.
    if (isByPlace && guess?.meanings[0] === 'available') continue;
    const field = guess && freeField(guess.meanings, name.trim(), given);
    if (!field) continue;
    given.add(field);
    guessed[at] = { field, confidence: guess.confidence };
  }
  return guessed;
}

function freeField(meanings: readonly Meaning[], name: string, given: ReadonlySet<string>): Field | null {
  const isFree = (field: Field) => MANY.has(field) || !given.has(field);
  const candidates = meanings.flatMap((meaning): Field[] => {
    if (meaning === 'option') return [...OPTIONS, `attribute:${name}`];
    return [meaning === 'attribute' ? `attribute:${name}` : meaning];
  });
  return candidates.find(isFree) ?? null;
}

const AMOUNTS: ReadonlySet<string> = new Set(['price', 'compareAtPrice', 'cost']);

function looksLike(field: Field, cells: readonly string[]): boolean {
  const fits = (test: (cell: string) => boolean) => cells.length === 0 || cells.filter(test).length * 2 >= cells.length;
  if (AMOUNTS.has(field)) return fits((cell) => readAmount(cell) !== null);
  if (field === 'available' || field === 'weightGrams') return fits((cell) => /\d/.test(cell));
  if (field === 'image') return fits((cell) => /https?:\/\//i.test(cell));
  if (field === 'barcode') return fits((cell) => /^[\d\s-]{8,18}$/.test(cell));
  if (field === 'publishedAt') return fits((cell) => readDate(cell) !== null);
  return true;
}

function suggested(cells: readonly string[]): Field | null {
  if (cells.length === 0) return null;
  if (cells.every((cell) => /^https?:\/\/\S+\.(jpe?g|png|webp|gif)\b/i.test(cell))) return 'image';
  return cells.every((cell) => /^(\d{8}|\d{12,14})$/.test(cell)) ? 'barcode' : null;
}

/** Where a field's columns stand: one under the field's own name, those of many as `image 3`, by their places. */
export interface Resolved {
  columns: Columns<string>;
  /** By the field: the columns that mean it, as `columns` calls them. */
  of(field: string): readonly string[];
  attributes: readonly { column: string; name: string }[];
}

/** What is said goes before what is guessed. */
export function resolved({ header, mapping = {} }: Heading): Resolved {
  const sayings = sayingsOf(mapping);
  const said = header.map((name) => sayings.get(name.trim()));
  const taken = new Set(said.flatMap((field) => field ?? []));
  const guessed = guessFields(
    header.map((name, at) => (said[at] === undefined ? name : '')),
    taken,
  );
  const columns = new Map<string, { at: number; name: string }>();
  const byField = new Map<string, string[]>();
  const attributes: { column: string; name: string }[] = [];
  for (const [at, name] of header.entries()) {
    const field = said[at] ?? guessed[at]!.field;
    if (!field || !isField(field)) continue;
    const column = MANY.has(field) ? `${field} ${at}` : field;
    if (columns.has(column)) continue;
    columns.set(column, { at, name: name.trim() });
    byField.set(field, [...(byField.get(field) ?? []), column]);
    if (field.startsWith('attribute:')) attributes.push({ column, name: field.slice('attribute:'.length) });
  }
  return { columns, of: (field) => byField.get(field) ?? [], attributes };
}

/** By the column: its field; null for one that is to be left out. */
const sayingsOf = (mapping: Mapping): ReadonlyMap<string, string | null> =>
  new Map(Object.entries(mapping).map(([column, field]) => [column.trim(), field]));

/** How many of its columns are known; 0 where they do not make a product: that has a title or a SKU, and one more. */
export function knownColumns(heading: Heading): number {
  const { columns } = resolved(heading);
  return (columns.has('title') || columns.has('sku')) && columns.size > 1 ? columns.size : 0;
}

export const hasPeople = (header: readonly string[]): boolean => header.some(isOfPeople);

/** What is wrong with what columns are said to mean. */
export function badMapping({ header, mapping = {} }: Heading): Refusal | null {
  const met = new Map<string, string>();
  const there = new Set(header.map((name) => name.trim()));
  for (const [column, field] of sayingsOf(mapping)) {
    if (field === null || !there.has(column)) continue;
    if (!isField(field)) return refusal(`${column} cannot mean ${field}: there are ${FIELDS.join(', ')} and attribute:<name>`);
    const other = met.get(field);
    if (other !== undefined && !MANY.has(field)) return refusal(`${other} and ${column} cannot both mean ${field}`);
    met.set(field, column);
  }
  return null;
}

const refusal = (message: string): Refusal => ({ code: 'MAPPING_INVALID', message });
