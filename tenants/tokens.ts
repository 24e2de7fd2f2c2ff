import { Types } from 'mongoose';
import { z } from 'zod';
import { hashToken, randomToken } from '#platform/crypto.js';
import { NotFound } from '#platform/errors.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { forgetCallers } from './access.js';
import { AgencyContext, type ShopContext } from './context.js';
import { SCOPES } from './permissions.js';
import { type AccessToken, accessTokenId, accessTokens } from './token.model.js';

export const NewAccessToken = z.object({
  name: z.string().trim().min(1, 'a name to know the token by').max(100),
  scopes: z.array(z.enum(SCOPES)).min(1, 'at least one scope').max(SCOPES.length),
  expiresAt: z.date().min(new Date(0)).nullish(),
});
export type NewAccessToken = z.infer<typeof NewAccessToken>;

type Where = AgencyContext | ShopContext;
const bounds = (where: Where) => ({ agencyId: where.agencyId, ...(where instanceof AgencyContext ? {} : { shopId: where.shopId }) });

/** A token for the agency and all of its shops, or for one shop. The secret is known only to this answer. */
export async function createAccessToken(where: Where, input: NewAccessToken): Promise<{ accessToken: AccessToken; secret: string }> {
  const secret = randomToken('sy_token');
  const accessToken: AccessToken = {
    _id: new Types.ObjectId(),
    tokenHash: hashToken(secret),
    agencyId: where.agencyId,
    shopId: where instanceof AgencyContext ? null : where.shopId,
    name: input.name,
    scopes: [...new Set(input.scopes)],
    ending: secret.slice(-4),
    createdAt: new Date(),
    expiresAt: input.expiresAt ?? null,
    revokedAt: null,
  };
  await accessTokens.documents().insertOne(accessToken);
  return { accessToken, secret };
}

/** Revoked here at once, in other processes within ten seconds. @throws {NotFound} */
export async function revokeAccessToken(where: Where, id: string): Promise<AccessToken> {
  const filter = { _id: accessTokenId.decode(id, ['accessToken']), ...bounds(where) };
  const revoked = await accessTokens
    .documents()
    .findOneAndUpdate(filter, [{ $set: { revokedAt: { $ifNull: ['$revokedAt', '$$NOW'] } } }], { returnDocument: 'after' });
  if (!revoked) throw new NotFound(id, ['accessToken']);
  forgetCallers();
  return revoked;
}

/** The tokens of an agency (its shops' too) or of a shop, the newest first. */
export function listAccessTokens(where: Where, args: PageArgs): Promise<Page<AccessToken>> {
  return page<AccessToken>(
    (filter, { sort, limit }) => accessTokens.documents().find(filter, { sort, limit }).toArray() as Promise<AccessToken[]>,
    bounds(where),
    [['_id', -1]],
    args,
  );
}
