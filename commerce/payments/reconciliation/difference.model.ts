import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import type { BillLine } from '../provider.js';

/**
 * MISSING_HERE: paid or given back there, and unknown or unpaid here. MISSING_THERE: recorded here, and in none of the provider's bills.
 * DUPLICATE: the provider moved the money of one payment or refund twice. LEDGER_…: what is recorded of a payment, a refund, a dispute
 * or an order is not what the ledger says. STUCK: open for longer than any provider takes.
 */
const DIFFERENCE_KINDS = [
  'MISSING_HERE',
  'MISSING_THERE',
  'AMOUNT',
  'CURRENCY',
  'STATUS',
  'DUPLICATE',
  'LEDGER_PAYMENT',
  'LEDGER_REFUND',
  'LEDGER_DISPUTE',
  'LEDGER_ORDER',
  'LEDGER_ENTRY',
  'STUCK',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

const DIFFERENCE_STATUSES = ['OPEN', 'RESOLVED', 'IGNORED'] as const;
export type DifferenceStatus = (typeof DIFFERENCE_STATUSES)[number];

export const DIFFERENCE_ACTIONS = ['ASK_PROVIDER', 'ACCEPT', 'IGNORE'] as const;
export type DifferenceAction = (typeof DIFFERENCE_ACTIONS)[number];

/** One side of a difference; `amount` in minor units. */
export interface Side {
  amount: number;
  currency: string;
  /** As it is called on that side. */
  status: string | null;
}

/** Two accounts of one thing that do not agree, for a person to look at. Listed once, however often it is found. */
export interface Difference extends ShopOwned {
  /** What it is about: unique in its shop. */
  key: string;
  kind: DifferenceKind;
  status: DifferenceStatus;
  /** Whose bill; null: the shop's own books. */
  accountId: Types.ObjectId | null;
  orderId: Types.ObjectId | null;
  paymentId: Types.ObjectId | null;
  refundId: Types.ObjectId | null;
  /** What is recorded here. */
  ours: Side | null;
  /** What the provider says; of LEDGER_…, the ledger. */
  theirs: Side | null;
  /** The bill's line, where there is one. */
  line: BillLine | null;
  note: string | null;
  /** What was decided; null: nothing yet, or it went away by itself. */
  action: DifferenceAction | null;
  /** Who decided: `person_…`, `token_…`. */
  resolvedBy: string | null;
  resolvedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const optionalId = { type: Schema.Types.ObjectId, default: null } as const;
const optional = { type: Schema.Types.Mixed, default: null } as const;
const date = { type: Date, required: true } as const;
const schema = new Schema<Difference>(
  {
    shopId: { type: Schema.Types.ObjectId, required: true },
    key: text,
    kind: { type: String, enum: DIFFERENCE_KINDS, required: true },
    status: { type: String, enum: DIFFERENCE_STATUSES, required: true },
    accountId: optionalId,
    orderId: optionalId,
    paymentId: optionalId,
    refundId: optionalId,
    ours: optional,
    theirs: optional,
    line: optional,
    note: optionalText,
    action: optionalText,
    resolvedBy: optionalText,
    resolvedAt: { type: Date, default: null },
    createdAt: date,
    updatedAt: date,
  },
  { collection: 'payment_differences' },
);
schema.index({ shopId: 1, key: 1 }, { unique: true });
schema.index({ shopId: 1, _id: 1 });
schema.index({ shopId: 1, status: 1, accountId: 1, _id: 1 });

export const differenceId = idType('diff');
export const differences = shopOwned<Difference>('Difference', schema);
