import type { ClientSession, Types } from 'mongoose';
import { randomToken } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Person, people } from './agency.model.js';
import { type Link, links } from './link.model.js';
import { endLinks, followLink, LINK_MS, makeLink } from './links.js';
import { hashPassword, mailPasswordLink } from './passwords.js';
import { greeting, writePersonMail } from './person-mails.js';
import { endSessionsOf } from './sessions.js';
import { inTransaction } from './transaction.js';

const PURPOSE = 'UNDO_EMAIL_CHANGE';
/** What is younger may be of whoever took the account over. As long as a link lasts: while the person has one, no other gets one. */
const TRUSTED_AFTER_MS = LINK_MS[PURPOSE];

/** What an account was known by, and is. */
export interface ChangedEmail {
  personId: Types.ObjectId;
  before: string;
  after: string;
}

/**
 * A link for the reader of the address that an account has just left, in the transaction of the change. Null where he need not be the
 * person, and must not be handed his account: nobody had confirmed the address, or it came by a change less than 7 days before, perhaps
 * to whoever took the account over and whom the person is just getting rid of.
 */
export async function linkToUndo(session: ClientSession, left: Person): Promise<{ token: string; lastsMs: number } | null> {
  const { _id, email, emailKey, emailConfirmedAt, emailChangedAt } = left;
  if (!emailConfirmedAt || (emailChangedAt && emailChangedAt.getTime() > Date.now() - TRUSTED_AFTER_MS)) return null;
  return { token: await makeLink(session, { purpose: PURPOSE, emailKey, email, personId: _id }), lastsMs: LINK_MS[PURPOSE] };
}

/**
 * Whether the account can go back to this address by a link: then whoever moves it there has the say again, and links that later changes
 * sent to other addresses lead nowhere, as where that link is followed.
 */
export async function endLaterUndos(session: ClientSession, personId: Types.ObjectId, emailKey: string): Promise<boolean> {
  const back = { personId, purpose: PURPOSE, emailKey, expiresAt: { $gt: new Date() } } as const;
  const first = await links.documents().findOne(back, { session, sort: { expiresAt: 1 } });
  if (!first) return false;
  const later = { personId, purpose: PURPOSE, emailKey: { $ne: emailKey }, expiresAt: { $gt: first.expiresAt } } as const;
  await links.documents().deleteMany(later, { session });
  return true;
}

/**
 * An address that an account can still go back to is nobody else's: whoever took the account over could hold on to it by signing up with
 * the address. Called after the write that takes the address, in its transaction: of a change at the same moment one of the two sees the
 * other. @throws {UserError} EMAIL_TAKEN
 */
export async function requireUnreserved(
  session: ClientSession,
  emailKey: string,
  personId: Types.ObjectId,
  field: readonly string[],
): Promise<void> {
  const another = { emailKey, purpose: PURPOSE, personId: { $ne: personId }, expiresAt: { $gt: new Date() } } as const;
  if (await links.documents().findOne(another, { session, projection: { _id: 1 } }))
    throw new UserError(
      'EMAIL_TAKEN',
      'An account had this e-mail address until lately and may go back to it for 7 days: take another',
      field,
    );
}

/**
 * The address that the link was sent to is the account's again, wherever it went since. Whoever changed it knew the password and may have
 * set up a second factor, first or afterwards: all sessions end, no password is right until a new one is set by the link that is mailed
 * with it, and a second factor that was not there 7 days before the change is gone. Links of later changes lead nowhere; those of earlier
 * ones stay, for who had the account first has the last word. Source: OWASP Authentication Cheat Sheet, "Changing A User's Registered
 * Email Address".
 * @throws {UserError} LINK_EXPIRED, EMAIL_TAKEN
 */
export async function undoEmailChange(token: string): Promise<ChangedEmail> {
  const nobodys = await hashPassword(randomToken('nobody'));
  const undo = () => inTransaction((session) => goBack(session, token, nobodys));
  const changed = await undo().catch((error: unknown) => {
    throw isDuplicateKey(error) ? new UserError('EMAIL_TAKEN', 'An account has this e-mail address already', ['token']) : error;
  });
  // Once more: somebody may have been signing in just then.
  await endSessionsOf(changed.personId, null);
  return changed;
}

async function goBack(session: ClientSession, token: string, passwordHash: string): Promise<ChangedEmail> {
  const link = await followLink(session, PURPOSE, token);
  const person = await people.documents().findOne({ _id: link.personId! }, { session });
  if (!person) throw new UserError('LINK_EXPIRED', 'This link leads nowhere: ask for a new one', ['token']);
  const { _id, emailKey } = person;
  const back = { email: link.email!, emailKey: link.emailKey, emailConfirmedAt: new Date(), emailChangedAt: null, emailPending: null };
  const isLate = (person.twoFactor?.enabledAt.getTime() ?? 0) > madeAt(link) - TRUSTED_AFTER_MS;
  const access = { passwordHash, twoFactorPending: null, ...(isLate ? { twoFactor: null } : {}) };
  await people.documents().updateOne({ _id, emailKey }, { $set: { ...back, ...access } }, { session });
  await endLinks(session, ['CONFIRM_EMAIL', 'CHANGE_EMAIL', 'RESET_PASSWORD'], _id);
  await links.documents().deleteMany({ personId: _id, purpose: PURPOSE, expiresAt: { $gte: link.expiresAt } }, { session });
  await endSessionsOf(_id, null, session);
  await mailPasswordLink(session, { ...person, ...back });
  if (emailKey !== link.emailKey) await tellAddressLeft(session, person, link);
  return { personId: _id, before: person.email, after: link.email! };
}

const madeAt = ({ expiresAt }: Link): number => expiresAt.getTime() - LINK_MS[PURPOSE];

/** It may be the person's own after all. */
const tellAddressLeft = (session: ClientSession, left: Person, { _id }: Link): Promise<void> =>
  writePersonMail(session, {
    kind: 'EMAIL_CHANGE_UNDONE',
    effect: `EMAIL_CHANGE_UNDONE/${_id}`,
    recipient: left.email,
    locale: left.locale,
    facts: greeting(left),
  });
