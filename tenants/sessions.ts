import { type ClientSession, Types } from 'mongoose';
import { hashToken, randomToken } from '#platform/crypto.js';
import { NotFound, UserError } from '#platform/errors.js';
import { type Caller, forgetCallers } from './access.js';
import { memberships, type Person, people } from './agency.model.js';
import { type Session, sessionId, sessions } from './token.model.js';

/** A person who is signed in. */
export type PersonCaller = Caller & { kind: 'person' };

/** A person who has just come in. The token is shown this once. */
export interface SignedIn {
  person: Person;
  token: string;
  caller: PersonCaller;
}

/** What a session is known by to its person. */
export interface Client {
  userAgent: string;
  address: string;
}

export const UNKNOWN_CLIENT: Client = { userAgent: '', address: '' };

const SESSION_DAYS = 30;
const LONGEST_AGENT = 400;

/** @throws {UserError} WRONG_CREDENTIALS where the password was changed while somebody was signing in with the old one */
export async function startSession(person: Person, { userAgent, address }: Client): Promise<SignedIn> {
  const token = randomToken('sy_session');
  const now = new Date();
  const session: Session = {
    _id: new Types.ObjectId(),
    tokenHash: hashToken(token),
    personId: person._id,
    userAgent: userAgent.slice(0, LONGEST_AGENT),
    address,
    lastSeenAt: now,
    createdAt: now,
    expiresAt: new Date(now.getTime() + SESSION_DAYS * 86_400_000),
  };
  await sessions.documents().insertOne(session);
  const current = await people.documents().findOne({ _id: person._id }, { projection: { passwordHash: 1 } });
  if (current?.passwordHash !== person.passwordHash) {
    await sessions.documents().deleteOne({ _id: session._id });
    throw new UserError('WRONG_CREDENTIALS', 'The password has just been changed: sign in with the new one', ['password']);
  }
  return { person, token, caller: await callerOf(session) };
}

/** The caller as he is now: after he has become a member somewhere. */
export async function callerOf({ _id, personId }: Pick<Session, '_id' | 'personId'>): Promise<PersonCaller> {
  const held = await memberships.documents().find({ personId }).toArray();
  return { kind: 'person', sessionId: _id, personId, memberships: held };
}

const MOST_LISTED = 100;

/** Where a person is signed in, the last seen first. */
export const listSessions = (personId: Types.ObjectId): Promise<Session[]> =>
  sessions
    .documents()
    .find({ personId, expiresAt: { $gt: new Date() } }, { sort: { lastSeenAt: -1, _id: -1 }, limit: MOST_LISTED })
    .toArray() as Promise<Session[]>;

/** Ends here at once, elsewhere within ten seconds. @throws {NotFound} also for another person's */
export async function endSession({ personId }: PersonCaller, id: string): Promise<void> {
  const { deletedCount } = await sessions.documents().deleteOne({ _id: sessionId.decode(id, ['session']), personId });
  if (deletedCount === 0) throw new NotFound(id, ['session']);
  forgetCallers();
}

/** Ends all sessions of a person but one. */
export async function endSessionsOf(
  personId: Types.ObjectId,
  except: Types.ObjectId | null,
  session: ClientSession | null = null,
): Promise<void> {
  await sessions.documents().deleteMany({ personId, ...(except ? { _id: { $ne: except } } : {}) }, session ? { session } : {});
  forgetCallers();
}
