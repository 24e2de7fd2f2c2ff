import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { categoriesAt, deleteCategory, freshOf, products, type SetProduct } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { levels } from './level.model.js';
import { createDefaultLocation } from './locations.js';
import { planAhead, setChecked, setProducts } from './set-products.js';

let shop: ShopContext;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
});

const aHat = (name: string, given: Partial<SetProduct> = {}): SetProduct => ({
  source: 'shopify',
  externalId: name,
  title: name,
  handle: name,
  variants: [{ sku: `SKU-${name}`, price: 100, available: 2 }],
  ...given,
});
const checked = (...items: SetProduct[]) => items.map((item) => ({ item, digest: null, fresh: freshOf(item as never) }));
const outcomes = (results: readonly { outcome: string }[]) => results.map(({ outcome }) => outcome);

test('what was planned ahead is written as it was planned', async () => {
  const items = checked(aHat('one'), aHat('two'));
  const ahead = await planAhead(shop, items, {});
  expect(await products.in(shop).count({})).toBe(0);
  expect(outcomes(await setChecked(shop, items, {}, ahead))).toEqual(['created', 'created']);
  const made = await products.in(shop).find({}, { sort: { handle: 1 } });
  expect(made.map(({ _id }) => _id)).toEqual(ahead!.drafts.map(({ product }) => product._id));
  expect(await levels.in(shop).count({ available: 2 })).toBe(2);
});

test('a name that another takes meanwhile is seen, and nothing is in twice', async () => {
  const items = checked(aHat('one'), aHat('two'), aHat('three'));
  const ahead = await planAhead(shop, items, {});
  await setProducts(shop, [aHat('one', { title: 'First' }), aHat('other', { variants: [{ sku: 'SKU-two', price: 5 }] })]);
  const results = await setChecked(shop, items, {}, ahead);
  expect(outcomes(results.toSorted((a, b) => a.index - b.index))).toEqual(['updated', 'refused', 'created']);
  expect((await products.in(shop).find({}, { sort: { handle: 1 } })).map(({ handle }) => handle)).toEqual(['one', 'other', 'three']);
});

test('a category that is deleted meanwhile is told, as if nothing had been planned', async () => {
  const [place] = await categoriesAt(shop, [[{ title: 'Hats' }]]);
  const items = checked(aHat('one', { categories: [place!] }), aHat('two'));
  const ahead = await planAhead(shop, items, {});
  expect(ahead).not.toBeNull();
  await deleteCategory(shop, place!);
  const results = await setChecked(shop, items, {}, ahead);
  expect(results.toSorted((a, b) => a.index - b.index)).toMatchObject([
    { outcome: 'refused', errors: [{ code: 'NOT_FOUND', field: ['categories', '0'] }] },
    { outcome: 'created' },
  ]);
});

test.each([
  ['a handle is to be made', checked(aHat('one', { handle: undefined }))],
  ['a handle is none', checked(aHat('one', { handle: '!!!' }))],
  ['two of them are one product', checked(aHat('one'), aHat('one'))],
  ['one may be there already', [...checked(aHat('one')), { item: aHat('two'), digest: null }]],
  ['there is none', []],
])('nothing is planned ahead where %s', async (_why, items) => {
  expect(await planAhead(shop, items, {})).toBeNull();
});
