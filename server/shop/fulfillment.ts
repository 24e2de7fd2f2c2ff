import { fulfillmentId, fulfillmentsOf } from '#commerce/fulfillment/index.js';
import { orderLineId } from '#commerce/orders/index.js';
import type { Resolvers } from '#server/generated/shop.js';

export const fulfillmentResolvers: Resolvers = {
  Order: { fulfillments: ({ _id }, _args, request) => request.loader(request.shop, 'fulfillmentsOf', fulfillmentsOf).load(_id) },
  Fulfillment: {
    id: ({ _id }) => fulfillmentId.encode(_id),
    lines: ({ lines }) => lines.map(({ lineId, quantity }) => ({ line: orderLineId.encode(lineId), quantity })),
  },
};
