import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { acrossShops, emit, type OutboxEvent, outbox, plan, type Source, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { until } from '#tests/support/until.js';
import { CONCURRENCY, lanes } from './queues.js';
import { type Reactions, react } from './reactions.js';
import { Worker } from './worker.js';

const rows = acrossShops<OutboxEvent>(outbox.name, 'test');
let worker: Worker | undefined;

function start(table: Reactions): void {
  const source: Source = { collection: outbox.name, handle: (shop, row) => react(shop, row as OutboxEvent, table) };
  const own = lanes().map((lane) => ({ ...lane, sources: [outbox.name] }));
  worker = new Worker({ sources: [source], lanes: own, concurrency: CONCURRENCY, schedules: [] });
  worker.start();
}

const allDone = () => until(async () => (await rows.count({ state: { $ne: 'DONE' } })) === 0);

beforeAll(connectForTest);
afterEach(async () => {
  await worker?.stop(5000);
  worker = undefined;
  await rows.bulkWrite([{ deleteMany: { filter: {} } }]);
});
afterAll(disconnectAfterTest);

test('what was committed happens, for each shop and in each queue', async () => {
  const shops = await Promise.all(Array.from({ length: 5 }, () => aShop()));
  const happened: string[] = [];
  const note = async (_shop: unknown, { _id }: OutboxEvent) => void happened.push(_id.toHexString());
  start({ 'order.paid': [note], 'import.slice': [note], 'notification.send': [note] });
  for (const shop of shops) {
    await transaction(shop, async (tx) => {
      await emit(tx, ...Array.from({ length: 20 }, () => ({ type: 'order.paid' as const, subject: 'ord_1' })));
      await plan(tx, { type: 'import.slice', queue: 'imports', data: {} }, { type: 'notification.send', queue: 'notifications', data: {} });
    });
  }
  await allDone();
  expect(happened).toHaveLength(110);
  expect(new Set(happened).size).toBe(110);
});

test('what was not committed does not happen', async () => {
  const shop = await aShop();
  const happened: unknown[] = [];
  start({ 'order.paid': [async (_shop, event) => void happened.push(event.subject)] });
  const failing = transaction(shop, async (tx) => {
    await emit(tx, { type: 'order.paid', subject: 'ord_lost' });
    throw new Error('power cut');
  });
  await expect(failing).rejects.toThrow('power cut');
  await emit(shop, { type: 'order.paid', subject: 'ord_kept' });
  await allDone();
  expect(happened).toEqual(['ord_kept']);
});

test('long work goes on in slices, and others have their turn between them', async () => {
  const [long, short] = await Promise.all([aShop(), aShop()]);
  const order: string[] = [];
  start({
    'import.slice': [
      async (shop, { data }) => {
        order.push(shop.shopId.equals(long.shopId) ? 'long' : 'short');
        if (order.length === 1) await plan(short, { type: 'import.slice', queue: 'imports', data: { left: 0 } });
        return Number(data.left) > 0 ? { again: true, data: { left: Number(data.left) - 1 } } : undefined;
      },
    ],
  });
  await plan(long, { type: 'import.slice', queue: 'imports', data: { left: 9 } });
  await allDone();
  expect(order.filter((one) => one === 'long')).toHaveLength(10);
  expect(order.indexOf('short')).toBeLessThan(10);
});

test('a reaction that fails holds up no other', async () => {
  const shop = await aShop();
  const done: string[] = [];
  const table: Reactions = {
    'order.paid': [(): Promise<void> => Promise.reject(new Error('the mail server is away')), async () => void done.push('projected')],
  };
  await emit(shop, { type: 'order.paid', subject: 'ord_1' });
  const [event] = await rows.find({ shopId: shop.shopId });
  await expect(react(shop, event!, table)).rejects.toThrow('the mail server is away');
  expect(done).toEqual(['projected']);
});

test('a worker that stops waits for what is running, and gives back what does not end', async () => {
  const shop = await aShop();
  let begun = 0;
  let finish = () => {};
  start({
    'order.paid': [
      () => {
        begun += 1;
        return new Promise<void>((resolve) => (finish = resolve));
      },
    ],
  });
  await emit(shop, { type: 'order.paid', subject: 'ord_1' });
  await until(async () => begun === 1);
  await worker!.stop(200);
  worker = undefined;
  expect(await rows.findOne({ shopId: shop.shopId })).toMatchObject({ state: 'PENDING' });
  const elsewhere: unknown[] = [];
  start({ 'order.paid': [async (_shop, event) => void elsewhere.push(event.subject)] });
  await allDone();
  expect(elsewhere).toEqual(['ord_1']);
  finish();
});
