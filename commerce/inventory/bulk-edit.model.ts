import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import type { Adjustment } from './level.model.js';
import type { Undone } from './undo.js';

export type BulkEditStatus = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'UNDOING' | 'UNDONE';

/** The worker is at it. */
export const UNDER_WAY: readonly BulkEditStatus[] = ['RUNNING', 'UNDOING'];

/** An edit of all that a query finds, which the worker does portion after portion. */
export interface BulkSearch {
  /** See lastingQuery. */
  query: string;
  /** What the API was given to change. */
  change: Record<string, unknown>;
  status: BulkEditStatus;
  /** How many it found when it began. */
  found: number;
  /** How many it has come to; of those, how many it could not change. */
  seen: number;
  refused: number;
  /** Of the first that it could not change. */
  problems: { title: string; message: string }[];
  /** The last product that it came to. Null at the beginning. */
  after: Types.ObjectId | null;
  /** The newest product when it began: what is made later is not its business. */
  upTo: Types.ObjectId | null;
  /** Errors of our own since the last portion. */
  failures: number;
  /** Which of the shop's few places it has while it runs. */
  place: number;
}

/** Many products changed by one request. What undoes it stands in the journal under its id. */
export interface BulkEdit extends ShopOwned {
  actor: Adjustment['actor'];
  /** How many products it changed. */
  count: number;
  createdAt: Date;
  /** Absent and null where its products were named. */
  search?: BulkSearch | null;
  /** When it was taken back; null: it was not. */
  undoneAt: Date | null;
  /** What taking it back has done so far. */
  undone: Undone;
  /** It is listed until then. */
  expiresAt: Date;
}

const count = { type: Number, required: true } as const;
const schema = new Schema<BulkEdit>(
  {
    shopId: { type: Schema.Types.ObjectId, required: true },
    actor: { kind: String, id: { type: String, default: null } },
    count,
    createdAt: { type: Date, required: true },
    search: { type: Schema.Types.Mixed, default: null },
    undoneAt: { type: Date, default: null },
    undone: { removed: count, restored: count, kept: count },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'bulk_edits' },
);
schema.index({ shopId: 1, _id: -1 });
export const BY_STATUS = { shopId: 1, 'search.status': 1 } as const;
schema.index(BY_STATUS);
schema.index(
  { shopId: 1, 'search.place': 1 },
  { unique: true, partialFilterExpression: { 'search.status': 'RUNNING', 'search.place': { $exists: true } } },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const bulkEditId = idType('edit');
export const bulkEdits = shopOwned<BulkEdit>('BulkEdit', schema, { exceptions: { expiresAt_1: 'TTL' } });
