import { setTimeout as wait } from 'node:timers/promises';
import { type mongo, Types } from 'mongoose';
import { newRow, type ShopContext } from '#tenants/index.js';

/** An event of the public log that nothing in the worker reacts to: its job is empty. */
export const EMPTY = 'product.updated';

/** The outbox, as the driver sees it. */
export type Rows = mongo.Collection<mongo.Document>;

const ROWS_AT_ONCE = 5000;
const PATIENCE_MS = 240_000;

/** `count` empty jobs of one shop, written as a transaction would, many at once. */
export async function writeRows(rows: Rows, shop: ShopContext, count: number): Promise<void> {
  for (let written = 0; written < count; written += ROWS_AT_ONCE) {
    const some = Array.from({ length: Math.min(ROWS_AT_ONCE, count - written) }, () => ({
      ...newRow('events'),
      _id: new Types.ObjectId(),
      shopId: shop.shopId,
      agencyId: shop.agencyId,
      type: EMPTY,
      subject: 'prod_bench',
      data: {},
      unplaced: true,
    }));
    await rows.insertMany(some);
  }
}

/** Until nothing waits and nothing is at work. */
export async function done(rows: Rows): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const left = await rows.findOne({ queue: 'events', state: { $in: ['PENDING', 'HANDED'] } }, { projection: { _id: 1 } });
    if (!left) return;
    if (performance.now() > deadline) throw new Error('The events are not done in their time');
    await wait(20);
  }
}

/** Does something `count` times, so many a second, whether or not the ones before have ended. */
export async function paced(count: number, aSecond: number, act: (at: number) => Promise<void>): Promise<void> {
  const begun = performance.now();
  const running: Promise<void>[] = [];
  for (let at = 0; at < count; at += 1) {
    await wait(Math.max(0, begun + (at * 1000) / aSecond - performance.now()));
    running.push(act(at));
  }
  await Promise.all(running);
}
