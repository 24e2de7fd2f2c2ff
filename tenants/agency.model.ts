import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { globalCollection } from './global.js';
import { ROLES, type Role } from './permissions.js';
import type { SealedSecret } from './secrets.js';

/** Who opens and runs shops for others. */
export interface Agency {
  _id: Types.ObjectId;
  name: string;
  /** Counts changes of who owns it: two of them at once meet here, and one waits for the other. */
  ownerChanges?: number;
  createdAt: Date;
}

/** Somebody who signs in. */
export interface Person {
  _id: Types.ObjectId;
  name: string;
  /** As typed; `emailKey` is what it is found by. */
  email: string;
  emailKey: string;
  /** argon2id, with its parameters and salt. */
  passwordHash: string;
  /** What mails to him are written in: `zh-CN` or `en`. */
  locale: string;
  /** When somebody last proved that he reads what is sent to the address; null: nobody has. */
  emailConfirmedAt: Date | null;
  /**
   * When a change made the address the account's. Null where he signed up with it, or went back to it while it was kept for him. Accounts
   * from before this was written down have none: the address counts as an old one.
   */
  emailChangedAt?: Date | null;
  /** The address that he wants instead, until its link is followed or too old. */
  emailPending: PendingEmail | null;
  /** Null: the password is enough. */
  twoFactor: TwoFactor | null;
  /** Shown to him, and not confirmed by a code yet. */
  twoFactorPending: { secret: SealedSecret; startedAt: Date } | null;
  createdAt: Date;
}

/** As typed, and what he will be found by. */
export interface PendingEmail {
  email: string;
  emailKey: string;
  expiresAt: Date;
}

/** An authenticator app, and the codes for when it is lost. */
interface TwoFactor {
  secret: SealedSecret;
  enabledAt: Date;
  /** The time step of the code that was taken last: neither it nor an earlier one is taken again. */
  lastStep: number;
  /** Hashes of the recovery codes that are left. */
  recovery: string[];
}

/** What a person may do: in the whole agency, or in one of its shops alone. */
export interface Membership {
  _id: Types.ObjectId;
  agencyId: Types.ObjectId;
  shopId: Types.ObjectId | null;
  personId: Types.ObjectId;
  role: Role;
  /** Counts what rights he gave to others by it: giving them and losing them at once meet here. */
  given?: number;
  createdAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

export const agencyId = idType('agency');
export const agencies = globalCollection<Agency>('Agency', new Schema<Agency>({ name: text, ownerChanges: Number, createdAt: date }), {
  shardKey: { _id: 'hashed' },
});

const personSchema = new Schema<Person>(
  {
    name: text,
    email: text,
    emailKey: text,
    passwordHash: text,
    locale: text,
    emailConfirmedAt: { type: Date, default: null },
    emailChangedAt: { type: Date, default: null },
    emailPending: { type: Schema.Types.Mixed, default: null },
    twoFactor: { type: Schema.Types.Mixed, default: null },
    twoFactorPending: { type: Schema.Types.Mixed, default: null },
    createdAt: date,
  },
  { collection: 'people' },
);
personSchema.index({ emailKey: 1 }, { unique: true });
export const personId = idType('person');
export const people = globalCollection<Person>('Person', personSchema, {
  shardKey: { emailKey: 1 },
  exceptions: { emailKey_1: 'globally unique' },
});

const membershipSchema = new Schema<Membership>({
  agencyId: id,
  shopId: { type: Schema.Types.ObjectId, default: null },
  personId: id,
  role: { type: String, enum: ROLES, required: true },
  given: Number,
  createdAt: date,
});
membershipSchema.index({ agencyId: 1, shopId: 1, personId: 1 }, { unique: true });
membershipSchema.index({ personId: 1 });
export const memberId = idType('member');
export const memberships = globalCollection<Membership>('Membership', membershipSchema, {
  shardKey: { agencyId: 1 },
  exceptions: { personId_1: 'sign-in finds what a person may do' },
});
