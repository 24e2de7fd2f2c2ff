import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import { PROVIDERS, type ProviderName } from './account.model.js';
import { DISPUTE_STATUSES, type DisputeStatus } from './provider.js';

/** A buyer's bank asks for the money of a payment back. */
export interface Dispute extends ShopOwned {
  orderId: Types.ObjectId;
  paymentId: Types.ObjectId;
  accountId: Types.ObjectId;
  provider: ProviderName;
  /** The provider's id of it. */
  externalId: string;
  status: DisputeStatus;
  /** Minor units: all of the payment, or a part. */
  amount: number;
  currency: string;
  /** The provider has taken the money from the merchant, and holds it or has given it to the buyer. */
  withdrawn: boolean;
  /** The provider's code. */
  reason: string | null;
  /** Until then the merchant can answer, at his provider. */
  evidenceDueBy: Date | null;
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const date = { type: Date, required: true } as const;
const schema = new Schema<Dispute>({
  shopId: id,
  orderId: id,
  paymentId: id,
  accountId: id,
  provider: { type: String, enum: PROVIDERS, required: true },
  externalId: { type: String, required: true },
  status: { type: String, enum: DISPUTE_STATUSES, required: true },
  amount: { type: Number, required: true },
  currency: { type: String, required: true },
  withdrawn: { type: Boolean, required: true },
  reason: { type: String, default: null },
  evidenceDueBy: { type: Date, default: null },
  createdAt: date,
  updatedAt: date,
  closedAt: { type: Date, default: null },
});
schema.index({ shopId: 1, provider: 1, externalId: 1 }, { unique: true });
schema.index({ shopId: 1, _id: 1 });
schema.index({ shopId: 1, status: 1, _id: 1 });
schema.index({ shopId: 1, orderId: 1, _id: 1 });
schema.index({ shopId: 1, paymentId: 1 });

export const disputeId = idType('disp');
export const disputes = shopOwned<Dispute>('Dispute', schema);
