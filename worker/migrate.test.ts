import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { collectionOf, connectMongo } from '#platform/mongo.js';
import { root } from '#platform/root.js';
import { declaredCollections } from '#tenants/index.js';
import { disconnectAfterTest } from '#tests/support/database.js';
import { createCollections } from './collections.js';
import { type Migration, migrate } from './migrations.js';

beforeAll(async () => {
  await connectMongo();
  await mongoose.connection.dropDatabase();
});
beforeEach(async () => void (await collectionOf('migrations').deleteMany({})));
afterAll(disconnectAfterTest);

test('a deployment builds the collection of every model there is, with its indexes, and a second time changes nothing', async () => {
  const models = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(commerce|tenants)\/.*\.model\.ts$/.test(file),
  );
  const declaring = /(?:shopOwned|agencyOwned|globalCollection)<[^>]+>\(\s*'(\w+)'/g;
  const names = models.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(declaring)].map(([, name]) => name));
  expect([...declaredCollections().values()].map(({ model }) => model.modelName)).toEqual(expect.arrayContaining(names));
  const built = await createCollections();
  expect(await createCollections()).toEqual(built);
  const outbox = await mongoose.connection.collection('outbox').indexes();
  expect(outbox.map(({ name }) => name)).toEqual(expect.arrayContaining(['shopId_1_place_1', 'expiresAt_1']));
}, 120_000);

/** Migrations that note their runs. */
const noting = (ran: string[], ...ids: string[]): Migration[] => ids.map((id) => ({ id, up: async () => void ran.push(id) }));

test('migrations run in their order, once', async () => {
  const ran: string[] = [];
  expect(await migrate(noting(ran, '0001-first', '0002-second'))).toEqual(['0001-first', '0002-second']);
  expect(await migrate(noting(ran, '0001-first', '0002-second', '0003-third'))).toEqual(['0003-third']);
  expect(ran).toEqual(['0001-first', '0002-second', '0003-third']);
});

test('one that fails is not counted as run, and those after it wait', async () => {
  const ran: string[] = [];
  const broken: Migration = { id: '0002-broken', up: () => Promise.reject(new Error('no')) };
  const [first, third] = noting(ran, '0001-first', '0003-third');
  await expect(migrate([first!, broken, third!])).rejects.toThrow('no');
  expect(ran).toEqual(['0001-first']);
  expect(await migrate([first!, ...noting(ran, '0002-broken'), third!])).toEqual(['0002-broken', '0003-third']);
});

test('a search index that another took the place of goes, and is not missed where it never was', async () => {
  const products = mongoose.connection.collection('products');
  await createCollections();
  await products.createIndex({ shopId: 1, terms: 1 });
  expect(await migrate()).toContain('0001-products-found-by-words');
  const names = (await products.indexes()).map(({ name }) => name);
  expect([names.includes('shopId_1_terms_1'), names.includes('shopId_1_terms_1__id_1')]).toEqual([false, true]);
  await collectionOf('migrations').deleteMany({});
  await expect(migrate()).resolves.toContain('0001-products-found-by-words');
}, 60_000);
