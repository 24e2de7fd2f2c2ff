import { type Columns as ColumnsOf, columnsFrom } from '../columns.js';

/** The fields of an item that are read, as Google's specification calls them. */
export const FIELDS = [
  'id',
  'item_group_id',
  'title',
  'description',
  'link',
  'image_link',
  'additional_image_link',
  'availability',
  'quantity',
  'price',
  'sale_price',
  'sale_price_effective_date',
  'cost_of_goods_sold',
  'google_product_category',
  'product_type',
  'brand',
  'gtin',
  'mpn',
  'color',
  'size',
  'material',
  'pattern',
  'gender',
  'age_group',
  'condition',
  'shipping_weight',
] as const;

export type Column = (typeof FIELDS)[number];
export type Columns = ColumnsOf<Column>;

/** In tables their words may be parted by spaces. */
const namesOf = (field: Column): string[] => [field, field.replaceAll('_', ' '), `g:${field}`];

export const columnsOf = columnsFrom<Column>(
  Object.fromEntries(FIELDS.map((field) => [field, namesOf(field)])) as Record<Column, string[]>,
);
