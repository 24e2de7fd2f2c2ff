import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findProduct, productId, products } from '#commerce/catalog/index.js';
import { getUpload } from '#commerce/files/index.js';
import { availableOf, createDefaultLocation, setInventory, setProducts, updateProduct } from '#commerce/inventory/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anUpload, importText, runUndo, startImporting } from '#tests/support/importing.js';
import { workOff } from '#tests/support/outbox.js';
import { variantOf } from '#tests/support/shopping.js';
import { importId, importProblems } from './import.model.js';
import { inspectUpload } from './inspect.js';
import { importMappingId } from './mapping.model.js';
import { createMapping } from './mappings.js';
import { NewImport } from './options.js';
import { closeReader } from './reading/reader.js';
import { undoImport } from './undo.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

async function anOpenShop(): Promise<ShopContext> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  return shop;
}

const HATS = [
  'Title,URL handle,Description,SKU,Price,Inventory quantity',
  'Hat,hat,<p>Warm</p>,H,10,5',
  'Scarf,scarf,<p>Soft</p>,S,20,7',
].join('\n');
const NEWER = [
  'Title,URL handle,Description,SKU,Price,Inventory quantity',
  'Top hat,hat,<p>Warmer</p>,H,11,9',
  'Cap,cap,<p>Light</p>,C,30,1',
].join('\n');
const hatOf = async (shop: ShopContext) => (await findProduct(shop, { handle: 'hat' }))!;
const stockOf = async (shop: ShopContext) => (await availableOf(shop, [variantOf(await hatOf(shop))._id]))[0];
const problemsOf = async (shop: ShopContext) =>
  (await importProblems.in(shop).find({}, { sort: { row: 1 } })).map(({ row, code, kept }) => [row, code, kept]);

test('create-only leaves what is there as it is, and counts it', async () => {
  const shop = await anOpenShop();
  await importText(shop, HATS);
  const done = await importText(shop, NEWER, { mode: 'CREATE_ONLY' });
  expect(done).toMatchObject({ productsCreated: 1, productsSkipped: 1, productsUpdated: 0, rowsRejected: 0 });
  expect(await hatOf(shop)).toMatchObject({ title: 'Hat' });
  expect(await problemsOf(shop)).toEqual([]);
});

test('update-only makes no product, and names those that are not there', async () => {
  const shop = await anOpenShop();
  await importText(shop, HATS);
  const done = await importText(shop, NEWER, { mode: 'UPDATE_ONLY' });
  expect(done).toMatchObject({ productsCreated: 0, productsSkipped: 1, productsUpdated: 1, rowsRejected: 0 });
  expect(await findProduct(shop, { handle: 'cap' })).toBeNull();
  expect(await problemsOf(shop)).toEqual([[3, 'NOT_FOUND', true]]);
});

test('a dry run tells everything and writes nothing but itself', async () => {
  const shop = await anOpenShop();
  await importText(shop, HATS);
  const before = [await products.in(shop).find({}), await outbox.in(shop).count({ type: 'products.changed' })];
  const done = await importText(shop, `${NEWER}\nBoot,boot,,B,much,1\nShoe,shoe,,S,10,1`, { dryRun: true });
  expect(done).toMatchObject({ status: 'COMPLETED', productsCreated: 1, productsUpdated: 1, rowsRejected: 2, rowsRead: 4 });
  expect([await products.in(shop).find({}), await outbox.in(shop).count({ type: 'products.changed' })]).toEqual(before);
  expect(await stockOf(shop)).toBe(5);
  expect(await problemsOf(shop)).toEqual([
    [4, 'PRICE_INVALID', false],
    [5, 'SKU_TAKEN', false],
  ]);
  await expect(undoImport(shop, importId.encode(done._id))).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('prices alone: all else of a product that is there stays', async () => {
  const shop = await anOpenShop();
  await importText(shop, HATS);
  const done = await importText(shop, NEWER, { only: ['PRICES'] });
  expect(done).toMatchObject({ productsUpdated: 1, productsCreated: 1 });
  expect(await hatOf(shop)).toMatchObject({ title: 'Hat', descriptionHtml: '<p>Warm</p>', variants: [{ price: 1100 }] });
  expect(await stockOf(shop)).toBe(5);
});

test('locked fields stay, and so do a person’s edits where that is asked for', async () => {
  const shop = await anOpenShop();
  await importText(shop, HATS);
  await updateProduct(shop, productId.encode((await hatOf(shop))._id), { title: 'My hat' });
  expect(await importText(shop, NEWER, { keep: ['STOCK', 'PRICES'], keepEdits: true })).toMatchObject({ productsUpdated: 1 });
  expect(await hatOf(shop)).toMatchObject({ title: 'My hat', descriptionHtml: '<p>Warmer</p>', variants: [{ price: 1000 }] });
  expect(await stockOf(shop)).toBe(5);
  await importText(shop, NEWER);
  expect(await hatOf(shop)).toMatchObject({ title: 'Top hat', variants: [{ price: 1100 }] });
  expect(await stockOf(shop)).toBe(9);
});

test('products that were made here are found by SKU where no other name finds them, and not where SKUs do not count', async () => {
  const shop = await anOpenShop();
  await setProducts(shop, [{ title: 'Own', handle: 'own', variants: [{ sku: 'H', price: 1, optionValues: [] }] }]);
  const refused = await importText(shop, HATS, { matchBy: ['EXTERNAL_ID', 'HANDLE'] });
  expect(refused).toMatchObject({ productsCreated: 1, rowsRejected: 1 });
  expect(await importText(shop, HATS)).toMatchObject({ productsUpdated: 1, productsUnchanged: 1, rowsRejected: 0 });
  expect(await hatOf(shop)).toMatchObject({ title: 'Hat', externalId: 'hat' });
});

test('each product’s own event follows where it was asked for, once', async () => {
  const shop = await anOpenShop();
  await importText(shop, HATS);
  await workOff();
  expect(await outbox.in(shop).count({ type: 'product.created' })).toBe(0);
  const done = await importText(shop, NEWER, { productEvents: true });
  await workOff();
  const told = async () => (await outbox.in(shop).find({ type: /^product\./ as never })).map(({ type }) => type).toSorted();
  expect(await told()).toEqual(['product.created', 'product.updated']);
  await undoImport(shop, importId.encode(done._id));
  await runUndo(shop, done);
  await workOff();
  expect(await told()).toEqual(['product.created', 'product.deleted', 'product.updated', 'product.updated']);
});

test('what a column means is said by the columns themselves, or by a mapping that was saved; only the agency’s own', async () => {
  const shop = await anOpenShop();
  const columns = [{ name: '商品名称', field: 'title' }];
  const mine = importMappingId.encode((await createMapping(anAgencyContext(shop.agencyId), { name: 'Ours', columns }))._id);
  const theirs = importMappingId.encode((await createMapping(anAgencyContext(), { name: 'Theirs', columns }))._id);
  const [saved] = await startImporting([shop], HATS, { mapping: mine });
  expect(saved).toMatchObject({ columns });
  await expect(startImporting([shop], HATS, { mapping: theirs })).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['mapping'] });
});

test.each([
  [{ only: [] }, /only|names no field/],
  [{ keep: ['TITLE', 'TITLE'] }, /names a field twice/],
  [{ matchBy: [] }, /names nothing/],
  [{ columns: [] }, /names no column/],
  [{ mapping: 'mapping_1', columns: [{ name: 'a', field: 'title' }] }, /one of the two/],
])('%j is refused', (wish, sentence) => {
  expect(() => NewImport.parse({ upload: 'upload_1', ...wish })).toThrow(sentence);
});

test('a price list that comes back after sales takes its own change to the stock, and no other', async () => {
  const shop = await anOpenShop();
  await importText(shop, HATS);
  const hat = variantOf(await hatOf(shop));
  await setInventory(shop, { variant: hat.id, available: 3 });
  const list = (available: number, availableWas: number) => [{ handle: 'hat', variants: [{ sku: 'H', available, availableWas }] }];
  const [raised] = await setProducts(shop, list(9, 5), { keepEdited: true });
  expect(raised).toMatchObject({ outcome: 'updated' });
  expect(await stockOf(shop)).toBe(7);
  expect(await setProducts(shop, list(9, 5), { keepEdited: true })).toMatchObject([{ outcome: 'unchanged' }]);
  const [refused] = await setProducts(shop, list(1, 9));
  expect(refused).toMatchObject({
    outcome: 'unchanged',
    warnings: [{ code: 'CHANGED_MEANWHILE', field: ['variants', '0', 'available'] }],
  });
  expect(await stockOf(shop)).toBe(7);
});

const inJson = (...given: object[]) => given.map((one) => JSON.stringify(one)).join('\n');

test('a picture of a variant that its product does not have stays behind, and the variant goes in', async () => {
  const shop = await anOpenShop();
  const variants = [{ sku: 'H', price: '10', image: 'https://img.example.com/other.jpg' }];
  const file = inJson({ title: 'Hat', handle: 'hat', media: [{ url: 'https://img.example.com/hat.jpg' }], variants });
  expect(await importText(shop, file, { format: 'JSONL' })).toMatchObject({ productsCreated: 1, rowsRejected: 0 });
  expect(await problemsOf(shop)).toEqual([]);
  const prices = inJson({ handle: 'hat', variants: [{ ...variants[0], price: '11' }] });
  expect(await importText(shop, prices, { format: 'JSONL' })).toMatchObject({ productsUpdated: 1, rowsRejected: 0 });
  expect(await problemsOf(shop)).toEqual([[1, 'INVALID_INPUT', true]]);
  expect((await hatOf(shop)).variants).toMatchObject([{ price: 1100, image: null }]);
});

test('a tax class that the shop does not have is told, and its variant is taxed at the standard rate', async () => {
  const shop = await anOpenShop();
  const variants = ['exempt', 'stamps'].map((taxClass) => ({ sku: taxClass, price: '10', taxClass, optionValues: [taxClass] }));
  const file = inJson({ title: 'Hat', handle: 'hat', options: [{ name: 'Tax' }], variants });
  expect(await importText(shop, file, { format: 'JSONL' })).toMatchObject({ productsCreated: 1, rowsRejected: 0 });
  expect(await problemsOf(shop)).toEqual([[1, 'TAX_CLASS_UNKNOWN', true]]);
  expect((await hatOf(shop)).variants.map(({ taxClass }) => taxClass)).toEqual(['exempt', null]);
});

test('a category that is too deep is told as what it is', async () => {
  const shop = await anOpenShop();
  const categories = [Array.from({ length: 7 }, (_, at) => `Level ${at}`)];
  await importText(shop, inJson({ title: 'Hat', handle: 'hat', categories, variants: [] }), { format: 'JSONL' });
  const [problem] = await importProblems.in(shop).find({});
  expect(problem).toMatchObject({ code: 'CATEGORIES_LIMIT', message: expect.stringContaining('6 deep'), kept: true });
});

test('what an inspection takes columns for may be said as their mapping, and a column without a field is passed over', async () => {
  const shop = await anOpenShop();
  const text = 'Title,Price,EAN,Number on the box,Vendor\nHoed,10,4006381333931,4006381333931,Hoedenmaker\n';
  const upload = await anUpload(shop, text);
  const { columns, found } = await inspectUpload(await getUpload(shop, upload));
  expect(found?.format).toBe('GENERIC');
  expect(columns.map(({ field }) => field)).toEqual(['title', 'price', 'barcode', null, 'vendor']);
  const said = columns.map(({ name, field }) => ({ name, field: name === 'Vendor' ? null : field }));
  const done = await importText(shop, text, { format: 'GENERIC', columns: said });
  expect(done).toMatchObject({ status: 'COMPLETED', productsCreated: 1 });
  expect(done.columns).toContainEqual({ name: 'Vendor', field: null });
  expect(await products.in(shop).findOne({})).toMatchObject({ title: 'Hoed', vendor: null });
});
