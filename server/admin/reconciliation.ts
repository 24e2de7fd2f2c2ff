import {
  actionsOf,
  DifferenceResolution,
  differenceId,
  getDifference,
  listDifferences,
  listReconciliations,
  reconciliationId,
  resolveDifference,
} from '#commerce/payments/index.js';
import { isCurrency } from '#platform/money.js';
import type { Resolvers } from '#server/generated/admin.js';
import { money } from '#server/graphql/money.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { told } from '#server/graphql/user-errors.js';
import { accountBehind, orderBehind, paymentBehind, refundBehind } from './behind.js';

export const reconciliationResolvers: Resolvers = {
  Shop: {
    reconciliations: ({ context }, args) => listReconciliations(context, args),
    differences: ({ context }, args) => listDifferences(context, args),
  },
  Mutation: {
    differenceResolve: shopMutation(
      DifferenceResolution,
      async (shop, input, { difference }: { difference: string }) => ({ difference: await resolveDifference(shop, difference, input) }),
      { replay: async (shop, [id]) => ({ difference: await getDifference(shop, id!) }) },
    ),
  },
  Reconciliation: {
    id: ({ _id }) => reconciliationId.encode(_id),
    account: accountBehind,
    error: ({ error }, _args, request) => told(error, request),
  },
  Difference: {
    id: ({ _id }) => differenceId.encode(_id),
    actions: actionsOf,
    account: accountBehind,
    order: orderBehind,
    payment: paymentBehind,
    refund: refundBehind,
    reference: ({ line }) => line?.reference ?? null,
    occurredAt: ({ line }) => line?.at ?? null,
  },
  DifferenceSide: {
    // A provider's own word may be in a currency that nobody knows, or in a fraction.
    amount: ({ amount, currency }) => (isCurrency(currency) && Number.isSafeInteger(amount) ? money(amount, currency) : null),
  },
};
