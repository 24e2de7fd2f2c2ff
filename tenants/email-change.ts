import type { ClientSession } from 'mongoose';
import { z } from 'zod';
import { hashToken } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type PendingEmail, type Person, people } from './agency.model.js';
import { Email, emailKey } from './email-key.js';
import { type ChangedEmail, endLaterUndos, linkToUndo, requireUnreserved } from './email-undo.js';
import { endLinks, followLink, LINK_MS, makeLink } from './links.js';
import { greeting, writePersonMail } from './person-mails.js';
import { inTransaction } from './transaction.js';

export const EmailChange = z.object({ email: Email, password: z.string().max(200) });

/**
 * Sends a link to the address that is to be the account's. Until it is followed nothing changes, and the reader of the old address is told
 * meanwhile: he can still set a new password, which ends it. Asked again, the later address counts. Whoever calls it has had the password
 * proved. Source: OWASP Authentication Cheat Sheet, "Changing A User's Registered Email Address".
 * @throws {UserError} INVALID_INPUT for the address that it is already, EMAIL_TAKEN, WRONG_STATE
 */
export async function requestEmailChange(person: Person, email: string): Promise<void> {
  const key = emailKey(email);
  if (key === person.emailKey) throw new UserError('INVALID_INPUT', 'email: is the address of your account already', ['email']);
  if (await people.documents().findOne({ emailKey: key }, { projection: { _id: 1 } })) throw taken(['email']);
  await inTransaction(async (session) => {
    const effect = await sendLink(session, person, { email: email.trim(), emailKey: key }, { passwordHash: person.passwordHash });
    await requireUnreserved(session, key, person._id, ['email']);
    await tellOldAddress(session, person, { kind: 'EMAIL_CHANGE_ASKED', effect, newEmail: email.trim() });
  });
}

/** The address that waits for its link to be followed; null where none does, or the link is too old. */
export const pendingEmail = ({ emailPending }: Person): PendingEmail | null =>
  emailPending && emailPending.expiresAt > new Date() ? emailPending : null;

/** The same, where one is needed. @throws {UserError} WRONG_STATE */
export function requirePendingEmail(person: Person): PendingEmail {
  const pending = pendingEmail(person);
  if (!pending) throw new UserError('WRONG_STATE', 'No new address waits for its link: ask for it anew');
  return pending;
}

/** Once more, to whoever did not get it; the link before leads nowhere. @throws {UserError} WRONG_STATE where it was withdrawn just then */
export const sendEmailChangeAgain = (person: Person, pending: PendingEmail): Promise<void> =>
  inTransaction(async (session) => void (await sendLink(session, person, pending, { 'emailPending.emailKey': pending.emailKey })));

/** The link leads nowhere from now on. */
export const cancelEmailChange = ({ _id, emailKey: key }: Person): Promise<void> =>
  inTransaction(async (session) => {
    await people.documents().updateOne({ _id, emailKey: key }, { $set: { emailPending: null } }, { session });
    await endLinks(session, ['CHANGE_EMAIL'], _id);
  });

/**
 * The new address is the account's, and confirmed, for whoever reads the mails sent to it: following the link is enough, as where an
 * address is confirmed. Links that were mailed to the old one lead nowhere, but for one that undoes this; who only goes back to an address
 * that is kept for him leaves no such link behind. Sessions stay, as they do at GitHub: whoever asked for it knew the password.
 * @throws {UserError} LINK_EXPIRED, EMAIL_TAKEN where somebody has signed up with the address meanwhile
 */
export async function changeEmail(token: string): Promise<ChangedEmail> {
  const change = () =>
    inTransaction(async (session) => {
      const link = await followLink(session, 'CHANGE_EMAIL', token);
      const waits = { _id: link.personId!, 'emailPending.emailKey': link.emailKey };
      const person = await people.documents().findOne(waits, { session });
      if (!person) throw new UserError('LINK_EXPIRED', 'This link leads nowhere: ask for a new one', ['token']);
      const { email, emailKey: key } = person.emailPending!;
      const isBack = await endLaterUndos(session, person._id, key);
      const now = new Date();
      const changed = { email, emailKey: key, emailConfirmedAt: now, emailChangedAt: isBack ? null : now, emailPending: null };
      await people.documents().updateOne({ _id: person._id, emailKey: person.emailKey }, { $set: changed }, { session });
      await endLinks(session, ['CONFIRM_EMAIL', 'RESET_PASSWORD'], person._id);
      await requireUnreserved(session, key, person._id, ['token']);
      const undo = isBack ? null : await linkToUndo(session, person);
      await tellOldAddress(session, person, { kind: 'EMAIL_CHANGED', effect: link._id, newEmail: email, link: undo });
      return { personId: person._id, before: person.email, after: email };
    });
  return change().catch((error: unknown) => {
    throw isDuplicateKey(error) ? taken(['token']) : error;
  });
}

/** Answers what tells this link from others. @throws {UserError} WRONG_STATE where the account has changed meanwhile */
async function sendLink(
  session: ClientSession,
  person: Person,
  { email, emailKey: key }: Pick<PendingEmail, 'email' | 'emailKey'>,
  when: object,
): Promise<string> {
  const { _id, locale } = person;
  const emailPending = { email, emailKey: key, expiresAt: new Date(Date.now() + LINK_MS.CHANGE_EMAIL) };
  const { matchedCount } = await people
    .documents()
    .updateOne({ _id, emailKey: person.emailKey, ...when }, { $set: { emailPending } }, { session });
  if (matchedCount === 0) throw new UserError('WRONG_STATE', 'The account has been changed meanwhile: look at it again');
  await endLinks(session, ['CHANGE_EMAIL'], _id);
  const token = await makeLink(session, { purpose: 'CHANGE_EMAIL', emailKey: key, personId: _id });
  const link = { token, lastsMs: LINK_MS.CHANGE_EMAIL };
  // Its reader may be a stranger, whom the account's name is none of.
  await writePersonMail(session, {
    kind: 'EMAIL_CHANGE',
    effect: `EMAIL_CHANGE/${hashToken(token)}`,
    recipient: email,
    locale,
    facts: {},
    link,
  });
  return hashToken(token);
}

interface Told {
  kind: 'EMAIL_CHANGE_ASKED' | 'EMAIL_CHANGED';
  effect: string;
  newEmail: string;
  /** Undefined where none is spoken of; null where the reader gets none. */
  link?: { token: string; lastsMs: number } | null;
}

/** Who has not shown that the old address is his own is told nothing of the new one. */
const tellOldAddress = (session: ClientSession, person: Person, { kind, effect, newEmail, link }: Told): Promise<void> =>
  writePersonMail(session, {
    kind,
    link: link ?? undefined,
    effect: `${kind}/${effect}`,
    recipient: person.email,
    locale: person.locale,
    facts: { ...greeting(person), ...(person.emailConfirmedAt ? { newEmail, ...(link === null ? { noUndo: true } : {}) } : {}) },
  });

const taken = (field: readonly string[]) => new UserError('EMAIL_TAKEN', 'An account has this e-mail address already', field);
