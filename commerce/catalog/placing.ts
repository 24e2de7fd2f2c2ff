import type { Types } from 'mongoose';
import { NotFound, UserError } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import type { CollectionProducts } from './collection.input.js';
import { type Collection, collectionId, collections, placings } from './collection.model.js';
import { type Product, productId, products } from './product.model.js';
import { facet } from './words.js';

/**
 * A product on a shelf is written down twice, in one transaction: a placing holds its place, the product's `collectionIds` and terms find it.
 */

/** Between two products that were put on a shelf one after the other; others may be put between them. */
const GAP = 1024;

export const termOfCollection = (id: Types.ObjectId): string => facet('coll', id.toHexString());

/** Puts products at the end of a shelf; one that stands there already keeps its place. @throws {UserError} NOT_FOUND, COLLECTION_BY_RULE */
export function addToCollection(shop: ShopContext, id: string, input: CollectionProducts): Promise<Collection> {
  const _id = collectionId.decode(id, ['collection']);
  return transaction(shop, async (tx) => {
    const found = await touch(tx, _id, id);
    const ids = await existingProducts(tx, input.products);
    await place(tx, _id, ids);
    return found;
  });
}

/** @throws {UserError} NOT_FOUND for the collection, COLLECTION_BY_RULE; a product that is not on it is no mistake */
export function removeFromCollection(shop: ShopContext, id: string, input: CollectionProducts): Promise<Collection> {
  const _id = collectionId.decode(id, ['collection']);
  const ids = input.products.map((product, index) => productId.decode(product, ['products', String(index)]));
  return transaction(shop, async (tx) => {
    const found = await touch(tx, _id, id);
    await placings.in(tx).removeMany({ collectionId: _id, productId: { $in: ids } });
    await unmark(tx, _id, { _id: { $in: ids } });
    return found;
  });
}

/** Makes whoever deletes the collection at the same moment wait for this, or this for him. */
async function touch(tx: ShopContext, _id: Types.ObjectId, id: string): Promise<Collection> {
  const found = await collections.in(tx).update({ _id }, { $set: { updatedAt: new Date() } });
  if (!found) throw new NotFound(id, ['collection']);
  if (found.rules) throw byRule();
  return found;
}

export const byRule = (field = ['collection']): UserError =>
  new UserError('COLLECTION_BY_RULE', "The collection's products follow from its rules: change the rules, or what they look at", field);

/** Behind what stands there. */
export async function place(tx: ShopContext, _id: Types.ObjectId, ids: readonly Types.ObjectId[]): Promise<void> {
  if (ids.length === 0) return;
  const there = await placings.in(tx).find({ collectionId: _id, productId: { $in: [...ids] } }, { fields: ['productId'] });
  const known = new Set(there.map(({ productId: one }) => one.toHexString()));
  const [last] = await placings.in(tx).find({ collectionId: _id }, { sort: { position: -1, _id: -1 }, limit: 1 });
  const after = last?.position ?? 0;
  await placings
    .in(tx)
    .insertMany(
      ids
        .filter((one) => !known.has(one.toHexString()))
        .map((one, index) => ({ collectionId: _id, productId: one, position: after + (index + 1) * GAP })),
    );
  await mark(tx, _id, ids);
}

/** These and no others, in this order. */
export async function placeOnly(tx: ShopContext, _id: Types.ObjectId, ids: readonly Types.ObjectId[]): Promise<void> {
  await placings.in(tx).removeMany({ collectionId: _id });
  await unmark(tx, _id, { terms: termOfCollection(_id), _id: { $nin: [...ids] } } as Filter<Product>);
  await place(tx, _id, ids);
}

export async function mark(tx: ShopContext, _id: Types.ObjectId, ids: readonly Types.ObjectId[]): Promise<void> {
  await products.in(tx).updateMany({ _id: { $in: [...ids] } }, { $addToSet: { collectionIds: _id, terms: termOfCollection(_id) } });
}

const unmark = (tx: ShopContext, _id: Types.ObjectId, which: Filter<Product>): Promise<number> =>
  products.in(tx).updateMany(which, { $pull: { collectionIds: _id, terms: termOfCollection(_id) } } as never);

/** @throws {NotFound} naming the first product that the shop does not have */
export async function existingProducts(tx: ShopContext, ids: readonly string[]): Promise<Types.ObjectId[]> {
  const path = (id: string) => ['products', String(ids.indexOf(id))];
  const decoded = [...new Set(ids)].map((id) => productId.decode(id, path(id)));
  const found = await products.in(tx).find({ _id: { $in: decoded } }, { fields: ['_id'] });
  const known = new Set(found.map(({ _id }) => productId.encode(_id)));
  const missing = decoded.map(productId.encode).find((id) => !known.has(id));
  if (missing) throw new NotFound(missing, path(missing));
  return decoded;
}
