import type { Format, Row } from '../format.js';
import { type Column, columnsOf, countsByPlace, metafieldsOf } from './columns.js';
import { keyOf, ShopifyProduct } from './product.js';

/** Columns that other shops' files do not call so. */
const OWN: readonly Column[] = [
  'handle',
  'published',
  'option1Name',
  'option1Value',
  'price',
  'compareAtPrice',
  'tracker',
  'whenOut',
  'weight',
  'image',
];

/** Shopify's product CSV, the current columns and the older ones. Source: facts of help.shopify.com, "Using CSV files to import and export products". */
export const shopify: Format<'SHOPIFY'> = {
  name: 'SHOPIFY',
  title: 'a Shopify product CSV',
  detect({ rows: [header = []] }) {
    const columns = columnsOf(header);
    if (!columns.has('title')) return null;
    const own = OWN.flatMap((column) => columns.get(column)?.name ?? []);
    // Title and Price alone stand in many a table.
    const confidence = columns.has('handle') ? Math.min(0.98, 0.5 + 0.1 * own.length) : Math.min(0.45, 0.1 * own.length);
    return { confidence, reason: `Its header names the columns of a Shopify export: ${['Title', ...own].slice(0, 5).join(', ')}` };
  },
  refuses({ header }) {
    const no = (message: string) => ({ code: 'NOT_A_CATALOG', message: `${message}. Export the products from Shopify's admin` });
    if (!columnsOf(header).has('title')) return no('This is no Shopify product CSV: its first row names no column Title');
    // A row for each place that a variant lies at, and no prices.
    return countsByPlace(header) ? no("This is Shopify's inventory export, which counts pieces place by place: it is no catalog") : null;
  },
  reader({ header }) {
    const columns = columnsOf(header);
    const metafields = metafieldsOf(header);
    const key = (row: Row) => keyOf(columns, row);
    return { keyOf: key, begin: (row) => new ShopifyProduct(columns, metafields, key(row), row) };
  },
  columnOf: ({ header }, field) => columnsOf(header).get(COLUMN_OF[field] ?? (field as Column))?.name ?? '',
};

/** Fields of the catalog whose column is not called as they are. */
const COLUMN_OF: Readonly<Record<string, Column>> = {
  descriptionHtml: 'description',
  productType: 'type',
  externalId: 'handle',
  weightGrams: 'weight',
  available: 'quantity',
  optionValues: 'option1Value',
  options: 'option1Name',
  media: 'image',
  image: 'variantImage',
  taxClass: 'taxable',
  categories: 'category',
};
