import type { Types } from 'mongoose';
import {
  collections,
  derived,
  PRODUCT_STATUSES,
  type Product,
  placings,
  products,
  termsAbove,
  withVariants,
} from '#commerce/catalog/index.js';
import { acrossShops, type Shop, type ShopContext, shopForJob, transaction } from '#tenants/index.js';
import { inStockOf } from './in-stock.js';

const A_BATCH = 200;
const REASON = 'products written before they had categories, attributes and a search by words are brought into their form';

/**
 * Brings products of every shop that were written before products had categories, attributes, a revision and terms by words into today's form,
 * with their collections and shops' settings. What is in it already is passed over, so it may be cut short and begin anew.
 */
export async function upgradeProducts(): Promise<void> {
  const shops = acrossShops<Shop>('shops', REASON);
  await shops.updateMany({ 'settings.handles': { $exists: false } }, { $set: { 'settings.handles': 'KEEP' } });
  for (let after: Types.ObjectId | null = null; ; ) {
    const found: Shop[] = await shops.find(after ? { _id: { $gt: after } } : {}, {
      sort: { _id: 1 },
      limit: A_BATCH,
      projection: { _id: 1 },
    });
    for (const { _id } of found) await upgradeShop(await shopForJob(_id, 'migration'));
    if (found.length < A_BATCH) return;
    after = found.at(-1)!._id;
  }
}

async function upgradeShop(shop: ShopContext): Promise<void> {
  await collections.in(shop).updateMany({ sort: { $exists: false } }, { $set: { rules: null, sort: 'MANUAL' } });
  for (let after: Types.ObjectId | null = null; ; ) {
    const last: Types.ObjectId | null = await upgradeNext(shop, after);
    if (!last) return;
    after = last;
  }
}

/** What products had before. */
type Earlier = Omit<Product, keyof typeof ADDED | 'collectionIds' | 'inStock'> & Partial<Product>;

const ADDED = { publishedAt: null, categories: [], attributes: [], edited: [], revision: 1 } as const;
const ADDED_TO_VARIANTS = { taxClass: null, image: null } as const;

/** Answers the last product that was looked at; null where none is left. */
function upgradeNext(shop: ShopContext, after: Types.ObjectId | null): Promise<Types.ObjectId | null> {
  return transaction(shop, async (tx) => {
    // All statuses by name, so that the index that begins with them also gives the order.
    const statuses = { status: { $in: [...PRODUCT_STATUSES] } };
    const old = { ...statuses, revision: { $exists: false }, ...(after ? { _id: { $gt: after } } : {}) };
    const reading = { sort: { _id: 1 } as const, limit: A_BATCH, hint: { shopId: 1, status: 1, _id: 1 } as const };
    const found = (await products.in(tx).find(old, reading)) as unknown as Earlier[];
    if (found.length === 0) return null;
    const places = await placings.in(tx).find({ productId: { $in: found.map(({ _id }) => _id) } }, { sort: { _id: 1 } });
    const whole = await withVariants(
      tx,
      found.map((product): Product => {
        const collectionIds = places.filter(({ productId }) => productId.equals(product._id)).map((place) => place.collectionId);
        const variants = product.variants.map((variant) => ({ ...ADDED_TO_VARIANTS, ...variant }));
        return { inStock: false, ...(ADDED as unknown as Pick<Product, keyof typeof ADDED>), ...product, collectionIds, variants };
      }),
    );
    const inStock = await inStockOf(
      tx,
      whole.map(({ _id, variants }) => ({ productId: _id, variants })),
    );
    const above = await termsAbove(tx, whole);
    await products.in(tx).bulkWrite(
      whole.map((product, at) => {
        const { _id, publishedAt, categories, attributes, edited, revision, collectionIds, variants } = product;
        const { skus: _skus, ...names } = derived(product, collectionIds);
        const terms = [...names.terms, ...above(product)];
        const set = { publishedAt, categories, attributes, edited, revision, collectionIds, ...names, terms, inStock: inStock[at]! };
        return { update: { _id }, change: { $set: product.variantsApart ? set : { ...set, variants } } };
      }),
    );
    return whole.length < A_BATCH ? null : whole.at(-1)!._id;
  });
}
