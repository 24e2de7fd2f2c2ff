import type { TableFormat } from '../format.js';
import { type Column, columnsOf } from './columns.js';
import { keyOf, ShopifyProduct } from './product.js';

/** Shopify's product CSV, the current columns and the older ones. Source: facts of help.shopify.com, "Using CSV files to import and export products". */
export const shopify: TableFormat = {
  refuses: (header) =>
    columnsOf(header).has('title')
      ? null
      : {
          code: 'NOT_A_CATALOG',
          message: "This is no Shopify product CSV: its first row names no column Title. Export the products from Shopify's admin",
        },
  reader(header) {
    const columns = columnsOf(header);
    const key = (row: Parameters<typeof keyOf>[1]) => keyOf(columns, row);
    return { keyOf: key, begin: (row) => new ShopifyProduct(columns, key(row), row) };
  },
  columnOf: (header, field) => columnsOf(header).get(COLUMN_OF[field] ?? (field as Column))?.name ?? '',
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
};
