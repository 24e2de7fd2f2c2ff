import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { findProduct, type Product, productId, products } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { adjustInventory, availableOf, canUndo, createDefaultLocation, setProducts, undoNext, updateProduct } from './index.js';
import { keepForUndo } from './journal.js';
import { journal } from './journal.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

let shop: ShopContext;
let change: Types.ObjectId;
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
  change = new Types.ObjectId();
});

const hat = (given: object = {}) => ({
  source: 'taobao',
  externalId: '1',
  title: 'Hat',
  variants: [{ sku: 'HAT', price: 1000, available: 10 }],
  ...given,
});
const set = (...items: object[]) => setProducts(shop, items as never, { journal: change, events: 'batch' });
const product = async (externalId = '1') => (await findProduct(shop, { externalId })) as Product;
const stock = async () => (await availableOf(shop, [(await product()).variants[0]!.id]))[0];
const whole = ({ revision: _revision, updatedAt: _updated, stockCheckedAt: _checked, ...rest }: Product) => rest;

test('what a change made goes, and what it changed returns as it was', async () => {
  await setProducts(shop, [hat()]);
  const before = await product();
  await set(hat({ title: 'Better hat', tags: ['new'], variants: [{ sku: 'HAT', price: 1200, available: 4 }] }), {
    source: 'taobao',
    externalId: '2',
    title: 'Scarf',
  });
  expect(await product()).toMatchObject({ title: 'Better hat', variants: [{ price: 1200 }] });
  expect(await undoNext(shop, change)).toEqual({ removed: 0, restored: 1, kept: 0 });
  expect(await undoNext(shop, change)).toEqual({ removed: 1, restored: 0, kept: 0 });
  expect(await undoNext(shop, change)).toBeNull();
  expect(await canUndo(shop, change)).toBe(false);
  expect(whole(await product())).toEqual(whole(before));
  expect(await product('2')).toBeNull();
  expect(await stock()).toBe(10);
});

test('what was edited since stays, and pieces that were sold since stay sold', async () => {
  await setProducts(shop, [hat(), hat({ externalId: '2', variants: [{ sku: 'TWO', price: 100, available: 10 }] })]);
  await set(
    hat({ variants: [{ sku: 'HAT', price: 1200, available: 30 }] }),
    hat({ externalId: '2', title: 'Other', variants: [{ sku: 'TWO', price: 100 }] }),
  );
  await updateProduct(shop, productId.encode((await product('2'))._id), { title: 'Mine' });
  await adjustInventory(shop, {
    variant: `var_${(await product()).variants[0]!.id.toHexString()}`,
    delta: -3,
    reason: 'Sold at the market',
  });
  expect(await undoNext(shop, change)).toEqual({ removed: 0, restored: 1, kept: 1 });
  expect((await product('2')).title).toBe('Mine');
  expect((await product()).variants[0]!.price).toBe(1000);
  expect(await stock()).toBe(7);
});

test('a product whose former handle another has taken stays as the change left it', async () => {
  await setProducts(shop, [hat({ handle: 'hat' })]);
  await set(hat({ handle: 'new-hat' }));
  await setProducts(shop, [{ title: 'Squatter', handle: 'hat' }]);
  expect(await undoNext(shop, change)).toEqual({ removed: 0, restored: 0, kept: 1 });
  expect((await product()).handle).toBe('new-hat');
});

test('a dry run tells what would happen and writes nothing', async () => {
  await setProducts(shop, [hat()]);
  const before = await product();
  const results = await setProducts(
    shop,
    [hat({ title: 'Other' }), { source: 'taobao', externalId: '2', title: 'Scarf' }, hat({ externalId: '3', title: 'Third' })],
    {
      dryRun: true,
      journal: change,
    },
  );
  expect(results.map(({ outcome }) => outcome)).toEqual(['updated', 'created', 'refused']);
  expect(await product()).toEqual(before);
  expect(await products.in(shop).count({})).toBe(1);
  expect(await canUndo(shop, change)).toBe(false);
});

test('only the fields that were chosen change, and what the shop has edited can be kept', async () => {
  await setProducts(shop, [hat()]);
  const prices = { only: ['variants.price', 'stock'] };
  await setProducts(shop, [hat({ title: 'Ignored', variants: [{ sku: 'HAT', price: 1500, available: 2, cost: 1 }] })], prices);
  expect(await product()).toMatchObject({ title: 'Hat', variants: [{ price: 1500, cost: null }] });
  expect(await stock()).toBe(2);
  await updateProduct(shop, productId.encode((await product())._id), { title: 'My hat' });
  await setProducts(shop, [hat({ title: 'Theirs', vendor: 'Willow' })], { keepEdited: true });
  expect(await product()).toMatchObject({ title: 'My hat', vendor: 'Willow' });
  await setProducts(shop, [hat({ title: 'Theirs', vendor: 'Oak' })], { keep: ['vendor'] });
  expect(await product()).toMatchObject({ title: 'Theirs', vendor: 'Willow' });
});

test('a price list finds products by their SKUs and leaves other variants alone', async () => {
  await setProducts(shop, [
    hat({
      options: [{ name: 'Size' }],
      variants: [
        { sku: 'S', price: 100, optionValues: ['S'] },
        { sku: 'M', price: 100, optionValues: ['M'] },
      ],
    }),
  ]);
  const list = [
    { keepOtherVariants: true, variants: [{ sku: 'M', price: 150 }] },
    { keepOtherVariants: true, variants: [{ sku: 'XXL', price: 1 }] },
  ];
  const results = await setProducts(shop, list, { mode: 'update', matchBy: ['SKU'] });
  expect(results.map(({ outcome }) => outcome)).toEqual(['updated', 'refused']);
  expect(results[1]!.errors).toMatchObject([{ code: 'NOT_FOUND', field: ['variants'] }]);
  expect((await product()).variants).toMatchObject([
    { sku: 'S', price: 100 },
    { sku: 'M', price: 150 },
  ]);
});

test('a variant that a change took away returns with the pieces that it had', async () => {
  const sizes = (...names: string[]) =>
    names.map((name) => ({ sku: name, price: 100, optionValues: [name], ...(name === 'S' ? {} : { available: 4 }) }));
  await setProducts(shop, [hat({ options: [{ name: 'Size' }], variants: sizes('S', 'M') })]);
  const { variants } = await product();
  await set(hat({ options: [{ name: 'Size' }], variants: sizes('S', 'L') }));
  await undoNext(shop, change);
  expect((await product()).variants).toEqual(variants);
  expect(
    await availableOf(
      shop,
      variants.map(({ id }) => id),
    ),
  ).toEqual([0, 4]);
});

test('what undoes a change fits into the entries of the journal, however many bytes it takes', async () => {
  await setProducts(shop, [hat()]);
  const before = await product();
  // 7 MB each, little of it in the description.
  const changed = [1, 2, 3].map((at) => ({ before: { ...before, _id: new Types.ObjectId(), tags: [`${at}${'帽'.repeat(2_300_000)}`] } }));
  await keepForUndo(shop, change, { drafts: [], changed: changed as never, changes: [] });
  const kept = await journal.in(shop).find({ changeId: change }, { sort: { _id: 1 } });
  expect(kept.map(({ updated }) => updated.map((one) => one.before._id))).toEqual(changed.map((one) => [one.before._id]));
});
