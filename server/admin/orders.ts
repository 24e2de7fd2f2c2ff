import { cancelOrder, OrderCancellation } from '#commerce/checkout/index.js';
import { customersById } from '#commerce/customers/index.js';
import { findOrder, getOrder, listOrders, orderId } from '#commerce/orders/index.js';
import { payInSandbox, SandboxPayment, sandboxWaysOf } from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { percent } from '#server/graphql/money.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { orderFields, orderLineFields, unitFields } from '#server/graphql/order-fields.js';
import { listEventsOf } from '#tenants/index.js';
import { shopVariants } from './products.js';

export const orderResolvers: Resolvers = {
  Shop: {
    orders: ({ context }, args) => listOrders(context, args),
    order: ({ context }, { id, number }) => findOrder(context, { id: id ?? null, number: number ?? null }),
  },
  Mutation: {
    orderSandboxPay: shopMutation(SandboxPayment, (shop, input, { order }: { order: string }) => payInSandbox(shop, order, input)),
    orderCancel: shopMutation(
      OrderCancellation,
      async (shop, input, { order }: { order: string }) => ({ order: await cancelOrder(shop, order, input) }),
      { replay: async (shop, [id]) => ({ order: await getOrder(shop, id!) }) },
    ),
  },
  Order: {
    sandboxWays: (order, _args, request) => sandboxWaysOf(request.shopOf(order.shopId), order),
    ...orderFields,
    shop: ({ shopId }, _args, request) => request.openedShopOf(shopId),
    taxRate: ({ taxRate }) => percent(taxRate),
    customer: ({ shopId, customerId }, _args, request) =>
      customerId && request.loader(request.shopOf(shopId), 'customersById', customersById).load(customerId),
    events: ({ _id, shopId }, args, request) => listEventsOf(request.shopOf(shopId), orderId.encode(_id), args),
  },
  OrderLine: {
    ...orderLineFields,
    units: ({ units, currency }) => units.map((unit) => ({ ...unit, currency })),
    variant: ({ variantId, shopId }, _args, request) =>
      request.loader(request.shopOf(shopId), 'variantsAsTheyAre', shopVariants).load(variantId),
  },
  OrderLineUnits: unitFields,
};
