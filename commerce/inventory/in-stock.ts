import type { Types } from 'mongoose';
import { type Product, type ProductContent, products, productsWithVariants } from '#commerce/catalog/index.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { levels } from './level.model.js';

/** For each product whether something of it can be sold: a variant that is not counted, or one with pieces at some location. */
export async function inStockOf(
  shop: ShopContext,
  wanted: readonly { productId: Types.ObjectId; variants: ProductContent['variants'] }[],
): Promise<boolean[]> {
  const counted = wanted.filter(({ variants }) => variants.every(({ tracksInventory }) => tracksInventory));
  const filled =
    counted.length === 0
      ? []
      : await levels.in(shop).distinct<Types.ObjectId>('productId', {
          productId: { $in: counted.map(({ productId }) => productId) },
          available: { $gt: 0 },
        });
  const there = new Set(filled.map((id) => id.toHexString()));
  return wanted.map(
    ({ productId, variants }) => variants.some(({ tracksInventory }) => !tracksInventory) || there.has(productId.toHexString()),
  );
}

/**
 * Looks again whether products can be sold, after their stock came to nothing or rose from nothing. Always writes, so that of two that look at
 * the same time the later sees what the earlier saw.
 */
export function refreshInStock(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<void> {
  return transaction(shop, async (tx) => {
    const found: Product[] = await productsWithVariants(tx, ids);
    const inStock = await inStockOf(
      tx,
      found.map(({ _id, variants }) => ({ productId: _id, variants })),
    );
    const checkedAt = new Date();
    await products
      .in(tx)
      .bulkWrite(found.map(({ _id }, at) => ({ update: { _id }, change: { $set: { inStock: inStock[at]!, stockCheckedAt: checkedAt } } })));
  });
}
