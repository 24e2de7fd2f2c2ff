import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { products } from '#commerce/catalog/index.js';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { journal } from '#commerce/inventory/journal.model.js';
import { levels } from '#commerce/inventory/level.model.js';
import { root } from '#platform/root.js';
import { storageFolder } from '#platform/storage.js';
import { outbox, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { importText, runImport, runUndo, startImporting } from '#tests/support/importing.js';
import { type Import, importId, importProblems, imports } from './import.model.js';
import { closeReader } from './reading/reader.js';
import { sourceParts, sources } from './source.model.js';
import { undoImport } from './undo.js';

beforeAll(async () => {
  await connectForTest();
  // What a killed process left open keeps others waiting for a minute otherwise.
  await mongoose.connection.db!.admin().command({ setParameter: 1, transactionLifetimeLimitSeconds: 3 });
});
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

const idOf = ({ _id }: Import) => importId.encode(_id);
const again = async (shop: ShopContext, { _id }: Import) => (await imports.in(shop).findOne({ _id }))!;

async function anOpenShop(): Promise<ShopContext> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  return shop;
}

const aCatalog = (count: number, price: string) =>
  [
    'Title,URL handle,SKU,Price,Inventory quantity',
    ...Array.from({ length: count }, (_, at) => `Hat ${at},hat-${at},H-${at},${price},5`),
    'Cap,cap,C,much,5',
  ].join('\n');

/** A command to MongoDB, before it is `sent` or once it is `answered`; or that the file's text is being written in another encoding. */
type Moment = `${'sent' | 'answered'} ${string}` | 'writes text';

/** Runs an import's slices, or those of its undo, in a process of its own that ends by SIGKILL in the first of these moments. */
async function killed(slice: 'runImportSlice' | 'runUndoSlice', shop: ShopContext, one: Import, ...moments: Moment[]): Promise<void> {
  const program = `
    const { watch } = await import('node:fs');
    const { default: mongoose } = await import('mongoose');
    const { connectMongo } = await import('#platform/mongo.js');
    const { ${slice} } = await import('#commerce/imports/index.js');
    const { shopForJob, shopId } = await import('#tenants/index.js');
    await connectMongo({ monitorCommands: true });
    const shop = await shopForJob(shopId.decode('${shopId.encode(shop.shopId)}'), 'import.slice');
    const names = new Map();
    const at = (moment) => {
      if (${JSON.stringify(moments)}.includes(moment)) process.kill(process.pid, 'SIGKILL');
    };
    watch(${JSON.stringify(join(storageFolder(), 'uploads', one.uploadId.toHexString()))}, (_event, name) => {
      if (name?.includes('text-')) at('writes text');
    });
    mongoose.connection.getClient()
      .on('commandStarted', ({ requestId, commandName, command }) => {
        const on = command[commandName];
        names.set(requestId, typeof on === 'string' ? commandName + ' ' + on : commandName);
        at('sent ' + names.get(requestId));
      })
      .on('commandSucceeded', ({ requestId }) => at('answered ' + names.get(requestId)));
    while (await ${slice}(shop, { data: { import: '${idOf(one)}' } }));
    process.exit(0);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    cwd: root,
    env: process.env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = await once(child, 'exit');
  expect([moments, signal]).toEqual([moments, 'SIGKILL']);
}

const eventsOf = (shop: ShopContext, one: Import) => outbox.in(shop).count({ subject: idOf(one), queue: 'events' });

test('kill -9 from the first look at the file to the end of its first part: nothing twice, nothing lost', async () => {
  const shop = await anOpenShop();
  const agency = anAgencyContext(shop.agencyId);
  const [started] = await startImporting([shop], Buffer.from(`\ufeff${aCatalog(1200, '10')}`, 'utf16le'));
  const kill = (...moments: Moment[]) => killed('runImportSlice', shop, started!, ...moments);
  await kill('writes text', 'sent insert import_sources'); // in the middle of its examination
  await kill('sent insert import_sources'); // examined, and nothing known of it
  expect(await sources.in(agency).count({})).toBe(0);
  await kill('sent insert import_source_parts'); // its first part stands in storage, and nobody knows it
  expect(await sourceParts.in(agency).count({})).toBe(0);
  for (const moment of ['answered insert inventory_levels', 'sent commitTransaction'] as const) {
    await kill(moment);
    expect(await again(shop, started!)).toMatchObject({ status: 'RUNNING', nextPart: 0, rowsRead: 0, productsCreated: 0 });
    expect(await products.in(shop).count({})).toBe(0);
  }
  await kill('answered commitTransaction'); // in, and whoever wrote it did not get to know
  const { nextPart, productsCreated } = await again(shop, started!);
  expect([nextPart, productsCreated]).toEqual([1, await products.in(shop).count({})]);
  const done = await runImport(shop, started!);
  expect(done).toMatchObject({ status: 'COMPLETED', rowsRead: 1201, rowsRejected: 1, productsCreated: 1200, productsUnchanged: 0 });
  expect(await products.in(shop).count({})).toBe(1200);
  expect(await levels.in(shop).count({ available: 5 })).toBe(1200);
  expect(await importProblems.in(shop).count({ importId: done._id })).toBe(1);
  expect(await eventsOf(shop, done)).toBe(1);
}, 180_000);

test('kill -9 in the middle of an undo: each product is taken back once, and counted once', async () => {
  const shop = await anOpenShop();
  await importText(shop, aCatalog(3, '10'));
  const done = await importText(shop, aCatalog(900, '12'));
  expect(done).toMatchObject({ productsCreated: 897, productsUpdated: 3 });
  await undoImport(shop, idOf(done));
  const entries = () => journal.in(shop).count({ changeId: done._id });
  const all = await entries();
  for (const moment of ['answered delete products', 'sent commitTransaction'] as const) {
    await killed('runUndoSlice', shop, done, moment);
    expect(await again(shop, done)).toMatchObject({ status: 'UNDOING', undo: { removed: 0, restored: 0, kept: 0 } });
    expect([await products.in(shop).count({}), await entries()]).toEqual([900, all]);
  }
  await killed('runUndoSlice', shop, done, 'answered commitTransaction');
  const { undo } = await again(shop, done);
  expect([await products.in(shop).count({}), await entries()]).toEqual([900 - undo!.removed, all - 1]);
  expect(await runUndo(shop, done)).toMatchObject({ status: 'UNDONE', undo: { removed: 897, restored: 3, kept: 0 } });
  const left = await products.in(shop).find({});
  expect(left.map(({ variants }) => variants[0]!.price)).toEqual([1000, 1000, 1000]);
  expect(await levels.in(shop).count({ available: 5 })).toBe(3);
}, 180_000);
