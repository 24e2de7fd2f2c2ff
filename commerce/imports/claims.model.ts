import { Schema, type Types } from 'mongoose';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import type { Named } from './references.js';

/** What a product of a dry run would have by now. */
export interface Claim {
  /** Its rows in the file, by which it is found there again. */
  rows: number[];
  /** As `namesOf` in claims.ts tells them. */
  names: string[];
}

/**
 * What one part of a dry run would have brought: a later part of the file may mean a product of it, or want a name that it has by then.
 * Written with the checkpoint, so that there is one of each part that was counted.
 */
export interface Claims extends ShopOwned {
  importId: Types.ObjectId;
  part: number;
  products: Claim[];
  /** Categories and attributes that are there or would be made, and that no part before named. Absent where there are none. */
  named?: Named;
  expiresAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const schema = new Schema<Claims>(
  {
    shopId: id,
    importId: id,
    part: { type: Number, required: true },
    products: { type: Schema.Types.Mixed, required: true },
    named: Schema.Types.Mixed,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'import_claims' },
);
schema.index({ shopId: 1, importId: 1, part: 1 }, { unique: true });
export const NAMES_INDEX = { shopId: 1, importId: 1, 'products.names': 1 } as const;
schema.index(NAMES_INDEX);
/** Most parts name nothing new: what those few bring is read without the rest. */
export const NAMED_INDEX = { shopId: 1, importId: 1, _id: 1 } as const;
schema.index(NAMED_INDEX, { partialFilterExpression: { named: { $exists: true } } });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const claims = shopOwned<Claims>('ImportClaims', schema, { exceptions: { expiresAt_1: 'TTL' } });
