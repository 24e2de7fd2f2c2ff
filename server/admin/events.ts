import type { Resolvers } from '#server/generated/admin.js';
import { eventId } from '#tenants/index.js';

export const eventResolvers: Resolvers = {
  Event: { id: ({ _id }) => eventId.encode(_id) },
};
