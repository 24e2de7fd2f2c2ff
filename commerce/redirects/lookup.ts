import { collections, findProduct, isPublished, products } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { collectionPath, normalPath, productPath } from './paths.js';
import { type Redirect, redirects } from './redirect.model.js';

/** A path that leads to a path that leads on: so often it is followed. */
const MOST_HOPS = 5;

/** The product that is for sale at this path, whatever redirect stands there: pages go before redirects. */
async function isProductPage(shop: ShopContext, path: string): Promise<boolean> {
  const handle = /^\/products\/([^/]+)$/.exec(path)?.[1];
  if (!handle) return false;
  const found = await findProduct(shop, { handle }, ['status', 'publishedAt']);
  return found !== null && isPublished(found);
}

/** Where an old address leads now, ready for an address. Null: nowhere, or to what is not shown at this moment. */
export async function redirectAt(shop: ShopContext, address: string): Promise<{ path: string; target: string } | null> {
  const path = normalPath(address);
  if (path === null || (await isProductPage(shop, path))) return null;
  const seen = new Set<string>();
  let target: string | null = null;
  for (let at: string | null = path; at !== null && seen.size <= MOST_HOPS; ) {
    if (seen.has(at)) return null;
    seen.add(at);
    const found: Redirect | null = await redirects.in(shop).findOne({ path: at });
    if (!found) break;
    target = await targetOf(shop, found);
    at = found.to && target ? normalPath(target) : null;
  }
  return target && normalPath(target) !== path ? { path, target } : null;
}

/** As shoppers see it: a product that is not for sale is nowhere. */
async function targetOf(shop: ShopContext, { to, productId, collectionId }: Redirect): Promise<string | null> {
  if (to) return to;
  if (productId) {
    const product = await products.in(shop).findOne({ _id: productId }, { fields: ['handle', 'status', 'publishedAt'] });
    return product && isPublished(product) ? productPath(product.handle) : null;
  }
  const collection = await collections.in(shop).findOne({ _id: collectionId! }, { fields: ['handle'] });
  return collection && collectionPath(collection.handle);
}
