import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import type { Maker } from './context.js';
import { globalCollection } from './global.js';
import { ROLES, type Role } from './permissions.js';

/** Somebody is asked to join an agency or one of its shops. Gone once he has, or was not wanted any more. */
export interface Invitation {
  _id: Types.ObjectId;
  agencyId: Types.ObjectId;
  shopId: Types.ObjectId | null;
  /** As typed; `emailKey` is what it is found by. */
  email: string;
  emailKey: string;
  role: Role;
  /** Who asks, by name: a person, or an app by its token's. */
  inviter: string;
  /** It ends with its maker's rights. Missing: made before this was kept. */
  madeBy?: Maker | null;
  createdAt: Date;
  expiresAt: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<Invitation>({
  agencyId: { type: Schema.Types.ObjectId, required: true },
  shopId: { type: Schema.Types.ObjectId, default: null },
  email: text,
  emailKey: text,
  role: { type: String, enum: ROLES, required: true },
  inviter: text,
  madeBy: { type: Schema.Types.Mixed, default: null },
  createdAt: date,
  expiresAt: date,
});
schema.index({ agencyId: 1, shopId: 1, emailKey: 1 }, { unique: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const invitationId = idType('invitation');
export const invitations = globalCollection<Invitation>('Invitation', schema, {
  shardKey: { agencyId: 1 },
  exceptions: { expiresAt_1: 'TTL' },
});
