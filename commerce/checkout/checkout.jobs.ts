import { endHold, type Hold, type Level, levels, removeHoldsOf } from '#commerce/inventory/index.js';
import { getOrder, type Order, orderId, orders, ordersAmong } from '#commerce/orders/index.js';
import { UserError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { acrossShops, type OutboxEvent, type ShopContext, shopForJob } from '#tenants/index.js';
import { beginExpiry, expireOrder, soldBy } from './unpaid.js';

/** `order.created`: the stock that was held for it is now the order's own. */
export async function removeHolds(shop: ShopContext, event: OutboxEvent): Promise<void> {
  const order = await getOrder(shop, event.subject!);
  await removeHoldsOf(shop, order, soldBy(order));
}

const BATCH = 200;
/** A run takes so many batches at most: what is left has its turn in the next. */
const MOST_BATCHES = 10;

/**
 * Gives back the stock of holds that outlived their 10 minutes without an order; where an order stands, its event was late and the
 * hold alone goes. No order can still be made of them: see `refuseLate`. Answers how many ended.
 */
export const releaseExpiredHolds = (now = new Date()): Promise<number> => inBatches(() => releaseBatch(now));

/** Ends unpaid orders whose time ran out, or begins to where something is to be closed at a provider first. Answers how many. */
export const expireUnpaidOrders = (now = new Date()): Promise<number> => inBatches(() => expireBatch(now));

async function inBatches(batch: () => Promise<{ found: number; ended: number }>): Promise<number> {
  let sum = 0;
  for (let taken = 0; taken < MOST_BATCHES; taken++) {
    const { found, ended } = await batch();
    sum += ended;
    // Without progress the next batch would be the same again.
    if (found < BATCH || ended === 0) break;
  }
  return sum;
}

async function releaseBatch(now: Date) {
  const found = await acrossShops<Level>(levels.name, 'the sweeper gives back holds without an order').find(
    { 'holds.until': { $lte: now } },
    { limit: BATCH, projection: { shopId: 1, holds: 1 } },
  );
  let ended = 0;
  for (const { _id, shopId, holds } of found) {
    const shop = await shopForJob(shopId, 'releaseExpiredHolds');
    for (const hold of holds.filter(({ until }) => until <= now)) {
      if (await endHold(shop, _id, hold, await wasOrdered(shop, hold))) ended += 1;
    }
  }
  return { found: found.length, ended };
}

const wasOrdered = async (shop: ShopContext, { attempts }: Hold): Promise<boolean> => (await ordersAmong(shop, attempts)).length > 0;

/** What its worker has not closed by then expires all the same. */
const CLOSING_MS = 5 * 60_000;

async function expireBatch(now: Date) {
  const isClosing = { closingAt: { $gt: new Date(now.getTime() - CLOSING_MS) } };
  const found = await acrossShops<Order>(orders.name, 'the sweeper ends unpaid orders').find(
    { expiresAt: { $lte: now }, $nor: [isClosing] },
    { limit: BATCH, sort: { expiresAt: 1 }, projection: { shopId: 1 } },
  );
  let ended = 0;
  for (const { _id, shopId } of found) {
    try {
      const shop = await shopForJob(shopId, 'expireUnpaidOrders');
      if (!(await beginExpiry(shop, _id, now))) await expireOrder(shop, _id);
      ended += 1;
    } catch (err) {
      // Paid in this very moment: it stays. Anything else must not keep the others waiting.
      if (!(err instanceof UserError))
        log.error({ err, order: orderId.encode(_id) }, 'An unpaid order could not be ended: it is tried again');
    }
  }
  return { found: found.length, ended };
}
