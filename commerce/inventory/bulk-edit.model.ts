import { Schema } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import type { Adjustment } from './level.model.js';
import type { Undone } from './undo.js';

/** Many products changed by one request. What undoes it stands in the journal under its id. */
export interface BulkEdit extends ShopOwned {
  actor: Adjustment['actor'];
  /** How many products it changed. */
  count: number;
  createdAt: Date;
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
    undoneAt: { type: Date, default: null },
    undone: { removed: count, restored: count, kept: count },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'bulk_edits' },
);
schema.index({ shopId: 1, _id: -1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const bulkEditId = idType('edit');
export const bulkEdits = shopOwned<BulkEdit>('BulkEdit', schema, { exceptions: { expiresAt_1: 'TTL' } });
