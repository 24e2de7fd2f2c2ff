import { Types } from 'mongoose';
import { z } from 'zod';
import { hashToken, randomToken } from '#platform/crypto.js';
import { NotFound, UserError } from '#platform/errors.js';
import { forgetCallers } from './access.js';
import { complete } from './idempotency.js';
import { inUse, revokeTokens } from './makers.js';
import { OneLine } from './one-line.js';
import { allows, SCOPES, type Scope } from './permissions.js';
import { placeOf, reachOf, type Where } from './place.js';
import { holdRights, makerOf, rightsNow } from './rights.js';
import { type AccessToken, accessTokenId, accessTokens } from './token.model.js';
import { transaction } from './transaction.js';

export const NewAccessToken = z.object({
  name: OneLine.min(1, 'takes a name to know the token by'),
  scopes: z.array(z.enum(SCOPES)).min(1, 'takes at least one scope').max(SCOPES.length),
  expiresAt: z
    .date()
    .refine((date) => date > new Date(), 'takes a moment that is still to come')
    .nullish(),
});
export type NewAccessToken = z.infer<typeof NewAccessToken>;

const inUseIn = (where: Where) => ({ ...placeOf(where), ...inUse() });

/** So that a list of them is always whole. */
const MOST_IN_USE = 250;

/**
 * A token for the agency and all of its shops, or for one shop. The secret is known only to this answer.
 * `held`: what its maker may do there himself, as the door knows it: the most that the token may be given. It is read anew, since an old
 * right must not make a new token. A token of an app ends with that app's at the latest.
 * @throws {UserError} SCOPE_NOT_HELD, TOO_MANY_TOKENS
 */
export async function createAccessToken(
  where: Where,
  held: readonly Scope[],
  input: NewAccessToken,
): Promise<{ accessToken: AccessToken; secret: string }> {
  requireHeld(held, input.scopes);
  if ((await accessTokens.documents().countDocuments(inUseIn(where), { limit: MOST_IN_USE })) === MOST_IN_USE)
    throw new UserError('TOO_MANY_TOKENS', `${MOST_IN_USE} tokens are in use here: revoke those that nobody needs`);
  const secret = randomToken('sy_token');
  const wanted = {
    _id: new Types.ObjectId(),
    tokenHash: hashToken(secret),
    ...placeOf(where),
    name: input.name,
    scopes: [...new Set(input.scopes)],
    ending: secret.slice(-4),
    madeBy: makerOf(where.actor),
    createdAt: new Date(),
    revokedAt: null,
  };
  const accessToken = await transaction(where, async (tx): Promise<AccessToken> => {
    const session = tx.session!;
    await holdRights(where, session);
    const rights = await rightsNow(where, session);
    if (rights) requireHeld(rights.scopes, ['write_settings', ...input.scopes]);
    const made = { ...wanted, expiresAt: earlierOf(input.expiresAt ?? null, rights?.until ?? null) };
    await accessTokens.documents().insertOne(made, { session });
    await complete(tx, accessTokenId.encode(made._id));
    return made;
  });
  return { accessToken, secret };
}

function requireHeld(held: readonly Scope[], wanted: readonly Scope[]): void {
  const lacking = wanted.filter((scope) => !allows(held, scope));
  if (lacking.length === 0) return;
  const names = [...new Set(lacking)].join(', ');
  throw new UserError('SCOPE_NOT_HELD', `A token may do no more than whoever makes it: you lack ${names}`, ['scopes']);
}

/** Null is never. */
const earlierOf = (one: Date | null, other: Date | null): Date | null => (one && other ? (one < other ? one : other) : (one ?? other));

/** @throws {NotFound} */
export async function getAccessToken(where: Where, id: string): Promise<AccessToken> {
  const found = await accessTokens.documents().findOne({ _id: accessTokenId.decode(id, ['accessToken']), ...reachOf(where) });
  if (!found) throw new NotFound(id, ['accessToken']);
  return found;
}

/** Revoked here at once, in other processes within ten seconds; with the tokens it made and its open invitations. @throws {NotFound} */
export async function revokeAccessToken(where: Where, id: string): Promise<AccessToken> {
  const filter = { _id: accessTokenId.decode(id, ['accessToken']), ...reachOf(where) };
  const revoked = await transaction(where, async (tx) => {
    const session = tx.session!;
    const found = await accessTokens.documents().findOne(filter, { session });
    if (!found) throw new NotFound(id, ['accessToken']);
    await revokeTokens(session, where.agencyId, [found._id]);
    return (await accessTokens.documents().findOne(filter, { session }))!;
  });
  forgetCallers();
  return revoked;
}

/** The tokens in use that reach the whole agency, or those bound to the shop; the newest first. */
export const listAccessTokens = (where: Where): Promise<AccessToken[]> =>
  accessTokens
    .documents()
    .find(inUseIn(where), { sort: { _id: -1 }, limit: MOST_IN_USE })
    .toArray() as Promise<AccessToken[]>;
