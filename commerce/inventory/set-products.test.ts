import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { findProduct, type Product, productId, products, type SetProduct } from '#commerce/catalog/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { levels } from './level.model.js';
import { availableOf } from './levels.js';
import { createDefaultLocation } from './locations.js';
import { setProducts } from './set-products.js';

let shop: ShopContext;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
});

const aDress = (given: Partial<SetProduct> = {}): SetProduct => ({
  source: 'shopify',
  externalId: 'dress',
  title: '连衣裙 Dress',
  options: [{ name: '尺码' }],
  variants: [
    { optionValues: ['S'], sku: 'D-S', price: 19900, available: 3 },
    { optionValues: ['M'], sku: 'D-M', price: 20900, available: 4 },
  ],
  ...given,
});
const outcomes = (results: readonly { outcome: string }[]) => results.map(({ outcome }) => outcome);
const dress = async () => (await findProduct(shop, { externalId: 'dress' }))!;
const stockOf = (product: Product) =>
  availableOf(
    shop,
    product.variants.map(({ id }) => id),
  );

test('a new product stands with its variants, its stock and its event', async () => {
  const [result] = await setProducts(shop, [aDress()]);
  expect(result).toMatchObject({ index: 0, outcome: 'created', errors: [] });
  const made = await dress();
  expect(made).toMatchObject({
    handle: '连衣裙-dress',
    status: 'ACTIVE',
    options: [{ name: '尺码', values: ['S', 'M'] }],
    lowestPrice: 19900,
  });
  expect(made.variants.map(({ title, price }) => [title, price])).toEqual([
    ['S', 19900],
    ['M', 20900],
  ]);
  expect(await stockOf(made)).toEqual([3, 4]);
  const events = await outbox.in(shop).find({});
  expect(events.map(({ type, subject }) => [type, subject])).toEqual([['product.created', productId.encode(made._id)]]);
});

test('the same item again writes nothing, and what was sold since stays sold', async () => {
  await setProducts(shop, [aDress()]);
  const before = await dress();
  await levels.in(shop).set({ variantId: before.variants[0]!.id }, { $inc: { available: -2 } });
  expect(outcomes(await setProducts(shop, [aDress()]))).toEqual(['unchanged']);
  expect(await dress()).toEqual(before);
  expect(await stockOf(before)).toEqual([1, 4]);
  expect(await outbox.in(shop).count({})).toBe(1);
});

test('an item that says the same in other words changes nothing either', async () => {
  await setProducts(shop, [aDress()]);
  const before = await dress();
  expect(outcomes(await setProducts(shop, [aDress({ status: 'ACTIVE', tags: [] })]))).toEqual(['unchanged']);
  expect(await dress()).toEqual(before);
});

test('a changed item keeps the ids of the variants that stay, by SKU and by option values', async () => {
  await setProducts(shop, [aDress()]);
  const [small, medium] = (await dress()).variants;
  const change = aDress({
    title: '新款连衣裙',
    variants: [
      { optionValues: ['L'], sku: 'D-L', price: 21900, available: 9 },
      { optionValues: ['M'], sku: 'D-M2', price: 18900 },
      { optionValues: ['小'], sku: 'D-S', price: 19900, available: 1 },
    ],
  });
  expect(outcomes(await setProducts(shop, [change]))).toEqual(['updated']);
  const now = await dress();
  expect(now.handle).toBe('连衣裙-dress');
  expect(now.variants.map(({ id }) => id)).toEqual([expect.any(Types.ObjectId), medium!.id, small!.id]);
  expect(await stockOf(now)).toEqual([9, 4, 1]);
  expect(now.skus).toEqual(['D-L', 'D-M2', 'D-S']);
});

test('the stock of a variant that goes away goes with it', async () => {
  await setProducts(shop, [aDress()]);
  await setProducts(shop, [aDress({ variants: [{ optionValues: ['S'], sku: 'D-S', price: 19900 }] })]);
  expect(await levels.in(shop).count({})).toBe(1);
});

test('what an item leaves out stays as it is', async () => {
  await setProducts(shop, [aDress({ vendor: '云裳', tags: ['夏季'] })]);
  await setProducts(shop, [{ source: 'shopify', externalId: 'dress', title: '连衣裙' }]);
  expect(await dress()).toMatchObject({ title: '连衣裙', vendor: '云裳', tags: ['夏季'], skus: ['D-S', 'D-M'] });
});

test('bad items are refused, each with its reason, and the good ones go in', async () => {
  const results = await setProducts(shop, [
    { title: 'Good one', variants: [{ price: 100, sku: 'A' }] },
    { title: '' },
    { title: 'Taken SKU', variants: [{ price: 100, sku: 'A' }] },
    { title: 'Twice inside', options: [{ name: 'Size' }], variants: [
      { price: 1, sku: 'B', optionValues: ['S'] },
      { price: 1, sku: 'B', optionValues: ['M'] },
    ] },
    { title: 'No price', variants: [{ sku: 'C' }] },
    { title: 'Options differ', variants: [{ price: 1, optionValues: ['S'] }] },
    { title: 'Negative', variants: [{ price: 1, available: -1 }] },
    { title: 'Good two', variants: [{ price: 200, sku: 'C' }] },
  ]); // biome-ignore format: a table
  expect(outcomes(results)).toEqual(['created', 'refused', 'refused', 'refused', 'refused', 'refused', 'refused', 'created']);
  expect(results.flatMap(({ index, errors }) => errors.map(({ code, field }) => [index, code, field.join('.')]))).toEqual([
    [1, 'INVALID_INPUT', 'title'],
    [2, 'SKU_TAKEN', 'variants.0.sku'],
    [3, 'DUPLICATE_SKU', 'variants.1.sku'],
    [4, 'INVALID_INPUT', 'variants.0.price'],
    [5, 'OPTION_MISMATCH', 'variants.0.optionValues'],
    [6, 'INVALID_INPUT', 'variants.0.available'],
  ]);
  expect(await products.in(shop).count({})).toBe(2);
});

test('products without SKUs do not collide, and neither do those without an id elsewhere', async () => {
  const results = await setProducts(shop, [
    { title: 'A', variants: [{ price: 1 }] },
    { title: 'B', variants: [{ price: 1, sku: '' }] },
    { title: 'C' },
  ]);
  expect(outcomes(results)).toEqual(['created', 'created', 'created']);
});

test('two products swap their SKUs and handles in one batch', async () => {
  const [a, b] = [
    { source: 'woo', externalId: 'a', title: 'A', handle: 'one', variants: [{ price: 1, sku: 'X' }] },
    { source: 'woo', externalId: 'b', title: 'B', handle: 'two', variants: [{ price: 1, sku: 'Y' }] },
  ];
  await setProducts(shop, [a!, b!]);
  const swapped = [
    { ...a!, handle: 'two', variants: [{ price: 1, sku: 'Y' }] },
    { ...b!, handle: 'one', variants: [{ price: 1, sku: 'X' }] },
  ];
  expect(outcomes(await setProducts(shop, swapped))).toEqual(['updated', 'updated']);
  expect(await findProduct(shop, { externalId: 'a' })).toMatchObject({ handle: 'two', skus: ['Y'] });
  expect(await findProduct(shop, { externalId: 'b' })).toMatchObject({ handle: 'one', skus: ['X'] });
});

test('a SKU is not taken from a product whose own change is refused', async () => {
  await setProducts(shop, [{ title: 'A', handle: 'a', variants: [{ price: 1, sku: 'X' }] }]);
  const results = await setProducts(shop, [
    { title: 'Taker', variants: [{ price: 1, sku: 'X' }] },
    { title: 'A', handle: 'a', variants: [{ price: 1, sku: 'Z', optionValues: ['odd'] }] },
  ]);
  expect(outcomes(results)).toEqual(['refused', 'refused']);
  expect(await findProduct(shop, { handle: 'a' })).toMatchObject({ skus: ['X'] });
});

test('items without a handle get one from their titles, each its own', async () => {
  await setProducts(shop, [{ title: 'Hat' }]);
  await setProducts(shop, [{ title: 'Hat' }, { title: 'HAT!' }, { title: 'given', handle: 'Hat 4' }, { title: 'hat' }, { title: '!!!' }]);
  const handles = (await products.in(shop).find({}, { sort: { _id: 1 } })).map(({ handle }) => handle);
  expect(handles).toEqual(['hat', 'hat-2', 'hat-3', 'hat-4', 'hat-5', 'product']);
});

test('an item without an id elsewhere finds its product by the handle', async () => {
  await setProducts(shop, [{ title: 'Hat', handle: 'hat', variants: [{ price: 100 }] }]);
  const later = { source: 'shopify', externalId: '77', title: 'Hat', handle: 'hat', variants: [{ price: 100 }] };
  expect(outcomes(await setProducts(shop, [later]))).toEqual(['unchanged']);
  expect(await findProduct(shop, { handle: 'hat' })).toMatchObject({ source: 'shopify', externalId: '77' });
  expect(await setProducts(shop, [{ ...later, externalId: '78' }])).toMatchObject([
    { outcome: 'refused', errors: [{ code: 'HANDLE_TAKEN' }] },
  ]);
});

test('two items for one product in one call are applied one after the other', async () => {
  const results = await setProducts(shop, [aDress(), aDress({ title: 'later' })]);
  expect(outcomes(results)).toEqual(['created', 'updated']);
  expect((await dress()).title).toBe('later');
});

test('two batches at once make each product once', async () => {
  const items = Array.from({ length: 20 }, (_, n) =>
    aDress({ externalId: `e${n}`, variants: [{ price: 1, sku: `S${n}`, optionValues: ['S'] }] }),
  );
  const both = await Promise.all([setProducts(shop, items), setProducts(shop, [...items].reverse()), setProducts(shop, items)]);
  expect(outcomes(both.flat()).filter((outcome) => outcome === 'created')).toHaveLength(20);
  expect(outcomes(both.flat()).filter((outcome) => outcome === 'unchanged')).toHaveLength(40);
  expect(await products.in(shop).count({})).toBe(20);
});

test('products that want one SKU at the same moment: one gets it', async () => {
  const contenders = Array.from({ length: 6 }, (_, n) =>
    setProducts(shop, [{ title: `Rival ${n}`, variants: [{ price: 1, sku: 'ONE' }] }]),
  );
  const results = (await Promise.all(contenders)).flat();
  expect(outcomes(results).sort()).toEqual(['created', 'refused', 'refused', 'refused', 'refused', 'refused']);
  expect(results.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual(Array(5).fill('SKU_TAKEN'));
});

test('another shop may use the same handle, SKU and id elsewhere', async () => {
  const other = await aShop();
  await createDefaultLocation(other);
  await setProducts(shop, [aDress()]);
  expect(outcomes(await setProducts(other, [aDress()]))).toEqual(['created']);
});

test('HTML from outside is reduced to what a description may hold', async () => {
  await setProducts(shop, [
    aDress({
      descriptionHtml: '<p onclick="x()">软</p><script>alert(1)</script><img src="javascript:x"><a href="https://a.example">a</a>',
    }),
  ]);
  expect((await dress()).descriptionHtml).toBe('<p>软</p><img /><a href="https://a.example" rel="noopener nofollow">a</a>');
});

test('a batch that is cut off leaves nothing behind, and the same call again does all of it', async () => {
  const cut = setProducts(shop, [aDress()], { settle: () => Promise.reject(new Error('power cut')) });
  await expect(cut).rejects.toThrow('power cut');
  expect([await products.in(shop).count({}), await levels.in(shop).count({}), await outbox.in(shop).count({})]).toEqual([0, 0, 0]);
  expect(outcomes(await setProducts(shop, [aDress()]))).toEqual(['created']);
  expect(await stockOf(await dress())).toEqual([3, 4]);
});

const PICTURE = 'https://img.example.com/1.jpg';

test('a variant shows one of its product’s pictures, and no other', async () => {
  const [variant] = aDress().variants!;
  const shows = (image: string, given: Partial<SetProduct> = {}) =>
    setProducts(shop, [aDress({ variants: [{ ...variant!, image }], ...given })]);
  const strange = { code: 'INVALID_INPUT', field: ['variants', '0', 'image'] };
  expect(await shows('upload:upload_0123456789abcdef01234567')).toMatchObject([{ outcome: 'refused', errors: [strange] }]);
  expect(outcomes(await shows(PICTURE, { media: [{ url: PICTURE }] }))).toEqual(['created']);
  expect(await shows('https://img.example.com/2.jpg')).toMatchObject([{ outcome: 'refused', errors: [strange] }]);
  expect((await dress()).variants[0]!.image).toBe(PICTURE);
  expect(outcomes(await setProducts(shop, [{ source: 'shopify', externalId: 'dress', media: [] }]))).toEqual(['updated']);
  expect((await dress()).variants[0]!.image).toBeNull();
});

test('variants that come without options leave the values in the merchant’s order', async () => {
  const [S, M, L] = ['S', 'M', 'L'].map((size) => ({ optionValues: [size], sku: `D-${size}`, price: 100 }));
  const values = async () => (await dress()).options.map((option) => option.values);
  await setProducts(shop, [aDress({ options: [{ name: '尺码', values: ['S', 'M'] }], variants: [S!, M!] })]);
  const { options: _options, ...rest } = aDress({ variants: [L!, M!] });
  await setProducts(shop, [rest]);
  expect(await values()).toEqual([['S', 'M', 'L']]);
  await setProducts(shop, [aDress({ variants: [L!, M!] })]);
  expect(await values()).toEqual([['L', 'M']]);
});
