import { Schema, type Types } from 'mongoose';
import { type AgencyOwned, agencyOwned } from '#tenants/index.js';

/** What is counted of a day. Amounts in minor units. */
export interface SalesFigures {
  /** Orders that were placed, whatever became of them. */
  placed: number;
  /** Orders that were paid in full, on the day that they were. */
  paid: number;
  /** What buyers have paid, refunds not taken off. */
  received: number;
  /** What they were given back; what their banks have returned of it is taken off. */
  refunded: number;
}

/** One shop's sales on one day of its own time zone. Drawn from its orders and its ledger, which hold the truth. */
export interface SalesDay extends AgencyOwned, SalesFigures {
  shopId: Types.ObjectId;
  /** `2026-11-25` */
  day: string;
  currency: string;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;

const schema = new Schema<SalesDay>(
  { agencyId: id, shopId: id, day: text, currency: text, placed: number, paid: number, received: number, refunded: number },
  { collection: 'sales_days' },
);
schema.index({ agencyId: 1, shopId: 1, day: 1 }, { unique: true });
// It holds all that a sum over the agency's shops needs: no document is read.
schema.index({ agencyId: 1, day: 1, currency: 1, shopId: 1, received: 1, refunded: 1, placed: 1, paid: 1 });

export const salesDays = agencyOwned<SalesDay>('SalesDay', schema);
