import { Schema, type Types } from 'mongoose';
import { type ShopContext, type ShopOwned, shopOwned } from '#tenants/index.js';
import type { Payment } from './payment.model.js';
import type { Refund } from './refund.model.js';

/**
 * Where a shop's money stands. CAPTURED: what buyers have paid. REFUNDED: what they got back. OWED_TO_MERCHANT: what a provider
 * holds of it for the merchant. PAID_OUT: what he has in hand.
 */
type LedgerAccount = 'CAPTURED' | 'REFUNDED' | 'OWED_TO_MERCHANT' | 'PAID_OUT';

/** One movement of money, in double entry: its lines sum to zero. Never changed, never removed. */
export interface LedgerEntry extends ShopOwned {
  /** What moved it, once: `capture/<payment>`, `refund/<refund>`, `refund-returned/<refund>`. */
  key: string;
  orderId: Types.ObjectId;
  paymentId: Types.ObjectId;
  currency: string;
  /** Minor units. */
  lines: readonly { account: LedgerAccount; amount: number }[];
  createdAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const schema = new Schema<LedgerEntry>(
  {
    shopId: id,
    key: { type: String, required: true },
    orderId: id,
    paymentId: id,
    currency: { type: String, required: true },
    lines: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'ledger_entries' },
);
schema.index({ shopId: 1, key: 1 }, { unique: true });
schema.index({ shopId: 1, orderId: 1, _id: 1 });
export const ledgerEntries = shopOwned<LedgerEntry>('LedgerEntry', schema);

/** Books a captured payment, in the transaction that captures it. Money paid by hand is with the merchant already. */
export async function bookCapture(tx: ShopContext, { _id, orderId, provider, amount, currency }: Payment): Promise<void> {
  await book(tx, {
    key: `capture/${_id.toHexString()}`,
    orderId,
    paymentId: _id,
    currency,
    lines: [
      { account: 'CAPTURED', amount },
      { account: holderOf(provider), amount: -amount },
    ],
    createdAt: new Date(),
  });
}

/** Books a refund that succeeded, in the transaction that settles it. */
export async function bookRefund(tx: ShopContext, { _id, orderId, paymentId, provider, amount, currency }: Refund): Promise<void> {
  await book(tx, {
    key: `refund/${_id.toHexString()}`,
    orderId,
    paymentId,
    currency,
    lines: [
      { account: 'REFUNDED', amount: -amount },
      { account: holderOf(provider), amount },
    ],
    createdAt: new Date(),
  });
}

/** Takes back what was booked of a refund that the buyer's bank has returned, in the transaction that learns of it. */
export async function bookReturnedRefund(tx: ShopContext, { _id, orderId, paymentId, provider, amount, currency }: Refund): Promise<void> {
  await book(tx, {
    key: `refund-returned/${_id.toHexString()}`,
    orderId,
    paymentId,
    currency,
    lines: [
      { account: 'REFUNDED', amount },
      { account: holderOf(provider), amount: -amount },
    ],
    createdAt: new Date(),
  });
}

/** Who has the merchant's money: a provider, until it pays it out; he himself where buyers pay by hand. */
const holderOf = (provider: Payment['provider']): LedgerAccount => (provider === 'MANUAL' ? 'PAID_OUT' : 'OWED_TO_MERCHANT');

async function book(tx: ShopContext, entry: Omit<LedgerEntry, 'shopId' | '_id'>): Promise<void> {
  const sum = entry.lines.reduce((total, { amount }) => total + amount, 0);
  if (sum !== 0) throw new Error(`The ledger entry ${entry.key} sums to ${sum}, not to zero`);
  await ledgerEntries.in(tx).insert(entry);
}
