import { Schema, type Types } from 'mongoose';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import { VARIANT_FIELDS, type Variant } from './product.model.js';

/** A variant of a product that has more than its document embeds. `_id` is the variant's id. */
export interface VariantApart extends ShopOwned, Omit<Variant, 'id'> {
  productId: Types.ObjectId;
  /** From 0, in the merchant's order. */
  position: number;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const schema = new Schema<VariantApart>(
  { shopId: id, productId: id, position: { type: Number, required: true }, ...VARIANT_FIELDS },
  { collection: 'product_variants' },
);
schema.index({ shopId: 1, productId: 1, position: 1 });
schema.index({ shopId: 1, _id: 1 });

export const variantsApart = shopOwned<VariantApart>('ProductVariant', schema);
