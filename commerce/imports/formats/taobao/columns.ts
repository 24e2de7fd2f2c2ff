import { type Columns as ColumnsOf, columnsFrom } from '../columns.js';

/** The keys of the second line that are read. Every other key is known to belong to such a file, or new: it is left alone. */
const NAMES = {
  title: ['title'],
  sellerCids: ['seller_cids'],
  price: ['price'],
  num: ['num'],
  approveStatus: ['approve_status'],
  description: ['description'],
  cateProps: ['cateProps'],
  picture: ['picture'],
  skuProps: ['skuProps'],
  inputPids: ['inputPids'],
  inputValues: ['inputValues'],
  outerId: ['outer_id'],
  propAlias: ['propAlias'],
  numId: ['num_id'],
  itemWeight: ['item_weight'],
  barcode: ['barcode'],
  skuBarcode: ['sku_barcode'],
  subtitle: ['subtitle'],
  customCpv: ['input_custom_cpv'],
} as const;

export type Column = keyof typeof NAMES;
export type Columns = ColumnsOf<Column>;

export const columnsOf = columnsFrom<Column>(NAMES);
