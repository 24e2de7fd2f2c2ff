import { Types } from 'mongoose';
import type { Filter } from '#platform/mongo.js';
import { mapPage, type Page, type PageArgs, page } from '#platform/page.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { type Collection, collections, type Placing, placings } from './collection.model.js';
import { listFound } from './listing.js';
import { mark } from './placing.js';
import { forSale, type Product, products } from './product.model.js';
import { searchFor } from './rules.js';

type Shelved = Placing & { product: Product };

/** Read at a time where products that are not for sale stand between others. */
const LEAST_READ = 50;

interface Shown {
  onlyActive?: boolean;
  fields?: readonly (keyof Product & string)[];
}

/** A collection's products in its order. `onlyActive`: as shoppers see it. */
export function listProductsIn(
  shop: ShopContext,
  collection: Collection,
  args: PageArgs,
  { onlyActive = false, fields }: Shown = {},
): Promise<Page<Product>> {
  const { rules, sort } = collection;
  const byPlace = !rules && (!sort || sort === 'MANUAL');
  if (byPlace) return listPlaced(shop, collection, args, { onlyActive, ...(fields ? { fields } : {}) });
  return listFound(shop, searchFor(shop, collection), args, { sort: sort === 'MANUAL' ? 'NEWEST' : sort, onlyForSale: onlyActive, fields });
}

async function listPlaced(shop: ShopContext, { _id }: Collection, args: PageArgs, { onlyActive, fields }: Shown): Promise<Page<Product>> {
  const order = [
    ['position', 1],
    ['_id', 1],
  ] as const;
  const shelved = await page<Shelved>(
    (bounded, { sort, limit }) => {
      const filter = bounded as unknown as Filter<Placing>;
      const forward = sort.position === 1;
      const read = (after: Placing | undefined, size: number) =>
        placings.in(shop).find(after ? { $and: [filter, beyond(after, forward)] } : filter, { sort, limit: size });
      return gather(read, limit, async (places) => {
        const ids = { _id: { $in: places.map((place) => place.productId) } };
        return products.in(shop).find(onlyActive ? { ...ids, ...forSale() } : ids, fields ? { fields } : {});
      });
    },
    { collectionId: _id },
    order,
    args,
  );
  return mapPage(shelved, ({ product }) => product);
}

const beyond = ({ position, _id }: Placing, forward: boolean): Filter<Placing> => {
  const way = forward ? '$gt' : '$lt';
  return { $or: [{ position: { [way]: position } }, { position, _id: { [way]: _id } }] } as Filter<Placing>;
};

/** Reads places until `limit` of their products are there to be shown, or no place is left. */
async function gather(
  read: (after: Placing | undefined, size: number) => Promise<Placing[]>,
  limit: number,
  productsAt: (places: readonly Placing[]) => Promise<Product[]>,
): Promise<Shelved[]> {
  const shelved: Shelved[] = [];
  const size = Math.max(limit, LEAST_READ);
  for (let last: Placing | undefined; ; ) {
    const places = await read(last, size);
    const found = new Map((await productsAt(places)).map((product) => [product._id.toHexString(), product]));
    shelved.push(
      ...places.flatMap((place) => {
        const product = found.get(place.productId.toHexString());
        return product ? { ...place, product } : [];
      }),
    );
    if (shelved.length >= limit || places.length < size) return shelved.slice(0, limit);
    last = places.at(-1);
  }
}

/** Of a product that is being deleted. */
export const takeOffShelves = async (tx: ShopContext, productId: Product['_id']): Promise<void> =>
  void (await placings.in(tx).removeMany({ productId }));

/** Gives a new shop the collections of its blueprint, without their products, in the transaction that opens it. One read, one write. */
export async function copyCollections(blueprint: ShopContext, tx: ShopContext): Promise<void> {
  const templates = await collections.in(blueprint).find({}, { sort: { _id: 1 } });
  const now = new Date();
  await collections.in(tx).insertMany(
    templates.map(({ _id, title, handle, descriptionHtml, rules, sort }) => ({
      title,
      handle,
      descriptionHtml,
      rules,
      sort,
      copiedFrom: _id,
      createdAt: now,
      updatedAt: now,
    })),
  );
}

/**
 * Puts copied products on the copies of the shelves that the originals stand on, at their places, where `takes` says so. Twice is no more
 * than once.
 */
export async function copyPlacings(
  blueprint: ShopContext,
  shop: ShopContext,
  copies: ReadonlyMap<string, Product['_id']>,
  takes: (original: Placing, shelf: Types.ObjectId) => boolean = () => true,
): Promise<void> {
  const originals = [...copies.keys()];
  const there = await placings.in(blueprint).find({ productId: { $in: originals.map((hex) => new Types.ObjectId(hex)) } });
  if (there.length === 0) return;
  const shelves = await collections
    .in(shop)
    .find({ copiedFrom: { $in: there.map((place) => place.collectionId) } }, { fields: ['copiedFrom'] });
  const shelfOf = new Map(shelves.map(({ _id, copiedFrom }) => [copiedFrom!.toHexString(), _id]));
  const places = there.flatMap((original) => {
    const { collectionId, productId, position } = original;
    const shelf = shelfOf.get(collectionId.toHexString());
    // Without a shelf: the shop has thrown this collection away.
    return shelf && takes(original, shelf) ? [{ collectionId: shelf, productId: copies.get(productId.toHexString())!, position }] : [];
  });
  if (places.length === 0) return;
  await transaction(shop, async (tx) => {
    const known = await placings.in(tx).find({ productId: { $in: [...copies.values()] } }, { fields: ['collectionId', 'productId'] });
    const keyOf = (one: Pick<Placing, 'collectionId' | 'productId'>) => `${one.collectionId.toHexString()}/${one.productId.toHexString()}`;
    const taken = new Set(known.map(keyOf));
    await placings.in(tx).insertMany(places.filter((one) => !taken.has(keyOf(one))));
    for (const { _id } of shelves) {
      const on = places.filter(({ collectionId }) => collectionId.equals(_id)).map(({ productId }) => productId);
      if (on.length > 0) await mark(tx, _id, on);
    }
  });
}
