import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Product, variantId } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { setInventory } from './levels.js';
import { locationId } from './location.model.js';
import { createDefaultLocation, createLocation } from './locations.js';
import { createProduct } from './products.js';
import { listStock, type StockArgs } from './stock-list.js';

let shop: ShopContext;
const made = new Map<string, Product>();

const price = { amount: '10', currency: 'CNY' };
const aProduct = async (title: string, skus: readonly string[], tracksInventory = true): Promise<void> => {
  const options = skus.length > 1 ? [{ name: 'Size', values: [...skus] }] : [];
  const variants = skus.map((sku) => ({ sku, price, tracksInventory, ...(skus.length > 1 ? { optionValues: [sku] } : {}) }));
  made.set(title, await createProduct(shop, { title, options, variants }));
};
const variantNamed = (sku: string): string => {
  for (const { variants } of made.values()) for (const variant of variants) if (variant.sku === sku) return variantId.encode(variant.id);
  throw new Error(`No variant ${sku}`);
};
const skuOf = (id: Product['_id']): string => {
  for (const { variants } of made.values()) for (const variant of variants) if (variant.id.equals(id)) return variant.sku!;
  throw new Error('No such variant');
};
const listed = async (args: StockArgs) => {
  const { nodes, pageInfo } = await listStock(shop, args);
  return { rows: nodes.map(({ variantId: id, available }) => `${skuOf(id)} ${available}`), pageInfo };
};

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  made.clear();
  shop = await aShop({ settings: { lowStock: 3 } });
  await createDefaultLocation(shop);
  await aProduct('Hat', ['H']);
  await aProduct('Shirt', ['S', 'M', 'L']);
  await aProduct('Voucher', ['V'], false);
  await aProduct('Scarf', ['C']);
  for (const [sku, available] of [['H', 2], ['S', 9], ['M', 0]] as const) await setInventory(shop, { variant: variantNamed(sku), available });
}); // biome-ignore format: a table

test('every counted variant stands in the list, those that were never stocked with nothing', async () => {
  expect((await listed({})).rows).toEqual(['C 0', 'S 9', 'M 0', 'L 0', 'H 2']);
});

test('pages of any size meet every variant once, both ways, also where they part a product', async () => {
  for (const size of [1, 2, 3]) {
    const forwards: string[] = [];
    let after: string | null = null;
    do {
      const { rows, pageInfo } = await listed({ first: size, after });
      forwards.push(...rows);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect(forwards).toEqual(['C 0', 'S 9', 'M 0', 'L 0', 'H 2']);
    const backwards: string[] = [];
    let before: string | null = null;
    do {
      const { rows, pageInfo } = await listed({ last: size, before });
      backwards.unshift(...rows);
      before = pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
    } while (before);
    expect(backwards).toEqual(forwards);
  }
});

test('at another location there is what lies there', async () => {
  const depot = locationId.encode((await createLocation(shop, { name: 'Depot' }))._id);
  await setInventory(shop, { variant: variantNamed('L'), location: depot, available: 4 });
  expect((await listed({ location: depot })).rows).toEqual(['C 0', 'S 0', 'M 0', 'L 4', 'H 0']);
});

test('what is low comes the fewest first, and a search narrows it', async () => {
  expect((await listed({ low: true })).rows).toEqual(['M 0', 'H 2']);
  expect((await listed({ low: true, query: 'hat' })).rows).toEqual(['H 2']);
  expect((await listed({ low: true, first: 1 })).pageInfo.hasNextPage).toBe(true);
  expect((await listed({ query: 'sku:C' })).rows).toEqual(['C 0']);
});

test("another list's cursor is refused", async () => {
  await expect(listed({ after: 'bm90IG91cnM' })).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
});
