import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { collections, createCollection, listProducts, productId, products } from '#commerce/catalog/index.js';
import { getShop, type ShopContext } from '#tenants/index.js';
import { changeShop } from '#tenants/shops.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { createDefaultLocation } from './locations.js';
import { setProducts } from './set-products.js';
import { upgradeProducts } from './upgrade.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

/** As it was written before products had all that they have. */
const ADDED = ['publishedAt', 'categories', 'attributes', 'collectionIds', 'inStock', 'edited', 'revision'];

async function asBefore(shop: ShopContext): Promise<void> {
  const unset = Object.fromEntries([...ADDED, 'variants.$[].taxClass', 'variants.$[].image'].map((field) => [field, 1]));
  await products.in(shop).updateMany({ variants: { $ne: [] } }, { $unset: unset, $set: { terms: ['草', '帽'] } } as never);
  await collections.in(shop).updateMany({}, { $unset: { rules: 1, sort: 1 } } as never);
  await changeShop(shop, { settings: { handles: undefined as never } });
}

test('products of every shop that were written before come into the form that they would have today, however often it begins', async () => {
  const shops = [await aShop(), await aShop()];
  const today = [];
  for (const shop of shops) {
    await createDefaultLocation(shop);
    await setProducts(shop, [
      { title: '夏季草帽', tags: ['Sale'], variants: [{ price: 100, sku: 'A-1', available: 3 }] },
      { title: 'Empty', variants: [{ price: 100, available: 0 }] },
      ...Array.from({ length: 210 }, (_, at) => ({ title: `Hat ${at}`, variants: [{ price: 100, tracksInventory: false }] })),
    ]);
    const [first] = await products.in(shop).find({}, { sort: { _id: 1 }, limit: 1 });
    await createCollection(shop, { title: 'Hats', products: [productId.encode(first!._id)] });
    today.push(await products.in(shop).find({}, { sort: { _id: 1 } }));
    await asBefore(shop);
  }
  expect((await listProducts(shops[0]!, { query: '夏季' })).nodes).toEqual([]);

  await upgradeProducts();
  for (const [at, shop] of shops.entries()) {
    const sorted = (list: readonly { terms: string[] }[]) => list.map((product) => ({ ...product, terms: [...product.terms].sort() }));
    expect(sorted(await products.in(shop).find({}, { sort: { _id: 1 } }))).toEqual(sorted(today[at]!));
    expect((await listProducts(shop, { query: '夏季 tag:sale collection:hats stock:in' })).nodes).toHaveLength(1);
    expect(await collections.in(shop).findOne({})).toMatchObject({ rules: null, sort: 'MANUAL' });
    expect((await getShop(shop)).settings.handles).toBe('KEEP');
  }

  await products.in(shops[0]!).set({ title: 'Empty' }, { $set: { title: 'Edited since', revision: 7 } });
  await upgradeProducts();
  expect(await products.in(shops[0]!).findOne({ title: 'Edited since' })).toMatchObject({ revision: 7, inStock: false });
});
