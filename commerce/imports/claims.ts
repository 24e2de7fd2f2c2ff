import { MOST_ATTRIBUTES, MOST_CATEGORIES } from '#commerce/catalog/index.js';
import { slug } from '#commerce/catalog/plain.js';
import type { ShopContext } from '#tenants/index.js';
import { isNameless } from './candidates.js';
import { type Claim, type Claims, claims, NAMED_INDEX, NAMES_INDEX } from './claims.model.js';
import type { Import } from './import.model.js';
import type { Outcome } from './outcome.js';
import type { CanonicalProduct } from './reading/canonical.js';
import { type Named, nothingNamed } from './references.js';
import type { ReadPart } from './source.model.js';

/** A dry run that is taken up again later than this is not told of what its earlier parts would have brought. */
const KEPT_MS = 30 * 24 * 3600_000;

/** What a product must have for itself in its shop, and what finds it. */
export const namesOf = (
  { source, externalId, handle }: Pick<CanonicalProduct, 'source' | 'externalId' | 'handle'>,
  skus: readonly (string | null | undefined)[],
): string[] => [
  ...new Set([
    ...(externalId ? [`id\n${source}\n${externalId}`] : []),
    ...(handle ? [`handle\n${slug(handle)}`] : []),
    ...skus.flatMap((sku) => (sku ? [`sku\n${sku}`] : [])),
  ]),
];

/** Some names as what MongoDB may look for. An id is that of any source. */
export const lookedFor = (names: readonly string[]) => {
  const of = (kind: string) => names.flatMap((name) => (name.startsWith(`${kind}\n`) ? name.slice(kind.length + 1) : []));
  return { ids: of('id').map((id) => id.slice(id.indexOf('\n') + 1)), handles: of('handle'), skus: of('sku') };
};

/** In the transaction that counts a part of a dry run. After the last part nobody would ask. */
export async function claim(
  tx: ShopContext,
  current: Import,
  { number, next }: ReadPart,
  { written }: Outcome,
  named: Named,
): Promise<void> {
  if (!next) return;
  const products = written.map(({ candidate: { product, item }, result }): Claim => {
    const skus = (item.variants ?? []).map(({ sku }) => sku);
    // A row of a price list takes no name and frees none: only the same SKU has to do with it.
    const names = isNameless(product) ? namesOf({}, skus) : namesOf({ ...product, handle: result.handle ?? product.handle }, skus);
    return { rows: product.rows, names };
  });
  const claimed: Omit<Claims, '_id' | 'shopId'> = {
    importId: current._id,
    part: number,
    products,
    expiresAt: new Date(Date.now() + KEPT_MS),
  };
  if (named.categories.length + named.attributes.length > 0) claimed.named = named;
  await claims.in(tx).insert(claimed);
}

/** Once a dry run has come to its end. */
export const dropClaims = (shop: ShopContext, { _id }: Pick<Import, '_id'>): Promise<number> =>
  claims.in(shop).removeMany({ importId: _id });

/** What of categories and attributes would be there by now. More there cannot be. */
export async function namedBefore(shop: ShopContext, { _id, nextPart }: Import): Promise<Named> {
  if (nextPart === 0) return nothingNamed();
  const found = await claims
    .in(shop)
    .find({ importId: _id, named: { $exists: true } }, { fields: ['part', 'named'], hint: { ...NAMED_INDEX } });
  const inOrder = found.toSorted((a, b) => a.part - b.part).flatMap(({ named }) => named ?? []);
  return {
    categories: inOrder.flatMap(({ categories }) => categories).slice(0, MOST_CATEGORIES),
    attributes: inOrder.flatMap(({ attributes }) => attributes).slice(0, MOST_ATTRIBUTES),
  };
}

/** A claim and where in the file it is from. */
export type Claimed = Claim & Pick<Claims, 'part'>;

/** Products of earlier parts that would have one of these names by now, in the file's order. */
export async function claimsOn(shop: ShopContext, { _id, nextPart }: Import, names: readonly string[]): Promise<Claimed[]> {
  if (nextPart === 0 || names.length === 0) return [];
  const wanted = new Set(names);
  const found = await claims
    .in(shop)
    .find({ importId: _id, 'products.names': { $in: [...names] } }, { fields: ['part', 'products'], hint: { ...NAMES_INDEX } });
  return found
    .toSorted((a, b) => a.part - b.part)
    .flatMap(({ part, products }) =>
      products.filter((one) => one.names.some((name) => wanted.has(name))).map(({ rows, names: all }) => ({ part, rows, names: all })),
    );
}
