import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { type OwnServer, startMongod, startRedis } from '#bin/servers/start.js';
import { collectMails, type MailServer } from '#tests/support/mails.js';
import { until } from '#tests/support/until.js';

// Servers of their own, since they are flushed and killed: their addresses must stand before anything reads the settings.
const folder = (name: string) => {
  const dir = join(process.env.DATA_DIR!, 'crash', name);
  mkdirSync(dir, { recursive: true });
  return dir;
};
const [mongod, firstRedis, mails]: [OwnServer, OwnServer, MailServer] = await Promise.all([
  startMongod({ dir: folder('mongod') }),
  startRedis({ dir: folder('redis') }),
  collectMails(),
]);
let redis = firstRedis;
Object.assign(process.env, {
  MONGO_URL: mongod.url.replace('/?', '/crash?'),
  REDIS_URL: redis.url,
  SMTP_URL: mails.url,
  HANDED_SECONDS: '2',
});
const { connectForTest, createCollections, disconnectAfterTest } = await import('#tests/support/database.js');
const { aShop } = await import('#tests/support/factories.js');
const { aProduct, aCart, aBuyer } = await import('#tests/support/shopping.js');
const { completeCheckout } = await import('#commerce/checkout/index.js');
const { agencyOrders } = await import('#commerce/agency-orders/index.js');
const { notifications } = await import('#commerce/notifications/index.js');
const { levels } = await import('#commerce/inventory/index.js');
const { acrossShops, agencyForJob, outbox } = await import('#tenants/index.js');
await import('./collections.js');

/** One kill in each run, many with `bin/test --long`. */
const KILLS = process.env.LONG ? 15 : 1;

type Shop = Awaited<ReturnType<typeof aShop>>;
const rows = acrossShops<import('#tenants/index.js').OutboxEvent>(outbox.name, 'test');
const workers: ChildProcess[] = [];

/** The worker as it runs in production, in a process of its own; answers once it works. */
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'worker/main.ts'], {
    env: { ...process.env, NODE_OPTIONS: '', WORKER_PORT: '0', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  workers.push(child);
  for await (const [line] of on(createInterface(child.stdout!), 'line', { close: ['close'] })) {
    if (String(line).includes('the worker works')) break;
  }
  child.stdout!.resume();
  return child;
}

async function end(worker: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  const ended = once(worker, 'exit');
  worker.kill(signal);
  const [code] = await ended;
  return code as number | null;
}

async function placeOrders(shop: Shop, count: number): Promise<void> {
  const product = await aProduct(shop, { available: 1000 });
  for (let at = 0; at < count; at += 1) await completeCheckout(shop, await aCart(shop, [product, 1]), aBuyer());
}

const doneIn = (shop: Shop, state: 'DONE' | 'HANDED' = 'DONE') => rows.count({ shopId: shop.shopId, state });
const isOver = async (shop: Shop) => (await rows.count({ shopId: shop.shopId, state: { $ne: 'DONE' } })) === 0;
/** Everything of the shop has happened; where it does not come to that, tells what is left and why. */
const over = (shop: Shop) =>
  until(() => isOver(shop), 60_000).catch(async () => {
    const left = await rows.find({ shopId: shop.shopId, state: { $ne: 'DONE' } });
    throw new Error(`Not done: ${JSON.stringify(left, null, 1)}`);
  });

/** Each order has its mails, its place in the agency's list and its stock, once. */
async function expectOnce(shop: Shop, orders: number): Promise<void> {
  const told = await notifications.in(shop).find({});
  expect(told.map(({ template }) => template).sort()).toEqual([
    ...Array(orders).fill('order-created'),
    ...Array(orders).fill('order-received'),
  ]);
  expect(told.every(({ status }) => status === 'SENT')).toBe(true);
  expect(await agencyOrders.in(agencyForJob(shop.agencyId, 'test')).count({})).toBe(orders);
  const stock = await levels.in(shop).find({});
  expect(stock.reduce((sum, { available }) => sum + available, 0)).toBe(1000 * stock.length - orders);
  expect(stock.flatMap(({ holds }) => holds)).toEqual([]);
  const arrived = mails.to(shop.shopId.toHexString());
  expect(new Set(arrived.map(({ messageId }) => messageId)).size).toBe(orders);
}

/** A shop whose merchant's mails are known by their address. */
const aNewShop = async () => {
  const shop = await aShop();
  const { changeShop } = await import('#tenants/index.js');
  await changeShop(shop, { settings: { merchantEmail: `${shop.shopId.toHexString()}@example.com` } });
  return shop;
};

beforeAll(async () => {
  await connectForTest();
  await createCollections();
  // A killed process leaves its transactions open, and what they touched locked, until the server ends them: after a minute, usually.
  await mongoose.connection.db!.admin().command({ setParameter: 1, transactionLifetimeLimitSeconds: 3 });
}, 60_000);
afterAll(async () => {
  for (const worker of workers) if (worker.exitCode === null && worker.signalCode === null) await end(worker, 'SIGKILL');
  await disconnectAfterTest();
  await Promise.all([mails.close(), redis.kill(), mongod.kill()]);
}, 60_000);

test(
  'a worker that is killed in the middle of its jobs loses none, and inside MongoDB each happens once',
  async () => {
    const shop = await aNewShop();
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await placeOrders(shop, 25);
      const before = await doneIn(shop);
      const worker = await startWorker();
      await until(async () => (await doneIn(shop)) >= before + 5);
      await end(worker, 'SIGKILL');
      expect(await isOver(shop)).toBe(false);
    }
    const last = await startWorker();
    await over(shop);
    await expectOnce(shop, 25 * KILLS);
    expect(await end(last, 'SIGTERM')).toBe(0);
  },
  120_000 * KILLS,
);

test('Redis may lose everything in the middle, and go away and come back', async () => {
  const shop = await aNewShop();
  const worker = await startWorker();
  const client = new Redis(redis.url, { lazyConnect: true });
  await client.connect();
  await placeOrders(shop, 10);
  await until(async () => (await doneIn(shop)) > 0);
  await client.flushall();
  client.disconnect();
  await over(shop);
  const { port } = redis;
  await redis.kill();
  await placeOrders(shop, 5);
  redis = await startRedis({ dir: folder('redis'), port });
  await over(shop);
  expect(worker.exitCode).toBeNull();
  const told = await notifications.in(shop).count({ status: 'SENT' });
  expect(told).toBe(30);
  expect(await agencyOrders.in(agencyForJob(shop.agencyId, 'test')).count({})).toBe(15);
  expect(await end(worker, 'SIGTERM')).toBe(0);
}, 120_000);

test('MongoDB may go away and come back: the worker goes on by itself', async () => {
  const shop = await aNewShop();
  const worker = await startWorker();
  await placeOrders(shop, 10);
  await until(async () => (await doneIn(shop)) > 0);
  const { port } = mongod;
  await mongod.kill();
  const again = await startMongod({ dir: folder('mongod'), port });
  Object.assign(mongod, again);
  await over(shop);
  await expectOnce(shop, 10);
  expect(worker.exitCode).toBeNull();
  expect(await end(worker, 'SIGTERM')).toBe(0);
}, 120_000);
