import { z } from 'zod';
import { getOrder } from '#commerce/orders/index.js';
import {
  callbackUrlOf,
  capturePayment,
  connectPaymentAccount,
  disablePaymentAccount,
  enablePaymentAccount,
  getPayment,
  getPaymentAccount,
  knownWays,
  listPaymentAccounts,
  listPayments,
  MarkPaid,
  type MethodChoice,
  markPaid,
  methodChoices,
  NewPaymentAccount,
  offeredMethods,
  PaymentAccountChange,
  PaymentMethodChoices,
  paymentAccountId,
  paymentId,
  paymentMethodTypesOf,
  updatePaymentAccount,
  updatePaymentMethods,
} from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { money, moneyOrNull } from '#server/graphql/money.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { told } from '#server/graphql/user-errors.js';
import { inShopCurrency } from '#tenants/index.js';

type OfAccount = { paymentAccount: string };

const shown = (choices: readonly MethodChoice[], currency: string) =>
  choices.map(({ minAmount, maxAmount, places, ...choice }) => ({
    ...choice,
    minAmount: moneyOrNull(minAmount, currency),
    maxAmount: moneyOrNull(maxAmount, currency),
    places: places && [...places],
  }));

export const paymentResolvers: Resolvers = {
  Shop: {
    paymentAccounts: ({ context }) => listPaymentAccounts(context),
    paymentMethods: async ({ context }) => shown(await methodChoices(context), context.currency),
    paymentWays: ({ context }) => knownWays(context),
    offeredPaymentMethods: ({ context }, { place, amount }) =>
      offeredMethods(context, place, amount ? inShopCurrency(context, amount, ['amount']) : null),
  },
  Order: { payments: ({ _id, shopId }, args, request) => listPayments(request.shopOf(shopId), _id, args) },
  Mutation: {
    paymentMethodsUpdate: shopMutation(PaymentMethodChoices, async (shop, input) => ({
      paymentMethods: shown(await updatePaymentMethods(shop, input), shop.currency),
    })),
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
    paymentAccountEnable: shopMutation(z.object({}), async (shop, _input, { paymentAccount }: OfAccount) => ({
      paymentAccount: await enablePaymentAccount(shop, paymentAccount),
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
    byDefault: ({ byDefault = false }) => byDefault,
    instructions: ({ settings }) => settings.instructions || null,
    transferInstructions: ({ settings }) => settings.transfer || null,
    publishableKey: ({ settings }) => settings.publishableKey ?? null,
    capture: ({ provider, settings }) => (provider === 'STRIPE' ? (settings.capture === 'MANUAL' ? 'MANUAL' : 'AUTOMATIC') : null),
    paymentMethodTypes: ({ provider, settings }) => (provider === 'STRIPE' ? paymentMethodTypesOf(settings) : null),
  },
  Payment: {
    id: ({ _id }) => paymentId.encode(_id),
    amount: ({ amount, currency }) => money(amount, currency),
    references: ({ references }) => Object.entries(references).map(([kind, reference]) => ({ kind, reference })),
    failure: ({ failure }, _args, request) => told(failure, request),
    mismatches: ({ mismatches }) => [...mismatches],
    proofs: ({ proofs = [] }) => [...proofs],
  },
};
