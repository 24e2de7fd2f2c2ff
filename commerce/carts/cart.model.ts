import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** One line a variant. */
export interface CartLine {
  variantId: Types.ObjectId;
  quantity: number;
  /** The product's, when it was put in: still shown when the product is gone. */
  title: string;
}

/** What a shopper is about to order. Whoever holds its token holds the cart. */
export interface Cart extends ShopOwned {
  tokenHash: string;
  status: 'OPEN' | 'COMPLETED';
  lines: CartLine[];
  /** Grows with each change of the lines: an order is made of the lines that were priced, or not at all. */
  revision: number;
  createdAt: Date;
  /** Untouched for so long, it goes. */
  expiresAt: Date;
}

const schema = new Schema<Cart>({
  shopId: { type: Schema.Types.ObjectId, required: true },
  tokenHash: { type: String, required: true },
  status: { type: String, enum: ['OPEN', 'COMPLETED'], required: true },
  lines: { type: Schema.Types.Mixed, required: true },
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ shopId: 1, tokenHash: 1 }, { unique: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const cartId = idType('cart');
export const carts = shopOwned<Cart>('Cart', schema, { exceptions: { expiresAt_1: 'TTL' } });
