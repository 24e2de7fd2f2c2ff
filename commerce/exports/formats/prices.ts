import { variantId } from '#commerce/catalog/index.js';
import { csvLine } from '../csv.js';
import type { ExportFormat } from '../exported.js';

const COLUMNS = [
  'Variant ID',
  'Handle',
  'SKU',
  'Product',
  'Variant',
  'Price',
  'Compare-at price',
  'Cost',
  'Available',
  'Available when exported',
] as const;

/** A price list for a spreadsheet: a row for each variant, to be changed and imported again. */
export const prices: ExportFormat = {
  contentType: 'text/csv; charset=utf-8',
  ending: '-prices.csv',
  begin: () => ({
    // With a byte order mark, by which spreadsheets know UTF-8: people edit this file.
    head: `\ufeff${csvLine(COLUMNS)}`,
    write: ({ product: { handle, title, variants }, decimal, availableOf }) =>
      variants
        .map((variant) => {
          const { id, sku, title: choice, price, compareAtPrice, cost } = variant;
          const amount = (minorUnits: number | null) => (minorUnits === null ? '' : decimal(minorUnits));
          const available = String(availableOf(variant) ?? '');
          const names = [variantId.encode(id), handle, sku ?? '', title, choice ?? ''];
          return csvLine([...names, decimal(price), amount(compareAtPrice), amount(cost), available, available]);
        })
        .join(''),
  }),
};
