import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { globalCollection } from './global.js';
import { ROLES, type Role } from './permissions.js';

/** Who opens and runs shops for others. */
export interface Agency {
  _id: Types.ObjectId;
  name: string;
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
  locale: string;
  createdAt: Date;
}

/** What a person may do: in the whole agency, or in one of its shops alone. */
export interface Membership {
  _id: Types.ObjectId;
  agencyId: Types.ObjectId;
  shopId: Types.ObjectId | null;
  personId: Types.ObjectId;
  role: Role;
  createdAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

export const agencyId = idType('agency');
export const agencies = globalCollection<Agency>('Agency', new Schema<Agency>({ name: text, createdAt: date }), {
  shardKey: { _id: 'hashed' },
});

const personSchema = new Schema<Person>(
  { name: text, email: text, emailKey: text, passwordHash: text, locale: text, createdAt: date },
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
  createdAt: date,
});
membershipSchema.index({ agencyId: 1, shopId: 1, personId: 1 }, { unique: true });
membershipSchema.index({ personId: 1 });
export const memberships = globalCollection<Membership>('Membership', membershipSchema, {
  shardKey: { agencyId: 1 },
  exceptions: { personId_1: 'sign-in finds what a person may do' },
});
