import { z } from 'zod';
import { getOrder } from '#commerce/orders/index.js';
import {
  callbackUrlOf,
  capturePayment,
  connectPaymentAccount,
  disablePaymentAccount,
  getPayment,
  getPaymentAccount,
  listPaymentAccounts,
  listPayments,
  MarkPaid,
  markPaid,
  NewPaymentAccount,
  PaymentAccountChange,
  paymentAccountId,
  paymentId,
  paymentMethodTypesOf,
  updatePaymentAccount,
} from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { money } from '#server/graphql/money.js';
import { shopMutation } from '#server/graphql/mutations.js';

type OfAccount = { paymentAccount: string };

export const paymentResolvers: Resolvers = {
  Shop: { paymentAccounts: ({ context }) => listPaymentAccounts(context) },
  Order: { payments: ({ _id, shopId }, args, request) => listPayments(request.shopOf(shopId), _id, args) },
  Mutation: {
    paymentAccountConnect: shopMutation(
      NewPaymentAccount,
      async (shop, input) => ({ paymentAccount: await connectPaymentAccount(shop, input) }),
      { replay: async (shop, [id]) => ({ paymentAccount: await getPaymentAccount(shop, id!) }) },
    ),
    paymentAccountUpdate: shopMutation(PaymentAccountChange, async (shop, input, { paymentAccount }: OfAccount) => ({
      paymentAccount: await updatePaymentAccount(shop, paymentAccount, input),
    })),
    paymentAccountDisable: shopMutation(z.object({}), async (shop, _input, { paymentAccount }: OfAccount) => ({
      paymentAccount: await disablePaymentAccount(shop, paymentAccount),
    })),
    paymentCapture: shopMutation(
      z.object({}),
      async (shop, _input, { payment }: { payment: string }) => ({ payment: await capturePayment(shop, payment) }),
      { replay: async (shop, [id]) => ({ payment: await getPayment(shop, id!) }) },
    ),
    orderMarkPaid: shopMutation(
      MarkPaid,
      async (shop, input, { order }: { order: string }) => ({ order: await markPaid(shop, order, input) }),
      { replay: async (shop, [id]) => ({ order: await getOrder(shop, id!) }) },
    ),
  },
  PaymentAccount: {
    id: ({ _id }) => paymentAccountId.encode(_id),
    callbackUrl: callbackUrlOf,
    instructions: ({ settings }) => settings.instructions ?? null,
    publishableKey: ({ settings }) => settings.publishableKey ?? null,
    capture: ({ provider, settings }) => (provider === 'STRIPE' ? (settings.capture === 'MANUAL' ? 'MANUAL' : 'AUTOMATIC') : null),
    paymentMethodTypes: ({ provider, settings }) => (provider === 'STRIPE' ? paymentMethodTypesOf(settings) : null),
  },
  Payment: {
    id: ({ _id }) => paymentId.encode(_id),
    amount: ({ amount, currency }) => money(amount, currency),
    references: ({ references }) => Object.entries(references).map(([kind, reference]) => ({ kind, reference })),
    mismatches: ({ mismatches }) => [...mismatches],
  },
};
