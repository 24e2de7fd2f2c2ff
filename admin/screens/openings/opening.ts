import type { ShopChoice } from '../console/shop-select';
import type { Problems } from './check-rows';
import { type Cells, type Field, meantCells, tagsOf } from './shop-rows';

/** A row of the table of shops to be opened. */
export interface Row {
  key: number;
  cells: Cells;
  /** The shop that came of it. */
  opened: { id: string } | null;
  /** What the server refused, by column; `row` is what belongs to none. */
  refused: Partial<Record<Field | 'row', string>>;
}

/** What holds for every shop whose row does not say otherwise. */
export interface Common {
  blueprint: ShopChoice | null;
  blueprintProducts: boolean;
  mode: 'TEST' | 'LIVE';
  currency: string;
  locale: string;
  timezone: string;
}

/** Many shops on their way: all of it is kept, so that it is found again. */
export interface Opening {
  rows: Row[];
  common: Common;
  /** A part that was sent and not answered yet. Sent again under its key, it makes nothing twice. */
  part: { key: string; rows: number[] } | null;
}

export const rowsFrom = (cells: readonly Cells[], from = 0): Row[] =>
  cells.map((one, at) => ({ key: from + at, cells: one, opened: null, refused: {} }));

/** Another word in a cell: what the server said of it is out of date. */
export const withCell = (row: Row, field: Field, text: string): Row => {
  const { [field]: _said, row: _all, ...refused } = row.refused;
  return { ...row, cells: { ...row.cells, [field]: text }, refused };
};

export const isOpen = (row: Row): boolean => row.opened === null;

/** Whether a row can be sent: nothing of it is wrong, and nothing that was refused stands unchanged. */
export const isReady = (row: Row, problems: Problems | undefined): boolean =>
  isOpen(row) && Object.keys(problems ?? {}).length === 0 && Object.keys(row.refused).length === 0;

/** A row as the API takes it. */
export function itemOf(cells: Cells, common: Common) {
  const { name, handle, mode, currency, locale, timezone, tags } = meantCells(cells);
  const tagged = tagsOf(tags);
  return {
    name,
    handle,
    mode: (mode || common.mode) as 'TEST' | 'LIVE',
    currency: currency || common.currency || null,
    locale: locale || common.locale || null,
    timezone: timezone || common.timezone || null,
    ...(tagged.length > 0 ? { tags: tagged } : {}),
  };
}

interface Result {
  index: number;
  shop?: { id: string } | null;
  userErrors: readonly { message: string; field?: readonly string[] | null }[];
}

const COLUMNS: readonly string[] = ['name', 'handle', 'mode', 'currency', 'locale', 'timezone', 'tags'];

/** What the server answered for a part, at each of its rows. */
export function settled(opening: Opening, results: readonly Result[]): Opening {
  const { part, rows } = opening;
  if (!part) return opening;
  const answers = new Map(results.map((result) => [part.rows[result.index], result]));
  return {
    ...opening,
    part: null,
    rows: rows.map((row) => {
      const answer = answers.get(row.key);
      if (!answer) return row;
      const refused: Row['refused'] = {};
      for (const { message, field } of answer.userErrors) {
        const column = field?.find((name) => COLUMNS.includes(name)) as Field | undefined;
        refused[column ?? 'row'] ??= message.replace(/^\w+: /, '');
      }
      return { ...row, opened: answer.shop ? { id: answer.shop.id } : null, refused };
    }),
  };
}
