import { disputeId, listDisputes } from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { money } from '#server/graphql/money.js';
import { orderBehind, paymentBehind } from './behind.js';

export const disputeResolvers: Resolvers = {
  Shop: { disputes: ({ context }, args) => listDisputes(context, args) },
  Order: { disputes: ({ _id, shopId }, args, request) => listDisputes(request.shopOf(shopId), args, _id) },
  Dispute: {
    id: ({ _id }) => disputeId.encode(_id),
    amount: ({ amount, currency }) => money(amount, currency),
    order: orderBehind,
    payment: paymentBehind,
  },
};
