import { Types } from 'mongoose';
import type { Filter } from '#platform/mongo.js';
import { type Again, type OutboxEvent, type ShopContext, transaction } from '#tenants/index.js';
import { categories, categoryId } from './category.model.js';
import { collectionId, collections } from './collection.model.js';
import { type Product, productId, products } from './product.model.js';
import { termsOf } from './search.js';
import { facetOf } from './words.js';

type Placed = Pick<Product, 'categories'>;

/** The terms of all that stands above the categories of these products. Reads only where some have categories. */
export async function termsAbove(tx: ShopContext, found: readonly Placed[]): Promise<(product: Placed) => string[]> {
  const ids = distinct(found.flatMap((product) => product.categories));
  if (ids.length === 0) return () => [];
  const there = await categories.in(tx).find({ _id: { $in: ids } }, { fields: ['ancestors'] });
  const ancestors = new Map(there.map((one) => [one._id.toHexString(), one.ancestors]));
  const aboveAll = (own: readonly string[]): string[] => {
    const above = new Map(own.flatMap((id) => ancestors.get(id) ?? []).map((one) => [one.toHexString(), one]));
    for (const id of own) above.delete(id);
    return [...above.values()].map((id) => facetOf('cat', id));
  };
  // Thousands of products stand in a few places of the tree.
  const known = new Map<string, string[]>();
  return (product) => {
    const own = product.categories.map((id) => id.toHexString());
    const place = own.join();
    const terms = known.get(place) ?? aboveAll(own);
    known.set(place, terms);
    return terms;
  };
}

const A_BATCH = 200;
const SLICE_MS = 1500;

interface Refreshing {
  /** Public ids: of a category that was moved or is gone, or of a collection that is gone. */
  category?: string;
  collection?: string;
  /** The last product that was seen to. */
  after?: string;
}

/** `products.terms`: puts what a category's or a collection's products are found by in step with what is there now. */
export async function refreshTerms(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const { category, collection, after } = data as Refreshing;
  const term = category ? facetOf('cat', categoryId.decode(category)) : facetOf('coll', collectionId.decode(collection!));
  const until = Date.now() + SLICE_MS;
  for (let last = after ? productId.decode(after) : null; ; ) {
    last = await refreshNext(shop, term, last);
    if (!last) return undefined;
    if (Date.now() > until) return { again: true, data: { ...data, after: productId.encode(last) } };
  }
}

const FIELDS = ['title', 'tags', 'vendor', 'productType', 'categories', 'collectionIds', 'skus', 'terms'] as const;

/** The next products with a term, in one transaction. Answers the last; null where none is left. */
function refreshNext(shop: ShopContext, term: string, after: Types.ObjectId | null): Promise<Types.ObjectId | null> {
  return transaction(shop, async (tx) => {
    const which = { terms: term, ...(after ? { _id: { $gt: after } } : {}) } as Filter<Product>;
    const reading = { sort: { _id: 1 } as const, limit: A_BATCH, fields: FIELDS, hint: { shopId: 1, terms: 1, _id: 1 } as const };
    const found = await products.in(tx).find(which, reading);
    if (found.length === 0) return null;
    const left = await leaving(tx, found);
    const above = await termsAbove(tx, left);
    const changes = left.map((product) => ({
      categories: product.categories,
      collectionIds: product.collectionIds,
      terms: [...termsOf(product), ...above(product)],
    }));
    await products.in(tx).bulkWrite(found.map(({ _id }, at) => ({ update: { _id }, change: { $set: changes[at]! } })));
    return found.length < A_BATCH ? null : found.at(-1)!._id;
  });
}

/** The same products without the categories and collections that are no more. */
async function leaving(tx: ShopContext, found: readonly Product[]): Promise<Product[]> {
  const there = new Set<string>();
  const look = (ids: readonly { _id: Types.ObjectId }[]) => {
    for (const { _id } of ids) there.add(_id.toHexString());
  };
  look(await categories.in(tx).find({ _id: { $in: distinct(found.flatMap((one) => one.categories)) } }, { fields: ['_id'] }));
  look(await collections.in(tx).find({ _id: { $in: distinct(found.flatMap((one) => one.collectionIds)) } }, { fields: ['_id'] }));
  const kept = (ids: readonly Types.ObjectId[]) => ids.filter((id) => there.has(id.toHexString()));
  return found.map((product) => ({ ...product, categories: kept(product.categories), collectionIds: kept(product.collectionIds) }));
}

const distinct = (ids: readonly Types.ObjectId[]): Types.ObjectId[] =>
  [...new Set(ids.map((id) => id.toHexString()))].map((id) => new Types.ObjectId(id));
