import type { Resolvers as AdminResolvers } from '#server/generated/admin.js';

/** The admin API's resolvers, a file a noun. */
export const adminResolvers: readonly AdminResolvers[] = [];
