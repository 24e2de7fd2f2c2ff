import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** WAITING: the provider has not made its bill yet. FAILED: it never did, or what it made could not be read. */
const RECONCILIATION_STATUSES = ['WAITING', 'RUNNING', 'COMPLETED', 'FAILED'] as const;
type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

/** One day's bill of one account against what is recorded here; without an account, the shop's own books against each other. */
export interface Reconciliation extends ShopOwned {
  accountId: Types.ObjectId | null;
  /** Of the provider's calendar: `2026-11-25`. */
  day: string;
  status: ReconciliationStatus;
  /** Lines of the bill; of the shop's own books, orders. */
  lines: number;
  matched: number;
  /** Found in this run, whatever became of them since. */
  differences: number;
  /** Why it failed. */
  error: string | null;
  /** Which process holds the bill open, and until when nobody else takes over. */
  reader: string | null;
  readUntil: Date | null;
  createdAt: Date;
  finishedAt: Date | null;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const count = { type: Number, required: true } as const;
const schema = new Schema<Reconciliation>({
  shopId: id,
  accountId: { type: Schema.Types.ObjectId, default: null },
  day: { type: String, required: true },
  status: { type: String, enum: RECONCILIATION_STATUSES, required: true },
  lines: count,
  matched: count,
  differences: count,
  error: { type: String, default: null },
  reader: { type: String, default: null },
  readUntil: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  finishedAt: { type: Date, default: null },
});
schema.index({ shopId: 1, day: 1, accountId: 1 }, { unique: true });
schema.index({ shopId: 1, _id: 1 });

export const reconciliationId = idType('recon');
export const reconciliations = shopOwned<Reconciliation>('Reconciliation', schema);

export const newReconciliation = (accountId: Types.ObjectId | null, day: string): Omit<Reconciliation, '_id' | 'shopId'> => ({
  accountId,
  day,
  status: accountId ? 'WAITING' : 'RUNNING',
  lines: 0,
  matched: 0,
  differences: 0,
  error: null,
  reader: null,
  readUntil: null,
  createdAt: new Date(),
  finishedAt: null,
});

export const isOver = ({ status }: Pick<Reconciliation, 'status'>): boolean => status === 'COMPLETED' || status === 'FAILED';
