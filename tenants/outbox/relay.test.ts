import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import mongoose, { Types } from 'mongoose';
import { leases } from '#platform/lease.js';
import { producing, queue, queueWorker } from '#platform/queue.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShopContext } from '#tests/support/factories.js';
import { acrossShops } from '../across-shops.js';
import { AgencyContext, type ShopContext } from '../context.js';
import { transaction } from '../transaction.js';
import { emit, plan } from './emit.js';
import { type OutboxEvent, outbox } from './event.model.js';
import type { Lane } from './hand.js';
import { listEvents } from './log.js';
import { givePlaces } from './places.js';
import { Relay } from './relay.js';
import { EXPRESS, newRow } from './row.js';

const rows = acrossShops<OutboxEvent>(outbox.name, 'test');
const lane = (total: number): Lane => ({ queue: 'events', total, sources: [outbox.name] });
/** What stands behind `relay.stop()` of relays that never started: the lease becomes free for the next. */
const stopped: Relay[] = [];
const aRelay = (total = 500, more: Partial<Lane> = {}) => {
  const relay = new Relay([{ ...lane(total), ...more }]);
  stopped.push(relay);
  return relay;
};

beforeAll(async () => {
  await Promise.all([connectForTest(), once(producing(), 'ready')]);
});
beforeEach(async () => {
  for (const relay of stopped.splice(0)) await relay.stop();
  for (const line of ['events', EXPRESS]) await queue(line).obliterate({ force: true });
  await rows.bulkWrite([{ deleteMany: { filter: {} } }]);
});
afterAll(disconnectAfterTest);

const paid = (count: number) => Array.from({ length: count }, () => ({ type: 'order.paid' as const, subject: 'ord_1' }));
const handedOf = ({ shopId }: ShopContext) => rows.count({ shopId, state: 'HANDED' });
const finish = async ({ shopId }: ShopContext) => rows.updateMany({ shopId, state: 'HANDED' }, { $set: { state: 'DONE' } });

test('a lone shop fills the queue but for what is kept for others', async () => {
  const shop = aShopContext();
  await emit(shop, ...paid(60));
  expect(await aRelay(40).hand()).toMatchObject({ rows: 30, more: true });
  expect(await queue('events').getWaitingCount()).toBe(30);
});

test('small shops are served at once beside one with a long backlog, of whichever agency', async () => {
  const busy = aShopContext();
  const neighbours = Array.from({ length: 5 }, () => aShopContext({ agencyId: busy.agencyId }));
  const elsewhere = Array.from({ length: 5 }, () => aShopContext());
  const relay = aRelay(40);
  await emit(busy, ...paid(1000));
  await relay.hand();
  await rows.updateMany(
    { _id: { $in: (await rows.find({ state: 'HANDED' }, { limit: 10 })).map(({ _id }) => _id) } },
    { $set: { state: 'DONE' } },
  );
  for (const shop of [...neighbours, ...elsewhere]) await emit(shop, ...paid(2));
  expect(await relay.hand()).toMatchObject({ rows: 10, more: true });
  for (const shop of [...neighbours, ...elsewhere]) expect(await handedOf(shop)).toBe(1);
});

test("a small shop's row is worked before those of a long backlog that stand in the queue", async () => {
  const [busy, small] = [aShopContext(), aShopContext()];
  const relay = aRelay(40);
  await emit(busy, ...paid(30));
  await relay.hand();
  const [id] = await plan(small, { type: 'payment.cancel', queue: 'events', data: {} });
  await relay.hand();
  const worker = queueWorker('events', 1, async () => {});
  expect(await worker.getNextJob('test')).toMatchObject({ data: { id: id!.toHexString() } });
  await worker.close();
});

test('in a queue with an express line, shops that have few waiting meet none of a long backlog', async () => {
  const [busy, small] = [aShopContext(), aShopContext()];
  const relay = aRelay(40, { express: EXPRESS });
  await emit(busy, ...paid(100));
  await relay.hand();
  expect(await queue(EXPRESS).getWaitingCount()).toBe(1);
  await emit(small, ...paid(2));
  await relay.hand();
  expect(await queue(EXPRESS).getWaitingCount()).toBe(2);
  expect(await handedOf(small)).toBe(1);
  await relay.hand();
  expect(await queue(EXPRESS).getWaitingCount()).toBe(3);
});

test('an agency of one shop gets as much as an agency of many', async () => {
  const many = [aShopContext()];
  while (many.length < 10) many.push(aShopContext({ agencyId: many[0]!.agencyId }));
  const single = aShopContext();
  for (const shop of many) await emit(shop, ...paid(10));
  await emit(single, ...paid(100));
  await aRelay(40).hand();
  // Ten shops with nothing handed come first; what is left goes to both agencies alike.
  expect(await handedOf(single)).toBeGreaterThanOrEqual(15);
});

test('every agency has its turn though there is room for only a few at a time', async () => {
  const shops = Array.from({ length: 12 }, () => aShopContext());
  const relay = aRelay(3);
  for (const shop of shops) await emit(shop, ...paid(3));
  const served = new Set<string>();
  for (let pass = 0; pass < 4; pass += 1) {
    await relay.hand();
    for (const { shopId } of await rows.find({ state: 'HANDED' })) served.add(shopId.toHexString());
    for (const shop of shops) await finish(shop);
  }
  expect(served.size).toBe(12);
});

test('where only kept room is left, a small shop has its turn however many agencies have a long backlog', async () => {
  const busy = Array.from({ length: 3 }, () => aShopContext());
  const small = aShopContext();
  const relay = aRelay(8);
  for (const shop of busy) await emit(shop, ...paid(20));
  await relay.hand();
  await emit(small, ...paid(1));
  for (let look = 0; look < 4; look += 1) await relay.hand();
  expect(await handedOf(small)).toBe(1);
});

test('a row planned for later is handed when its time has come, not before', async () => {
  const shop = aShopContext();
  const [id] = await plan(shop, { type: 'payment.cancel', queue: 'events', data: {}, at: new Date(Date.now() + 3600_000) });
  const relay = aRelay();
  expect(await relay.hand()).toMatchObject({ rows: 0, more: false });
  await rows.update({ _id: id! }, { $set: { nextAttemptAt: new Date() } });
  expect(await relay.hand()).toMatchObject({ rows: 1, more: false });
});

test('a handed row that does not come back is handed again, a dead one never', async () => {
  const shop = aShopContext();
  await emit(shop, ...paid(2));
  await aRelay().hand();
  const [lost, dead] = await rows.find({ shopId: shop.shopId });
  await rows.update({ _id: lost!._id }, { $set: { handedAt: new Date(Date.now() - 3600_000) } });
  await rows.update({ _id: dead!._id }, { $set: { state: 'DEAD', handedAt: new Date(0) } });
  await stopped[0]!.stop();
  expect(await aRelay().hand()).toMatchObject({ rows: 1, more: false });
  expect(await rows.findOne({ _id: dead!._id })).toMatchObject({ state: 'DEAD' });
});

test('while one relay holds the lease, another does nothing', async () => {
  const shop = aShopContext();
  await emit(shop, ...paid(1));
  const [first, second] = [aRelay(), aRelay()];
  await first.place();
  expect(await second.hand()).toMatchObject({ rows: 0, more: false });
  await first.stop();
  expect(await second.hand()).toMatchObject({ rows: 1, more: false });
});

test('places rise and none is given twice or behind a reader, with commits beside each other and two relays that both believe they hold the lease', async () => {
  const shop = aShopContext();
  const relays = [aRelay(), aRelay()];
  /** Takes the lease away from whoever holds it, as a pause of its process would. */
  const seize = () => leases().updateOne({ _id: 'relay' }, { $set: { until: new Date(0) } });
  let open = 8;
  const writers = Array.from({ length: open }, async () => {
    for (let at = 0; at < 12; at += 1) {
      // Late commits: the row's id is old when it becomes visible.
      await transaction(shop, async (tx) => {
        await emit(tx, ...paid(2));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
      });
    }
    open -= 1;
  });
  const relaying = relays.map(async (relay) => {
    while (open > 0) {
      await seize();
      await relay.place();
    }
  });
  const seen: number[] = [];
  const reading = (async () => {
    for (;;) {
      const last = open === 0;
      const after = seen.at(-1) ?? 0;
      const page = await rows.find({ shopId: shop.shopId, place: { $gt: after } }, { sort: { place: 1 } });
      seen.push(...page.map(({ place }) => place!));
      if (last) return;
    }
  })();
  await Promise.all([...writers, ...relaying, reading]);
  // What was committed last: whoever does not hold the lease finds out and takes it.
  for (const relay of [...relays, ...relays]) {
    await seize();
    await relay.place();
  }
  const all = await rows.find({ shopId: shop.shopId }, { sort: { place: 1 } });
  expect(all).toHaveLength(8 * 12 * 2);
  expect(new Set(all.map(({ place }) => place)).size).toBe(all.length);
  // Nothing came in behind what the reader had read.
  const places = all.map(({ place }) => place!);
  expect(seen).toEqual(places.slice(0, seen.length));
}, 60_000);

test('a relay that is held up in the middle and has lost its lease meanwhile writes no place behind a reader', async () => {
  const shop = aShopContext();
  const [older, late, newer] = [new Types.ObjectId(), new Types.ObjectId(), new Types.ObjectId()];
  const row = (_id: Types.ObjectId) =>
    outbox.in(shop).insert({
      ...newRow('events'),
      _id,
      agencyId: shop.agencyId,
      type: 'order.paid',
      subject: null,
      data: {},
      unplaced: true,
    });
  await row(older);
  await row(newer);
  const seen: number[] = [];
  const readOn = async () => {
    const found = await rows.find({ shopId: shop.shopId, place: { $gt: seen.at(-1) ?? 0 } }, { sort: { place: 1 } });
    seen.push(...found.map(({ place }) => place!));
  };
  const takeLease = (holder: string) => leases().updateOne({ _id: 'relay' }, { $set: { holder } }, { upsert: true });
  await takeLease('first');
  const held = await mongoose.startSession();
  held.startTransaction();
  await outbox.in(shop.within(held)).set({ _id: newer }, { $set: { subject: 'ord_1' } });
  const first = givePlaces('relay', 'first').catch(() => 0);
  await sleep(100); // nothing shows that it waits for the row
  await readOn();
  await takeLease('second');
  await row(late);
  const second = givePlaces('relay', 'second');
  await sleep(100);
  await readOn();
  await held.abortTransaction();
  await held.endSession();
  await Promise.all([first, second]);
  await readOn();
  const all = await rows.find({ shopId: shop.shopId }, { sort: { place: 1 } });
  expect(all.every(({ place }) => place !== undefined)).toBe(true);
  expect(seen).toEqual(all.map(({ place }) => place));
});

test('the log of a shop and of its agency: the newest first, public events alone, by type', async () => {
  const shop = aShopContext();
  const sister = aShopContext({ agencyId: shop.agencyId });
  await emit(shop, { type: 'order.created', subject: 'ord_1' }, { type: 'order.paid', subject: 'ord_1' });
  await plan(shop, { type: 'payment.cancel', queue: 'events', data: {} });
  await emit(sister, { type: 'order.created', subject: 'ord_2' });
  expect((await listEvents(shop, {})).nodes).toEqual([]);
  await aRelay().place();
  const typesOf = async (...args: Parameters<typeof listEvents>) => (await listEvents(...args)).nodes.map(({ type }) => type);
  expect(await typesOf(shop, { first: 10 })).toEqual(['order.paid', 'order.created']);
  expect(await typesOf(shop, { types: ['order.paid'] })).toEqual(['order.paid']);
  const agency = new AgencyContext(shop.agencyId, shop.actor, 'req_test', 'zh-CN');
  expect(await typesOf(agency, {})).toEqual(['order.created', 'order.paid', 'order.created']);
  await expect(async () => listEvents(shop, { types: ['order.lost'] })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['types'] });
  const stranger = new AgencyContext(new Types.ObjectId(), shop.actor, 'req_test', 'zh-CN');
  expect(await typesOf(stranger, {})).toEqual([]);
});

test('beside what presses, places are given a few at a time; all that are left when it is over', async () => {
  let isPressed = true;
  const relay = new Relay([lane(500)], () => isPressed);
  stopped.push(relay);
  await emit(aShopContext(), ...paid(250));
  expect(await relay.place()).toEqual({ rows: 100, more: true });
  isPressed = false;
  expect(await relay.place()).toEqual({ rows: 150, more: false });
});
