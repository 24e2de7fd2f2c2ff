import { customerId, findCustomer, listCustomers } from '#commerce/customers/index.js';
import { listOrdersOf } from '#commerce/orders/index.js';
import type { Resolvers } from '#server/generated/admin.js';

export const customerResolvers: Resolvers = {
  Shop: {
    customers: ({ context }, args) => listCustomers(context, args),
    customer: ({ context }, { id }) => findCustomer(context, id),
  },
  Customer: {
    id: ({ _id }) => customerId.encode(_id),
    orders: ({ _id, shopId }, args, request) => listOrdersOf(request.shopOf(shopId), _id, args),
  },
};
