import {
  fulfillmentId,
  fulfillmentsOf,
  fulfillOrder,
  fulfillOrders,
  getFulfillment,
  NewFulfillment,
  OrdersToFulfill,
} from '#commerce/fulfillment/index.js';
import { getOrder, orderLineId } from '#commerce/orders/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { userErrorsOf } from '#server/graphql/user-errors.js';

export const fulfillmentResolvers: Resolvers = {
  Order: {
    fulfillments: ({ _id, shopId }, _args, request) => request.loader(request.shopOf(shopId), 'fulfillmentsOf', fulfillmentsOf).load(_id),
  },
  Mutation: {
    orderFulfill: shopMutation(NewFulfillment, (shop, input, { order }: { order: string }) => fulfillOrder(shop, order, input), {
      replay: async (shop, [order, fulfillment]) => ({
        order: await getOrder(shop, order!),
        fulfillment: fulfillment ? await getFulfillment(shop, fulfillment) : null,
      }),
    }),
    ordersFulfill: shopMutation(OrdersToFulfill, async (shop, input) => ({
      results: (await fulfillOrders(shop, input)).map(({ order, refused }, index) => ({
        index,
        order,
        userErrors: refused ? userErrorsOf(refused, ['input']).map((told) => ({ ...told, field: ['input', 'orders', String(index)] })) : [],
      })),
    })),
  },
  Fulfillment: {
    id: ({ _id }) => fulfillmentId.encode(_id),
    lines: ({ lines }) => lines.map(({ lineId, quantity }) => ({ line: orderLineId.encode(lineId), quantity })),
  },
};
