import type { Types } from 'mongoose';
import { findVariants, isPublished, type ListedVariant } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';

/** The variants that are sold at this moment, by id in hex: what the shop does not have, or does not sell, is absent. */
export async function goodsOf(shop: ShopContext, variantIds: readonly Types.ObjectId[]): Promise<Map<string, ListedVariant>> {
  if (variantIds.length === 0) return new Map();
  const found = await findVariants(shop, variantIds);
  const sold = found.filter((one) => one && isPublished(one.product)) as ListedVariant[];
  return new Map(sold.map((one) => [one.variant.id.toHexString(), one]));
}
