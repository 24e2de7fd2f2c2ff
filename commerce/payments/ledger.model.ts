import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/**
 * Where a shop's money stands. AUTHORIZED: what buyers' banks have promised, against PROMISED. CAPTURED: what buyers have paid.
 * REFUNDED: what they got back. DISPUTED: what their banks took back. FEE: what providers kept. COMMISSION: what the agency earned of
 * it. ADJUSTED: what providers added or took for other reasons. OWED_TO_MERCHANT: what a provider holds of it for the merchant. PAID_OUT: what he has in hand.
 */
const LEDGER_ACCOUNTS = [
  'AUTHORIZED',
  'PROMISED',
  'CAPTURED',
  'REFUNDED',
  'DISPUTED',
  'FEE',
  'COMMISSION',
  'ADJUSTED',
  'OWED_TO_MERCHANT',
  'PAID_OUT',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** What moved money, as a key names it. */
const LEDGER_KINDS = [
  'authorization',
  'release',
  'capture',
  'refund',
  'refund-returned',
  'dispute',
  'dispute-won',
  'fee',
  'commission',
  'adjustment',
  'payout',
] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** One movement of money, in double entry: its lines sum to zero. Never changed, never removed. */
export interface LedgerEntry extends ShopOwned {
  /** What moved it, once: `capture/<payment>`, `refund/<refund>`, `fee/<provider>/<its reference>`. */
  key: string;
  /** Null: it is no one order's, such as a payout. */
  orderId: Types.ObjectId | null;
  paymentId: Types.ObjectId | null;
  currency: string;
  /** Minor units. */
  lines: readonly { account: LedgerAccount; amount: number }[];
  /** When it was booked: the period that it belongs to. */
  createdAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const optionalId = { type: Schema.Types.ObjectId, default: null } as const;
const schema = new Schema<LedgerEntry>(
  {
    shopId: id,
    key: { type: String, required: true },
    orderId: optionalId,
    paymentId: optionalId,
    currency: { type: String, required: true },
    lines: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'ledger_entries' },
);
schema.index({ shopId: 1, key: 1 }, { unique: true });
schema.index({ shopId: 1, orderId: 1, _id: 1 });
schema.index({ shopId: 1, createdAt: 1, _id: 1 });

export const ledgerEntryId = idType('entry');
export const ledgerEntries = shopOwned<LedgerEntry>('LedgerEntry', schema);

export const kindOf = ({ key }: Pick<LedgerEntry, 'key'>): LedgerKind => key.slice(0, key.indexOf('/')) as LedgerKind;
