import { hash, verify } from '@node-rs/argon2';
import { Types } from 'mongoose';
import { z } from 'zod';
import { hashToken, randomToken } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Caller, forgetCallers } from './access.js';
import { type Agency, agencies, memberships, type Person, people } from './agency.model.js';
import type { AgencyContext } from './context.js';
import { accessTokens, sessions } from './token.model.js';
import { inTransaction } from './transaction.js';

const Email = z.email('an e-mail address like name@example.com').max(254);
/** Length is what counts; a bound keeps hashing cheap. Source: NIST SP 800-63B. */
const Password = z.string().min(10, 'at least 10 characters').max(200, 'at most 200 characters');

export const SignUp = z.object({
  email: Email,
  password: Password,
  name: z.string().trim().min(1, 'your name').max(100),
  agencyName: z.string().trim().min(1, 'the name of your agency').max(100),
});
export type SignUp = z.infer<typeof SignUp>;

export const SignIn = z.object({ email: z.string().max(254), password: z.string().max(200) });
export type SignIn = z.infer<typeof SignIn>;

/** A person who has just come in. The token is shown this once. */
export interface SignedIn {
  person: Person;
  token: string;
  caller: Caller;
}

const SESSION_DAYS = 30;
/** OWASP's least for argon2id: 19 MiB, two passes. About 15 ms. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What a person is found by: the same for every spelling of his address. */
export const emailKey = (email: string): string => email.trim().normalize('NFKC').toLowerCase();

/** Makes a person, an agency that he owns, and a session: no deposit, no waiting. @throws {UserError} EMAIL_TAKEN */
export async function signUp(input: SignUp, locale: string): Promise<SignedIn & { agency: Agency }> {
  const createdAt = new Date();
  const agency: Agency = { _id: new Types.ObjectId(), name: input.agencyName, createdAt };
  const person: Person = {
    _id: new Types.ObjectId(),
    name: input.name,
    email: input.email.trim(),
    emailKey: emailKey(input.email),
    passwordHash: await hash(input.password, ARGON2ID),
    locale,
    createdAt,
  };
  const owner = { _id: new Types.ObjectId(), agencyId: agency._id, shopId: null, personId: person._id, role: 'OWNER' as const, createdAt };
  try {
    await inTransaction(async (session) => {
      await people.documents().insertOne(person, { session });
      await agencies.documents().insertOne(agency, { session });
      await memberships.documents().insertOne(owner, { session });
    });
  } catch (error) {
    if (isDuplicateKey(error))
      throw new UserError('EMAIL_TAKEN', 'Somebody has signed up with this e-mail address: sign in instead', ['email']);
    throw error;
  }
  return { ...(await startSession(person)), agency };
}

/** The same answer, after the same time, for an unknown address and a wrong password. @throws {UserError} WRONG_CREDENTIALS */
export async function signIn({ email, password }: SignIn): Promise<SignedIn> {
  const person = await people.documents().findOne({ emailKey: emailKey(email) });
  nobodysHash ??= hash(randomToken('nobody'), ARGON2ID);
  const right = await verify(person?.passwordHash ?? (await nobodysHash), password);
  if (!person || !right) throw new UserError('WRONG_CREDENTIALS', 'The e-mail address or the password is wrong', ['password']);
  return startSession(person);
}

let nobodysHash: Promise<string> | undefined;

/** Ends the session that the caller came with; an app has none to end. */
export async function signOut(caller: Caller): Promise<void> {
  if (caller.kind !== 'person') return;
  await sessions.documents().deleteOne({ _id: caller.sessionId });
  forgetCallers();
}

async function startSession(person: Person): Promise<SignedIn> {
  const token = randomToken('sy_session');
  const now = Date.now();
  const session = {
    _id: new Types.ObjectId(),
    tokenHash: hashToken(token),
    personId: person._id,
    createdAt: new Date(now),
    expiresAt: new Date(now + SESSION_DAYS * 86_400_000),
  };
  await sessions.documents().insertOne(session);
  const held = await memberships.documents().find({ personId: person._id }).toArray();
  return { person, token, caller: { kind: 'person', sessionId: session._id, personId: person._id, memberships: held } };
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
