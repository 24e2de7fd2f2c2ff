import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopMode, type ShopOwned, shopOwned } from '#tenants/index.js';
import { PROVIDERS, type ProviderName } from './account.model.js';
import { PAYMENT_STATES, type PaymentState } from './payment.state.js';

/** A provider's ways of taking a payment. */
export const METHODS = [
  'JSAPI',
  'NATIVE',
  'H5',
  'APP',
  'MINI_PROGRAM',
  'PAGE',
  'WAP',
  'QR_CODE',
  'CHECKOUT',
  'INTENT',
  'CASH_ON_DELIVERY',
  'TRANSFER',
] as const;
export type Method = (typeof METHODS)[number];

/** What an event differed in from the payment that it named, or how money came that the order does not take. */
export const MISMATCHES = [
  'ACCOUNT',
  'CONNECTED_ACCOUNT',
  'MODE',
  'CURRENCY',
  'AMOUNT',
  'REFERENCE',
  'REFUND',
  'ORDER_CANCELLED',
  'ORDER_PAID',
] as const;
export type Mismatch = (typeof MISMATCHES)[number];

/** What a buyer tells of money that he has sent by hand. */
export interface PaymentProof {
  /** His transfer's number, or a receipt's. */
  reference: string;
  note: string | null;
  at: Date;
}

/** What the agency has of a payment whose provider shares it after it was captured. Amounts in minor units. */
export interface Sharing {
  /** What of the payment it was reckoned from: what was not given back by then. */
  of: number;
  /** What it was, first; none where the provider would not. */
  commission: number;
  /** What went back of it, for refunds since. */
  back: number;
  /** The provider has said its last word of it. */
  done: boolean;
}

/** One attempt to pay an order, in one way. */
export interface Payment extends ShopOwned {
  orderId: Types.ObjectId;
  /** Null: marked paid by the merchant without an account. */
  accountId: Types.ObjectId | null;
  /** The account's name at its provider, when the payment began. */
  externalAccount: string | null;
  /** Stripe Connect: the account that the payment runs on; null: the account itself. */
  connectedAccount: string | null;
  /** Below the agency's platform: what the agency earns of it, in basis points, as it was agreed when the payment began. */
  commission?: number;
  provider: ProviderName;
  method: Method | null;
  status: PaymentState;
  mode: ShopMode;
  /** Minor units: what was left to pay of the order. */
  amount: number;
  currency: string;
  /** The provider's ids of it, by their kind; the merchant's own under `merchant`. */
  references: Readonly<Record<string, string>>;
  /** The same as one list, `kind/reference`: what it is found by where a provider carries no id of ours. */
  names?: readonly string[];
  /** Minor units of it that go back or went back: refunds that have not failed. Never more than `amount`. */
  refunding?: number;
  /** Its order does not take the money (cancelled, or paid in another way): what goes back of it is nothing to the order's sums. */
  surplus?: true;
  /** Absent: nothing of it is shared, or not yet. */
  sharing?: Sharing;
  /** Where the buyer comes back to. */
  returnUrl: string | null;
  /** His id with the shop's WeChat application, where he paid inside WeChat. */
  openId?: string;
  /** By hand: what he says to have sent, the oldest first. */
  proofs?: readonly PaymentProof[];
  /** We give back what its buyer's bank has promised: its end is no news to the merchant. */
  voiding?: true;
  /** How long the provider's page may be open; null: as long as the provider has it. */
  payableUntil: Date | null;
  /** Why it failed or was not taken: the provider's code. */
  failure: string | null;
  /** Each was told to the merchant once. */
  mismatches: readonly Mismatch[];
  /** Present until it is captured or cancelled: one for each order, account and way. */
  open?: true;
  /** When the provider is asked next; absent: not at all. */
  pollAt?: Date;
  polls: number;
  createdAt: Date;
  updatedAt: Date;
  capturedAt: Date | null;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const amount = { type: Number, required: true } as const;
const optionalText = { type: String, default: null } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<Payment>({
  shopId: id,
  orderId: id,
  accountId: { type: Schema.Types.ObjectId, default: null },
  externalAccount: optionalText,
  connectedAccount: optionalText,
  commission: Number,
  provider: { type: String, enum: PROVIDERS, required: true },
  method: { type: String, enum: [...METHODS, null], default: null },
  status: { type: String, enum: PAYMENT_STATES, required: true },
  mode: { type: String, enum: ['TEST', 'LIVE'], required: true },
  amount,
  currency: text,
  references: { type: Schema.Types.Mixed, required: true },
  names: { type: [String], default: undefined },
  refunding: Number,
  surplus: Boolean,
  voiding: Boolean,
  sharing: Schema.Types.Mixed,
  returnUrl: optionalText,
  openId: String,
  proofs: Schema.Types.Mixed,
  payableUntil: { type: Date, default: null },
  failure: optionalText,
  mismatches: { type: [{ type: String, enum: MISMATCHES }], required: true },
  open: Boolean,
  pollAt: Date,
  polls: amount,
  createdAt: date,
  updatedAt: date,
  capturedAt: { type: Date, default: null },
});
schema.index({ shopId: 1, orderId: 1, _id: 1 });
schema.index({ shopId: 1, orderId: 1, accountId: 1, method: 1 }, { unique: true, partialFilterExpression: { open: true } });
schema.index({ shopId: 1, names: 1 });
schema.index({ shopId: 1, mismatches: 1 }, { partialFilterExpression: { 'mismatches.0': { $exists: true } } });
schema.index({ pollAt: 1 }, { partialFilterExpression: { pollAt: { $exists: true } } });

export const paymentId = idType('pay');
export const payments = shopOwned<Payment>('Payment', schema, {
  exceptions: { pollAt_1: 'open payments of all shops are asked about' },
});
