import { Types } from 'mongoose';
import { z } from 'zod';
import { hashToken, randomToken } from '#platform/crypto.js';
import { NotFound, UserError } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import { forgetCallers } from './access.js';
import { AgencyContext, type ShopContext } from './context.js';
import { complete } from './idempotency.js';
import { allows, SCOPES, type Scope } from './permissions.js';
import { type AccessToken, accessTokenId, accessTokens } from './token.model.js';
import { transaction } from './transaction.js';

export const NewAccessToken = z.object({
  name: z.string().trim().min(1, 'takes a name to know the token by').max(100),
  scopes: z.array(z.enum(SCOPES)).min(1, 'takes at least one scope').max(SCOPES.length),
  expiresAt: z
    .date()
    .refine((date) => date > new Date(), 'takes a moment that is still to come')
    .nullish(),
});
export type NewAccessToken = z.infer<typeof NewAccessToken>;

type Where = AgencyContext | ShopContext;

const ownerOf = (where: Where) => ({ agencyId: where.agencyId, shopId: where instanceof AgencyContext ? null : where.shopId });
/** An agency reaches its shops' tokens too. */
const reachOf = (where: Where) => ({ agencyId: where.agencyId, ...(where instanceof AgencyContext ? {} : { shopId: where.shopId }) });
const inUse = (where: Where): Filter<AccessToken> => ({
  ...ownerOf(where),
  revokedAt: null,
  $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }],
});

/** So that a list of them is always whole. */
const MOST_IN_USE = 250;

/**
 * A token for the agency and all of its shops, or for one shop. The secret is known only to this answer.
 * `held`: what its maker may do there himself, which is the most that the token may be given.
 * @throws {UserError} SCOPE_NOT_HELD, TOO_MANY_TOKENS
 */
export async function createAccessToken(
  where: Where,
  held: readonly Scope[],
  input: NewAccessToken,
): Promise<{ accessToken: AccessToken; secret: string }> {
  const lacking = input.scopes.filter((scope) => !allows(held, scope));
  if (lacking.length > 0)
    throw new UserError('SCOPE_NOT_HELD', `A token may do no more than whoever makes it: you lack ${lacking.join(', ')}`, ['scopes']);
  if ((await accessTokens.documents().countDocuments(inUse(where), { limit: MOST_IN_USE })) === MOST_IN_USE)
    throw new UserError('TOO_MANY_TOKENS', `${MOST_IN_USE} tokens are in use here: revoke those that nobody needs`);
  const secret = randomToken('sy_token');
  const accessToken: AccessToken = {
    _id: new Types.ObjectId(),
    tokenHash: hashToken(secret),
    ...ownerOf(where),
    name: input.name,
    scopes: [...new Set(input.scopes)],
    ending: secret.slice(-4),
    createdAt: new Date(),
    expiresAt: input.expiresAt ?? null,
    revokedAt: null,
  };
  await transaction(where, async (tx) => {
    await accessTokens.documents().insertOne(accessToken, tx.session ? { session: tx.session } : {});
    await complete(tx, accessTokenId.encode(accessToken._id));
  });
  return { accessToken, secret };
}

/** @throws {NotFound} */
export async function getAccessToken(where: Where, id: string): Promise<AccessToken> {
  const found = await accessTokens.documents().findOne({ _id: accessTokenId.decode(id, ['accessToken']), ...reachOf(where) });
  if (!found) throw new NotFound(id, ['accessToken']);
  return found;
}

/** Revoked here at once, in other processes within ten seconds. @throws {NotFound} */
export async function revokeAccessToken(where: Where, id: string): Promise<AccessToken> {
  const filter = { _id: accessTokenId.decode(id, ['accessToken']), ...reachOf(where) };
  const revoked = await accessTokens
    .documents()
    .findOneAndUpdate(filter, [{ $set: { revokedAt: { $ifNull: ['$revokedAt', '$$NOW'] } } }], { returnDocument: 'after' });
  if (!revoked) throw new NotFound(id, ['accessToken']);
  forgetCallers();
  return revoked;
}

/** The tokens in use that reach the whole agency, or those bound to the shop; the newest first. */
export const listAccessTokens = (where: Where): Promise<AccessToken[]> =>
  accessTokens
    .documents()
    .find(inUse(where), { sort: { _id: -1 }, limit: MOST_IN_USE })
    .toArray() as Promise<AccessToken[]>;
