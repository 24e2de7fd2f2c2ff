import { Types } from 'mongoose';
import { z } from 'zod';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { type Collection, collectionId, collections, placings } from './collection.model.js';
import { handleNamed, slug } from './handles.js';
import { cleanHtml } from './html.js';
import { productId, products } from './product.model.js';

const title = z.string().trim().min(1).max(255);
const handle = z.string().trim().min(1).max(255);
const descriptionHtml = z.string().max(500_000);
const ProductIds = z.array(z.string()).max(250);

export const NewCollection = z.object({
  title,
  handle: handle.nullish(),
  descriptionHtml: descriptionHtml.nullish(),
  /** In their order. */
  products: ProductIds.nullish(),
});
export type NewCollection = z.infer<typeof NewCollection>;

export const CollectionChange = z.object({
  title: title.optional(),
  handle: handle.optional(),
  descriptionHtml: descriptionHtml.nullish(),
  /** Takes the place of the whole list. */
  products: ProductIds.optional(),
});
export type CollectionChange = z.infer<typeof CollectionChange>;

export const CollectionProducts = z.object({ products: ProductIds.min(1) });
export type CollectionProducts = z.infer<typeof CollectionProducts>;

/** Between two products that were put on a shelf one after the other; others may be put between them. */
const GAP = 1024;

/** @throws {UserError} HANDLE_TAKEN, NOT_FOUND for a product that the shop does not have */
export async function createCollection(shop: ShopContext, input: NewCollection): Promise<Collection> {
  const ids = await existingProducts(shop, input.products ?? []);
  const at = handleFor(input.handle ?? input.title, input.handle == null);
  const now = new Date();
  return handleTaken(at, () =>
    transaction(shop, async (tx) => {
      const made = await collections.in(tx).insert({
        title: input.title,
        handle: at,
        descriptionHtml: cleanHtml(input.descriptionHtml ?? ''),
        rules: null,
        sort: 'MANUAL',
        copiedFrom: null,
        createdAt: now,
        updatedAt: now,
      });
      await placings.in(tx).insertMany(placed(made._id, ids));
      await complete(tx, collectionId.encode(made._id));
      return made;
    }),
  );
}

/** @throws {UserError} HANDLE_TAKEN, NOT_FOUND */
export async function updateCollection(shop: ShopContext, id: string, input: CollectionChange): Promise<Collection> {
  const _id = collectionId.decode(id, ['collection']);
  const ids = input.products && (await existingProducts(shop, input.products));
  const set = {
    ...(input.title === undefined ? {} : { title: input.title }),
    ...(input.handle === undefined ? {} : { handle: handleFor(input.handle, false) }),
    ...(input.descriptionHtml === undefined ? {} : { descriptionHtml: cleanHtml(input.descriptionHtml ?? '') }),
    updatedAt: new Date(),
  };
  return handleTaken(set.handle ?? '', () =>
    transaction(shop, async (tx) => {
      const changed = await collections.in(tx).update({ _id }, { $set: set });
      if (!changed) throw new NotFound(id, ['collection']);
      if (ids) {
        await placings.in(tx).removeMany({ collectionId: _id });
        await placings.in(tx).insertMany(placed(_id, ids));
      }
      return changed;
    }),
  );
}

/** Takes the shelf away, not what stood on it. Answers it as it was. @throws {NotFound} */
export async function deleteCollection(shop: ShopContext, id: string): Promise<Collection> {
  const found = await getCollection(shop, id);
  await transaction(shop, async (tx) => {
    await collections.in(tx).remove({ _id: found._id });
    await placings.in(tx).removeMany({ collectionId: found._id });
  });
  return found;
}

/** Puts products at the end of a shelf; one that stands there already keeps its place. @throws {NotFound} */
export async function addToCollection(shop: ShopContext, id: string, input: CollectionProducts): Promise<Collection> {
  const found = await getCollection(shop, id);
  const ids = await existingProducts(shop, input.products);
  const [last] = await placings.in(shop).find({ collectionId: found._id }, { sort: { position: -1 }, limit: 1 });
  await placings.in(shop).bulkWrite(
    placed(found._id, ids, last?.position ?? 0).map(({ position, ...place }) => ({
      update: place,
      change: { $setOnInsert: { position } },
      upsert: true,
    })),
  );
  return found;
}

/** @throws {NotFound} for the collection; a product that is not on it is no mistake */
export async function removeFromCollection(shop: ShopContext, id: string, input: CollectionProducts): Promise<Collection> {
  const found = await getCollection(shop, id);
  const ids = input.products.map((product, index) => productId.decode(product, ['products', String(index)]));
  await placings.in(shop).removeMany({ collectionId: found._id, productId: { $in: ids } });
  return found;
}

/** @throws {NotFound} for an id of another shop too */
export async function getCollection(shop: ShopContext, id: string): Promise<Collection> {
  const found = await collections.in(shop).findOne({ _id: collectionId.decode(id, ['collection']) });
  if (!found) throw new NotFound(id, ['collection']);
  return found;
}

export const findCollection = (shop: ShopContext, at: string): Promise<Collection | null> =>
  collections.in(shop).findOne({ handle: handleNamed(at) });

/** The newest first. */
export const listCollections = (shop: ShopContext, args: PageArgs): Promise<Page<Collection>> =>
  page<Collection>((filter, reading) => collections.in(shop).find(filter, reading), {}, [['_id', -1]], args);

/** The collections that each product stands in, the oldest first, in the order of the ids. Two reads. */
export async function collectionsOf(shop: ShopContext, productIds: readonly Types.ObjectId[]): Promise<Collection[][]> {
  const places = await placings.in(shop).find({ productId: { $in: [...productIds] } }, { fields: ['productId', 'collectionId'] });
  const found = places.length
    ? await collections.in(shop).find({ _id: { $in: places.map((place) => place.collectionId) } }, { sort: { _id: 1 } })
    : [];
  const standsIn = new Set(places.map((place) => `${place.productId.toHexString()}/${place.collectionId.toHexString()}`));
  return productIds.map((id) => found.filter(({ _id }) => standsIn.has(`${id.toHexString()}/${_id.toHexString()}`)));
}

const placed = (collection: Types.ObjectId, ids: readonly Types.ObjectId[], after = 0) =>
  ids.map((id, index) => ({ collectionId: collection, productId: id, position: after + (index + 1) * GAP }));

/** @throws {NotFound} naming the first product that the shop does not have */
async function existingProducts(shop: ShopContext, ids: readonly string[]): Promise<Types.ObjectId[]> {
  const path = (id: string) => ['products', String(ids.indexOf(id))];
  const decoded = [...new Set(ids)].map((id) => productId.decode(id, path(id)));
  const found = await products.in(shop).find({ _id: { $in: decoded } }, { fields: ['_id'] });
  const known = new Set(found.map(({ _id }) => productId.encode(_id)));
  const missing = decoded.map(productId.encode).find((id) => !known.has(id));
  if (missing) throw new NotFound(missing, path(missing));
  return decoded;
}

/** @throws {UserError} INVALID_INPUT for a given handle without a letter or digit */
function handleFor(text: string, fromTitle: boolean): string {
  const at = slug(text);
  if (at) return at;
  if (fromTitle) return `collection-${new Types.ObjectId().toHexString().slice(-6)}`;
  throw new UserError('INVALID_INPUT', 'handle: takes letters and digits, joined by hyphens', ['handle']);
}

async function handleTaken<T>(at: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) throw new UserError('HANDLE_TAKEN', `Another collection is at ${at}: choose another handle`, ['handle']);
    throw error;
  }
}
