import type { Types } from 'mongoose';
import { type Lease, leases } from '#platform/lease.js';
import { log } from '#platform/log.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { acrossShops, plan, type ShopContext, shopForJob, transaction } from '#tenants/index.js';
import { type PaymentAccount, paymentAccounts } from '../account.model.js';
import { type Payment, payments } from '../payment.model.js';
import { providers } from '../providers.js';
import { newReconciliation, reconciliationId, reconciliations } from './reconciliation.model.js';

/** Of each minute: at 5 ms a shop, 200,000 shops are through within two hours. */
const SLICE_MS = 10_000;
/** 10:00 in Beijing, when the bills of the day before are made; a day of UTC is over too. */
const FROM_HOUR = 2;
/** Bills of days on which nobody planned them are still read. */
const DAYS_BACK = 3;
/** So long after an account was disabled its payments may still be refunded, paid out or disputed. */
const FOLLOWED_DAYS = 90;
const DAY_MS = 86_400_000;

const dayOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

interface Progress extends Lease {
  day?: string;
  /** Shops up to this one have been planned for the day. */
  after?: Types.ObjectId | null;
  through?: boolean;
}

const PROGRESS = 'reconciliations/planned';

/**
 * Plans, once a day for each shop that was ever paid, the check of its books and the reading of its accounts' bills of the days before.
 * It goes on where the last run ended. Answers how many shops were planned.
 */
export async function planReconciliations(now = new Date()): Promise<number> {
  if (now.getUTCHours() < FROM_HOUR) return 0;
  const today = dayOf(now.getTime());
  const known = await leases<Progress>().findOne({ _id: PROGRESS });
  if (known?.day === today && known.through) return 0;
  let after = known?.day === today ? (known.after ?? null) : null;
  const until = Date.now() + SLICE_MS;
  for (let planned = 0; ; planned += 1) {
    const next = await nextPaidShop(after);
    if (!next || Date.now() >= until) {
      const progress = { day: today, after, through: !next };
      await leases<Progress>().updateOne({ _id: PROGRESS }, { $set: progress }, { upsert: true });
      return planned;
    }
    try {
      await planFor(await shopForJob(next, 'plan reconciliations'), now);
    } catch (err) {
      log.error({ err, shop: next.toHexString() }, "A shop's reconciliations could not be planned: they are planned tomorrow");
    }
    after = next;
  }
}

/** From shop to shop by the index, whatever each of them has. */
async function nextPaidShop(after: Types.ObjectId | null): Promise<Types.ObjectId | null> {
  const all = acrossShops<Payment>(payments.name, 'the books of every shop that was paid are checked daily');
  const found = await all.findOne(after ? { shopId: { $gt: after } } : {}, { sort: { shopId: 1 }, projection: { shopId: 1 } });
  return found?.shopId ?? null;
}

async function planFor(shop: ShopContext, now: Date): Promise<void> {
  const yesterday = now.getTime() - DAY_MS;
  await planOne(shop, null, dayOf(yesterday));
  for (const account of await billed(shop, now))
    for (let back = DAYS_BACK - 1; back >= 0; back -= 1) {
      const moment = yesterday - back * DAY_MS;
      if (dayOf(moment) >= dayOf(account.createdAt.getTime())) await planOne(shop, account._id, dayOf(moment));
    }
}

/** The accounts whose bills are read: one for each account at a provider, the newest where it was connected anew. */
async function billed(shop: ShopContext, now: Date): Promise<PaymentAccount[]> {
  const all = await paymentAccounts.in(shop).find({}, { sort: { _id: -1 }, limit: 100 });
  const since = new Date(now.getTime() - FOLLOWED_DAYS * DAY_MS);
  const seen = new Set<string>();
  return all.filter(({ provider, status, externalId, connectedAccount, updatedAt }) => {
    if (!providers[provider].online?.bill || status === 'ONBOARDING' || (status === 'DISABLED' && updatedAt < since)) return false;
    const name = `${provider}/${externalId}/${connectedAccount}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

async function planOne(shop: ShopContext, accountId: Types.ObjectId | null, day: string): Promise<void> {
  if (await reconciliations.in(shop).findOne({ day, accountId }, { fields: ['day'] })) return;
  try {
    await transaction(shop, async (tx) => {
      const { _id } = await reconciliations.in(tx).insert(newReconciliation(accountId, day));
      const data = { reconciliation: reconciliationId.encode(_id) };
      await plan(tx, { type: accountId ? 'bill.reconcile' : 'books.check', queue: 'events', data });
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // two planned at once
  }
}
