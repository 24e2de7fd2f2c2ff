import type { Filter } from '#platform/mongo.js';
import type { ShopContext } from '#tenants/index.js';
import { categories } from './category.model.js';
import { MOST_VARIANTS, PRODUCT_STATUSES, type Product, products } from './product.model.js';
import { searchFilter } from './search.js';
import { withVariants } from './variants.js';

/** What a batch holds at most, one product apart: it may be large by itself. */
const MOST_A_BATCH = { products: 100, variants: 5000, characters: 4_000_000 } as const;

// All statuses by name, so that the one index that begins with the status also gives the order.
const found = (query: string | null): Filter<Product> => ({ status: { $in: [...PRODUCT_STATUSES] }, ...searchFilter(query) });

/** Every product that `query` finds (all of them without one), the oldest first, with all variants, in batches that memory bears. */
export async function* eachProduct(shop: ShopContext, query: string | null): AsyncGenerator<Product[]> {
  let batch: Product[] = [];
  let [variants, characters] = [0, 0];
  const hint = { shopId: 1, status: 1, _id: 1 } as const;
  for await (const product of products.in(shop).each(found(query), { sort: { _id: 1 }, ...(query ? {} : { hint }) })) {
    batch.push(product);
    variants += product.variantsApart ? MOST_VARIANTS : product.variants.length;
    characters += product.descriptionHtml.length;
    if (batch.length < MOST_A_BATCH.products && variants < MOST_A_BATCH.variants && characters < MOST_A_BATCH.characters) continue;
    yield withVariants(shop, batch);
    [batch, variants, characters] = [[], 0, 0];
  }
  if (batch.length > 0) yield withVariants(shop, batch);
}

/** The keys of the attributes that the products which `query` finds have, in alphabetical order. */
export const attributeKeys = async (shop: ShopContext, query: string | null): Promise<string[]> =>
  (await products.in(shop).distinct<string>('attributes.key' as never, found(query))).toSorted();

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
