import { Schema, type Types } from 'mongoose';
import { globalCollection } from './global.js';

const PURPOSES = ['CONFIRM_EMAIL', 'CHANGE_EMAIL', 'UNDO_EMAIL_CHANGE', 'RESET_PASSWORD', 'INVITATION'] as const;
export type LinkPurpose = (typeof PURPOSES)[number];

/** What opens by a link in a mail, once. The token in the link is known to its reader alone. */
export interface Link {
  /** The token's hash. */
  _id: string;
  purpose: LinkPurpose;
  /** Whose address or password it is. Null for an invitation, and where nobody has the address that was asked for. */
  personId: Types.ObjectId | null;
  /** The address it was sent to. */
  emailKey: string;
  /** The same as it was typed, where it is to be the account's again. */
  email: string | null;
  /** Of an invitation. */
  agencyId: Types.ObjectId | null;
  invitationId: Types.ObjectId | null;
  expiresAt: Date;
}

const optionalId = { type: Schema.Types.ObjectId, default: null } as const;

const schema = new Schema<Link>({
  _id: { type: String, required: true },
  purpose: { type: String, enum: PURPOSES, required: true },
  personId: optionalId,
  emailKey: { type: String, required: true },
  email: { type: String, default: null },
  agencyId: optionalId,
  invitationId: optionalId,
  expiresAt: { type: Date, required: true },
});
schema.index({ personId: 1 });
schema.index({ invitationId: 1 });
schema.index({ emailKey: 1, purpose: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const links = globalCollection<Link>('Link', schema, {
  shardKey: { _id: 'hashed' },
  exceptions: {
    personId_1: 'a new password or address ends the links that were mailed before',
    invitationId_1: 'an invitation ends with its links',
    emailKey_1_purpose_1: 'an address that an account can go back to is kept for it',
    expiresAt_1: 'TTL',
  },
});
