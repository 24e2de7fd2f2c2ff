import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { createDefaultLocation } from './locations.js';
import { setProducts } from './set-products.js';
import { tellEachProduct } from './told.js';
import { undoNext } from './undo.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const aShopWithLocation = async (): Promise<ShopContext> => {
  const shop = await aShop();
  await createDefaultLocation(shop);
  return shop;
};
const rowsOf = (shop: ShopContext): Promise<OutboxEvent[]> => outbox.in(shop).find({}, { sort: { _id: 1 } });
const HATS = [{ title: 'Hat' }, { title: 'Cap' }];

test('a batch, and what undoes it, is written down in one row of which nothing follows', async () => {
  const shop = await aShopWithLocation();
  const journal = new Types.ObjectId();
  await setProducts(shop, HATS, { events: 'batch', journal });
  await undoNext(shop, journal, async () => {});
  const rows = await rowsOf(shop);
  expect(rows.map(({ type, state }) => [type, state])).toEqual([
    ['products.changed', 'DONE'],
    ['products.changed', 'DONE'],
  ]);
  const [made, gone] = rows.map(({ data }) => data as Record<string, string[]>);
  expect(made!.created).toHaveLength(2);
  expect(gone!.removed?.toSorted()).toEqual(made!.created?.toSorted());
  // It goes when other rows go that are done.
  expect(rows[0]!.expiresAt!.getTime() - rows[0]!.createdAt.getTime()).toBe(30 * 86_400_000);
});

test('where somebody asked for it, the row is worked on and each product has its own event, once', async () => {
  const shop = await aShopWithLocation();
  await setProducts(shop, HATS, { events: 'batch', expand: true });
  const [row] = await rowsOf(shop);
  expect(row).toMatchObject({ type: 'products.changed', state: 'PENDING' });
  await tellEachProduct(shop, row!);
  await tellEachProduct(shop, row!);
  const told = (await rowsOf(shop)).filter(({ type }) => type === 'product.created');
  expect(told.map(({ data }) => data.handle).toSorted()).toEqual(['cap', 'hat']);
});

test('a batch that changed nothing leaves no row', async () => {
  const shop = await aShopWithLocation();
  const item = { source: 'shopify', externalId: 'hat', title: 'Hat' };
  await setProducts(shop, [item], { events: 'batch' });
  await setProducts(shop, [item], { events: 'batch' });
  expect(await rowsOf(shop)).toHaveLength(1);
});
