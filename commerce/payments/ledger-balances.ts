import { UserError } from '#platform/errors.js';
import { type Filter, isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import { type LedgerAccount, type LedgerEntry, ledgerEntries } from './ledger.model.js';
import { type Balance, checkpoints } from './ledger-checkpoint.model.js';

/** Every account that anything was ever booked to. `before`: as it stood at that moment. */
export async function balancesOf(shop: ShopContext, before: Date | null = null): Promise<Balance[]> {
  const known = await checkpoints.in(shop).findOne({});
  const from = known && (!before || known.before <= before) ? known : null;
  return sumOf([...(from?.balances ?? []), ...(await movedBetween(shop, from?.before ?? null, before))]);
}

/**
 * Writes down what stood in every account at `before`, from what was written down the last time. Not of the last hours: a booking that
 * has its time may still be on its way.
 */
export async function checkpointBalances(shop: ShopContext, before: Date): Promise<void> {
  const known = await checkpoints.in(shop).findOne({});
  if (known && known.before >= before) return;
  const balances = await balancesOf(shop, before);
  if (known) return void (await checkpoints.in(shop).set({ _id: known._id, before: known.before }, { $set: { before, balances } }));
  try {
    await checkpoints.in(shop).insert({ before, balances });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // two at once
  }
}

/** What was booked from one moment until before another, by account. */
async function movedBetween(shop: ShopContext, from: Date | null, to: Date | null): Promise<Balance[]> {
  const bounds = { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) };
  const rows = await ledgerEntries
    .in(shop)
    .aggregate<{ _id: { account: LedgerAccount; currency: string }; amount: number }>([
      ...(from || to ? [{ $match: { createdAt: bounds } }] : []),
      { $unwind: '$lines' },
      { $group: { _id: { account: '$lines.account', currency: '$currency' }, amount: { $sum: '$lines.amount' } } },
    ]);
  return rows.map(({ _id, amount }) => ({ ..._id, amount }));
}

/** One for each account and currency, in the order of their names. */
function sumOf(parts: readonly Balance[]): Balance[] {
  const sums = new Map<string, Balance>();
  for (const { account, currency, amount } of parts) {
    const name = `${currency}/${account}`;
    sums.set(name, { account, currency, amount: amount + (sums.get(name)?.amount ?? 0) });
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, balance]) => balance);
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
