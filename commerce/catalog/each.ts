import type { Types } from 'mongoose';
import { UserError } from '#platform/errors.js';
import { tookTooLong } from '#platform/mongo.js';
import type { ShopContext } from '#tenants/index.js';
import { categories } from './category.model.js';
import { MOST_VARIANTS } from './limits.js';
import { countFound, eachFound, foundBetween } from './listing.js';
import { type Product, products } from './product.model.js';
import { readSearch } from './query.js';
import { withVariants } from './variants.js';

/** What a batch holds at most, one product apart: it may be large by itself. */
const MOST_A_BATCH = { products: 100, variants: 5000, characters: 4_000_000 } as const;

/** Every product that `query` finds (see readSearch), the oldest first, with all variants, in batches that memory bears. */
export async function* eachProduct(shop: ShopContext, query: string | null): AsyncGenerator<Product[]> {
  let batch: Product[] = [];
  let [variants, characters] = [0, 0];
  for await (const product of eachFound(shop, await readSearch(shop, query))) {
    batch.push(product);
    variants += product.variantsApart ? MOST_VARIANTS : product.variants.length;
    characters += product.descriptionHtml.length;
    if (batch.length < MOST_A_BATCH.products && variants < MOST_A_BATCH.variants && characters < MOST_A_BATCH.characters) continue;
    yield withVariants(shop, batch);
    [batch, variants, characters] = [[], 0, 0];
  }
  if (batch.length > 0) yield withVariants(shop, batch);
}

/** What takes longer should not hold the database for others. */
const MOST_MS = 5000;

/** How many products `query` finds, counted up to `most`. @throws {UserError} INVALID_INPUT where it takes too long */
export async function countProducts(shop: ShopContext, query: string | null, most: number): Promise<number> {
  try {
    return await countFound(shop, await readSearch(shop, query), most, MOST_MS);
  } catch (error) {
    if (!tookTooLong(error)) throw error;
    throw new UserError('INVALID_INPUT', 'query: takes too long to count: look for less', ['query']);
  }
}

/**
 * The next products that `query` finds among those made after one and up to another, the oldest first: as many as one transaction bears.
 * Empty at the end; null where a collection that the query names is gone. Of a product no more than its title is there.
 */
export async function nextProducts(
  shop: ShopContext,
  query: string,
  between: { after: Types.ObjectId | null; upTo: Types.ObjectId },
): Promise<Pick<Product, '_id' | 'title'>[] | null> {
  const reading = { limit: MOST_A_BATCH.products, fields: ['title', 'variants', 'variantsApart', 'descriptionHtml'] } as const;
  const search = await readSearch(shop, query);
  if (search.missing) return null;
  const next: Pick<Product, '_id' | 'title'>[] = [];
  let [variants, characters] = [0, 0];
  for await (const { _id, title, descriptionHtml, ...product } of foundBetween(shop, search, between, reading)) {
    variants += product.variantsApart ? MOST_VARIANTS : product.variants.length;
    characters += descriptionHtml.length;
    if (next.length > 0 && (variants > MOST_A_BATCH.variants || characters > MOST_A_BATCH.characters)) break;
    next.push({ _id, title });
  }
  return next;
}

/** The newest product of all; null where there is none. */
export const newestProduct = async (shop: ShopContext): Promise<Types.ObjectId | null> =>
  (await products.in(shop).findOne({}, { sort: { _id: -1 }, fields: ['title'] }))?._id ?? null;

/** The titles from the root down to each of the shop's categories, by its id in hex. */
export async function categoryPaths(shop: ShopContext): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = await categories.in(shop).find({}, { fields: ['title', 'ancestors'] });
  const titles = new Map(all.map(({ _id, title }) => [_id.toHexString(), title]));
  return new Map(
    all.map(({ _id, ancestors, title }) => [
      _id.toHexString(),
      [...ancestors.flatMap((ancestor) => titles.get(ancestor.toHexString()) ?? []), title],
    ]),
  );
}
