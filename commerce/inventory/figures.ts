import type { Types } from 'mongoose';
import { type Product, type Variant, variantsApart } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { levels } from './level.model.js';

/** What a list says of a product's variants. Prices in minor units. */
export interface VariantFigures {
  count: number;
  lowest: number | null;
  highest: number | null;
  /** How many are counted. */
  tracked: number;
}

export const figuresOf = (variants: readonly Pick<Variant, 'price' | 'tracksInventory'>[]): VariantFigures => {
  const prices = variants.map(({ price }) => price);
  return {
    count: variants.length,
    lowest: prices.length > 0 ? Math.min(...prices) : null,
    highest: prices.length > 0 ? Math.max(...prices) : null,
    tracked: variants.filter(({ tracksInventory }) => tracksInventory).length,
  };
};

/** Of products that keep their variants apart, in the order of the ids. One read. */
export async function figuresApart(shop: ShopContext, productIds: readonly Types.ObjectId[]): Promise<VariantFigures[]> {
  const found = await variantsApart.in(shop).aggregate<VariantFigures & { _id: Types.ObjectId }>([
    { $match: { productId: { $in: [...productIds] } } },
    {
      $group: {
        _id: '$productId',
        count: { $sum: 1 },
        lowest: { $min: '$price' },
        highest: { $max: '$price' },
        tracked: { $sum: { $cond: ['$tracksInventory', 1, 0] } },
      },
    },
  ]);
  const byId = new Map(found.map(({ _id, ...figures }) => [_id.toHexString(), figures]));
  return productIds.map((id) => byId.get(id.toHexString()) ?? figuresOf([]));
}

/** The pieces of all variants of each product at all locations, in the order of the ids. One read. */
export async function availableOfProducts(shop: ShopContext, productIds: readonly Product['_id'][]): Promise<number[]> {
  const found = await levels
    .in(shop)
    .aggregate<{ _id: Types.ObjectId; available: number }>([
      { $match: { productId: { $in: [...productIds] } } },
      { $group: { _id: '$productId', available: { $sum: '$available' } } },
    ]);
  const byId = new Map(found.map(({ _id, available }) => [_id.toHexString(), available]));
  return productIds.map((id) => byId.get(id.toHexString()) ?? 0);
}
