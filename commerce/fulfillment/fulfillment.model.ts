import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** One parcel, or one handing over: what of an order was sent together. */
export interface Fulfillment extends ShopOwned {
  orderId: Types.ObjectId;
  lines: readonly { lineId: Types.ObjectId; quantity: number }[];
  tracking: Tracking | null;
  createdAt: Date;
}

interface Tracking {
  /** The carrier, as the merchant calls it. */
  company: string | null;
  number: string | null;
  url: string | null;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const schema = new Schema<Fulfillment>({
  shopId: id,
  orderId: id,
  lines: { type: Schema.Types.Mixed, required: true },
  tracking: { type: Schema.Types.Mixed, default: null },
  createdAt: { type: Date, required: true },
});
schema.index({ shopId: 1, orderId: 1, _id: 1 });

export const fulfillmentId = idType('ful');
export const fulfillments = shopOwned<Fulfillment>('Fulfillment', schema);
