import { Types } from 'mongoose';
import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Caller, forgetCallers } from './access.js';
import { type Agency, agencies, memberships, type Person, people } from './agency.model.js';
import type { AgencyContext } from './context.js';
import { sendConfirmation } from './email-confirmation.js';
import { Email, emailKey } from './email-key.js';
import { requireUnreserved } from './email-undo.js';
import { OneLine } from './one-line.js';
import { hashPassword, isPasswordOf, Password } from './passwords.js';
import { type Client, type PersonCaller, type SignedIn, startSession, UNKNOWN_CLIENT } from './sessions.js';
import { accessTokens, sessions } from './token.model.js';
import { inTransaction } from './transaction.js';
import { spendCode } from './two-factor.js';

const Name = OneLine.min(1, 'your name');

export const SignUp = z.object({
  email: Email,
  password: Password,
  name: Name,
  agencyName: OneLine.min(1, 'the name of your agency'),
});
export type SignUp = z.infer<typeof SignUp>;

/** Somebody who signs up to join those who have invited him. */
export const NewMember = z.object({ name: Name, password: Password });
export type NewMember = z.infer<typeof NewMember>;

export const SignIn = z.object({
  email: z.string().max(254),
  password: z.string().max(200),
  /** From the authenticator app, or a recovery code. */
  code: z.string().max(100).nullish(),
});
export type SignIn = z.infer<typeof SignIn>;

export const ViewerChanges = z.object({ name: Name.nullish(), locale: z.enum(['zh-CN', 'en'], 'takes zh-CN or en').nullish() });
export type ViewerChanges = z.infer<typeof ViewerChanges>;

export const newPerson = async (input: { email: string; password: string; name: string }, locale: string): Promise<Person> => ({
  _id: new Types.ObjectId(),
  name: input.name,
  email: input.email.trim(),
  emailKey: emailKey(input.email),
  passwordHash: await hashPassword(input.password),
  locale,
  emailConfirmedAt: null,
  emailChangedAt: null,
  emailPending: null,
  twoFactor: null,
  twoFactorPending: null,
  createdAt: new Date(),
});

/** Makes a person, an agency that he owns, and a session: no deposit, no waiting. @throws {UserError} EMAIL_TAKEN */
export async function signUp(input: SignUp, locale: string, client: Client = UNKNOWN_CLIENT): Promise<SignedIn & { agency: Agency }> {
  const person = await newPerson(input, locale);
  const { createdAt } = person;
  const agency: Agency = { _id: new Types.ObjectId(), name: input.agencyName, createdAt };
  const owner = { _id: new Types.ObjectId(), agencyId: agency._id, shopId: null, personId: person._id, role: 'OWNER' as const, createdAt };
  try {
    await inTransaction(async (session) => {
      await people.documents().insertOne(person, { session });
      await requireUnreserved(session, person.emailKey, person._id, ['email']);
      await agencies.documents().insertOne(agency, { session });
      await memberships.documents().insertOne(owner, { session });
      await sendConfirmation(session, person);
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw emailTaken();
    throw error;
  }
  return { ...(await startSession(person, client)), agency };
}

export const emailTaken = () => new UserError('EMAIL_TAKEN', 'Somebody has signed up with this e-mail address: sign in instead', ['email']);

type Counted = <Result>(attempt: () => Promise<Result>) => Promise<Result>;

/**
 * The same answer, after the same time, for an unknown address and a wrong password. `countedCode` bounds attempts at the second
 * factor, of which only those who know the password have any.
 * @throws {UserError} WRONG_CREDENTIALS, TWO_FACTOR_REQUIRED, WRONG_CODE
 */
export async function signIn(
  { email, password, code }: SignIn,
  client: Client = UNKNOWN_CLIENT,
  countedCode: Counted = (attempt) => attempt(),
): Promise<SignedIn> {
  const person = await people.documents().findOne({ emailKey: emailKey(email) });
  if (!(await isPasswordOf(person, password)) || !person)
    throw new UserError('WRONG_CREDENTIALS', 'The e-mail address or the password is wrong', ['password']);
  if (person.twoFactor) {
    if (!code?.trim()) throw new UserError('TWO_FACTOR_REQUIRED', 'Send the code of your authenticator app, or a recovery code', ['code']);
    await countedCode(() => spendCode(person, code));
  }
  return startSession(person, client);
}

/** Ends the session that the caller came with; an app has none to end. */
export async function signOut(caller: Caller): Promise<void> {
  if (caller.kind !== 'person') return;
  await sessions.documents().deleteOne({ _id: caller.sessionId });
  forgetCallers();
}

/** His name as others see it, and the language of his mails. */
export async function updateViewer({ personId }: PersonCaller, { name, locale }: ViewerChanges): Promise<void> {
  const change = { ...(name == null ? {} : { name }), ...(locale == null ? {} : { locale }) };
  if (Object.keys(change).length > 0) await people.documents().updateOne({ _id: personId }, { $set: change });
}

/** Whom mails about the agency's doings reach: the person who acts, for an app or a job the agency's first owner. */
export async function contactOf({ agencyId, actor }: AgencyContext): Promise<string | null> {
  const owner = () =>
    memberships.documents().findOne({ agencyId, shopId: null, role: 'OWNER' }, { sort: { agencyId: 1, shopId: 1, personId: 1 } });
  const id = actor.kind === 'staff' ? actor.userId : (await owner())?.personId;
  return id ? ((await findPerson(id))?.email ?? null) : null;
}

/** Null where the person is gone. */
export const findPerson = (id: Types.ObjectId): Promise<Person | null> => people.documents().findOne({ _id: id });

/**
 * The names of who acted, in their order: people's, and those of the agency's access tokens. Null for what the system did by itself, and for
 * who is gone.
 */
export async function actorNames(
  { agencyId }: Pick<AgencyContext, 'agencyId'>,
  actors: readonly { kind: string; id: string | null }[],
): Promise<(string | null)[]> {
  const ids = (kind: string) => [...new Set(actors.flatMap((actor) => (actor.kind === kind && actor.id ? [actor.id] : [])))];
  const [persons, tokens] = [ids('staff'), ids('app')].map((some) => some.map((id) => new Types.ObjectId(id)));
  const [staff, apps] = await Promise.all([
    people
      .documents()
      .find({ _id: { $in: persons! } }, { projection: { name: 1 } })
      .toArray(),
    accessTokens
      .documents()
      .find({ agencyId, _id: { $in: tokens! } }, { projection: { name: 1 } })
      .toArray(),
  ]);
  const names = new Map([...staff, ...apps].map(({ _id, name }) => [_id.toHexString(), name]));
  return actors.map(({ id }) => (id === null ? null : (names.get(id) ?? null)));
}

/** Null where the agency is gone. */
export const findAgency = (id: Types.ObjectId): Promise<Agency | null> => agencies.documents().findOne({ _id: id });
