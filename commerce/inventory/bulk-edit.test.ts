import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { findProduct, type Product, productId, variantId } from '#commerce/catalog/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { bulkEditId, bulkEdits } from './bulk-edit.model.js';
import {
  availableOf,
  createDefaultLocation,
  editProducts,
  isUndoable,
  listBulkEdits,
  setInventoryBulk,
  setProducts,
  undoBulkEdit,
  updateProduct,
} from './index.js';
import { journal } from './journal.model.js';
import { adjustments } from './level.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

let shop: ShopContext;
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
  await setProducts(
    shop,
    ['hat', 'scarf', 'glove'].map((handle, at) => ({
      title: handle,
      handle,
      variants: [{ sku: handle, price: 1000, available: 10 + at }],
    })),
  );
});

const product = async (handle: string) => (await findProduct(shop, { handle })) as Product;
const id = async (handle: string) => productId.encode((await product(handle))._id);
const yuan = (amount: string) => ({ amount, currency: 'CNY' });
const codes = (results: readonly { errors: readonly { code: string; field: readonly string[] }[] }[]) =>
  results.map(({ errors }) => errors.map(({ code, field }) => `${code} ${field.join('.')}`));

test('each product has a result of its own, and all that changed is one edit', async () => {
  const { results, bulkEdit } = await editProducts(shop, [
    { product: await id('hat'), title: 'Better hat', variants: [{ sku: 'hat', price: yuan('12.00') }] },
    { product: await id('scarf'), title: 'scarf' },
    { product: await id('glove'), variants: [{ sku: 'hat', price: yuan('1') }] },
    { product: 'prod_65f1c0ffee65f1c0ffee65f1', title: 'Nobody' },
    { product: await id('hat'), title: 'Again' },
    { product: await id('glove'), title: '' },
    { title: 'Nameless' },
  ]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['updated', 'unchanged', 'refused', 'refused', 'refused', 'refused', 'refused']);
  expect(codes(results)).toEqual([
    [],
    [],
    ['SKU_TAKEN variants.0.sku'],
    ['NOT_FOUND product'],
    ['INVALID_INPUT product'],
    ['INVALID_INPUT title'],
    ['INVALID_INPUT product'],
  ]);
  expect(bulkEdit).toMatchObject({ count: 1, undoneAt: null });
  expect(await product('hat')).toMatchObject({ title: 'Better hat', edited: ['title', 'variants.price'], variants: [{ price: 1200 }] });
  expect(await outbox.in(shop).count({ type: 'product.updated' })).toBe(1);
});

test('an edit that changes nothing is none', async () => {
  const { results, bulkEdit } = await editProducts(shop, [{ product: await id('hat'), title: 'hat' }]);
  expect([results[0]!.outcome, bulkEdit]).toEqual(['unchanged', null]);
  expect((await listBulkEdits(shop, {})).nodes).toEqual([]);
});

test('what was seen in another revision is not changed', async () => {
  const seen = (await product('hat')).revision;
  await updateProduct(shop, await id('hat'), { title: 'Quicker', expectedRevision: seen });
  const { results } = await editProducts(shop, [
    { product: await id('hat'), title: 'Slower', expectedRevision: seen },
    { product: await id('scarf'), title: 'Fine', expectedRevision: seen },
  ]);
  expect(codes(results)).toEqual([['CHANGED_MEANWHILE expectedRevision'], []]);
  expect(results[0]!.errors[0]!.message).toBe(`Its revision is ${seen + 1} now, not ${seen}: look again and decide`);
  await expect(updateProduct(shop, await id('hat'), { title: 'Slower', expectedRevision: seen })).rejects.toMatchObject({
    code: 'CHANGED_MEANWHILE',
    field: ['expectedRevision'],
  });
  expect((await product('hat')).title).toBe('Quicker');
});

test('of two editors who saw the same, one is told that he was slower', async () => {
  const seen = (await product('hat')).revision;
  const edits = await Promise.all(
    ['One', 'Two'].map(async (title) => editProducts(shop, [{ product: await id('hat'), title, expectedRevision: seen }])),
  );
  expect(edits.map(({ results }) => results[0]!.outcome).toSorted()).toEqual(['refused', 'updated']);
});

test('an edit is taken back for a day: what it changed returns, what was edited since stays', async () => {
  const { bulkEdit } = await editProducts(shop, [
    { product: await id('hat'), title: 'H', variants: [{ sku: 'hat', price: yuan('5'), available: 50 }] },
    { product: await id('scarf'), title: 'S' },
  ]);
  await updateProduct(shop, await id('scarf'), { title: 'Mine' });
  const name = bulkEditId.encode(bulkEdit!._id);
  expect((await undoBulkEdit(shop, name)).undone).toEqual({ removed: 0, restored: 1, kept: 1 });
  expect(await product('hat')).toMatchObject({ title: 'hat', edited: [], variants: [{ price: 1000 }] });
  expect(await availableOf(shop, [(await product('hat')).variants[0]!.id])).toEqual([10]);
  expect((await product('scarf')).title).toBe('Mine');
  const again = await undoBulkEdit(shop, name);
  expect(again.undone).toEqual({ removed: 0, restored: 1, kept: 1 });
  expect(isUndoable(again.bulkEdit)).toBe(false);
  expect((await listBulkEdits(shop, {})).nodes).toMatchObject([{ _id: bulkEdit!._id, undoneAt: expect.any(Date) }]);
});

test('an undo that was cut off goes on and counts all of it', async () => {
  const { bulkEdit } = await editProducts(shop, [{ product: await id('hat'), title: 'H' }]);
  await bulkEdits.in(shop).set({ _id: bulkEdit!._id }, { $set: { 'undone.restored': 3 } });
  expect((await undoBulkEdit(shop, bulkEditId.encode(bulkEdit!._id))).undone).toEqual({ removed: 0, restored: 4, kept: 0 });
});

test('after its day an edit stays, and so does that of another shop', async () => {
  const { bulkEdit } = await editProducts(shop, [{ product: await id('hat'), title: 'H' }]);
  const name = bulkEditId.encode(bulkEdit!._id);
  await expect(undoBulkEdit(await aShop(), name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await bulkEdits.in(shop).set({ _id: bulkEdit!._id }, { $set: { createdAt: new Date(Date.now() - 25 * 3600_000) } });
  await expect(undoBulkEdit(shop, name)).rejects.toMatchObject({ code: 'WRONG_STATE', field: ['bulkEdit'] });
  expect((await product('hat')).title).toBe('H');
  expect(await journal.in(shop).count({})).toBe(1);
});

const variant = async (handle: string) => variantId.encode((await product(handle)).variants[0]!.id);

test('many levels are set at once, each only where it is as its editor saw it', async () => {
  const results = await setInventoryBulk(shop, {
    levels: [
      { variant: await variant('hat'), available: 4, changeFrom: 10 },
      { variant: await variant('scarf'), available: 4, changeFrom: 10 },
      { variant: await variant('glove'), available: 12 },
      { variant: await variant('hat'), available: 9 },
      { variant: 'var_65f1c0ffee65f1c0ffee65f1', available: 1 },
      { variant: await variant('glove'), location: 'loc_65f1c0ffee65f1c0ffee65f1', available: 1 },
      { variant: await variant('glove'), available: -1 },
    ],
    reason: 'Counted in May',
  });
  expect(results.map(({ level }) => level?.available ?? null)).toEqual([4, null, 12, null, null, null, null]);
  expect(codes(results)).toEqual([
    [],
    ['CHANGED_MEANWHILE changeFrom'],
    [],
    ['INVALID_INPUT variant'],
    ['NOT_FOUND variant'],
    ['NOT_FOUND location'],
    ['INVALID_INPUT available'],
  ]);
  expect(await adjustments.in(shop).find({})).toMatchObject([{ delta: -6, after: 4, reason: 'Counted in May' }]);
});

test('a level that nobody has opened is opened, even by two at once', async () => {
  await setProducts(shop, [{ title: 'sock', handle: 'sock', variants: [{ sku: 'sock', price: 1000 }] }]);
  const sock = await variant('sock');
  const both = await Promise.all(
    [5, 6].map((available) => setInventoryBulk(shop, { levels: [{ variant: sock, available, changeFrom: 0 }] })),
  );
  expect(codes(both.flat()).flat()).toEqual(['CHANGED_MEANWHILE changeFrom']);
});

test('tags are added and taken away without a word about the others', async () => {
  await editProducts(shop, [{ product: await id('hat'), tags: ['Sale', 'wool'] }]);
  await editProducts(shop, [{ product: await id('hat'), tagsAdd: ['SALE', 'new'], tagsRemove: ['Wool'] }]);
  expect((await product('hat')).tags).toEqual(['Sale', 'new']);
});

test('the price of every variant follows from the one before, and comes back', async () => {
  const three = ['S', 'M', 'L'].map((size, at) => ({ optionValues: [size], price: yuan(`${10 + at}.05`) }));
  await updateProduct(shop, await id('hat'), { options: [{ name: 'Size' }], variants: three });
  const prices = async () => (await product('hat')).variants.map(({ price }) => price);
  const { bulkEdit } = await editProducts(shop, [{ product: await id('hat'), priceChange: { percent: '-10' } }]);
  expect(await prices()).toEqual([905, 995, 1085]);
  const { results } = await editProducts(shop, [
    { product: await id('hat'), priceChange: { amount: '-9.06' } },
    { product: await id('scarf'), priceChange: { amount: '1.001' } },
    { product: await id('glove'), priceChange: { percent: 'a lot' } },
  ]);
  expect(codes(results)).toEqual([
    ['INVALID_AMOUNT priceChange'],
    ['INVALID_AMOUNT priceChange.amount'],
    ['INVALID_INPUT priceChange.percent'],
  ]);
  expect(await prices()).toEqual([905, 995, 1085]);
  await undoBulkEdit(shop, bulkEditId.encode(bulkEdit!._id));
  expect(await prices()).toEqual([1005, 1105, 1205]);
});
