import type { Types } from 'mongoose';
import { UserError } from '#platform/errors.js';
import { categoryId } from './category.model.js';
import { cleanHtml } from './html.js';
import { changedPrice } from './price-change.js';
import type { ReadProduct } from './product.input.js';
import type { Product, ProductContent, ProductOption, Variant } from './product.model.js';
import { termsOf } from './search.js';
import { checkVariants, type GivenStock, given, mergeVariants } from './variant.content.js';
import { facet } from './words.js';

const MOST_TAGS = 250;

export interface Merged {
  content: ProductContent;
  stock: GivenStock[];
}

const EMPTY: ProductContent = {
  title: '',
  descriptionHtml: '',
  status: 'ACTIVE',
  publishedAt: null,
  vendor: null,
  productType: null,
  tags: [],
  categories: [],
  attributes: [],
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
 * `locked`: fields that stay as they are, `title` or `variants.price`; `variants` alone: no variant comes or goes.
 * @throws {UserError} INVALID_INPUT, VARIANTS_LIMIT, OPTION_MISMATCH, DUPLICATE_VARIANT, DUPLICATE_SKU, NOT_FOUND
 */
export function merge(current: ProductContent | null, wanted: ReadProduct, locked: ReadonlySet<string> = new Set()): Merged {
  const base = current ?? EMPTY;
  const item = locked.size > 0 ? unlocked(wanted, locked) : wanted;
  const title = item.title ?? base.title;
  if (!title) throw new UserError('INVALID_INPUT', 'title: is missing', ['title']);
  const { variants: wantedVariants, stock } = item.variants
    ? mergeVariants(base.variants, item.variants, { keepOthers: item.keepOtherVariants, locked })
    : { variants: base.variants, stock: [] };
  const variants = withPrices(wantedVariants, item.priceChange);
  const options = mergeOptions(base.options, item, variants);
  const media = item.media ? item.media.map(({ url, alt }, position) => ({ url, alt: alt || null, position })) : base.media;
  const content: ProductContent = {
    title,
    descriptionHtml: given(item.descriptionHtml, base.descriptionHtml) ?? '',
    status: item.status ?? base.status,
    publishedAt: item.publishedAt === undefined ? base.publishedAt : item.publishedAt,
    vendor: given(item.vendor, base.vendor),
    productType: given(item.productType, base.productType),
    tags: mergeTags(base.tags, item),
    categories: item.categories
      ? distinct(item.categories.map((id, at) => categoryId.decode(id, ['categories', String(at)])))
      : base.categories,
    attributes: item.attributes ? inOrderOf(base.attributes, item.attributes) : base.attributes,
    options,
    variants: withImages(variants, base, item, media, locked),
    media,
    seo: item.seo
      ? { title: given(item.seo.title, base.seo.title), description: given(item.seo.description, base.seo.description) }
      : base.seo,
  };
  if (item.variants || item.options) checkVariants(options, variants);
  return { content, stock };
}

/** A tag is known in any case and width, as searches and rules know it. */
const sameTag = (a: string, b: string): boolean => facet('tag', a) === facet('tag', b);

function mergeTags(now: readonly string[], { tags, tagsAdd = [], tagsRemove = [] }: ReadProduct): string[] {
  const kept = (tags ?? now).filter((tag) => tag && !tagsRemove.some((gone) => sameTag(gone, tag)));
  const added = tagsAdd.filter((tag) => tag && !kept.some((known) => sameTag(known, tag)));
  const all = [...new Set([...kept, ...added])];
  if (all.length > MOST_TAGS) throw new UserError('INVALID_INPUT', `tags: a product has at most ${MOST_TAGS}, not ${all.length}`, ['tags']);
  return all;
}

/** Those with a value: in the order in which the product has them already, which says nothing, and then as given. */
function inOrderOf(now: ProductContent['attributes'], wanted: ProductContent['attributes']): ProductContent['attributes'] {
  const filled = wanted.filter(({ value }) => value !== '');
  if (now.length === 0) return filled;
  const places = new Map(now.map(({ key }, at) => [key, at]));
  const placeOf = ({ key }: { key: string }) => places.get(key) ?? now.length;
  return filled.toSorted((a, b) => placeOf(a) - placeOf(b));
}

const withPrices = (variants: Variant[], change: ReadProduct['priceChange']): Variant[] =>
  change ? variants.map((variant) => ({ ...variant, price: changedPrice(variant.price, change) })) : variants;

const unlocked = (item: ReadProduct, locked: ReadonlySet<string>): ReadProduct =>
  Object.fromEntries(Object.entries(item).filter(([field]) => !locked.has(field))) as ReadProduct;

const distinct = (ids: readonly Types.ObjectId[]): Types.ObjectId[] => [...new Map(ids.map((id) => [id.toHexString(), id])).values()];

/**
 * A variant shows one of its product's pictures. One that loses its picture shows the product's first; so does one whose picture does not
 * come along, since the product's media are locked.
 * @throws {UserError} INVALID_INPUT for a picture that is given and is none of them
 */
function withImages(
  variants: readonly Variant[],
  before: ProductContent,
  item: ReadProduct,
  media: ProductContent['media'],
  locked: ReadonlySet<string>,
): Variant[] {
  if (!item.variants && !item.media) return [...variants];
  const addresses = new Set(media.map(({ url }) => url));
  const had = new Map(before.variants.map(({ id, image }) => [id.toHexString(), image]));
  const isLost = ({ image }: { image?: string | null | undefined }) => Boolean(image) && !addresses.has(image!);
  const wrong = (item.variants ?? []).findIndex(isLost);
  if (wrong >= 0 && !locked.has('media') && !locked.has('variants.image')) {
    const field = ['variants', String(wrong), 'image'];
    throw new UserError('INVALID_INPUT', `${field.join('.')}: is none of the product's media: name the address of one of them`, field);
  }
  return variants.map((variant) => {
    const stays = !isLost(variant) || (!item.media && had.get(variant.id.toHexString()) === variant.image);
    return stays ? variant : { ...variant, image: null };
  });
}

/**
 * The options with every value that a variant uses: in the order given, or that they have already, then in the order met. A value that no
 * variant uses any more goes when options are given.
 */
function mergeOptions(now: readonly ProductOption[], item: ReadProduct, variants: readonly Variant[]): ProductOption[] {
  if (!item.options && !item.variants) return [...now];
  const listed: readonly { name: string; values?: string[] | undefined }[] = item.options ?? now;
  return listed.map(({ name, values = [] }, at) => ({
    name,
    values: [...new Set([...values, ...variants.flatMap(({ optionValues }) => optionValues[at] ?? [])])],
  }));
}

/** The fields that follow from a product's content and the collections that it was placed on. */
export function derived(
  content: ProductContent,
  collectionIds: readonly Types.ObjectId[] = [],
): Pick<Product, 'terms' | 'lowestPrice'> & { skus: string[] | undefined } {
  const { title, tags, vendor, productType, categories } = content;
  const skus = content.variants.flatMap(({ sku }) => sku ?? []);
  const prices = content.variants.map(({ price }) => price);
  return {
    skus: skus.length > 0 ? skus : undefined,
    terms: termsOf({ title, tags, vendor, productType, categories, skus, collectionIds }),
    lowestPrice: prices.length > 0 ? Math.min(...prices) : 0,
  };
}

/** What an item makes where no product is there yet. */
export interface Fresh extends Merged {
  derived: ReturnType<typeof derived>;
}

/** @throws {UserError} as merge */
export function freshOf(item: ReadProduct): Fresh {
  const merged = merge(null, item);
  return { ...merged, derived: derived(merged.content) };
}

const CONTENT = Object.keys(EMPTY) as (keyof ProductContent)[];

/** True where both say the same, ids included. */
export const sameContent = (a: ProductContent, b: ProductContent): boolean =>
  CONTENT.every((field) => JSON.stringify(a[field]) === JSON.stringify(b[field]));

/** What of a product differs: `title`, `variants.price`; `variants` where some came or went. */
export function changedFields(before: ProductContent, after: ProductContent): string[] {
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  const fields: string[] = CONTENT.filter((field) => field !== 'variants' && differs(before[field], after[field]));
  const was = new Map(before.variants.map((variant) => [variant.id.toHexString(), variant]));
  const shared = after.variants.filter(({ id }) => was.has(id.toHexString()));
  if (shared.length < before.variants.length || shared.length < after.variants.length) fields.push('variants');
  const changed = shared.flatMap((variant) => {
    const old = was.get(variant.id.toHexString())!;
    return (Object.keys(variant) as (keyof Variant)[])
      .filter((field) => differs(variant[field], old[field]))
      .map((field) => `variants.${field}`);
  });
  return [...fields, ...new Set(changed)];
}
