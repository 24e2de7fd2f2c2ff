import { Schema, type Types } from 'mongoose';
import type { Order } from '#commerce/orders/index.js';
import { type AgencyOwned, agencyOwned } from '#tenants/index.js';

/** What an agency's list of all its shops' orders is found and sorted by. Written by the orders' events; the orders hold the truth. */
export interface AgencyOrder
  extends AgencyOwned,
    Pick<Order, 'number' | 'status' | 'paymentStatus' | 'fulfillmentStatus' | 'email' | 'phone' | 'createdAt'> {
  /** The order's own id. */
  _id: Types.ObjectId;
  shopId: Types.ObjectId;
  /** The order's `updatedAt` that this was read from: an older state never overwrites a newer one. */
  readFrom: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<AgencyOrder>(
  {
    agencyId: id,
    shopId: id,
    number: text,
    status: text,
    paymentStatus: text,
    fulfillmentStatus: text,
    email: optionalText,
    phone: optionalText,
    createdAt: date,
    readFrom: date,
  },
  { collection: 'agency_orders' },
);
schema.index({ agencyId: 1, createdAt: -1, _id: -1 });
schema.index({ agencyId: 1, number: 1, createdAt: -1, _id: -1 });
schema.index({ agencyId: 1, email: 1, createdAt: -1, _id: -1 });
schema.index({ agencyId: 1, paymentStatus: 1, createdAt: -1, _id: -1 });
schema.index({ agencyId: 1, fulfillmentStatus: 1, createdAt: -1, _id: -1 });
schema.index({ agencyId: 1, paymentStatus: 1, fulfillmentStatus: 1, createdAt: -1, _id: -1 });

export const agencyOrders = agencyOwned<AgencyOrder>('AgencyOrder', schema);
