import type { Media, Product, Variant } from '#commerce/catalog/index.js';
import { EXEMPT } from '#tenants/index.js';
import { csvLine } from '../csv.js';
import type { Exported, ExportedAttribute, ExportFormat } from '../exported.js';

/** Shopify's own columns, of those that say something of what we have. Source: help.shopify.com, "Using CSV files to import and export products". */
const COLUMNS = [
  'Title',
  'URL handle',
  'Description',
  'Vendor',
  'Product category',
  'Type',
  'Tags',
  'Published on online store',
  'Status',
  'SKU',
  'Barcode',
  'Option1 name',
  'Option1 value',
  'Option2 name',
  'Option2 value',
  'Option3 name',
  'Option3 value',
  'Price',
  'Compare-at price',
  'Cost per item',
  'Charge tax',
  'Inventory tracker',
  'Inventory quantity',
  'Continue selling when out of stock',
  'Weight value (grams)',
  'Weight unit for display',
  'Requires shipping',
  'Fulfillment service',
  'Product image URL',
  'Image position',
  'Image alt text',
  'Variant image URL',
  'Gift card',
  'SEO title',
  'SEO description',
] as const;

/** A column of ours, for what would come back as something else: commerce/imports/formats/shopify/more.ts reads it. */
const MORE = 'More (product.metafields.shopyard.more)';

type Cells = Partial<Record<(typeof COLUMNS)[number] | `metafield ${string}` | typeof MORE, string>>;

/** A metafield's key. Source: shopify.dev, "Metafield limits": letters, digits, underscores and hyphens, 2 to 64 of them. */
const METAFIELD_KEY = /^[A-Za-z0-9_-]{2,64}$/;

/** `产地 (product.metafields.custom.attribute_3)`: the name tells what is meant wherever the key is none that Shopify takes. */
const metafield = ({ key, name }: ExportedAttribute, at: number): string =>
  `${name} (product.metafields.custom.${METAFIELD_KEY.test(key) ? key : `attribute_${at + 1}`})`;

/** Shopify's product CSV, in its current columns: a row for each variant, and for each picture that is left over. */
export const shopify: ExportFormat = {
  contentType: 'text/csv; charset=utf-8',
  ending: '.csv',
  begin(attributes) {
    const order = [...COLUMNS, ...attributes.map(({ key }) => `metafield ${key}` as const), MORE] as const;
    const line = (cells: Cells) => csvLine(order.map((column) => cells[column] ?? ''));
    return { head: csvLine([...COLUMNS, ...attributes.map(metafield), MORE]), write: (one) => rowsOf(one).map(line).join('') };
  },
};

function rowsOf(one: Exported): Cells[] {
  const { handle, variants, media } = one.product;
  const count = Math.max(variants.length, media.length, 1);
  return Array.from({ length: count }, (_, at) => {
    const [variant, picture] = [variants[at], media[at]];
    return {
      'URL handle': handle,
      ...(at === 0 ? productCells(one) : {}),
      ...(variant ? variantCells(one, variant) : {}),
      ...(picture ? pictureCells(one, picture) : {}),
    };
  });
}

const STATUSES = { ACTIVE: 'Active', DRAFT: 'Draft', ARCHIVED: 'Archived' } as const;

function productCells(one: Exported): Cells {
  const { product, categories } = one;
  const { title, descriptionHtml, vendor, productType, tags, status, seo, attributes } = product;
  return {
    Title: title,
    Description: descriptionHtml,
    Vendor: vendor ?? '',
    'Product category': categories[0]?.join(' > ') ?? '',
    Type: productType ?? '',
    Tags: tags.join(', '),
    'Published on online store': status === 'ACTIVE' ? 'TRUE' : 'FALSE',
    Status: STATUSES[status],
    ...optionNames(product),
    'Gift card': 'FALSE',
    'SEO title': seo.title ?? '',
    'SEO description': seo.description ?? '',
    ...Object.fromEntries(attributes.map(({ key, value }) => [`metafield ${key}`, value])),
    [MORE]: moreOf(one),
  };
}

function moreOf({ product, categories }: Exported): string {
  const { source, externalId, handle, tags, options, variants } = product;
  const met = options.map((_option, at) => [...new Set(variants.map(({ optionValues }) => optionValues[at]!))]);
  const isOrdered = options.some(({ values }, at) => values.join('\n') !== met[at]!.join('\n'));
  const isSplit = categories.length > 1 || categories[0]?.some((title) => title.includes(' > '));
  const more = {
    ...(source === 'shopify' && externalId !== handle ? { externalId } : {}),
    ...(isSplit ? { categories } : {}),
    ...(isOrdered ? { options: options.map(({ values }) => values) } : {}),
    ...(tags.some((tag) => tag.includes(',')) ? { tags } : {}),
  };
  return Object.keys(more).length > 0 ? JSON.stringify(more) : '';
}

const OPTION_NAMES = ['Option1 name', 'Option2 name', 'Option3 name'] as const;
const OPTION_VALUES = ['Option1 value', 'Option2 value', 'Option3 value'] as const;

/** Shopify writes the one variant of a product without options as Title: Default Title. */
function optionNames({ options, variants }: Product): Cells {
  if (options.length === 0) return variants.length > 0 ? { 'Option1 name': 'Title' } : {};
  return Object.fromEntries(options.map(({ name }, at) => [OPTION_NAMES[at], name]));
}

function variantCells({ decimal, availableOf, addressOf }: Exported, variant: Variant): Cells {
  const { sku, barcode, price, compareAtPrice, cost, optionValues, weightGrams, taxClass, image, tracksInventory } = variant;
  const amount = (minorUnits: number | null) => (minorUnits === null ? '' : decimal(minorUnits));
  const values = optionValues.length > 0 ? optionValues : ['Default Title'];
  return {
    SKU: sku ?? '',
    Barcode: barcode ?? '',
    ...Object.fromEntries(values.map((value, at) => [OPTION_VALUES[at], value])),
    Price: decimal(price),
    'Compare-at price': amount(compareAtPrice),
    'Cost per item': amount(cost),
    'Charge tax': taxClass === EXEMPT ? 'FALSE' : 'TRUE',
    'Inventory tracker': tracksInventory ? 'shopify' : '',
    'Inventory quantity': String(availableOf(variant) ?? ''),
    'Continue selling when out of stock': 'DENY',
    'Weight value (grams)': String(weightGrams ?? ''),
    'Weight unit for display': 'g',
    'Requires shipping': 'TRUE',
    'Fulfillment service': 'manual',
    'Variant image URL': image === null ? '' : addressOf(image),
  };
}

const pictureCells = ({ addressOf }: Exported, { url, alt, position }: Media): Cells => ({
  'Product image URL': addressOf(url),
  'Image position': String(position + 1),
  'Image alt text': alt ?? '',
});
