import { type Columns as ColumnsOf, columnsFrom } from '../columns.js';

/** A column's names, as WooCommerce's own export writes them first. */
const NAMES = {
  id: ['ID'],
  type: ['Type'],
  sku: ['SKU'],
  barcode: ['GTIN, UPC, EAN, or ISBN', 'GTIN'],
  name: ['Name'],
  published: ['Published'],
  visibility: ['Visibility in catalog'],
  shortDescription: ['Short description'],
  description: ['Description'],
  saleFrom: ['Date sale price starts'],
  saleUntil: ['Date sale price ends'],
  taxStatus: ['Tax status'],
  taxClass: ['Tax class'],
  inStock: ['In stock?'],
  stock: ['Stock'],
  backorders: ['Backorders allowed?'],
  weight: ['Weight (kg)', 'Weight (g)', 'Weight (lbs)', 'Weight (oz)', 'Weight'],
  salePrice: ['Sale price'],
  regularPrice: ['Regular price'],
  cost: ['Cost of goods'],
  categories: ['Categories'],
  tags: ['Tags'],
  brands: ['Brands'],
  images: ['Images'],
  parent: ['Parent'],
  grouped: ['Grouped products'],
  externalUrl: ['External URL'],
  buttonText: ['Button text'],
  slug: ['Slug'],
  permalink: ['Permalink', 'Product URL'],
  seoTitle: ['Meta: _yoast_wpseo_title', 'Meta: rank_math_title'],
  seoDescription: ['Meta: _yoast_wpseo_metadesc', 'Meta: rank_math_description'],
} as const;

type Fixed = keyof typeof NAMES;
export type Column = Fixed | `attribute ${number} name` | `attribute ${number} value` | `other ${number}`;
export type Columns = ColumnsOf<Column>;

export interface Header {
  columns: Columns;
  /** The numbers of attributes, 1 first. */
  attributes: readonly number[];
  /** What goes in as attributes under the column's own name. */
  others: readonly { column: Column; name: string }[];
}

const fixedIn = columnsFrom<Fixed>(NAMES);
const ATTRIBUTE = /^attribute (\d{1,3}) (name|value\(s\))$/i;
/** Measures keep their unit in the name; what other plugins keep begins with `Meta:`, and what they keep from sight with `Meta: _`. */
const OTHER = /^(?:meta: ?(.+)|((?:length|width|height)(?: \(\w+\))?|purchase note|shipping class|download \d+ (?:name|url)))$/i;

export function headerOf(header: readonly string[]): Header {
  const columns = new Map<Column, { at: number; name: string }>(fixedIn(header));
  const fixed = new Set([...columns.values()].map(({ at }) => at));
  const attributes = new Set<number>();
  const others: { column: Column; name: string }[] = [];
  for (const [at, cell] of header.entries()) {
    const name = cell.trim();
    const [, number, what] = ATTRIBUTE.exec(name) ?? [];
    const [, meta, plain] = OTHER.exec(name) ?? [];
    if (number) {
      attributes.add(Number(number));
      columns.set(`attribute ${Number(number)} ${what!.toLowerCase() === 'name' ? 'name' : 'value'}`, { at, name });
    } else if ((meta ?? plain) && !meta?.startsWith('_') && !fixed.has(at)) {
      columns.set(`other ${at}`, { at, name });
      others.push({ column: `other ${at}`, name: (meta ?? plain)!.trim() });
    }
  }
  return { columns, attributes: [...attributes].toSorted((a, b) => a - b), others };
}
