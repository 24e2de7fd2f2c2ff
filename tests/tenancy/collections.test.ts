import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { root } from '#platform/root.js';
import { declaredCollections } from '#tenants/declared.js';
import { connectForTest, createCollections, disconnectAfterTest } from '#tests/support/database.js';

/** What only platform/ keeps: nobody's data. */
const OF_THE_PLATFORM = new Set(['leases', 'migrations']);

beforeAll(async () => {
  await connectForTest();
  await mongoose.connection.dropDatabase(); // What stands then was declared here.
  // Every model there is, whoever uses it; a few stand beside what they serve.
  await import('#server/app.js');
  await import('#worker/reactions.js');
  for (const room of ['tenants', 'commerce'])
    for (const file of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.model.ts')) await import(join(root, room, file));
  await createCollections();
});
afterAll(disconnectAfterTest);

interface Index {
  name: string;
  key: Record<string, unknown>;
  unique?: boolean;
}
const indexesOf = (name: string) => mongoose.connection.db!.collection(name).listIndexes().toArray() as Promise<Index[]>;
const shopsAndAgencies = () => [...declaredCollections()].filter(([, { declaration }]) => declaration.owner !== 'none');

test("every index begins with its document's owner; others are named with their reason", async () => {
  for (const [name, { declaration }] of declaredCollections()) {
    const { owner, shardKey, exceptions = {} } = declaration;
    const all = (await indexesOf(name)).filter((index) => index.name !== '_id_');
    // Above shops and agencies, what leads to a document's shard takes the owner's place.
    const leads = owner === 'none' ? Object.keys(shardKey)[0] : owner;
    const unnamed = all.filter((index) => Object.keys(index.key)[0] !== leads && !exceptions[index.name]);
    expect([name, unnamed.map((index) => index.name)]).toEqual([name, []]);
    expect([name, all.map((index) => index.name)]).toEqual([name, expect.arrayContaining(Object.keys(exceptions))]);
  }
});

test('every unique index begins with the whole shard key, which no other can be held by', async () => {
  for (const [name, { declaration }] of declaredCollections()) {
    const shardKey = Object.keys(declaration.shardKey);
    for (const index of (await indexesOf(name)).filter(({ unique }) => unique))
      expect([name, index.name, Object.keys(index.key).slice(0, shardKey.length)]).toEqual([name, index.name, shardKey]);
  }
});

test('every collection has an index that begins with its shard key', async () => {
  for (const [name, { declaration }] of declaredCollections()) {
    const [first] = Object.keys(declaration.shardKey);
    const firsts = (await indexesOf(name)).map(({ key }) => Object.keys(key)[0]);
    expect([name, firsts]).toEqual([name, expect.arrayContaining([first])]);
  }
});

test('every index that is declared stands in the database', async () => {
  for (const [name, { model }] of declaredCollections()) {
    const built = (await indexesOf(name)).map(({ key }) => JSON.stringify(key));
    for (const [key] of model.schema.indexes()) expect([name, built]).toEqual([name, expect.arrayContaining([JSON.stringify(key)])]);
  }
});

test('no collection stands in the database that nobody declared', async () => {
  const there = await mongoose.connection.db!.listCollections({}, { nameOnly: true }).toArray();
  const unknown = there.map(({ name }) => name).filter((name) => !declaredCollections().has(name) && !OF_THE_PLATFORM.has(name));
  expect(unknown).toEqual([]);
  expect(shopsAndAgencies().length).toBeGreaterThan(20);
});

test('an owned document names its owner: the schema says so', () => {
  for (const [name, { model, declaration }] of shopsAndAgencies()) {
    const path = model.schema.path(declaration.owner);
    expect([name, path?.instance, path?.isRequired]).toEqual([name, 'ObjectId', true]);
  }
});
