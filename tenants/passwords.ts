import { hash, verify } from '@node-rs/argon2';
import type { ClientSession, Types } from 'mongoose';
import { z } from 'zod';
import { hashToken, randomToken } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { type Person, people } from './agency.model.js';
import { emailKey } from './email-key.js';
import { endLinks, followLink, LINK_MS, makeLink } from './links.js';
import { greeting, writePersonMail } from './person-mails.js';
import { endSessionsOf, type PersonCaller } from './sessions.js';
import { inTransaction } from './transaction.js';

/** Length is what counts; a bound keeps hashing cheap. Source: NIST SP 800-63B. */
export const Password = z.string().min(10, 'at least 10 characters').max(200, 'at most 200 characters');

export const PasswordChange = z.object({ current: z.string().max(200), new: Password });
export type PasswordChange = z.infer<typeof PasswordChange>;

export const PasswordResetRequest = z.object({ email: z.string().trim().min(3).max(254) });
export const PasswordReset = z.object({ password: Password });

/** OWASP's least for argon2id: 19 MiB, two passes. About 15 ms. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2ID);

let nobodysHash: Promise<string> | undefined;

/** Takes the same time where there is nobody. */
export async function isPasswordOf(person: Person | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword(randomToken('nobody'));
  return (await verify(person?.passwordHash ?? (await nobodysHash), password)) && person !== null;
}

/** For what a session that was left open is not enough. @throws {UserError} WRONG_CREDENTIALS */
export async function provePassword(person: Person, password: string): Promise<void> {
  if (!(await isPasswordOf(person, password))) throw new UserError('WRONG_CREDENTIALS', 'The password is wrong', ['password']);
}

/**
 * Ends all other sessions, every link that could set another password, and a change of the address that somebody may have begun.
 * @throws {UserError} WRONG_CREDENTIALS, WRONG_STATE where the address has changed just then
 */
export async function changePassword(caller: PersonCaller, person: Person, input: PasswordChange): Promise<void> {
  if (!(await isPasswordOf(person, input.current))) throw new UserError('WRONG_CREDENTIALS', 'The current password is wrong', ['current']);
  const passwordHash = await hashPassword(input.new);
  const effect = `PASSWORD_CHANGED/${hashToken(passwordHash)}`;
  await inTransaction(async (session) => {
    await setPassword(session, person, { passwordHash }, effect);
    await endSessionsOf(person._id, caller.sessionId, session);
  });
  await endSessionsOf(person._id, caller.sessionId);
}

/** Whoever asks is told nothing: for an address that nobody has, the same is written, and dropped before it is sent. */
export async function requestPasswordReset(email: string, locale: string): Promise<void> {
  const key = emailKey(email);
  const person = await people.documents().findOne({ emailKey: key });
  await inTransaction((session) => mailPasswordLink(session, person ?? { _id: null, email: null, emailKey: key, locale }));
}

/** Whom a link to set a new password goes to; of an address that nobody has no more than the address and a language is known. */
type LinkReader = Person | { _id: null; email: null; emailKey: string; locale: string };

/** In the transaction of what asks for it. */
export async function mailPasswordLink(session: ClientSession, reader: LinkReader): Promise<void> {
  const token = await makeLink(session, { purpose: 'RESET_PASSWORD', emailKey: reader.emailKey, personId: reader._id });
  await writePersonMail(session, {
    kind: 'PASSWORD_RESET',
    effect: `PASSWORD_RESET/${hashToken(token)}`,
    recipient: reader.email,
    locale: reader.locale,
    facts: reader._id ? greeting(reader) : {},
    link: { token, lastsMs: LINK_MS.RESET_PASSWORD },
  });
}

/**
 * A new password for whoever reads the mails of his address, which is confirmed by that. Ends all sessions, and a change of the address
 * that somebody may have begun. A second factor stays, unless nobody had confirmed the address: then whoever set it up need not be who has the address, and must not lock him out.
 * Answers whose it is.
 * @throws {UserError} LINK_EXPIRED
 */
export async function resetPassword(token: string, password: string): Promise<Types.ObjectId> {
  const passwordHash = await hashPassword(password);
  const personId = await inTransaction(async (session) => {
    const link = await followLink(session, 'RESET_PASSWORD', token);
    const person = link.personId && (await people.documents().findOne({ _id: link.personId, emailKey: link.emailKey }, { session }));
    if (!person) throw new UserError('LINK_EXPIRED', 'This link leads nowhere: ask for a new one', ['token']);
    const first = person.emailConfirmedAt ? {} : { emailConfirmedAt: new Date(), twoFactor: null, twoFactorPending: null };
    await setPassword(session, person, { passwordHash, ...first }, `PASSWORD_CHANGED/${link._id}`);
    await endSessionsOf(person._id, null, session);
    return person._id;
  });
  // Once more: somebody may have been signing in with the old password just then.
  await endSessionsOf(personId, null);
  return personId;
}

async function setPassword(session: ClientSession, person: Person, change: Partial<Person>, effect: string): Promise<void> {
  const { _id, emailKey: key } = person;
  const { matchedCount } = await people
    .documents()
    .updateOne({ _id, emailKey: key }, { $set: { ...change, emailPending: null } }, { session });
  if (matchedCount === 0) throw new UserError('WRONG_STATE', 'The account has been changed meanwhile: look at it again');
  await endLinks(session, ['RESET_PASSWORD', 'CHANGE_EMAIL'], _id);
  await writePersonMail(session, {
    kind: 'PASSWORD_CHANGED',
    effect,
    recipient: person.email,
    locale: person.locale,
    facts: greeting(person),
  });
}
