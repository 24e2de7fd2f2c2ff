import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { globalCollection } from './global.js';
import type { Role } from './permissions.js';
import type { SealedSecret } from './secrets.js';

const KINDS = [
  'EMAIL_CONFIRMATION',
  'EMAIL_CHANGE',
  'EMAIL_CHANGE_ASKED',
  'EMAIL_CHANGED',
  'EMAIL_CHANGE_UNDONE',
  'PASSWORD_RESET',
  'INVITATION',
  'PASSWORD_CHANGED',
  'TWO_FACTOR_ENABLED',
  'TWO_FACTOR_DISABLED',
  'RECOVERY_CODE_USED',
  'RECOVERY_CODES_RENEWED',
] as const;
export type PersonMailKind = (typeof KINDS)[number];

/** PENDING waits; SENDING is with the mail server; KEPT: no mail server is configured, an operator reads it; FAILED: given up. */
const STATES = ['PENDING', 'SENDING', 'SENT', 'KEPT', 'FAILED'] as const;

/** What is said in a mail, beside its link. */
export interface PersonMailFacts {
  /** Of the one it goes to: see `greeting`. */
  name?: string;
  /** The address that is to be, or has become, the account's. */
  newEmail?: string;
  /** The reader cannot undo the change, though he had confirmed his address: see `linkToUndo`. */
  noUndo?: boolean;
  agency?: string;
  /** Where it is about one shop alone. */
  shop?: string;
  inviter?: string;
  role?: Role;
  recoveryCodesLeft?: number;
}

/** One mail to a person about his own account. It is written when it is sent, and its link is sealed until then. */
export interface PersonMail {
  _id: Types.ObjectId;
  /** What it follows from: the same twice is one mail. */
  effect: string;
  kind: PersonMailKind;
  /** Null: nobody has the address that was asked for, and nothing is sent. */
  recipient: string | null;
  locale: string;
  facts: PersonMailFacts;
  /** The token of its link. Gone once it was sent. */
  token: SealedSecret | null;
  state: (typeof STATES)[number];
  attempts: number;
  /** Why the last attempt failed. */
  error: string | null;
  /** When it is due; of one that is being sent, when its sender must have died. */
  nextAttemptAt: Date;
  sentAt: Date | null;
  createdAt: Date;
  /** As long as its link; mails hold personal data. */
  expiresAt: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<PersonMail>(
  {
    effect: text,
    kind: { type: String, enum: KINDS, required: true },
    recipient: { type: String, default: null },
    locale: text,
    facts: { type: Schema.Types.Mixed, required: true },
    token: { type: String, default: null },
    state: { type: String, enum: STATES, required: true },
    attempts: { type: Number, required: true },
    error: { type: String, default: null },
    nextAttemptAt: date,
    sentAt: { type: Date, default: null },
    createdAt: date,
    expiresAt: date,
  },
  { collection: 'person_mails' },
);
schema.index({ effect: 1 }, { unique: true });
schema.index({ state: 1, nextAttemptAt: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const personMailId = idType('mail');
export const personMails = globalCollection<PersonMail>('PersonMail', schema, {
  shardKey: { effect: 1 },
  exceptions: { state_1_nextAttemptAt_1: 'the worker finds what is due', expiresAt_1: 'TTL' },
});
