import { Schema } from 'mongoose';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import type { LedgerAccount } from './ledger.model.js';

/** What stands in one account of a shop's ledger. */
export interface Balance {
  account: LedgerAccount;
  currency: string;
  /** Minor units; negative on the side of those who have the money or are owed it. */
  amount: number;
}

/**
 * The balances of a shop's ledger as they stood at one moment, so that reading them adds up what came since and no more. One for each
 * shop, made anew by its nightly check: what is booked writes nothing here, since all of a shop's bookings would meet in it.
 */
export interface LedgerCheckpoint extends ShopOwned {
  /** What was booked before this moment is in it. */
  before: Date;
  balances: readonly Balance[];
}

const schema = new Schema<LedgerCheckpoint>(
  {
    shopId: { type: Schema.Types.ObjectId, required: true },
    before: { type: Date, required: true },
    balances: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'ledger_checkpoints' },
);
schema.index({ shopId: 1 }, { unique: true });

export const checkpoints = shopOwned<LedgerCheckpoint>('LedgerCheckpoint', schema);
