import type { ShopContext } from '#tenants/index.js';
import { categories } from './category.model.js';
import { MOST_VARIANTS } from './limits.js';
import { eachFound } from './listing.js';
import type { Product } from './product.model.js';
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
