import {
  type Action,
  listPayments,
  type Payment,
  PaymentStart,
  paymentId,
  resumePayment,
  type StartedPayment,
  startPayment,
} from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/shop.js';
import { money } from '#server/graphql/money.js';
import { shopperMutation } from '#server/graphql/mutations.js';

/** A payment, and beside it what `paymentStart` told the buyer to do. */
export type BuyersPayment = Payment & { action?: Action | null };

const started = ({ payment, action }: StartedPayment): { payment: BuyersPayment } => ({ payment: { ...payment, action } });

type Start = { order: string; input: { payer?: { openId?: string | null | undefined } | null | undefined } };

export const paymentResolvers: Resolvers = {
  Order: { payments: ({ _id }, args, request) => listPayments(request.shop, _id, args) },
  Mutation: {
    paymentStart: shopperMutation(
      PaymentStart,
      async (shop, input, { order }: Start, { clientAddress }) => started(await startPayment(shop, order, input, clientAddress)),
      {
        replay: async (shop, [id], { clientAddress }, { input }) =>
          started(await resumePayment(shop, id!, { address: clientAddress, openId: input.payer?.openId ?? null })),
      },
    ),
  },
  Payment: {
    id: ({ _id }) => paymentId.encode(_id),
    amount: ({ amount, currency }) => money(amount, currency),
    action: ({ action }) => action ?? null,
  },
  PaymentAction: { __resolveType: ({ kind }) => kind },
};
