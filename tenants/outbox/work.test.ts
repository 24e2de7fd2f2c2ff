import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Types } from 'mongoose';
import { Unrecoverable } from '#platform/errors.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { acrossShops } from '../across-shops.js';
import { shopId } from '../shop.model.js';
import { listDead, requeue } from './dead.js';
import { plan } from './emit.js';
import { type OutboxEvent, outbox } from './event.model.js';
import { type Again, retryAfter, Work } from './work.js';

const rows = acrossShops<OutboxEvent>(outbox.name, 'test');
const read = (_id: Types.ObjectId) => rows.findOne({ _id });

type Does = (event: OutboxEvent) => Promise<Again | undefined>;
const doing = (handle: Does) => new Work({ collection: outbox.name, handle: (_shop, row) => handle(row as OutboxEvent) });

async function aTask(data: Record<string, unknown> = {}) {
  const shop = await aShop();
  const [id] = await plan(shop, { type: 'payment.cancel', queue: 'events', data });
  return { shop, id: id! };
}

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test('what is done stays for 30 days after it was written', async () => {
  const { id } = await aTask();
  expect(await doing(async () => undefined).run(id.toHexString())).toEqual({ outcome: 'done', type: 'payment.cancel' });
  const row = await read(id);
  expect(row).toMatchObject({ state: 'DONE', lastError: null });
  expect(row!.expiresAt!.getTime()).toBe(row!.createdAt.getTime() + 30 * 86_400_000);
});

test('a row that is done is not run again', async () => {
  const { id } = await aTask();
  let runs = 0;
  const work = doing(async () => {
    runs += 1;
    return undefined;
  });
  await work.run(id.toHexString());
  expect(await work.run(id.toHexString())).toMatchObject({ outcome: 'gone' });
  expect(runs).toBe(1);
});

test('a failure is planned anew, seconds later first and hours at last, and tells why without its secrets', async () => {
  const { id } = await aTask();
  const failing = doing(async () => {
    throw new Error('smtp://user:hunter2@mail refused the key sk_live_abcdefghijkl');
  });
  const begun = Date.now();
  expect(await failing.run(id.toHexString())).toMatchObject({ outcome: 'failed' });
  const row = await read(id);
  expect(row).toMatchObject({ state: 'PENDING', later: true, attempts: 1 });
  expect(row!.nextAttemptAt.getTime()).toBeGreaterThan(begun + 1000);
  expect(row!.lastError).toContain('refused the key');
  expect(row!.lastError).not.toMatch(/hunter2|abcdefgh/);
  expect(retryAfter(1)).toBeLessThan(5000);
  expect(retryAfter(9)).toBeGreaterThan(3600_000);
});

test('what fails too often is dead and waits for a person, who has it worked again', async () => {
  const { shop, id } = await aTask();
  const failing = doing(() => Promise.reject(new Error('no')));
  for (let attempt = 0; attempt < 9; attempt += 1) expect(await failing.run(id.toHexString())).toMatchObject({ outcome: 'failed' });
  expect(await failing.run(id.toHexString())).toMatchObject({ outcome: 'dead' });
  expect(await read(id)).toMatchObject({ state: 'DEAD', attempts: 10 });
  expect(await failing.run(id.toHexString())).toMatchObject({ outcome: 'gone' });
  const [dead] = (await listDead(outbox.name)).filter(({ shop: name }) => name === shopId.encode(shop.shopId));
  expect(dead).toMatchObject({ type: 'payment.cancel', attempts: 10, lastError: 'Error: no' });
  expect(await requeue(outbox.name, dead!.id)).toBe(true);
  expect(await requeue(outbox.name, dead!.id)).toBe(false);
  expect(await doing(async () => undefined).run(id.toHexString())).toMatchObject({ outcome: 'done' });
});

test('what can never succeed is dead at once', async () => {
  const { id } = await aTask();
  const hopeless = doing(() => Promise.reject(new Unrecoverable('there is no such template')));
  expect(await hopeless.run(id.toHexString())).toMatchObject({ outcome: 'dead' });
  expect(await read(id)).toMatchObject({ state: 'DEAD', attempts: 1 });
});

test('work that goes on is queued again with where it got to, and that is no failure', async () => {
  const { id } = await aTask({ from: 0 });
  const slices = doing(async ({ data }) => (Number(data.from) < 3 ? { again: true, data: { from: Number(data.from) + 1 } } : undefined));
  const handings = new Set<number>();
  for (let slice = 0; slice < 3; slice += 1) {
    expect(await slices.run(id.toHexString())).toMatchObject({ outcome: 'again' });
    handings.add((await read(id))!.nextAttemptAt.getTime());
  }
  expect(await read(id)).toMatchObject({ state: 'PENDING', later: false, attempts: 0, data: { from: 3 } });
  // Each slice is a job of its own: the one before may not yet be gone.
  expect(handings.size).toBe(3);
  expect(await slices.run(id.toHexString())).toMatchObject({ outcome: 'done' });
});

test('what comes further may fail as often as before; what only waits may not', async () => {
  const { id } = await aTask();
  const failing = doing(() => Promise.reject(new Error('no')));
  for (let attempt = 0; attempt < 9; attempt += 1) await failing.run(id.toHexString());
  const at = new Date(Date.now() + 60_000);
  expect(await doing(async () => ({ again: true, at })).run(id.toHexString())).toMatchObject({ outcome: 'again' });
  expect(await read(id)).toMatchObject({ later: true, attempts: 9, nextAttemptAt: at });
  expect(await doing(async () => ({ again: true })).run(id.toHexString())).toMatchObject({ outcome: 'again' });
  expect(await read(id)).toMatchObject({ later: false, attempts: 0 });
  expect(await failing.run(id.toHexString())).toMatchObject({ outcome: 'failed' });
});

test('a late failure of a second run does not undo what the first has done', async () => {
  const { id } = await aTask();
  let fail = (_: Error) => {};
  const slow = doing(() => new Promise((_resolve, reject) => (fail = reject)));
  const second = slow.run(id.toHexString());
  await doing(async () => undefined).run(id.toHexString());
  await new Promise((resolve) => setImmediate(resolve));
  fail(new Error('too late'));
  await second;
  expect(await read(id)).toMatchObject({ state: 'DONE', lastError: null });
});

test('what did not end before its process stops waits again, for another', async () => {
  const { id } = await aTask();
  await rows.update({ _id: id }, { $set: { state: 'HANDED', handedAt: new Date() } });
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => (begun = resolve));
  let end = () => {};
  const endless = doing(() => {
    begun();
    return new Promise((resolve) => (end = () => resolve(undefined)));
  });
  const running = endless.run(id.toHexString());
  await beginning;
  expect(await endless.giveBack()).toBe(1);
  expect(await read(id)).toMatchObject({ state: 'PENDING', later: false });
  end();
  await running;
  expect(await endless.giveBack()).toBe(0);
});
