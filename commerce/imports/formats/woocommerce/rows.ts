import { Cells } from '../cells.js';
import type { Arrangement, Row } from '../format.js';
import type { Column, Header } from './columns.js';

export type Kind = 'simple' | 'variable' | 'variation' | 'grouped' | 'external';
const KINDS: readonly Kind[] = ['simple', 'variable', 'variation', 'grouped', 'external'];

/** WooCommerce puts an apostrophe before what a spreadsheet would take for a formula. */
const plain = (cell: string): string => cell.replace(/^'(?=[=+\-@])/, '');

export const cellsOf = ({ columns }: Header, row: Row): Cells<Column> => new Cells(columns, { ...row, cells: row.cells.map(plain) });

const at = ({ columns }: Header, row: Row, column: Column): string => row.cells[columns.get(column)?.at ?? -1]?.trim() ?? '';

/** What kind of product a row is, and what else its type says: `simple, virtual`. */
export function typeOf(header: Header, row: Row): { kind: Kind; said: string; marks: string[] } {
  const [said = '', ...marks] = at(header, row, 'type')
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
    .toSorted((a, b) => Number(isMark(a)) - Number(isMark(b)));
  const kind = KINDS.find((one) => one === said) ?? likely(said, at(header, row, 'parent') !== '');
  return { kind, said, marks: isMark(said) ? [said, ...marks] : marks };
}

const isMark = (word: string): boolean => word === 'virtual' || word === 'downloadable';

/** Plugins have kinds of their own, like `variable-subscription` and `subscription_variation`. */
function likely(said: string, hasParent: boolean): Kind {
  if (said.includes('variation')) return 'variation';
  if (said.startsWith('variable')) return 'variable';
  return said === '' && hasParent ? 'variation' : 'simple';
}

/** By which name a variation calls its parent; empty where it names none. */
export function parentOf(header: Header, row: Row): string {
  const parent = at(header, row, 'parent');
  const [, id] = /^id:\s*(\d+)$/i.exec(parent) ?? [];
  return id ? `id:${id}` : parent && `sku:${parent}`;
}

export function namesOf(header: Header, row: Row): string[] {
  const [id, sku] = [at(header, row, 'id'), at(header, row, 'sku')];
  return [...(id ? [`id:${id}`] : []), ...(sku ? [`sku:${sku}`] : [])];
}

export const arrangementOf = (header: Header): Arrangement => ({
  namesOf: (row) => (typeOf(header, row).kind === 'variation' ? [] : namesOf(header, row)),
  parentOf: (row) => (typeOf(header, row).kind === 'variation' && parentOf(header, row)) || null,
});
