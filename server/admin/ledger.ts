import { balancesOf, ledgerEntryId, ledgerKindOf, listLedger } from '#commerce/payments/index.js';
import type { LedgerEntryKind, Resolvers } from '#server/generated/admin.js';
import { money } from '#server/graphql/money.js';
import { orderBehind, paymentBehind } from './behind.js';

export const ledgerResolvers: Resolvers = {
  Shop: {
    ledger: ({ context }, args) => listLedger(context, args),
    balances: async ({ context }) =>
      (await balancesOf(context)).map(({ account, amount, currency }) => ({ account, amount: money(amount, currency) })),
  },
  LedgerEntry: {
    id: ({ _id }) => ledgerEntryId.encode(_id),
    kind: (entry) => ledgerKindOf(entry).toUpperCase().replaceAll('-', '_') as LedgerEntryKind,
    lines: ({ lines, currency }) => lines.map(({ account, amount }) => ({ account, amount: money(amount, currency) })),
    order: orderBehind,
    payment: paymentBehind,
  },
};
