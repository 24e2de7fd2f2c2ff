import { Schema, type Types } from 'mongoose';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import type { BillLine } from '../provider.js';

/** What came of a line. BOOKED: a fee, a payout or something that is no payment's. ELSEWHERE: another shop's, on the same account. */
export type LineOutcome = 'MATCHED' | 'DIFFERENT' | 'BOOKED' | 'ELSEWHERE';

/** A line of a provider's bill as it was read, for as long as late lines may still answer to it. */
export interface ReadLine extends ShopOwned, BillLine {
  reconciliationId: Types.ObjectId;
  /** Which payment or refund of the shop it is about, by public id; null until it was matched, and where it is about none. */
  subject: string | null;
  outcome: LineOutcome | null;
  expiresAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const amount = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;
const schema = new Schema<ReadLine>(
  {
    shopId: id,
    reconciliationId: id,
    kind: text,
    ours: { type: String, default: null },
    reference: text,
    of: { type: Schema.Types.Mixed, required: true },
    amount,
    currency: text,
    fee: amount,
    commission: Number,
    at: date,
    subject: { type: String, default: null },
    outcome: { type: String, default: null },
    expiresAt: date,
  },
  { collection: 'bill_lines' },
);
schema.index({ shopId: 1, reconciliationId: 1, kind: 1, reference: 1 }, { unique: true });
schema.index({ shopId: 1, reconciliationId: 1, _id: 1 });
schema.index({ shopId: 1, subject: 1 }, { partialFilterExpression: { subject: { $type: 'string' } } });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const readLines = shopOwned<ReadLine>('ReadLine', schema, {
  exceptions: { expiresAt_1: 'old lines are removed over all shops' },
});
