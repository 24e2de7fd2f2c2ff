import type { Format } from '../format.js';
import { type Column, type Columns, columnsOf } from './columns.js';
import { keyOf, PricedRows } from './product.js';

/** What the list can change. */
const VALUES: readonly Column[] = ['price', 'compareAtPrice', 'cost', 'available'];

const names = (columns: Columns): boolean => columns.has('id') && columns.has('handle');

/** The price list that a shop's catalog is exported as: prices, costs and stock, changed in a spreadsheet and brought back. */
export const prices: Format<'PRICES'> = {
  name: 'PRICES',
  title: 'a price list of this service',
  detect({ rows: [header = []] }) {
    const columns = columnsOf(header);
    if (!names(columns) || !columns.has('price')) return null;
    return { confidence: 0.99, reason: 'Its header names the columns of an exported price list: Variant ID, Handle, Price' };
  },
  // Whoever sorts the sheet by its prices takes products apart.
  arrange({ header }) {
    const columns = columnsOf(header);
    return { namesOf: (row) => [keyOf(columns, row)].filter(Boolean), parentOf: () => null };
  },
  refuses({ header }) {
    const columns = columnsOf(header);
    if (names(columns) && VALUES.some((column) => columns.has(column))) return null;
    return {
      code: 'NOT_A_CATALOG',
      message: 'This is no price list: its first row names no columns Variant ID, Handle and Price. Export one, change it and import that',
    };
  },
  reader({ header }) {
    const columns = columnsOf(header);
    return { keyOf: (row) => keyOf(columns, row), begin: (row) => new PricedRows(columns, keyOf(columns, row), row) };
  },
  columnOf: ({ header }, field) => columnsOf(header).get(field as Column)?.name ?? '',
};
