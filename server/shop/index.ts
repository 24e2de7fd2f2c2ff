import type { Resolvers as ShopResolvers } from '#server/generated/shop.js';

/** The shop API's resolvers, a file a noun. */
export const shopResolvers: readonly ShopResolvers[] = [];
