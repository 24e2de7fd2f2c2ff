import { listRefunds } from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/shop.js';
import { money } from '#server/graphql/money.js';
import { refundFields } from '#server/graphql/refund-fields.js';

export const refundResolvers: Resolvers = {
  Order: {
    refunds: ({ _id }, args, request) => listRefunds(request.shop, _id, args),
    refunded: ({ refunded, currency }) => money(refunded ?? 0, currency),
  },
  Refund: refundFields,
};
