import { customerId, listCustomers } from '#commerce/customers/index.js';
import type { Resolvers } from '#server/generated/admin.js';

export const customerResolvers: Resolvers = {
  Shop: { customers: ({ context }, args) => listCustomers(context, args) },
  Customer: { id: ({ _id }) => customerId.encode(_id) },
};
