import type { Resolvers } from '#server/generated/admin.js';
import { orNull } from '#server/graphql/errors.js';
import { agencyMutation } from '#server/graphql/mutations.js';
import {
  AgencyChanges,
  agencyId,
  changeAgency,
  countShops,
  findShopIds,
  listAccessTokens,
  listShops,
  listShopTags,
  shopId,
} from '#tenants/index.js';

export const agencyResolvers: Resolvers = {
  Query: { agency: (_root, { id }, request) => orNull(Promise.resolve().then(() => request.openAgency(id))) },
  Mutation: {
    agencyUpdate: agencyMutation(AgencyChanges, async (agency, input, _args, request) => {
      await changeAgency(agency, input);
      return { agency: request.openAgency(agencyId.encode(agency.agencyId)) };
    }),
  },
  Agency: {
    id: ({ context }) => agencyId.encode(context.agencyId),
    name: async (agency, _args, request) => (await request.agencyDocumentOf(agency)).name,
    createdAt: async (agency, _args, request) => (await request.agencyDocumentOf(agency)).createdAt,
    shops: async ({ context }, args, request) => {
      const { edges, pageInfo } = await listShops(context, args);
      const opened = edges.map(({ node, cursor }) => ({ cursor, node: request.openListedShop(node) }));
      return { edges: opened, nodes: opened.map(({ node }) => node), pageInfo };
    },
    shopsCount: ({ context }, { query }) => countShops(context, query),
    shopIds: async ({ context }, { query }) => {
      const { ids, more } = await findShopIds(context, query);
      return { ids: ids.map((id) => shopId.encode(id)), more };
    },
    shopTags: ({ context }) => listShopTags(context),
    viewerScopes: ({ scopes }) => [...scopes],
    accessTokens: ({ context }) => listAccessTokens(context),
  },
};
