import { Schema } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** Somebody who ordered in a shop. Known by an e-mail address, else by a phone number; either belongs to one customer of the shop. */
export interface Customer extends ShopOwned {
  name: string | null;
  /** Lower case; absent where none was given. */
  email?: string;
  phone?: string;
  createdAt: Date;
}

const schema = new Schema<Customer>({
  shopId: { type: Schema.Types.ObjectId, required: true },
  name: { type: String, default: null },
  email: String,
  phone: String,
  createdAt: { type: Date, required: true },
});
// Partial, so that those without the one or the other do not collide.
schema.index({ shopId: 1, email: 1 }, { unique: true, partialFilterExpression: { email: { $exists: true } } });
schema.index({ shopId: 1, phone: 1 }, { unique: true, partialFilterExpression: { phone: { $exists: true } } });
schema.index({ shopId: 1, _id: -1 });
schema.index({ shopId: 1, name: 1, _id: -1 });

export const customerId = idType('cust');
export const customers = shopOwned<Customer>('Customer', schema);
