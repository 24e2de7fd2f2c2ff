import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { findProduct } from '#commerce/catalog/index.js';
import { uploadId } from '#commerce/files/index.js';
import { availableOf, createDefaultLocation, setInventory, setProducts } from '#commerce/inventory/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aReadImport, reportText, runImport } from '#tests/support/importing.js';
import { workOff } from '#tests/support/outbox.js';
import { variantOf } from '#tests/support/shopping.js';
import { importProblems, imports } from './import.model.js';
import type { NewImport } from './options.js';
import { prepareAhead } from './prepare-part.js';
import type { CanonicalLine, CanonicalProduct, CanonicalVariant } from './reading/canonical.js';
import { checked } from './reading/check.js';
import { takePart } from './write-part.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

async function anOpenShop(): Promise<ShopContext> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  return shop;
}

const aVariant = (row: number, given: Partial<CanonicalVariant> = {}): CanonicalVariant => ({
  row,
  sku: 'H',
  price: '10',
  optionValues: [],
  available: 5,
  ...given,
});
const aHat = (given: Partial<CanonicalProduct> = {}): CanonicalLine =>
  checked({
    rows: [2],
    partial: false,
    source: 'shopify',
    externalId: 'hat',
    handle: 'hat',
    title: 'Hat',
    options: [],
    variants: [aVariant(2)],
    ...given,
  });
const hatOf = async (shop: ShopContext) => (await findProduct(shop, { handle: 'hat' }))!;
const importLines = async (shop: ShopContext, lines: CanonicalLine[], wishes: Partial<NewImport> = {}) => {
  const { started } = await aReadImport(shop, [lines], wishes);
  return runImport(shop, started);
};
const problemsOf = async (shop: ShopContext) =>
  (await importProblems.in(shop).find({}, { sort: { row: 1 } })).map(({ row, column, code, value, kept }) => [
    row,
    column,
    code,
    value,
    kept,
  ]);

test('a price in another currency than the shop’s costs its row', async () => {
  const shop = await anOpenShop();
  const variants = [aVariant(2, { optionValues: ['S'] }), aVariant(3, { sku: 'H-M', optionValues: ['M'], currency: 'USD' })];
  const done = await importLines(shop, [aHat({ rows: [2, 3], options: [{ name: 'Size' }], variants })]);
  expect(done).toMatchObject({ productsCreated: 1, rowsRejected: 1 });
  expect(await problemsOf(shop)).toEqual([[3, 'Variant Price', 'CURRENCY_MISMATCH', '10 USD', false]]);
});

test('an exported table that comes back changes what was changed in it, and loses no sale', async () => {
  const shop = await anOpenShop();
  await importLines(shop, [aHat()]);
  const hat = variantOf(await hatOf(shop));
  const stock = async () => (await availableOf(shop, [hat._id]))[0];
  const back = (available: number) => [aHat({ variants: [aVariant(2, { available, availableWas: 5, price: '11' })] })];
  await setInventory(shop, { variant: hat.id, available: 3 });
  expect(await importLines(shop, back(5))).toMatchObject({ productsUpdated: 1 });
  expect(await stock()).toBe(3);
  expect(await importLines(shop, back(9))).toMatchObject({ productsUpdated: 1 });
  expect(await stock()).toBe(7);
  expect(await importLines(shop, back(9))).toMatchObject({ productsUnchanged: 1 });
  await setInventory(shop, { variant: hat.id, available: 1 });
  expect(await importLines(shop, back(2))).toMatchObject({ productsUnchanged: 1, rowsRejected: 0 });
  expect(await stock()).toBe(1);
  expect(await problemsOf(shop)).toEqual([[2, '', 'CHANGED_MEANWHILE', '2', true]]);
});

test('rows of a price list that name variants of one product are one change of it; the rest stays', async () => {
  const shop = await anOpenShop();
  const sizes = ['S', 'M', 'L'].map((size, at) => aVariant(2 + at, { sku: `H-${size}`, optionValues: [size] }));
  await importLines(shop, [aHat({ rows: [2, 3, 4], options: [{ name: 'Size' }], variants: sizes })]);
  const row = (number: number, sku: string, price: string): CanonicalLine =>
    checked({ rows: [number], partial: false, variants: [{ row: number, sku, price, optionValues: [] }] });
  const done = await importLines(shop, [row(2, 'H-S', '1'), row(3, 'NONE', '2'), row(4, 'H-L', '3')]);
  expect(done).toMatchObject({ productsUpdated: 1, productsCreated: 0, rowsRejected: 1 });
  expect((await hatOf(shop)).variants.map(({ sku, price, optionValues }) => [sku, price, optionValues])).toEqual([
    ['H-S', 100, ['S']],
    ['H-M', 1000, ['M']],
    ['H-L', 300, ['L']],
  ]);
  expect(await problemsOf(shop)).toEqual([[3, 'SKU', 'NOT_FOUND', 'NONE', false]]);
});

test('pictures of the uploaded archive and of the web are fetched for what came or changed, and failed ones stand in the list', async () => {
  const shop = await anOpenShop();
  const media = [
    { url: 'zip:pics/hat.tbi', alt: null },
    { url: 'http://127.0.0.1:9/hat.png', alt: 'Hat' },
  ];
  const hat = aHat({ media, variants: [aVariant(2, { image: 'zip:pics/hat.tbi' })] });
  const { started } = await aReadImport(shop, [[hat]]);
  const done = await runImport(shop, started);
  const address = `upload:${uploadId.encode(started.uploadId)}/pics/hat.tbi`;
  expect(await hatOf(shop)).toMatchObject({
    media: [{ url: address }, { url: 'http://127.0.0.1:9/hat.png', alt: 'Hat' }],
    variants: [{ image: address }],
  });
  expect(await outbox.in(shop).find({ type: 'media.fetch' })).toMatchObject([
    { data: { addresses: [address, 'http://127.0.0.1:9/hat.png'] } },
  ]);
  await workOff();
  expect(await reportText(shop, done, { problems: true })).toMatch(/"2","","PICTURE_FAILED",".+","upload:/);
  await importLines(shop, [aHat({ media: [] })], { dryRun: true });
  expect(await outbox.in(shop).count({ type: 'media.fetch' })).toBe(1);
});

test('attributes come under their keys, each once', async () => {
  const shop = await anOpenShop();
  const attributes = [
    { name: 'Material', value: 'Wool' },
    { name: 'material', value: 'Felt' },
  ];
  await importLines(shop, [aHat({ attributes })]);
  expect(await hatOf(shop)).toMatchObject({ attributes: [{ key: 'material', value: 'Felt' }] });
});

test('values of an option that no variant has come in too, in the order that the file gives them', async () => {
  const shop = await anOpenShop();
  const options = [{ name: 'Size', values: ['S', 'M', 'L'] }];
  await importLines(shop, [
    aHat({ options, variants: [aVariant(2, { optionValues: ['L'] }), aVariant(3, { sku: 'H-S', optionValues: ['S'] })] }),
  ]);
  expect((await hatOf(shop)).options).toMatchObject(options);
});

const BY_HANDLE = { handle: 'cap', title: 'Mine', variants: [{ price: 100 }] };
const BY_SKU = { handle: 'mine', title: 'Mine', variants: [{ sku: 'C', price: 100 }] };

test.each([
  ['handle', {}, BY_HANDLE],
  ['SKU', {}, BY_SKU],
  ['handle, in a shop that was empty', { intoEmpty: true as const }, BY_HANDLE],
  ['SKU, in a shop that was empty', { intoEmpty: true as const }, BY_SKU],
])('a product that comes while a part waits to be written is met all the same, by its %s', async (_name, begun, mine) => {
  const shop = await anOpenShop();
  const cap = aHat({ externalId: 'cap', handle: 'cap', title: 'Cap', variants: [aVariant(3, { sku: 'C' })] });
  const { started, source, parts } = await aReadImport(shop, [[aHat()], [cap]]);
  const current = (await imports.in(shop).update({ _id: started._id }, { $set: { status: 'RUNNING', ...begun } }))!;
  await prepareAhead(shop, current, source, parts[0]!);
  const written = await takePart(shop, current, source, parts[0]!);
  const [opened] = await setProducts(shop, [mine]);
  expect(await takePart(shop, written, source, parts[1]!)).toMatchObject({ productsCreated: 1, productsUpdated: 1, nextPart: 2 });
  expect(await findProduct(shop, { handle: 'cap' })).toMatchObject({ _id: opened!.productId, title: 'Cap', externalId: 'cap' });
});

test('a SKU that two products of two parts have is the first one’s, though the second was made ready before that was written', async () => {
  const shop = await anOpenShop();
  const { started, source, parts } = await aReadImport(shop, [[holding('H', 2)], [holding('H', 3)]]);
  const current = (await imports.in(shop).update({ _id: started._id }, { $set: { status: 'RUNNING' } }))!;
  await prepareAhead(shop, current, source, parts[0]!);
  const written = await takePart(shop, current, source, parts[0]!);
  await takePart(shop, written, source, parts[1]!);
  expect(await problemsOf(shop)).toEqual([[3, 'SKU', 'SKU_TAKEN', 'H', false]]);
});

test('in a shop that was empty no product is looked for until a row meets one', async () => {
  const shop = await anOpenShop();
  const asked: string[] = [];
  const listen = ({ commandName, command }: { commandName: string; command: { find?: string; filter?: object } }) => {
    if (commandName === 'find' && command.find === 'products') asked.push(Object.keys(command.filter!)[1] ?? 'any');
  };
  const client = mongoose.connection.getClient().on('commandStarted', listen);
  const file = [[holding('A', 2)], [holding('B', 3)], [holding('B', 4)], [holding('C', 5)], [holding('D', 6)]];
  const { started } = await aReadImport(shop, file);
  const done = await runImport(shop, started);
  client.off('commandStarted', listen);
  expect(done).toMatchObject({ productsCreated: 4, rowsRejected: 1 });
  expect(await problemsOf(shop)).toEqual([[4, 'SKU', 'SKU_TAKEN', 'B', false]]);
  // Whether any is there; then all names of the batch that was refused. The next part had been made ready by then; those of the last.
  expect(asked).toEqual(['any', 'externalId', 'handle', 'skus', 'externalId', 'handle', 'skus']);
});

/** A product of its own with this SKU. */
const holding = (sku: string, row: number): CanonicalLine =>
  aHat({ externalId: `hat-${row}`, handle: `hat-${row}`, rows: [row], title: `Hat ${row}`, variants: [aVariant(row, { sku })] });
