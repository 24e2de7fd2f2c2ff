import { getOrder, orderLineId, refundableOf, refundedQuantity } from '#commerce/orders/index.js';
import { createRefund, getRefund, listRefunds, paymentsByIds, type Refund, RefundCreate } from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { money } from '#server/graphql/money.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { refundFields } from '#server/graphql/refund-fields.js';
import { told } from '#server/graphql/user-errors.js';

/** A line of a refund, and what its amounts are in. */
export type ShownRefundLine = Refund['lines'][number] & { currency: string };

export const refundResolvers: Resolvers = {
  Order: {
    refunds: ({ _id, shopId }, args, request) => listRefunds(request.shopOf(shopId), _id, args),
    refunded: ({ refunded, currency }) => money(refunded ?? 0, currency),
    refundable: (order) => money(refundableOf(order), order.currency),
  },
  OrderLine: { refundedQuantity },
  OrderLineUnits: { refunded: ({ refunded = 0 }) => refunded },
  Mutation: {
    refundCreate: shopMutation(
      RefundCreate,
      async (shop, input, { order }: { order: string }) => made(await createRefund(shop, order, input)),
      {
        replay: async (shop, [order, ...ids]) =>
          made({ order: await getOrder(shop, order!), refunds: await Promise.all(ids.map((id) => getRefund(shop, id))) }),
      },
    ),
  },
  Refund: {
    ...refundFields,
    payment: ({ shopId, paymentId }, _args, request) =>
      request.loader(request.shopOf(shopId), 'paymentsByIds', paymentsByIds).load(paymentId),
    lines: ({ lines, currency }) => lines.map((line) => ({ ...line, currency })),
    rest: ({ rest, currency }) => money(rest, currency),
    failure: ({ failure }, _args, request) => told(failure, request),
    references: ({ references }) => Object.entries(references).map(([kind, reference]) => ({ kind, reference })),
  },
  RefundLine: {
    line: ({ lineId }) => orderLineId.encode(lineId),
    amount: ({ amount, currency }) => money(amount, currency),
    discount: ({ discount, currency }) => money(discount, currency),
    tax: ({ tax, currency }) => money(tax, currency),
  },
};

const made = ({ order, refunds }: Awaited<ReturnType<typeof createRefund>>) => ({ order, refunds, refund: refunds[0]! });
