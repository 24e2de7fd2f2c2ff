import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopMode, type ShopOwned, shopOwned } from '#tenants/index.js';
import { PROVIDERS, type ProviderName } from './account.model.js';
import { MISMATCHES, type Mismatch } from './payment.model.js';
import { REFUND_STATES, type RefundState } from './refund.state.js';

/** Why money goes back: a person's decision, money that came too late or twice, or something that was done at the provider. */
const REFUND_ORIGINS = ['MERCHANT', 'ORDER_CANCELLED', 'ORDER_PAID', 'PROVIDER'] as const;
export type RefundOrigin = (typeof REFUND_ORIGINS)[number];

/**
 * What of a line goes back. Amounts in minor units, of all its units together, `discount` and `tax` as those very units were given
 * them; the tax is in `amount` whichever the order's tax mode.
 */
export interface RefundLine {
  lineId: Types.ObjectId;
  quantity: number;
  amount: number;
  discount: number;
  tax: number;
  /** The goods are on the shelf again. */
  restock: boolean;
  /** Which of the line's units, by the place of their group among its `units`. */
  units: readonly { group: number; quantity: number }[];
}

/** Money that goes back to the buyer, of one payment. */
export interface Refund extends ShopOwned {
  orderId: Types.ObjectId;
  paymentId: Types.ObjectId;
  /** The payment's. */
  accountId: Types.ObjectId | null;
  provider: ProviderName;
  mode: ShopMode;
  status: RefundState;
  origin: RefundOrigin;
  /** Minor units. */
  amount: number;
  currency: string;
  lines: readonly RefundLine[];
  /**
   * Of `amount`, what is no line's: shipping with its tax, or a sum that the merchant named. Below zero where a part of what its
   * lines cost is in other refunds of the order: one before it that named a sum, or one beside it, of another payment. Over all
   * refunds of an order that is wholly refunded it comes to the shipping.
   */
  rest: number;
  /** Of money that the order did not take. */
  surplus?: true;
  /** Minor units of the agency's commission that go back for it; absent: that is not reckoned yet. */
  commission?: number;
  /** For the buyer and the shop's record. */
  reason: string | null;
  /** What the provider calls it, by kind; the merchant's own under `merchant`. */
  references: Readonly<Record<string, string>>;
  /** The provider's name for a refund that was made there: it is recorded once. */
  madeThere?: string;
  /** Why it failed, or does not get on while it is PROCESSING: the provider's code. */
  failure: string | null;
  /** Each was told to the merchant once. */
  mismatches: readonly Mismatch[];
  /** When the provider is asked next; absent: not at all. */
  pollAt?: Date;
  polls: number;
  createdAt: Date;
  updatedAt: Date;
  settledAt: Date | null;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const amount = { type: Number, required: true } as const;
const optionalText = { type: String, default: null } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<Refund>({
  shopId: id,
  orderId: id,
  paymentId: id,
  accountId: { type: Schema.Types.ObjectId, default: null },
  provider: { type: String, enum: PROVIDERS, required: true },
  mode: { type: String, enum: ['TEST', 'LIVE'], required: true },
  status: { type: String, enum: REFUND_STATES, required: true },
  origin: { type: String, enum: REFUND_ORIGINS, required: true },
  amount,
  currency: text,
  lines: { type: Schema.Types.Mixed, required: true },
  rest: amount,
  surplus: Boolean,
  commission: Number,
  reason: optionalText,
  references: { type: Schema.Types.Mixed, required: true },
  madeThere: String,
  failure: optionalText,
  mismatches: { type: [{ type: String, enum: MISMATCHES }], required: true },
  pollAt: Date,
  polls: amount,
  createdAt: date,
  updatedAt: date,
  settledAt: { type: Date, default: null },
});
schema.index({ shopId: 1, orderId: 1, _id: 1 });
schema.index({ shopId: 1, paymentId: 1, _id: 1 });
schema.index({ shopId: 1, paymentId: 1, madeThere: 1 }, { unique: true, partialFilterExpression: { madeThere: { $exists: true } } });
schema.index({ pollAt: 1 }, { partialFilterExpression: { pollAt: { $exists: true } } });

export const refundId = idType('refund');
export const refunds = shopOwned<Refund>('Refund', schema, {
  exceptions: { pollAt_1: 'open refunds of all shops are asked about' },
});
