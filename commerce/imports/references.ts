import type { Types } from 'mongoose';
import { categoriesAt, defineAttributes } from '#commerce/catalog/index.js';
import { addRedirects } from '#commerce/redirects/index.js';
import { rolledBack, type ShopContext } from '#tenants/index.js';
import type { CanonicalProduct } from './reading/canonical.js';

/** What products of a file name and the shop keeps apart from them. */
export interface References {
  /** The public id of a place in the category tree; null where the tree is full. */
  categoryAt(path: CategoryPath): string | null;
  /** The key of an attribute; null where the shop has as many as there may be. */
  attributeNamed(name: string): string | null;
}

type CategoryPath = NonNullable<CanonicalProduct['categories']>[number];

/** Categories and attributes as a file names them, each once. */
export interface Named {
  categories: CategoryPath[];
  attributes: string[];
}

export const nothingNamed = (): Named => ({ categories: [], attributes: [] });

const keyOf = (path: CategoryPath): string => JSON.stringify(path.map(({ externalId, title }) => [externalId ?? null, title]));

/** What these products name; `but`: what is known already. */
export function namedBy(products: readonly CanonicalProduct[], but: Named = nothingNamed()): Named {
  const paths = new Map(products.flatMap(({ categories = [] }) => categories).map((path) => [keyOf(path), path]));
  const names = new Set(products.flatMap(({ attributes = [] }) => attributes.map(({ name }) => name)));
  for (const path of but.categories) paths.delete(keyOf(path));
  for (const name of but.attributes) names.delete(name);
  return { categories: [...paths.values()], attributes: [...names] };
}

/**
 * The categories and attributes that these products name; what the shop lacks is made. Before the products' own transaction and in one of
 * its own: to have it done twice is harmless.
 */
export async function referencesOf(shop: ShopContext, products: readonly CanonicalProduct[]): Promise<References> {
  const { categories: paths, attributes: names } = namedBy(products);
  const ids = paths.length > 0 ? await categoriesAt(shop, paths) : [];
  const keys = names.length > 0 ? await defineAttributes(shop, names) : [];
  const categories = new Map(paths.map((path, at) => [keyOf(path), ids[at] ?? null]));
  const attributes = new Map(names.map((name, at) => [name, keys[at] ?? null]));
  return { categoryAt: (path) => categories.get(keyOf(path)) ?? null, attributeNamed: (name) => attributes.get(name) ?? null };
}

/** The same for a dry run, behind all that the parts before named: nothing stays of it. */
export const referencesFor = (shop: ShopContext, products: readonly CanonicalProduct[], before: Named): Promise<References> =>
  rolledBack(shop, async (tx) => {
    await makeReferences(tx, before);
    return referencesOf(tx, products);
  });

/** Makes what the shop lacks of these. */
export async function makeReferences(shop: ShopContext, { categories, attributes }: Named): Promise<void> {
  if (categories.length > 0) await categoriesAt(shop, categories);
  if (attributes.length > 0) await defineAttributes(shop, attributes);
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
