import type { Resolvers } from '#server/generated/admin.js';
import { eventId, listEvents, shopId } from '#tenants/index.js';

export const eventResolvers: Resolvers = {
  Shop: { events: ({ context }, args) => listEvents(context, args) },
  Agency: { events: ({ context }, args) => listEvents(context, args) },
  Event: {
    id: ({ _id }) => eventId.encode(_id),
    shop: (event, _args, request) => request.openShop(shopId.encode(event.shopId)),
  },
};
