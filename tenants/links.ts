import type { ClientSession, Types } from 'mongoose';
import { hashToken, randomToken } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { type Link, type LinkPurpose, links } from './link.model.js';

const HOUR_MS = 3600_000;

/** How long a link can be followed. */
export const LINK_MS: Readonly<Record<LinkPurpose, number>> = {
  RESET_PASSWORD: HOUR_MS,
  CONFIRM_EMAIL: 3 * 24 * HOUR_MS,
  CHANGE_EMAIL: 24 * HOUR_MS,
  UNDO_EMAIL_CHANGE: 7 * 24 * HOUR_MS,
  INVITATION: 14 * 24 * HOUR_MS,
};

const PREFIX: Readonly<Record<LinkPurpose, string>> = {
  RESET_PASSWORD: 'sy_reset',
  CONFIRM_EMAIL: 'sy_confirm',
  CHANGE_EMAIL: 'sy_email',
  UNDO_EMAIL_CHANGE: 'sy_undo',
  INVITATION: 'sy_invitation',
};

type About = Pick<Link, 'purpose' | 'emailKey'> & Partial<Pick<Link, 'email' | 'personId' | 'agencyId' | 'invitationId'>>;

/** In the transaction that also writes the mail. Answers the token, which is kept as its hash alone. */
export async function makeLink(session: ClientSession, about: About): Promise<string> {
  const token = randomToken(PREFIX[about.purpose]);
  const expiresAt = new Date(Date.now() + LINK_MS[about.purpose]);
  const link: Link = { email: null, personId: null, agencyId: null, invitationId: null, ...about, _id: hashToken(token), expiresAt };
  await links.documents().insertOne(link, { session });
  return token;
}

/** What a link opens, while it does. It is not used up by this. */
export const findLink = (purpose: LinkPurpose, token: string): Promise<Link | null> =>
  links.documents().findOne({ _id: hashToken(token), purpose, expiresAt: { $gt: new Date() } });

/** Uses a link up, in the transaction of what it does: of two who follow it one arrives. @throws {UserError} LINK_EXPIRED */
export async function followLink(session: ClientSession, purpose: LinkPurpose, token: string): Promise<Link> {
  const found = await links.documents().findOneAndDelete({ _id: hashToken(token), purpose, expiresAt: { $gt: new Date() } }, { session });
  if (!found) throw new UserError('LINK_EXPIRED', 'This link was used already or is too old: ask for a new one', ['token']);
  return found;
}

/** Ends every link of a person for these purposes. */
export const endLinks = async (session: ClientSession, purposes: readonly LinkPurpose[], personId: Types.ObjectId): Promise<void> =>
  void (await links.documents().deleteMany({ personId, purpose: { $in: purposes } }, { session }));
