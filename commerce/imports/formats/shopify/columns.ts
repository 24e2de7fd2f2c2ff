import { type Columns as ColumnsOf, columnsFrom } from '../columns.js';

/** The column that our own exports have besides Shopify's, named as Shopify names a metafield: there it may come in and go out. */
const MORE = 'More (product.metafields.shopyard.more)';

/** A column's names: Shopify's current one first, then the one of older exports. */
const NAMES = {
  handle: ['URL handle', 'Handle'],
  title: ['Title'],
  description: ['Description', 'Body (HTML)', 'Body HTML'],
  vendor: ['Vendor'],
  category: ['Product category'],
  type: ['Type'],
  tags: ['Tags'],
  published: ['Published on online store', 'Published'],
  status: ['Status'],
  sku: ['SKU', 'Variant SKU'],
  barcode: ['Barcode', 'Variant Barcode'],
  option1Name: ['Option1 name'],
  option1Value: ['Option1 value'],
  option2Name: ['Option2 name'],
  option2Value: ['Option2 value'],
  option3Name: ['Option3 name'],
  option3Value: ['Option3 value'],
  price: ['Price', 'Variant Price'],
  compareAtPrice: ['Compare-at price', 'Variant Compare At Price'],
  cost: ['Cost per item'],
  taxable: ['Charge tax', 'Variant Taxable'],
  tracker: ['Inventory tracker', 'Variant Inventory Tracker'],
  quantity: ['Inventory quantity', 'Variant Inventory Qty'],
  whenOut: ['Continue selling when out of stock', 'Variant Inventory Policy'],
  weight: ['Weight value (grams)', 'Variant Grams'],
  image: ['Product image URL', 'Image Src'],
  imagePosition: ['Image position'],
  imageAlt: ['Image alt text'],
  variantImage: ['Variant image URL', 'Variant Image'],
  giftCard: ['Gift card'],
  seoTitle: ['SEO title'],
  seoDescription: ['SEO description'],
  more: [MORE],
} as const;

export type Column = keyof typeof NAMES;
export type Columns = ColumnsOf<Column>;

export const columnsOf = columnsFrom<Column>(NAMES);

/** `Fabric (product.metafields.custom.fabric)`: what a shop says of its products besides. */
const METAFIELD = /^(.*?)\s*\(product\.metafields\.[\w-]+\.([\w-]+)\)$/i;

/** Where metafields stand, and what they are called. */
export function metafieldsOf(header: readonly string[]): readonly { at: number; name: string; column: string }[] {
  return header.flatMap((column, at) => {
    const [, label, key] = METAFIELD.exec(column.trim()) ?? [];
    return key === undefined || column.trim() === MORE ? [] : [{ at, name: label || key, column: column.trim() }];
  });
}

/** As Shopify's inventory export does. */
export function countsByPlace(header: readonly string[]): boolean {
  const names = new Set(header.map((name) => name.trim().toLowerCase()));
  return names.has('location') && (names.has('available') || names.has('on hand')) && !columnsOf(header).has('price');
}
