import type { Format, Row } from '../format.js';
import type { Columns } from './columns.js';
import { type Column, columnsOf, FIELDS } from './columns.js';
import { GoogleProduct } from './product.js';
import { isXml, itemsOf } from './xml.js';

/** Columns that other tables do not call so. */
const OWN: readonly Column[] = [
  'item_group_id',
  'image_link',
  'additional_image_link',
  'availability',
  'sale_price_effective_date',
  'google_product_category',
  'product_type',
  'gtin',
  'mpn',
  'condition',
  'link',
];
const FEWEST_OWN = 2;
const NAMESPACE = 'base.google.com/ns';

const at = (columns: Columns, { cells }: Row, column: Column): string => cells[columns.get(column)?.at ?? -1]?.trim() ?? '';

/** A feed for Google Merchant Center, as a table or as RSS or Atom. Source: facts of support.google.com/merchants, "Product data specification". */
export const google: Format<'GOOGLE'> = {
  name: 'GOOGLE',
  title: 'a Google Merchant feed',
  detect({ text, rows: [header = []] }) {
    if (isXml(text)) {
      if (!text.includes(NAMESPACE) && !/<g:(id|price|availability)>/.test(text)) return null;
      return { confidence: 0.97, reason: "It is XML with the fields of Google's product data" };
    }
    const columns = columnsOf(header);
    const own = OWN.filter((column) => columns.has(column));
    if (!columns.has('id') || !columns.has('title') || own.length < FEWEST_OWN) return null;
    return {
      confidence: Math.min(0.96, 0.5 + 0.08 * own.length),
      reason: `Its header names the fields of Google's product data: ${['id', 'title', ...own].slice(0, 5).join(', ')}`,
    };
  },
  header: ({ text }) => (isXml(text) ? [...FIELDS] : null),
  convert: (file, { text }) => (isXml(text) ? { header: [...FIELDS], rows: itemsOf(file.text()) } : null),
  arrange({ header }) {
    const columns = columnsOf(header);
    return {
      namesOf: (row) => (at(columns, row, 'item_group_id') ? [] : [at(columns, row, 'id')].filter(Boolean)),
      parentOf: (row) => at(columns, row, 'item_group_id') || null,
    };
  },
  refuses({ header }) {
    const columns = columnsOf(header);
    if (columns.has('id') && columns.has('title')) return null;
    return { code: 'NOT_A_CATALOG', message: 'This is no Google Merchant feed: it names no fields id and title' };
  },
  reader({ header }) {
    const columns = columnsOf(header);
    const keyOf = (row: Row) => at(columns, row, 'item_group_id') || at(columns, row, 'id');
    return { keyOf, begin: (row) => new GoogleProduct(columns, keyOf(row), row) };
  },
  columnOf: ({ header }, field) => columnsOf(header).get(COLUMN_OF[field] ?? (field as Column))?.name ?? '',
};

/** Fields of the catalog whose column is not called as they are. */
const COLUMN_OF: Readonly<Record<string, Column>> = {
  externalId: 'id',
  sku: 'id',
  barcode: 'gtin',
  descriptionHtml: 'description',
  vendor: 'brand',
  compareAtPrice: 'price',
  cost: 'cost_of_goods_sold',
  available: 'availability',
  weightGrams: 'shipping_weight',
  categories: 'product_type',
  options: 'item_group_id',
  optionValues: 'color',
  media: 'image_link',
  image: 'image_link',
};
