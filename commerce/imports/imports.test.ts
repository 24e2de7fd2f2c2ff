import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { findProduct, products } from '#commerce/catalog/index.js';
import { uploads } from '#commerce/files/index.js';
import { availableOf, createDefaultLocation } from '#commerce/inventory/index.js';
import { root } from '#platform/root.js';
import { localStorage, storageFolder } from '#platform/storage.js';
import { outbox, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anUpload, importText, reportText, runImport, startImporting } from '#tests/support/importing.js';
import { type Import, importId, importProblems, imports } from './import.model.js';
import { runImportSlice } from './imports.jobs.js';
import { cancelImport, getBatch, listBatch, listProblems, statusOfBatch } from './imports.js';
import { closeReader } from './reading/reader.js';
import { reportOf, reportUrlOf } from './report.js';
import { removeExpiredUploads } from './retention.js';
import { sourceParts, sources } from './source.model.js';
import { startImports } from './start.js';

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

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/shopify/fixtures', name));
const countsOf = ({ rowsRead, rowsRejected, productsCreated, productsUpdated, productsUnchanged }: Import) => ({
  rowsRead,
  rowsRejected,
  productsCreated,
  productsUpdated,
  productsUnchanged,
});
const problemsOf = async (shop: ShopContext, one: Import) =>
  (await listProblems(shop, one, { first: 100 })).nodes.map(({ row, column, code }) => [row, column, code]);
const eventsOf = (shop: ShopContext, one: Import) =>
  outbox.in(shop).find({ subject: importId.encode(one._id), queue: 'events' }, { sort: { _id: 1 } });
/** `count` products of two variants each. */
const aCatalog = (count: number, price = '19.90') =>
  [
    'Title,URL handle,Description,Option1 name,Option1 value,SKU,Price,Inventory quantity',
    ...Array.from(
      { length: count },
      (_, at) => `Hat ${at},hat-${at},<p>A hat</p>,Size,S,H-${at}-S,${price},5\n,hat-${at},,,M,H-${at}-M,${price},6`,
    ),
  ].join('\n');

test("a catalog goes in: products, prices in the shop's currency, stock, and one event at the end", async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, await fixture('current.csv'));
  expect(done).toMatchObject({
    status: 'COMPLETED',
    rowsRead: 7,
    rowsRejected: 0,
    productsCreated: 4,
    startedAt: expect.any(Date),
    finishedAt: expect.any(Date),
  });
  const dress = (await findProduct(shop, { handle: 'linen-dress' }))!;
  expect(dress).toMatchObject({
    source: 'shopify',
    externalId: 'linen-dress',
    variants: [{ price: 19_900, compareAtPrice: 25_900, cost: 8050 }, {}, { price: 120_900 }],
  });
  const stock = await availableOf(
    shop,
    dress.variants.map(({ id }) => id),
  );
  expect(stock).toEqual([12, 0, 0]);
  expect((await findProduct(shop, { handle: 'only-a-title' }))?.variants).toEqual([]);
  expect(await eventsOf(shop, done)).toMatchObject([{ type: 'import.completed', data: { productsCreated: 4, rowsRead: 7 } }]);
});

test('the same file again changes nothing, and a newer one only what it says', async () => {
  const shop = await anOpenShop();
  await importText(shop, aCatalog(3));
  expect(countsOf(await importText(shop, aCatalog(3)))).toEqual({
    rowsRead: 6,
    rowsRejected: 0,
    productsCreated: 0,
    productsUpdated: 0,
    productsUnchanged: 3,
  });
  const newer = aCatalog(3).replace('H-1-S,19.90', 'H-1-S,25.00');
  expect(countsOf(await importText(shop, newer))).toMatchObject({ productsUpdated: 1, productsUnchanged: 2 });
  expect((await findProduct(shop, { handle: 'hat-1' }))?.variants.map(({ price }) => price)).toEqual([2500, 1990]);
});

test('one upload into shops of different currencies: each reads the prices as its own', async () => {
  const yuan = await anOpenShop({ currency: 'CNY' });
  const yen = await anOpenShop({ currency: 'JPY', agencyId: yuan.agencyId });
  const file = 'Title,URL handle,Option1 name,Option1 value,Price\nHat,hat,Size,S,1900\n,hat,,M,19.50\nScarf,scarf,,,25.50';
  const [first, second] = await startImporting([yuan, yen], file);
  expect(countsOf(await runImport(yuan, first!))).toMatchObject({ productsCreated: 2, rowsRejected: 0 });
  const inYen = await runImport(yen, second!);
  expect(countsOf(inYen)).toMatchObject({ productsCreated: 1, rowsRejected: 2, rowsRead: 3 });
  expect(await problemsOf(yen, inYen)).toEqual([
    [3, 'Price', 'INVALID_AMOUNT'],
    [4, 'Price', 'INVALID_AMOUNT'],
  ]);
  expect((await findProduct(yuan, { handle: 'hat' }))?.variants.map(({ price }) => price)).toEqual([190_000, 1950]);
  expect((await findProduct(yen, { handle: 'hat' }))?.variants.map(({ price }) => price)).toEqual([1900]);
  expect(await sources.in(anAgencyContext(yuan.agencyId)).count({})).toBe(1);
});

test('a dirty file: the good rows go in, and the report names each bad one', async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, await fixture('dirty.csv'));
  expect(countsOf(done)).toEqual({ rowsRead: 16, rowsRejected: 11, productsCreated: 4, productsUpdated: 0, productsUnchanged: 0 });
  const lines = (await reportText(shop, done, { problems: true })).split('\r\n');
  expect(lines).toHaveLength(14);
  expect(lines[1]).toBe('"3","Price","PRICE_INVALID","""ten"" is not a price: write digits with a point, like 19.99","ten"');
});

test('a report opens under its own token alone', async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, 'Title,Price\nHat,ten');
  const url = new URL(reportUrlOf(shop, done));
  const [shopPart, importPart] = url.pathname.split('/').slice(-2);
  const address = { shop: shopPart!, import: importPart!, token: url.searchParams.get('token')! };
  await expect(reportOf(address)).resolves.toMatchObject({ filename: `${importPart}-rows.csv` });
  for (const wrong of [
    { token: 'x' },
    { token: `${address.token}x` },
    { import: importId.encode(shop.shopId) },
    { shop: shopId.encode((await anOpenShop()).shopId) },
  ]) {
    await expect(reportOf({ ...address, ...wrong })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('what only the shop can refuse costs its own row: a SKU that another product has, a price that is missing', async () => {
  const shop = await anOpenShop();
  await importText(shop, 'Title,URL handle,SKU,Price\nOlder,older,TAKEN,5');
  const file = [
    'Title,URL handle,Option1 name,Option1 value,SKU,Price',
    'Hat,hat,Size,S,H-S,10',
    ',hat,,M,TAKEN,10',
    ',hat,,L,H-L,',
    ',hat,,S,H-S2,10',
    ',hat,,XL,H-XL,12',
    'Scarf,scarf,,,TAKEN,10',
  ].join('\n');
  const done = await importText(shop, file);
  expect(countsOf(done)).toMatchObject({ rowsRead: 6, productsCreated: 1, rowsRejected: 4 });
  expect(await problemsOf(shop, done)).toEqual([
    [3, 'SKU', 'SKU_TAKEN'],
    [4, 'Price', 'INVALID_INPUT'],
    [5, 'Option1 value', 'DUPLICATE_VARIANT'],
    [7, 'SKU', 'SKU_TAKEN'],
  ]);
  expect((await findProduct(shop, { handle: 'hat' }))?.variants.map(({ sku }) => sku)).toEqual(['H-S', 'H-XL']);
});

test('where a variant row is bad, the variant that the shop has stays, with its stock', async () => {
  const shop = await anOpenShop();
  await importText(shop, aCatalog(1));
  const before = (await findProduct(shop, { handle: 'hat-0' }))!;
  const done = await importText(shop, aCatalog(1, '21.00').replace('H-0-M,21.00', 'H-0-M,much'));
  expect(countsOf(done)).toMatchObject({ productsUpdated: 1, rowsRejected: 1 });
  const after = (await findProduct(shop, { handle: 'hat-0' }))!;
  expect(after.variants).toMatchObject([
    { sku: 'H-0-S', price: 2100 },
    { sku: 'H-0-M', price: 1990, id: before.variants[1]!.id },
  ]);
  expect(
    await availableOf(
      shop,
      after.variants.map(({ id }) => id),
    ),
  ).toEqual([5, 6]);
});

test('what is no catalog fails in one sentence and tells so', async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, Buffer.from('89504e470d0a1a0a0000', 'hex'));
  expect(done).toMatchObject({ status: 'FAILED', rowsRead: 0 });
  expect(await problemsOf(shop, done)).toEqual([[0, '', 'NOT_A_CATALOG']]);
  expect(await eventsOf(shop, done)).toMatchObject([{ type: 'import.failed', data: { code: 'NOT_A_CATALOG' } }]);
});

test("another agency's upload or shop, one that is bound elsewhere, and one without a file are refused before anything is made", async () => {
  const [ours, theirs] = [await anOpenShop(), await anOpenShop()];
  const sibling = await anOpenShop({ agencyId: ours.agencyId });
  const upload = await anUpload(anAgencyContext(ours.agencyId), aCatalog(1));
  const bound = await anUpload(ours, aCatalog(1));
  const all = { wholeAgency: true };
  const input = (id: string) => ({ upload: id, format: 'SHOPIFY' as const });
  await expect(startImports([theirs], input(upload), all)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['upload'] });
  await expect(startImports([ours, theirs], input(upload), all)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['shops', '1'] });
  await expect(startImports([ours, ours], input(upload), all)).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['shops', '1'] });
  await expect(startImports([ours, sibling], input(bound), all)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['upload'] });
  await expect(startImports([ours], input(upload), { wholeAgency: false })).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['upload'] });
  for (const shop of [ours, theirs, sibling]) expect(await imports.in(shop).count({})).toBe(0);
  await expect(startImports([ours], input(bound), { wholeAgency: false })).resolves.toMatchObject({ imports: [{ status: 'QUEUED' }] });
});

test('a cancelled import begins nothing more, counts what is in, and can be cancelled again', async () => {
  const shop = await anOpenShop();
  const [started] = await startImporting([shop], aCatalog(1800));
  const id = importId.encode(started!._id);
  const slice = runImportSlice(shop, { data: { import: id } });
  while ((await products.in(shop).count({})) === 0) await new Promise(setImmediate);
  const cancelled = await cancelImport(shop, id);
  expect(cancelled.status).toBe('CANCELLED');
  await slice; // its time may have been over in the same moment
  expect(await runImportSlice(shop, { data: { import: id } })).toBeUndefined();
  const after = (await imports.in(shop).findOne({ _id: started!._id }))!;
  expect(after.productsCreated).toBe(await products.in(shop).count({}));
  expect(after.productsCreated).toBeLessThan(1800);
  expect(await cancelImport(shop, id)).toMatchObject({ status: 'CANCELLED' });
  expect(await eventsOf(shop, after)).toEqual([]);
  const finished = await importText(shop, aCatalog(1));
  await expect(cancelImport(shop, importId.encode(finished._id))).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('two slices of one import at once: everything is in once, and counted once', async () => {
  const shop = await anOpenShop();
  const [started] = await startImporting([shop], aCatalog(1200));
  await Promise.all([runImport(shop, started!), runImport(shop, started!), runImport(shop, started!)]);
  const done = (await imports.in(shop).findOne({ _id: started!._id }))!;
  expect(countsOf(done)).toEqual({ rowsRead: 2400, rowsRejected: 0, productsCreated: 1200, productsUpdated: 0, productsUnchanged: 0 });
  expect(await products.in(shop).count({})).toBe(1200);
  expect(await eventsOf(shop, done)).toHaveLength(1);
});

/** A worker of its own that runs one import, to be killed. */
function importingProcess(shop: ShopContext, one: Import): ChildProcess {
  const program = `
    const { connectMongo } = await import('#platform/mongo.js');
    const { runImportSlice } = await import('#commerce/imports/index.js');
    const { shopForJob, shopId } = await import('#tenants/index.js');
    await connectMongo();
    const shop = await shopForJob(shopId.decode('${shopId.encode(shop.shopId)}'), 'import.slice');
    while (await runImportSlice(shop, { data: { import: '${importId.encode(one._id)}' } }));
    process.exit(0);`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    cwd: root,
    env: process.env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

test('kill -9 at any moment: nothing twice, nothing lost, and the counts are exact', async () => {
  // What a killed process left open keeps others waiting for a minute otherwise.
  await mongoose.connection.db!.admin().command({ setParameter: 1, transactionLifetimeLimitSeconds: 3 });
  const shop = await anOpenShop();
  const dirty = aCatalog(2500).replaceAll('H-500-S,19.90', 'H-500-S,x').replaceAll('H-1400-M,19.90', 'H-1400-M,x');
  const [started] = await startImporting([shop], dirty);
  const mine = { _id: started!._id };
  for (let kills = 0; kills < 2; kills++) {
    const { nextPart } = (await imports.in(shop).findOne(mine))!;
    const worker = importingProcess(shop, started!);
    const ended = once(worker, 'exit');
    const movedOn = async () => ((await imports.in(shop).findOne(mine))?.nextPart ?? 0) > nextPart;
    while (worker.exitCode === null && !(await movedOn())) await new Promise(setImmediate);
    // Somewhere in the next part.
    for (let turn = 0; turn < kills * 20; turn++) await imports.in(shop).findOne(mine);
    worker.kill('SIGKILL');
    await ended;
  }
  const done = await runImport(shop, started!);
  expect(done.status).toBe('COMPLETED');
  expect(countsOf(done)).toEqual({ rowsRead: 5000, rowsRejected: 2, productsCreated: 2500, productsUpdated: 0, productsUnchanged: 0 });
  expect(await products.in(shop).count({})).toBe(2500);
  expect(await importProblems.in(shop).count({ importId: mine._id })).toBe(2);
  expect(await eventsOf(shop, done)).toHaveLength(1);
});

test('a batch tells where all of its imports are', async () => {
  const shops = [await anOpenShop()];
  for (let more = 0; more < 2; more++) shops.push(await anOpenShop({ agencyId: shops[0]!.agencyId }));
  const agency = anAgencyContext(shops[0]!.agencyId);
  const upload = await anUpload(agency, aCatalog(2));
  const { batch, imports: started } = await startImports(shops, { upload, format: 'SHOPIFY' }, { wholeAgency: true });
  expect(await statusOfBatch(batch)).toBe('QUEUED');
  await runImport(shops[0]!, started[0]!);
  expect(await statusOfBatch(batch)).toBe('RUNNING');
  for (const at of [1, 2]) await runImport(shops[at]!, started[at]!);
  expect(await statusOfBatch(batch)).toBe('COMPLETED');
  const listed = await listBatch(await getBatch(agency, `batch_${batch._id.toHexString()}`), { first: 2 });
  expect(listed.nodes.map(({ shopId: id }) => id)).toEqual(shops.slice(0, 2).map(({ shopId: id }) => id));
  expect(listed.pageInfo.hasNextPage).toBe(true);
});

test('an expired upload goes with everything that was made of it', async () => {
  const shop = await anOpenShop();
  await importText(shop, aCatalog(2));
  const agency = anAgencyContext(shop.agencyId);
  const [upload] = await uploads.in(agency).find({});
  const folder = localStorage(storageFolder());
  const [part] = await sourceParts.in(agency).find({});
  expect(await folder.size(part!.key)).toBeGreaterThan(0);
  await uploads.in(agency).update({ _id: upload!._id }, { $set: { expiresAt: new Date(0) } });
  await removeExpiredUploads();
  expect(await folder.size(part!.key)).toBeNull();
  expect(await folder.size(upload!.file!.key)).toBeNull();
  for (const documents of [uploads, sources, sourceParts]) expect(await documents.in(agency).count({})).toBe(0);
});
