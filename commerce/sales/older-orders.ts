import { Types } from 'mongoose';
import { orderCounters, orders } from '#commerce/orders/index.js';
import { NotFound } from '#platform/errors.js';
import { type Again, acrossShops, type OutboxEvent, plan, type ShopContext, type ShopOwned, shopForJob } from '#tenants/index.js';
import { countOrders } from './count.js';

const SLICE = 100;
const SHOPS = 500;

/** A migration: for each shop that has ever numbered an order, a task that counts its orders. Again is the same. */
export async function planSalesOfOlderOrders(): Promise<void> {
  const counters = acrossShops<ShopOwned>(orderCounters.name, 'sales of older orders are counted');
  for (let after = new Types.ObjectId('0'.repeat(24)); ; ) {
    const found = await counters.find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: SHOPS, projection: { shopId: 1 } });
    if (found.length === 0) return;
    for (const { shopId } of found) await planFor(shopId);
    after = found.at(-1)!._id;
  }
}

async function planFor(shopId: Types.ObjectId): Promise<void> {
  try {
    await plan(await shopForJob(shopId, 'sales.count'), { type: 'sales.count', queue: 'events', data: {} });
  } catch (error) {
    if (!(error instanceof NotFound)) throw error; // a number was given in a shop that never came to be
  }
}

/** The task `sales.count`: counts a shop's orders from the first on, a slice at a time. Orders that come meanwhile count themselves. */
export async function countOlderSales(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const after = data.after ? { _id: { $gt: new Types.ObjectId(String(data.after)) } } : {};
  const found = await orders.in(shop).find(after, { sort: { _id: 1 }, limit: SLICE, fields: ['_id'] });
  await countOrders(
    shop,
    found.map(({ _id }) => _id),
  );
  return found.length < SLICE ? undefined : { again: true, data: { after: found.at(-1)!._id.toHexString() } };
}
