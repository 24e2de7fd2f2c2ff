import type { Format } from '../format.js';
import { type Column, headerOf } from './columns.js';
import { Orphans } from './orphans.js';
import { WooProduct } from './product.js';
import { arrangementOf, namesOf, parentOf, typeOf } from './rows.js';

/** Columns that other shops' files do not call so. */
const OWN: readonly Column[] = [
  'visibility',
  'shortDescription',
  'saleFrom',
  'saleUntil',
  'inStock',
  'backorders',
  'salePrice',
  'regularPrice',
  'grouped',
  'externalUrl',
  'attribute 1 name',
  'attribute 1 value',
];
const FEWEST_OWN = 2;

/** WooCommerce's product CSV. Source: facts of woocommerce.com, "Product CSV Importer and Exporter". */
export const woocommerce: Format<'WOOCOMMERCE'> = {
  name: 'WOOCOMMERCE',
  title: 'a WooCommerce product CSV',
  detect({ rows: [header = []] }) {
    const { columns } = headerOf(header);
    const own = OWN.flatMap((column) => columns.get(column)?.name ?? []);
    if (!columns.has('name') || own.length < FEWEST_OWN) return null;
    const confidence = Math.min(0.98, 0.5 + (columns.has('type') ? 0.2 : 0) + 0.05 * own.length);
    return { confidence, reason: `Its header names the columns of a WooCommerce export: ${['Name', ...own].slice(0, 5).join(', ')}` };
  },
  refuses({ header }) {
    const { columns } = headerOf(header);
    if (columns.has('name') || columns.has('sku')) return null;
    const message = 'This is no WooCommerce product CSV: its first row names neither Name nor SKU. Export it under Products, Export';
    return { code: 'NOT_A_CATALOG', message };
  },
  arrange: ({ header }) => arrangementOf(headerOf(header)),
  reader({ header }) {
    const read = headerOf(header);
    // Rows are in order: variations stand below the product that they name.
    let above: { key: string; names: readonly string[] } = { key: '', names: [] };
    return {
      keyOf(row) {
        if (typeOf(read, row).kind !== 'variation') {
          const names = namesOf(read, row);
          const key = names[0] ?? '';
          if (key === '' || key !== above.key) above = { key, names };
          return key;
        }
        const parent = parentOf(read, row);
        if (parent && above.names.includes(parent)) return above.key;
        above = { key: '', names: [] };
        return parent && `without ${parent}`;
      },
      begin: (row) => (typeOf(read, row).kind === 'variation' ? new Orphans(read, row) : new WooProduct(read, row)),
    };
  },
  columnOf: ({ header }, field) => headerOf(header).columns.get(COLUMN_OF[field] ?? (field as Column))?.name ?? '',
};

/** Fields of the catalog whose column is not called as they are. */
const COLUMN_OF: Readonly<Record<string, Column>> = {
  title: 'name',
  handle: 'slug',
  externalId: 'id',
  descriptionHtml: 'description',
  status: 'published',
  vendor: 'brands',
  price: 'regularPrice',
  compareAtPrice: 'regularPrice',
  available: 'stock',
  weightGrams: 'weight',
  options: 'attribute 1 name',
  optionValues: 'attribute 1 value',
  attributes: 'attribute 1 value',
  media: 'images',
  image: 'images',
};
