import { type Columns as ColumnsOf, columnsFrom } from '../columns.js';

/** As commerce/exports writes them. */
const NAMES = {
  id: ['Variant ID'],
  handle: ['Handle'],
  sku: ['SKU'],
  product: ['Product'],
  variant: ['Variant'],
  price: ['Price'],
  compareAtPrice: ['Compare-at price'],
  cost: ['Cost'],
  available: ['Available'],
  availableWas: ['Available when exported'],
} as const;

export type Column = keyof typeof NAMES;
export type Columns = ColumnsOf<Column>;

export const columnsOf = columnsFrom<Column>(NAMES);
