import { Types } from 'mongoose';
import { log } from '#platform/log.js';
import { type Again, type OutboxEvent, type ShopContext, shopId } from '#tenants/index.js';
import { ledgerEntries } from '../ledger.model.js';
import { checkpointBalances } from '../ledger-balances.js';
import { payments } from '../payment.model.js';
import { refunds } from '../refund.model.js';
import { mendedAmong, unequalAmong } from './books.js';
import { differences } from './difference.model.js';
import { type Found, recordDifferences, resolveGone } from './differences.js';
import { isOver, type Reconciliation, reconciliationId, reconciliations } from './reconciliation.model.js';
import { endedAmong, stuckAmong } from './stuck.js';

const SLICE_MS = 2000;
const BATCH = 200;

const STAGES = ['PAYMENTS', 'ENTRIES', 'AGAIN'] as const;
type Stage = (typeof STAGES)[number];

/**
 * The task `books.check`: a shop's payments, refunds, disputes and orders against its ledger, order by order, and what is open too
 * long. Nothing is mended: what differs is listed and logged.
 */
export async function checkShopBooks(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const id = String(data.reconciliation);
  const run = await reconciliations.in(shop).findOne({ _id: reconciliationId.decode(id) });
  if (!run || isOver(run)) return undefined;
  const stage = (data.stage as Stage | undefined) ?? 'PAYMENTS';
  const after = data.after ? new Types.ObjectId(String(data.after)) : null;
  const next = await { PAYMENTS: checkPayments, ENTRIES: checkEntries, AGAIN: checkAgain }[stage](shop, run, after, Date.now() + SLICE_MS);
  if (next) return { again: true, data: { reconciliation: id, stage, after: next.toHexString() } };
  const following = STAGES[STAGES.indexOf(stage) + 1];
  if (following) return { again: true, data: { reconciliation: id, stage: following } };
  await finish(shop, run);
  return undefined;
}

type Place = Types.ObjectId | null;

/** Every order that somebody began to pay. */
async function checkPayments(shop: ShopContext, run: Reconciliation, after: Place, until: number): Promise<Place> {
  for (let place = after; ; ) {
    const filter = place ? { orderId: { $gt: place } } : {};
    const begun = await payments.in(shop).find(filter, { sort: { orderId: 1, _id: 1 }, limit: BATCH, fields: ['orderId'] });
    if (begun.length === 0) return null;
    const ids = [...new Map(begun.map(({ orderId }) => [orderId.toHexString(), orderId])).values()];
    const these = { orderId: { $in: ids } };
    const stuck = await stuckAmong(shop, await payments.in(shop).find(these), await refunds.in(shop).find(these));
    await list(shop, [...(await unequalAmong(shop, ids)), ...stuck]);
    await reconciliations.in(shop).set({ _id: run._id }, { $inc: { lines: ids.length } });
    if (begun.length < BATCH) return null;
    place = ids.at(-1)!;
    if (Date.now() >= until) return place;
  }
}

/** Entries about orders that nobody began to pay: those the first stage did not come to. */
async function checkEntries(shop: ShopContext, _run: Reconciliation, after: Place, until: number): Promise<Place> {
  for (let place = after; ; ) {
    const filter = { orderId: place ? { $gt: place } : { $ne: null } };
    const booked = await ledgerEntries.in(shop).find(filter, { sort: { orderId: 1, _id: 1 }, limit: BATCH, fields: ['orderId'] });
    if (booked.length === 0) return null;
    const ids = [...new Map(booked.map(({ orderId }) => [orderId!.toHexString(), orderId!])).values()];
    const paid = new Set((await payments.in(shop).distinct<Types.ObjectId>('orderId', { orderId: { $in: ids } })).map(String));
    const unpaid = ids.filter((id) => !paid.has(id.toHexString()));
    if (unpaid.length > 0) await list(shop, await unequalAmong(shop, unpaid));
    if (booked.length < BATCH) return null;
    place = ids.at(-1)!;
    if (Date.now() >= until) return place;
  }
}

/** What is still open of earlier runs: what has come right by now resolves itself. */
async function checkAgain(shop: ShopContext, _run: Reconciliation, after: Place, until: number): Promise<Place> {
  for (let place = after; ; ) {
    const filter = { status: 'OPEN' as const, accountId: null, ...(place ? { _id: { $gt: place } } : {}) };
    const open = await differences.in(shop).find(filter, { sort: { _id: 1 }, limit: BATCH });
    await resolveGone(shop, [...(await mendedAmong(shop, open)), ...(await endedAmong(shop, open))]);
    if (open.length < BATCH) return null;
    place = open.at(-1)!._id;
    if (Date.now() >= until) return place;
  }
}

async function list(shop: ShopContext, found: readonly Found[]): Promise<void> {
  for (const { key, ours, theirs } of found.filter(({ kind }) => kind.startsWith('LEDGER')))
    log.error(
      { shop: shopId.encode(shop.shopId), difference: key, ours, theirs },
      'The ledger is not what is recorded: a person must look',
    );
  await recordDifferences(shop, found);
}

async function finish(shop: ShopContext, run: Reconciliation): Promise<void> {
  await checkpointBalances(shop, new Date(`${run.day}T00:00:00Z`));
  const found = await differences.in(shop).count({ accountId: null, createdAt: { $gte: run.createdAt } });
  const now = (await reconciliations.in(shop).findOne({ _id: run._id }))!;
  await reconciliations
    .in(shop)
    .set(
      { _id: run._id },
      { $set: { status: 'COMPLETED', matched: Math.max(0, now.lines - found), differences: found, finishedAt: new Date() } },
    );
}
