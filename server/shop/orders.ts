import { Checkout, completeCheckout, orderOfCart } from '#commerce/checkout/index.js';
import { findOrderByToken } from '#commerce/orders/index.js';
import type { Resolvers } from '#server/generated/shop.js';
import { shopperMutation } from '#server/graphql/mutations.js';
import { orderFields, orderLineFields } from '#server/graphql/order-fields.js';

export const orderResolvers: Resolvers = {
  Query: {
    order: async (_root, { token }, { shop }) => {
      const order = await findOrderByToken(shop, token);
      return order && { ...order, token };
    },
  },
  Mutation: {
    checkoutComplete: shopperMutation(
      Checkout,
      async (shop, input, { cart }: { cart: string }) => ({ order: await completeCheckout(shop, cart, input) }),
      { replay: async (shop, _ids, _request, { cart }) => ({ order: await orderOfCart(shop, cart) }) },
    ),
  },
  Order: orderFields,
  OrderLine: orderLineFields,
};
