import { z } from 'zod';
import type { MutationAccessTokenRevokeArgs, Resolvers } from '#server/generated/admin.js';
import { agencyMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import {
  type AgencyContext,
  accessTokenId,
  agencyId,
  createAccessToken,
  getAccessToken,
  NewAccessToken,
  revokeAccessToken,
  type Scope,
  type ShopContext,
} from '#tenants/index.js';

/** Where a token is made: the mutations below take either. */
type Where = AgencyContext | ShopContext;

const heldIn = (where: Where, request: AdminRequest): readonly Scope[] =>
  'shopId' in where ? request.openedShopOf(where.shopId).scopes : request.openAgency(agencyId.encode(where.agencyId)).scopes;

export const tokenResolvers: Resolvers = {
  Mutation: {
    accessTokenCreate: agencyMutation(
      NewAccessToken,
      (where: Where, input, _args, request) => createAccessToken(where, heldIn(where, request), input),
      { replay: async (where: Where, [id]) => ({ accessToken: await getAccessToken(where, id!), secret: null as string | null }) },
    ),
    accessTokenRevoke: agencyMutation(z.object({}), async (where: Where, _input, { accessToken }: MutationAccessTokenRevokeArgs) => ({
      accessToken: await revokeAccessToken(where, accessToken),
    })),
  },
  AccessToken: { id: ({ _id }) => accessTokenId.encode(_id) },
};
