import { CatalogExport, exportAddress } from '#commerce/exports/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';

export const exportResolvers: Resolvers = {
  Mutation: {
    catalogExport: shopMutation(CatalogExport, async (shop, input) => ({ catalogExport: exportAddress(shop, input) })),
  },
};
