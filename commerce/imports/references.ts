import type { Types } from 'mongoose';
import { categoriesAt, defineAttributes } from '#commerce/catalog/index.js';
import { addRedirects } from '#commerce/redirects/index.js';
import { untilUncrossed } from '#platform/mongo.js';
import { rolledBack, type ShopContext } from '#tenants/index.js';
import type { CanonicalProduct } from './reading/canonical.js';

/** What products of a file name and the shop keeps apart from them. */
export interface References {
  /** The public id of a place in the category tree; null where the tree is full. */
  categoryAt(path: CategoryPath): string | null;
  /** The key of an attribute; null where the shop has as many as there may be. */
  attributeNamed(name: string): string | null;
  /** Those that are there, or were made. */
  named: Named;
}

type CategoryPath = NonNullable<CanonicalProduct['categories']>[number];

/** Categories and attributes as a file names them, each once. */
export interface Named {
  categories: CategoryPath[];
  attributes: string[];
}

export const nothingNamed = (): Named => ({ categories: [], attributes: [] });

const keyOf = (path: CategoryPath): string => JSON.stringify(path.map(({ externalId, title }) => [externalId ?? null, title]));

/** What these products name. */
function namedBy(products: readonly CanonicalProduct[]): Named {
  const paths = new Map(products.flatMap(({ categories = [] }) => categories).map((path) => [keyOf(path), path]));
  return {
    categories: [...paths.values()],
    attributes: [...new Set(products.flatMap(({ attributes = [] }) => attributes.map(({ name }) => name)))],
  };
}

/** What of it is not in `known`. */
export function newIn({ categories, attributes }: Named, known: Named): Named {
  const paths = new Set(known.categories.map(keyOf));
  const names = new Set(known.attributes);
  return { categories: categories.filter((path) => !paths.has(keyOf(path))), attributes: attributes.filter((name) => !names.has(name)) };
}

/**
 * The categories and attributes that these products name; what the shop lacks is made. Before the products' own transaction and in one of
 * its own: to have it done twice is harmless.
 */
export const referencesOf = (shop: ShopContext, products: readonly CanonicalProduct[]): Promise<References> =>
  refer(shop, namedBy(products), { make: true });

/** The same for a dry run, behind all that the parts before named: nothing stays of it. */
export async function referencesFor(shop: ShopContext, products: readonly CanonicalProduct[], before: Named): Promise<References> {
  const wanted = namedBy(products);
  const there = await refer(shop, wanted, { make: false });
  const { categories, attributes } = newIn(wanted, there.named);
  if (categories.length + attributes.length === 0) return there;
  return untilUncrossed(() =>
    rolledBack(shop, async (tx) => {
      await makeReferences(tx, before);
      return refer(tx, wanted, { make: true });
    }),
  );
}

async function refer(shop: ShopContext, { categories, attributes }: Named, how: { make: boolean }): Promise<References> {
  const ids = categories.length > 0 ? await categoriesAt(shop, categories, how) : [];
  const keys = attributes.length > 0 ? await defineAttributes(shop, attributes, how) : [];
  const idOf = new Map(categories.map((path, at) => [keyOf(path), ids[at] ?? null]));
  const keyNamed = new Map(attributes.map((name, at) => [name, keys[at] ?? null]));
  return {
    categoryAt: (path) => idOf.get(keyOf(path)) ?? null,
    attributeNamed: (name) => keyNamed.get(name) ?? null,
    named: { categories: categories.filter((_path, at) => ids[at]), attributes: attributes.filter((_name, at) => keys[at]) },
  };
}

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
