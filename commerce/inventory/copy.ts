import type { Types } from 'mongoose';
import { copyPlacings, type Product, productId, products, referencesHere, type SetProduct, withVariants } from '#commerce/catalog/index.js';
import { UserError } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';
import { availableOf } from './levels.js';
import { setProducts } from './set-products.js';

const A_BATCH = 100;

/**
 * Copies the next hundred products of a blueprint, with what is available of each and their places in copied collections. A product that
 * was copied before is found again by its id, so running twice changes nothing. Answers where to go on; null when all are copied.
 * @throws {UserError} CURRENCY_MISMATCH: prices cannot be carried over
 */
export async function copyProducts(
  blueprint: ShopContext,
  shop: ShopContext,
  after: Types.ObjectId | null,
): Promise<Types.ObjectId | null> {
  if (blueprint.currency !== shop.currency) {
    throw new UserError('CURRENCY_MISMATCH', `The blueprint's prices are in ${blueprint.currency}, the shop sells in ${shop.currency}`, [
      'blueprint',
    ]);
  }
  const originals = await products.in(blueprint).find(after ? { _id: { $gt: after } } : {}, { sort: { _id: 1 }, limit: A_BATCH });
  if (originals.length === 0) return null;
  const whole = await withVariants(blueprint, originals);
  const stock = await stockOfAll(blueprint, whole);
  const here = await referencesHere(blueprint, shop, whole);
  const results = await setProducts(
    shop,
    whole.map((product) => ({ ...copyOf(product, stock), ...here(product) })),
    { events: 'none', cleaned: true, reason: 'Copied from the blueprint' },
  );
  const copies = new Map(
    results.flatMap(({ index, productId: copy }) => (copy ? [[originals[index]!._id.toHexString(), copy] as const] : [])),
  );
  await copyPlacings(blueprint, shop, copies);
  return originals.length < A_BATCH ? null : originals.at(-1)!._id;
}

async function stockOfAll(blueprint: ShopContext, originals: readonly Product[]): Promise<Map<string, number>> {
  const ids = originals.flatMap(({ variants }) => variants.map(({ id }) => id));
  const available = await availableOf(blueprint, ids);
  return new Map(ids.map((id, index) => [id.toHexString(), available[index]!]));
}

/** As setProducts takes it. One that came from nowhere else is known by its id in the blueprint. */
function copyOf(product: Product, stock: ReadonlyMap<string, number>): SetProduct {
  const { source = 'blueprint', externalId = productId.encode(product._id), title, handle, descriptionHtml, status } = product;
  const { vendor, productType, tags, options, media, seo, publishedAt } = product;
  const variants = product.variants.map(({ id, ...variant }) => ({ ...variant, available: stock.get(id.toHexString()) ?? 0 }));
  return {
    ...{ source, externalId, title, handle, descriptionHtml, status, vendor, productType, tags, options, seo, publishedAt, variants },
    media: media.map(({ url, alt }) => ({ url, alt })),
  };
}
