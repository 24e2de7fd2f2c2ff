import { Types } from 'mongoose';
import { NotFound, UserError } from '#platform/errors.js';
import { cleanHtml } from './html.js';
import type { ReadProduct } from './product.input.js';
import { MOST_VARIANTS, type Product, type ProductContent, type ProductOption, type Variant, variantId } from './product.model.js';
import { termsOf } from './search.js';

type GivenVariant = NonNullable<ReadProduct['variants']>[number];

/** Stock that came with a product: pieces of a variant at the default location. */
export interface GivenStock {
  variantId: Types.ObjectId;
  available: number;
  /** The variant is new: it has no level yet. */
  opens: boolean;
}

export interface Merged {
  content: ProductContent;
  stock: GivenStock[];
}

const EMPTY: ProductContent = {
  title: '',
  descriptionHtml: '',
  status: 'ACTIVE',
  vendor: null,
  productType: null,
  tags: [],
  options: [],
  variants: [],
  media: [],
  seo: { title: null, description: null },
};

/** The same item with its HTML sanitised: before any transaction begins, since it takes time. */
export const cleaned = (item: ReadProduct): ReadProduct =>
  item.descriptionHtml ? { ...item, descriptionHtml: cleanHtml(item.descriptionHtml) } : item;

/**
 * What a product says once `item` (already cleaned) is applied to it. Variants keep their ids: matched by id, then SKU, then option values.
 * @throws {UserError} INVALID_INPUT, VARIANTS_LIMIT, OPTION_MISMATCH, DUPLICATE_VARIANT, DUPLICATE_SKU, NOT_FOUND
 */
export function merge(current: ProductContent | null, item: ReadProduct): Merged {
  const base = current ?? EMPTY;
  const title = item.title ?? base.title;
  if (!title) throw new UserError('INVALID_INPUT', 'title: is missing', ['title']);
  const { variants, stock } = item.variants ? mergeVariants(base.variants, item.variants) : { variants: base.variants, stock: [] };
  const options = mergeOptions(base.options, item, variants);
  const content: ProductContent = {
    title,
    descriptionHtml: given(item.descriptionHtml, base.descriptionHtml) ?? '',
    status: item.status ?? base.status,
    vendor: given(item.vendor, base.vendor),
    productType: given(item.productType, base.productType),
    tags: item.tags ? [...new Set(item.tags.filter(Boolean))] : base.tags,
    options,
    variants,
    media: item.media ? item.media.map(({ url, alt }, position) => ({ url, alt: alt || null, position })) : base.media,
    seo: item.seo
      ? { title: given(item.seo.title, base.seo.title), description: given(item.seo.description, base.seo.description) }
      : base.seo,
  };
  if (item.variants || item.options) checkVariants(options, variants);
  return { content, stock };
}

/** Left out: as it is. Null or empty: none. */
const given = (value: string | null | undefined, now: string | null): string | null => (value === undefined ? now : value || null);

function mergeVariants(now: readonly Variant[], wanted: readonly GivenVariant[]): Pick<Merged, 'stock'> & { variants: Variant[] } {
  if (wanted.length > MOST_VARIANTS) {
    throw new UserError('VARIANTS_LIMIT', `A product has at most ${MOST_VARIANTS} variants, not ${wanted.length}`, ['variants']);
  }
  const matches = now.length > 0 ? matchVariants(now, wanted) : [];
  const stock: GivenStock[] = [];
  const variants = wanted.map((variant, index) => {
    const match = matches[index];
    const made = mergeVariant(match, variant, index);
    if (variant.available !== undefined && made.tracksInventory)
      stock.push({ variantId: made.id, available: variant.available, opens: !match });
    return made;
  });
  return { variants, stock };
}

function mergeVariant(now: Variant | undefined, variant: GivenVariant, index: number): Variant {
  const price = variant.price ?? now?.price;
  if (price === undefined)
    throw new UserError('INVALID_INPUT', `variants.${index}.price: is missing`, ['variants', String(index), 'price']);
  const optionValues = variant.optionValues ?? now?.optionValues ?? [];
  const keepsTitle = now && now.title !== joined(now.optionValues) ? now.title : null;
  return {
    id: now?.id ?? new Types.ObjectId(),
    title: given(variant.title, keepsTitle) ?? joined(optionValues),
    sku: given(variant.sku, now?.sku ?? null),
    barcode: given(variant.barcode, now?.barcode ?? null),
    price,
    compareAtPrice: variant.compareAtPrice === undefined ? (now?.compareAtPrice ?? null) : variant.compareAtPrice,
    cost: variant.cost === undefined ? (now?.cost ?? null) : variant.cost,
    optionValues,
    weightGrams: variant.weightGrams === undefined ? (now?.weightGrams ?? null) : variant.weightGrams,
    tracksInventory: variant.tracksInventory ?? now?.tracksInventory ?? true,
  };
}

const joined = (optionValues: readonly string[]): string | null => optionValues.join(' / ') || null;

/** For each wanted variant the one that it means, if any; none is meant twice. */
function matchVariants(now: readonly Variant[], wanted: readonly GivenVariant[]): (Variant | undefined)[] {
  const left = new Set(now);
  const matches: (Variant | undefined)[] = wanted.map(() => undefined);
  const matchBy = (known: (variant: Variant) => string | null, meant: (variant: GivenVariant, index: number) => string | null) => {
    const byKey = new Map([...left].map((variant) => [known(variant), variant]));
    for (const [index, variant] of wanted.entries()) {
      const key = matches[index] ? null : meant(variant, index);
      const match = key === null ? undefined : byKey.get(key);
      if (match && left.delete(match)) matches[index] = match;
    }
  };
  const ids = new Set(now.map(({ id }) => id.toHexString()));
  matchBy(
    ({ id }) => id.toHexString(),
    ({ id }, index) => {
      if (!id) return null;
      const path = ['variants', String(index), 'id'];
      const hex = variantId.decode(id, path).toHexString();
      if (!ids.has(hex)) throw new NotFound(id, path);
      return hex;
    },
  );
  matchBy(
    ({ sku }) => sku,
    ({ sku }) => sku || null,
  );
  matchBy(
    ({ optionValues }) => JSON.stringify(optionValues),
    ({ optionValues = [] }) => JSON.stringify(optionValues),
  );
  return matches;
}

/** The options with every value that a variant uses, in the order given, then in the order met. */
function mergeOptions(now: readonly ProductOption[], item: ReadProduct, variants: readonly Variant[]): ProductOption[] {
  if (!item.options && !item.variants) return [...now];
  const listed: readonly { name: string; values?: string[] | undefined }[] = item.options ?? now.map(({ name }) => ({ name }));
  return listed.map(({ name, values = [] }, at) => ({
    name,
    values: [...new Set([...values, ...variants.flatMap(({ optionValues }) => optionValues[at] ?? [])])],
  }));
}

function checkVariants(options: readonly ProductOption[], variants: readonly Variant[]): void {
  const [choices, skus] = [new Set<string>(), new Set<string>()];
  for (const [index, { optionValues, sku }] of variants.entries()) {
    const path = ['variants', String(index)];
    if (optionValues.length !== options.length) {
      throw new UserError(
        'OPTION_MISMATCH',
        `The product has ${options.length} options, this variant ${optionValues.length} optionValues`,
        [...path, 'optionValues'],
      );
    }
    const choice = JSON.stringify(optionValues);
    if (choices.has(choice)) {
      const which = optionValues.length > 0 ? `has ${optionValues.join(' / ')}` : 'has no options';
      throw new UserError('DUPLICATE_VARIANT', `Another variant of this product ${which}`, [...path, 'optionValues']);
    }
    choices.add(choice);
    // The unique index tells one product from another, not one variant from its neighbour.
    if (sku && skus.has(sku)) throw new UserError('DUPLICATE_SKU', `Another variant of this product has the SKU ${sku}`, [...path, 'sku']);
    if (sku) skus.add(sku);
  }
}

/** The fields that follow from a product's content. */
export function derived(content: ProductContent): Pick<Product, 'terms' | 'lowestPrice'> & { skus: string[] | undefined } {
  const skus = content.variants.flatMap(({ sku }) => sku ?? []);
  const prices = content.variants.map(({ price }) => price);
  return { skus: skus.length > 0 ? skus : undefined, terms: termsOf(content), lowestPrice: prices.length > 0 ? Math.min(...prices) : 0 };
}

const CONTENT = Object.keys(EMPTY) as (keyof ProductContent)[];

/** True where both say the same, ids included. */
export const sameContent = (a: ProductContent, b: ProductContent): boolean =>
  CONTENT.every((field) => JSON.stringify(a[field]) === JSON.stringify(b[field]));
