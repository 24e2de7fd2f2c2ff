import { Schema } from 'mongoose';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** What of an order stands in its shop's sales already: each movement once, however often its event comes. */
export interface CountedOrder extends ShopOwned {
  /** Keys of its movements: `placed`, `paid`, and those of the ledger. */
  counted: readonly string[];
}

const schema = new Schema<CountedOrder>(
  { shopId: { type: Schema.Types.ObjectId, required: true }, counted: { type: [String], required: true } },
  { collection: 'sales_orders' },
);
schema.index({ shopId: 1, _id: 1 });

/** `_id` is the order's own. */
export const countedOrders = shopOwned<CountedOrder>('CountedOrder', schema);
