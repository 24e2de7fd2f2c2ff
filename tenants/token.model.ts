import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import type { Maker } from './context.js';
import { globalCollection } from './global.js';
import { SCOPES, type Scope } from './permissions.js';

/** A person who is signed in somewhere. The token itself is known to that client alone. */
export interface Session {
  _id: Types.ObjectId;
  tokenHash: string;
  personId: Types.ObjectId;
  /** What the client called itself, and where it was, when the session began. */
  userAgent: string;
  address: string;
  /** To the minute. */
  lastSeenAt: Date;
  createdAt: Date;
  expiresAt: Date;
}

/** What an app shows: for the whole agency, or bound to one shop. */
export interface AccessToken {
  _id: Types.ObjectId;
  tokenHash: string;
  agencyId: Types.ObjectId;
  shopId: Types.ObjectId | null;
  name: string;
  scopes: Scope[];
  /** The last four characters, so that a person recognises it. */
  ending: string;
  /** It ends with its maker's rights. Null or missing: made by the system, or before this was kept. */
  madeBy?: Maker | null;
  /** Counts what rights the app gave to others: giving them and being revoked at once meet here. */
  given?: number;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const sessionSchema = new Schema<Session>({
  tokenHash: text,
  personId: id,
  userAgent: String,
  address: String,
  lastSeenAt: date,
  createdAt: date,
  expiresAt: date,
});
sessionSchema.index({ tokenHash: 1 }, { unique: true });
sessionSchema.index({ personId: 1 });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const sessionId = idType('session');
export const sessions = globalCollection<Session>('Session', sessionSchema, {
  shardKey: { tokenHash: 1 },
  exceptions: { tokenHash_1: 'globally unique', personId_1: "a person's sessions are ended together", expiresAt_1: 'TTL' },
});

const accessTokenSchema = new Schema<AccessToken>(
  {
    tokenHash: text,
    agencyId: id,
    shopId: { type: Schema.Types.ObjectId, default: null },
    name: text,
    scopes: { type: [{ type: String, enum: SCOPES }], required: true },
    ending: text,
    madeBy: { type: Schema.Types.Mixed, default: null },
    given: Number,
    createdAt: date,
    expiresAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
  },
  { collection: 'access_tokens' },
);
accessTokenSchema.index({ tokenHash: 1 }, { unique: true });
accessTokenSchema.index({ agencyId: 1, shopId: 1, revokedAt: 1, _id: 1 });
accessTokenSchema.index({ agencyId: 1, 'madeBy.id': 1, revokedAt: 1 });
export const accessTokenId = idType('token');
export const accessTokens = globalCollection<AccessToken>('AccessToken', accessTokenSchema, {
  shardKey: { tokenHash: 1 },
  exceptions: {
    tokenHash_1: 'globally unique',
    agencyId_1_shopId_1_revokedAt_1__id_1: "an agency's and a shop's tokens are listed",
    'agencyId_1_madeBy.id_1_revokedAt_1': 'tokens end with whoever made them',
  },
});
