import type { Types } from 'mongoose';
import { NotFound, UserError } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import type { CollectionProductMove, CollectionProducts } from './collection.input.js';
import { type Collection, collectionId, collections, type Placing, placings } from './collection.model.js';
import { type Product, productId, products } from './product.model.js';
import { facetOf } from './words.js';

/**
 * A product on a shelf is written down twice, in one transaction: a placing holds its place, the product's `collectionIds` and terms find it.
 */

/** Between two products that were put on a shelf one after the other; others may be put between them. */
const GAP = 1024;

const termOfCollection = (id: Types.ObjectId): string => facetOf('coll', id);

/** Puts products at the end of a shelf; one that stands there already keeps its place. @throws {UserError} NOT_FOUND, COLLECTION_BY_RULE */
export function addToCollection(
  shop: ShopContext,
  id: string,
  input: CollectionProducts,
): Promise<{ collection: Collection; added: Types.ObjectId[] }> {
  const _id = collectionId.decode(id, ['collection']);
  return transaction(shop, async (tx) => {
    const collection = await touch(tx, _id, id);
    const added = await place(tx, _id, await existingProducts(tx, input.products));
    return { collection, added };
  });
}

/** Behind another product of the shelf, or at its beginning. @throws {UserError} NOT_FOUND, COLLECTION_BY_RULE */
export function moveInCollection(shop: ShopContext, id: string, input: CollectionProductMove): Promise<Collection> {
  const _id = collectionId.decode(id, ['collection']);
  const moved = productId.decode(input.product, ['product']);
  const after = input.after ? productId.decode(input.after, ['after']) : null;
  return transaction(shop, async (tx) => {
    const found = await touch(tx, _id, id);
    const placed = await placings.in(tx).findOne({ collectionId: _id, productId: moved });
    if (!placed) throw new NotFound(input.product, ['product']);
    const before = after && (await placings.in(tx).findOne({ collectionId: _id, productId: after }));
    if (after && !before) throw new NotFound(input.after!, ['after']);
    if (before?._id.equals(placed._id)) return found;
    await placings.in(tx).set({ _id: placed._id }, { $set: { position: await positionBehind(tx, _id, before, placed) } });
    return found;
  });
}

/** Between two neighbours; where there is no room left between them, the shelf is numbered anew. */
async function positionBehind(tx: ShopContext, _id: Types.ObjectId, before: Placing | null, moved: Placing): Promise<number> {
  const others = { collectionId: _id, productId: { $ne: moved.productId } };
  const behind = before
    ? { ...others, $or: [{ position: { $gt: before.position } }, { position: before.position, _id: { $gt: before._id } }] }
    : others;
  const [next] = await placings.in(tx).find(behind as Filter<Placing>, { sort: { position: 1, _id: 1 }, limit: 1 });
  const start = before?.position ?? (next ? next.position - 2 * GAP : 0);
  if (!next) return start + GAP;
  if (next.position - start >= 2) return Math.floor((start + next.position) / 2);
  const all = await placings.in(tx).find(others as Filter<Placing>, { sort: { position: 1, _id: 1 }, fields: ['position'] });
  const place = before ? all.findIndex((one) => one._id.equals(before._id)) + 1 : 0;
  const numbered = all.map((one, at) => ({
    update: { _id: one._id },
    change: { $set: { position: (at + (at >= place ? 2 : 1)) * GAP } },
  }));
  await placings.in(tx).bulkWrite(numbered);
  return (place + 1) * GAP;
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
  const found = await collections.in(tx).update({ _id }, { $inc: { placed: 1 } });
  if (!found) throw new NotFound(id, ['collection']);
  if (found.rules) throw byRule();
  return found;
}

export const byRule = (field = ['collection']): UserError =>
  new UserError('COLLECTION_BY_RULE', "The collection's products follow from its rules: change the rules, or what they look at", field);

/** Behind what stands there. Answers those that did not stand there yet. */
export async function place(tx: ShopContext, _id: Types.ObjectId, ids: readonly Types.ObjectId[]): Promise<Types.ObjectId[]> {
  if (ids.length === 0) return [];
  const there = await placings.in(tx).find({ collectionId: _id, productId: { $in: [...ids] } }, { fields: ['productId'] });
  const known = new Set(there.map(({ productId: one }) => one.toHexString()));
  const [last] = await placings.in(tx).find({ collectionId: _id }, { sort: { position: -1, _id: -1 }, limit: 1 });
  const after = last?.position ?? 0;
  const added = ids.filter((one) => !known.has(one.toHexString()));
  await placings.in(tx).insertMany(added.map((one, index) => ({ collectionId: _id, productId: one, position: after + (index + 1) * GAP })));
  await mark(tx, _id, ids);
  return added;
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
