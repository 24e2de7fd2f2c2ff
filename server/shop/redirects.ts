import { redirectAt } from '#commerce/redirects/index.js';
import type { Resolvers } from '#server/generated/shop.js';

export const redirectResolvers: Resolvers = {
  Query: { redirect: (_root, { path }, { shop }) => redirectAt(shop, path) },
};
