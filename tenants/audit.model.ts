import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type AgencyOwned, agencyOwned } from './owned.js';

/** UNKNOWN: somebody who did not get in. */
const AUDIT_ACTORS = ['PERSON', 'APP', 'UNKNOWN'] as const;
const AUDIT_OUTCOMES = ['DONE', 'REFUSED', 'FAILED'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export interface AuditActor {
  kind: (typeof AUDIT_ACTORS)[number];
  /** The person's or the access token's. */
  id: Types.ObjectId | null;
  /** As it was then; empty for somebody unknown. */
  name: string;
}

/** A field of the subject before and after, each as JSON, cut to what a person reads. */
export interface AuditChange {
  field: string;
  before: string;
  after: string;
}

/** What became of the things of a mutation that takes many at once. */
export interface AuditMany {
  done: number;
  refused: number;
  /** The first of those that were done. */
  first: string[];
}

/** One thing that somebody did, or tried: who, from where, with which words, and what came of it. No secret stands in it. */
export interface AuditEntry extends AgencyOwned {
  /** The shops that it was done in; none where it was done for the agency as a whole. */
  shopIds: Types.ObjectId[];
  actor: AuditActor;
  mutation: string;
  /** The public id of what it was done to, or of what it made. */
  subject: string | null;
  /** JSON; see server/graphql/audit-input.ts for what is left out. */
  input: string;
  address: string | null;
  userAgent: string | null;
  requestId: string;
  /** Null: it is still running, or its process ended while it ran. */
  outcome: AuditOutcome | null;
  /** Codes of what refused it. */
  errors: string[];
  changes: AuditChange[];
  many: AuditMany | null;
  /** Derived: what the entry is found by, in lower case. */
  words: string[];
  createdAt: Date;
}

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;

const schema = new Schema<AuditEntry>(
  {
    agencyId: { type: Schema.Types.ObjectId, required: true },
    shopIds: { type: [Schema.Types.ObjectId], required: true },
    actor: { type: Schema.Types.Mixed, required: true },
    mutation: text,
    subject: optionalText,
    input: text,
    address: optionalText,
    userAgent: optionalText,
    requestId: text,
    outcome: { type: String, enum: [...AUDIT_OUTCOMES, null], default: null },
    errors: [String],
    changes: { type: Schema.Types.Mixed, required: true },
    many: { type: Schema.Types.Mixed, default: null },
    words: [String],
    createdAt: { type: Date, required: true },
  },
  { collection: 'audit_log', suppressReservedKeysWarning: true },
);
const KEPT_DAYS = 400;
schema.index({ agencyId: 1, createdAt: -1, _id: -1 });
schema.index({ agencyId: 1, shopIds: 1, createdAt: -1, _id: -1 });
schema.index({ agencyId: 1, words: 1, createdAt: -1, _id: -1 });
schema.index({ createdAt: 1 }, { expireAfterSeconds: KEPT_DAYS * 86_400 });

export const auditId = idType('audit');
export const auditLog = agencyOwned<AuditEntry>('AuditEntry', schema, { exceptions: { createdAt_1: 'TTL' } });
