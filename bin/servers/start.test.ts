import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { type OwnServer, startMongod, startRedis } from './start.js';
import { folderForTests } from './test-servers.js';

let folder: string;
const servers: OwnServer[] = [];

beforeEach(() => {
  folder = folderForTests('servers');
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.kill()));
  rmSync(folder, { recursive: true });
});

const kept = async (starting: Promise<OwnServer>): Promise<OwnServer> => {
  const server = await starting;
  servers.push(server);
  return server;
};

async function withOrders<T>(url: string, work: (orders: mongo.Collection) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(url, { writeConcern: { w: 'majority' } });
  try {
    return await work(client.db('shop').collection('orders'));
  } finally {
    await client.close();
  }
}

test('a MongoDB that was killed and comes back on another port keeps its orders and takes new ones', async () => {
  const dir = join(folder, 'mongo');
  const first = await kept(startMongod({ dir }));
  await withOrders(first.url, (orders) => orders.insertOne({ number: '1001' }, { writeConcern: { w: 'majority', j: true } }));
  await first.kill();

  const second = await kept(startMongod({ dir }));
  expect(second.port).not.toBe(first.port);
  const numbers = await withOrders(second.url, async (orders) => {
    await orders.insertOne({ number: '1002' });
    return orders.distinct('number');
  });
  expect(numbers).toEqual(['1001', '1002']);
});

test('a Redis that stops in order keeps its keys, and never evicts one', async () => {
  const dir = join(folder, 'redis');
  const first = await kept(startRedis({ dir }));
  const before = new Redis(first.url);
  await before.set('cart', 'full');
  before.disconnect();
  await first.stop();

  const second = await kept(startRedis({ dir, port: first.port }));
  const after = new Redis(second.url);
  expect(await after.get('cart')).toBe('full');
  expect(await after.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  after.disconnect();
});
