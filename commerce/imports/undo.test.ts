import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findProduct, productId, products } from '#commerce/catalog/index.js';
import { availableOf, createDefaultLocation, updateProduct } from '#commerce/inventory/index.js';
import { journal } from '#commerce/inventory/journal.model.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anUpload, importText, runImport, runUndo, startImporting } from '#tests/support/importing.js';
import { workOff } from '#tests/support/outbox.js';
import { variantOf } from '#tests/support/shopping.js';
import { type Import, importBatchId, importId, importProblems, imports } from './import.model.js';
import { runImportSlice } from './imports.jobs.js';
import { cancelBatch, cancelImport, resumeBatch, resumeImport, statusOfBatch, undoBatch } from './imports.js';
import { closeReader } from './reading/reader.js';
import { startImports } from './start.js';
import { undoImport } from './undo.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

async function anOpenShop(wishes: Parameters<typeof aShop>[0] = {}): Promise<ShopContext> {
  const shop = await aShop(wishes);
  await createDefaultLocation(shop);
  return shop;
}

const idOf = ({ _id }: Import) => importId.encode(_id);
const again = async (shop: ShopContext, { _id }: Import) => (await imports.in(shop).findOne({ _id }))!;
const aCatalog = (count: number, price: string, from = 0) =>
  [
    'Title,URL handle,SKU,Price,Inventory quantity',
    ...Array.from({ length: count }, (_, at) => `Hat ${from + at},hat-${from + at},H-${from + at},${price},5`),
  ].join('\n');
const pricesIn = async (shop: ShopContext) =>
  (await products.in(shop).find({}, { sort: { handle: 1 } })).map(({ handle, variants }) => [handle, variants[0]!.price]);

/** Cut off in the middle: some parts are in, and others are not. */
async function cutOff(shop: ShopContext, count: number): Promise<Import> {
  const [started] = await startImporting([shop], aCatalog(count, '10'));
  const running = runImport(shop, started!);
  while ((await again(shop, started!)).nextPart === 0) await new Promise(setImmediate);
  await cancelImport(shop, idOf(started!));
  await running;
  return again(shop, started!);
}

test('a cancelled import goes on where it stopped: nothing twice, nothing lost', async () => {
  const shop = await anOpenShop();
  const cancelled = await cutOff(shop, 2200);
  expect(cancelled.productsCreated).toBeLessThan(2200);
  const resumed = await resumeImport(shop, idOf(cancelled));
  expect(resumed).toMatchObject({ status: 'QUEUED', nextPart: cancelled.nextPart, finishedAt: null });
  expect(await resumeImport(shop, idOf(cancelled))).toMatchObject({ status: 'QUEUED' });
  await workOff();
  const done = await again(shop, cancelled);
  expect(done).toMatchObject({ status: 'COMPLETED', rowsRead: 2200, rowsTotal: 2200, productsCreated: 2200, productsUnchanged: 0 });
  expect(done.startedAt).toEqual(cancelled.startedAt);
  expect(await products.in(shop).count({})).toBe(2200);
  await expect(resumeImport(shop, idOf(done))).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('a task of an earlier run leaves the import to the one that took it up again', async () => {
  const shop = await anOpenShop();
  const cancelled = await cutOff(shop, 1200);
  await resumeImport(shop, idOf(cancelled));
  expect(await runImportSlice(shop, { data: { import: idOf(cancelled), run: 0 } })).toBeUndefined();
  expect(await again(shop, cancelled)).toMatchObject({ nextPart: cancelled.nextPart });
  expect(await runImport(shop, cancelled)).toMatchObject({ status: 'COMPLETED', productsCreated: 1200 });
});

test('what failed can be resumed, and fails again in one sentence while its cause stands', async () => {
  const shop = await anOpenShop();
  const failed = await importText(shop, Buffer.from('89504e470d0a1a0a0000', 'hex'));
  await resumeImport(shop, idOf(failed));
  expect(await runImport(shop, failed)).toMatchObject({ status: 'FAILED' });
  expect(await importProblems.in(shop).count({})).toBe(1);
});

test('an undo takes away what the import made and brings back what it changed, but nothing that was edited since', async () => {
  const shop = await anOpenShop();
  await importText(shop, aCatalog(3, '10'));
  const before = await pricesIn(shop);
  const done = await importText(shop, `${aCatalog(3, '12')}\nCap,cap,C,5,1\nBoot,boot,B,5,1`);
  const edited = (await findProduct(shop, { handle: 'cap' }))!;
  await updateProduct(shop, productId.encode(edited._id), { title: 'My cap' });
  expect(await undoImport(shop, idOf(done))).toMatchObject({ status: 'UNDOING', undo: { removed: 0, restored: 0, kept: 0 } });
  await workOff();
  expect(await again(shop, done)).toMatchObject({ status: 'UNDONE', undo: { removed: 1, restored: 3, kept: 1 } });
  expect(await pricesIn(shop)).toEqual([['cap', 500], ...before]);
  const hat = variantOf((await findProduct(shop, { handle: 'hat-0' }))!);
  expect(await availableOf(shop, [hat._id])).toEqual([5]);
  expect(await undoImport(shop, idOf(done))).toMatchObject({ status: 'UNDONE' });
});

test('a cancelled import is undone to the last part, whatever was written while it was cancelled', async () => {
  const shop = await anOpenShop();
  const cancelled = await cutOff(shop, 2200);
  await undoImport(shop, idOf(cancelled));
  const undone = await runUndo(shop, cancelled);
  expect(undone).toMatchObject({ status: 'UNDONE', undo: { removed: cancelled.productsCreated, kept: 0 } });
  expect(await products.in(shop).count({})).toBe(0);
  await expect(resumeImport(shop, idOf(cancelled))).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('an undo that begins in the last minute of its day has another day to come to its end', async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, aCatalog(2, '10'));
  const soon = new Date(Date.now() + 60_000);
  await journal.in(shop).updateMany({}, { $set: { expiresAt: soon } });
  await undoImport(shop, idOf(done));
  const hoursLater = new Date(Date.now() + 23 * 3600_000);
  expect(await journal.in(shop).count({ changeId: done._id })).toBeGreaterThan(0);
  expect(await journal.in(shop).count({ expiresAt: { $lt: hoursLater } })).toBe(0);
});

test('two slices of one undo at once count once', async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, aCatalog(1200, '10'));
  await undoImport(shop, idOf(done));
  await Promise.all([runUndo(shop, done), runUndo(shop, done)]);
  expect(await again(shop, done)).toMatchObject({ status: 'UNDONE', undo: { removed: 1200, restored: 0, kept: 0 } });
});

test('what runs, and what began more than a day ago, is not undone', async () => {
  const shop = await anOpenShop();
  const [started] = await startImporting([shop], aCatalog(1, '10'));
  await expect(undoImport(shop, idOf(started!))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  const done = await runImport(shop, started!);
  await imports.in(shop).set({ _id: done._id }, { $set: { startedAt: new Date(Date.now() - 25 * 3600_000) } });
  await expect(undoImport(shop, idOf(done))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  await expect(undoImport(await anOpenShop(), idOf(done))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a batch is cancelled, resumed and undone as one', async () => {
  const shops = [await anOpenShop()];
  for (let more = 0; more < 2; more++) shops.push(await anOpenShop({ agencyId: shops[0]!.agencyId }));
  const agency = anAgencyContext(shops[0]!.agencyId);
  const upload = await anUpload(agency, aCatalog(2, '10'));
  const { batch, imports: started } = await startImports(shops, { upload }, { wholeAgency: true });
  const id = importBatchId.encode(batch._id);
  await runImport(shops[0]!, started[0]!);
  await cancelBatch(agency, id);
  await workOff();
  expect((await Promise.all(started.map((one, at) => again(shops[at]!, one)))).map(({ status }) => status)).toEqual([
    'COMPLETED',
    'CANCELLED',
    'CANCELLED',
  ]);
  await resumeBatch(agency, id);
  await workOff();
  expect(await statusOfBatch(batch)).toBe('COMPLETED');
  for (const shop of shops) expect(await products.in(shop).count({})).toBe(2);
  await undoBatch(agency, id);
  expect(await statusOfBatch(batch)).toBe('UNDOING');
  await workOff();
  expect(await statusOfBatch(batch)).toBe('UNDONE');
  for (const shop of shops) expect(await products.in(shop).count({})).toBe(0);
  await expect(undoBatch(anAgencyContext(), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the format is found out where none was named, and shown with how sure it is', async () => {
  const shop = await anOpenShop();
  const [started] = await startImporting([shop], aCatalog(2, '10'), { format: 'AUTO' });
  expect(started).toMatchObject({ format: null, found: null, rowsTotal: null });
  const done = await runImport(shop, started!);
  expect(done).toMatchObject({ format: null, found: { format: 'SHOPIFY', confidence: expect.any(Number) }, rowsTotal: 2 });
});
