import type { Types } from 'mongoose';
import { categoriesAt, defineAttributes } from '#commerce/catalog/index.js';
import { addRedirects } from '#commerce/redirects/index.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import type { CanonicalProduct } from './reading/canonical.js';

/** What products of a file name and the shop keeps apart from them. */
export interface References {
  /** The public id of a place in the category tree; null where the tree is full. */
  categoryAt(path: CategoryPath): string | null;
  /** The key of an attribute; null where the shop has as many as there may be. */
  attributeNamed(name: string): string | null;
}

type CategoryPath = NonNullable<CanonicalProduct['categories']>[number];

const keyOf = (path: CategoryPath): string => JSON.stringify(path.map(({ externalId, title }) => [externalId ?? null, title]));

/**
 * The categories and attributes that these products name; what the shop lacks is made. Before the products' own transaction and in one of
 * its own: to have it done twice is harmless. `dryRun`: nothing stays of it.
 */
export async function referencesOf(
  shop: ShopContext,
  products: readonly CanonicalProduct[],
  { dryRun }: { dryRun: boolean },
): Promise<References> {
  const paths = [...new Map(products.flatMap(({ categories = [] }) => categories).map((path) => [keyOf(path), path])).values()];
  const names = [...new Set(products.flatMap(({ attributes = [] }) => attributes.map(({ name }) => name)))];
  const find = async (where: ShopContext): Promise<Found> => ({
    ids: paths.length > 0 ? await categoriesAt(where, paths) : [],
    keys: names.length > 0 ? await defineAttributes(where, names) : [],
  });
  const { ids, keys } = dryRun ? await withoutTrace(shop, find) : await find(shop);
  const categories = new Map(paths.map((path, at) => [keyOf(path), ids[at] ?? null]));
  const attributes = new Map(names.map((name, at) => [name, keys[at] ?? null]));
  return { categoryAt: (path) => categories.get(keyOf(path)) ?? null, attributeNamed: (name) => attributes.get(name) ?? null };
}

interface Found {
  ids: readonly (string | null)[];
  keys: readonly (string | null)[];
}

/** Carries what was found out of a transaction that is not to be. */
class TakenBack extends Error {
  constructor(readonly found: Found) {
    super('Taken back');
  }
}

async function withoutTrace(shop: ShopContext, find: (tx: ShopContext) => Promise<Found>): Promise<Found> {
  try {
    return await transaction(shop, async (tx): Promise<Found> => {
      throw new TakenBack(await find(tx));
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.found;
    throw error;
  }
}

/** Old addresses of products, in the transaction that writes the products. */
export async function leadOldAddresses(
  tx: ShopContext,
  moved: readonly { from: readonly string[]; product: Types.ObjectId; handle: string }[],
): Promise<void> {
  await addRedirects(
    tx,
    moved.flatMap(({ from, product, handle }) => from.map((path) => ({ path, productId: product, handle }))),
  );
}
