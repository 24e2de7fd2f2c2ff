import { UserError } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import { type LedgerAccount, type LedgerEntry, ledgerEntries } from './ledger.model.js';

/** What stands in one account of a shop's ledger. */
interface Balance {
  account: LedgerAccount;
  currency: string;
  /** Minor units; negative on the side of those who have the money or are owed it. */
  amount: number;
}

/** Every account that anything was ever booked to. `before`: as it stood at that moment. */
export async function balancesOf(shop: ShopContext, before: Date | null = null): Promise<Balance[]> {
  const rows = await ledgerEntries
    .in(shop)
    .aggregate<{ _id: { account: LedgerAccount; currency: string }; amount: number }>([
      ...(before ? [{ $match: { createdAt: { $lt: before } } }] : []),
      { $unwind: '$lines' },
      { $group: { _id: { account: '$lines.account', currency: '$currency' }, amount: { $sum: '$lines.amount' } } },
      { $sort: { '_id.currency': 1, '_id.account': 1 } },
    ]);
  return rows.map(({ _id, amount }) => ({ ..._id, amount }));
}

/** From the first moment of a period until before its end; without one, unbounded. */
interface Period {
  from?: Date | null | undefined;
  to?: Date | null | undefined;
}

/** The newest first. @throws {UserError} INVALID_INPUT for a period that ends before it begins */
export function listLedger(shop: ShopContext, { from, to, ...args }: PageArgs & Period): Promise<Page<LedgerEntry>> {
  if (from && to && from > to) throw new UserError('INVALID_INPUT', 'to: is before from', ['to']);
  const bounds = { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) };
  const filter: Filter<LedgerEntry> = from || to ? { createdAt: bounds } : {};
  return page<LedgerEntry>(
    (bounded, reading) => ledgerEntries.in(shop).find(bounded, reading),
    filter,
    [
      ['createdAt', -1],
      ['_id', -1],
    ],
    args,
  );
}
