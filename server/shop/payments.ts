import {
  type Action,
  listPayments,
  methodsForOrder,
  offeredMethods,
  type Payment,
  PaymentProofGiven,
  PaymentStart,
  paymentId,
  resumePayment,
  type StartedPayment,
  startPayment,
  submitProof,
} from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/shop.js';
import { money } from '#server/graphql/money.js';
import { shopperMutation } from '#server/graphql/mutations.js';
import { inShopCurrency } from '#tenants/index.js';

/** A payment, and beside it what `paymentStart` told the buyer to do. */
export type BuyersPayment = Payment & { action?: Action | null };

const started = ({ payment, action }: StartedPayment): { payment: BuyersPayment } => ({ payment: { ...payment, action } });

type Start = { order: string; input: { payer?: { openId?: string | null | undefined } | null | undefined } };

export const paymentResolvers: Resolvers = {
  Shop: {
    paymentMethods: (shop, { place, amount }, request) =>
      offeredMethods(shop, place ?? request.place, amount ? inShopCurrency(shop, amount, ['amount']) : null),
  },
  Order: {
    payments: ({ _id }, args, request) => listPayments(request.shop, _id, args),
    paymentMethods: (order, { place }, request) => methodsForOrder(request.shop, order, place ?? request.place),
  },
  Mutation: {
    paymentStart: shopperMutation(
      PaymentStart,
      async (shop, input, { order }: Start, { payerAddress, place }) =>
        started(await startPayment(shop, order, { ...input, place: input.place ?? place }, payerAddress)),
      {
        replay: async (shop, [id], { payerAddress }, { input }) =>
          started(await resumePayment(shop, id!, { address: payerAddress, openId: input.payer?.openId ?? null })),
      },
    ),
    paymentProofSubmit: shopperMutation(PaymentProofGiven, async (shop, input, { order }: { order: string }) => ({
      payment: await submitProof(shop, order, input),
    })),
  },
  Payment: {
    proofs: ({ proofs = [] }) => [...proofs],
    id: ({ _id }) => paymentId.encode(_id),
    amount: ({ amount, currency }) => money(amount, currency),
    action: ({ action }) => action ?? null,
  },
  PaymentAction: { __resolveType: ({ kind }) => kind },
};
