import { UserError } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import type { ShopContext } from '#tenants/index.js';
import type { Rules } from './collection.model.js';
import { listFound } from './listing.js';
import { PRODUCT_STATUSES, type Product, products } from './product.model.js';
import { checkRules, filterByRules, searchByRules } from './rules.js';

const MOST_COUNTED = 1000;
const SHOWN = 10;

/** Before a collection has these rules: what it would hold. Null for rules that it could not have. */
export async function previewRules(shop: ShopContext, rules: Rules): Promise<{ count: number; products: Product[] } | null> {
  try {
    await checkRules(shop, rules);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
  const filter = { $and: [{ status: { $in: [...PRODUCT_STATUSES] } }, filterByRules(shop, rules)] } as Filter<Product>;
  const [count, { nodes }] = await Promise.all([
    products.in(shop).count(filter, MOST_COUNTED),
    listFound(shop, searchByRules(shop, rules), { first: SHOWN }, {}),
  ]);
  return { count, products: nodes };
}
