import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Product, variantId } from '#commerce/catalog/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aProduct, variantOf } from '#tests/support/shopping.js';
import { adjustments, levels } from './level.model.js';
import { adjustInventory, availableOf, listAdjustments, setInventory } from './levels.js';
import { setInventoryBulk } from './levels-bulk.js';
import { locationId, locations } from './location.model.js';
import { createDefaultLocation } from './locations.js';

let shop: ShopContext;
let hat: Product;
let variant: string;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop({ settings: { lowStock: 3 } });
  await createDefaultLocation(shop);
  hat = await aProduct(shop, { available: 10 });
  variant = variantId.encode(hat.variants[0]!.id);
});

const available = async () => (await availableOf(shop, [hat.variants[0]!.id]))[0];

test('two editors who both saw 10: the second is told what is there now', async () => {
  await setInventory(shop, { variant, available: 8, changeFrom: 10 });
  const second = setInventory(shop, { variant, available: 12, changeFrom: 10 });
  await expect(second).rejects.toMatchObject({
    code: 'CHANGED_MEANWHILE',
    field: ['changeFrom'],
    message: expect.stringContaining('8 now, not 10'),
  });
  expect(await available()).toBe(8);
});

test('of eight editors at the same moment one changes what all of them saw', async () => {
  const editors = Array.from({ length: 8 }, (_, n) => setInventory(shop, { variant, available: 20 + n, changeFrom: 10 }));
  const ends = await Promise.allSettled(editors);
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await adjustments.in(shop).count({})).toBe(1);
});

test('adjustments at the same moment all count, and the ledger tells each', async () => {
  await Promise.all(Array.from({ length: 10 }, () => adjustInventory(shop, { variant, delta: -1, reason: 'Damaged' })));
  expect(await available()).toBe(0);
  const ledger = await listAdjustments(shop, hat.variants[0]!.id, {});
  expect(ledger.nodes.map(({ after }) => after).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(ledger.nodes[0]).toMatchObject({ delta: -1, reason: 'Damaged', actor: { kind: 'system', id: 'test' } });
});

test('more than is available cannot be taken away', async () => {
  const taking = Array.from({ length: 3 }, () => adjustInventory(shop, { variant, delta: -4, reason: 'Lost' }));
  const ends = await Promise.allSettled(taking);
  expect(ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []))).toEqual(['NOT_ENOUGH_STOCK']);
  expect(await available()).toBe(2);
});

test('an adjustment and buyers at the same moment never take the same piece', async () => {
  const buy = () => levels.in(shop).set({ variantId: hat.variants[0]!.id, available: { $gte: 1 } }, { $inc: { available: -1 } });
  const [sold, adjusted] = await Promise.all([
    Promise.all(Array.from({ length: 6 }, buy)),
    Promise.allSettled(Array.from({ length: 6 }, () => adjustInventory(shop, { variant, delta: -1, reason: 'Damaged' }))),
  ]);
  const gone = sold.filter(Boolean).length + adjusted.filter(({ status }) => status === 'fulfilled').length;
  expect([gone, await available()]).toEqual([10, 0]);
});

test('stock that comes down to the limit is told once, and not again below it', async () => {
  await adjustInventory(shop, { variant, delta: -6, reason: 'Lost' });
  expect(await outbox.in(shop).count({ type: 'inventory.low' })).toBe(0);
  await adjustInventory(shop, { variant, delta: -1, reason: 'Lost' });
  await adjustInventory(shop, { variant, delta: -1, reason: 'Lost' });
  await adjustInventory(shop, { variant, delta: 1, reason: 'Found' });
  expect(await outbox.in(shop).find({ type: 'inventory.low' })).toMatchObject([{ subject: variant, data: { available: 3 } }]);
});

test('levels set together: each that comes down to the limit is told once, none that was below it, and no new one', async () => {
  const second = await locations.in(shop).insert({ name: '北京仓', isDefault: false, createdAt: new Date() });
  const there = locationId.encode(second._id);
  const above = variantOf(await aProduct(shop, { available: 10 })).id;
  const atLimit = variantOf(await aProduct(shop, { available: 3 })).id;
  const low = variantOf(await aProduct(shop, { available: 1 })).id;
  const scarf = variantOf(await aProduct(shop, { available: 4 })).id;
  const counted = [
    { variant, available: 3 },
    { variant: above, available: 4 },
    { variant: atLimit, available: 0 },
    { variant: low, available: 0 },
    { variant: scarf, available: 0 },
    { variant, location: there, available: 2 },
  ];
  const told = async () =>
    (await outbox.in(shop).find({ type: 'inventory.low' }, { sort: { _id: 1 } })).map(({ subject, data }) => [subject, data.available]);
  for (let times = 0; times < 2; times++) {
    const results = await setInventoryBulk(shop, { levels: counted });
    expect(results.map(({ level }) => level?.available)).toEqual([3, 4, 0, 0, 0, 2]);
    expect(await told()).toEqual([
      [variant, 3],
      [scarf, 0],
    ]);
  }
  // Risen and fallen again, it is told again; so is the level that was new.
  for (const available of [9, 1]) {
    const both = [
      { variant, available },
      { variant, location: there, available },
    ];
    await setInventoryBulk(shop, { levels: both });
  }
  expect((await told()).slice(2)).toEqual([
    [variant, 1],
    [variant, 1],
  ]);
});

test('a variant is available from all its locations together', async () => {
  const second = await locations.in(shop).insert({ name: '北京仓', isDefault: false, createdAt: new Date() });
  await setInventory(shop, { variant, location: locationId.encode(second._id), available: 7 });
  expect(await available()).toBe(17);
});

test("another shop's variant and location do not exist", async () => {
  const other = await aShop();
  const theirs = await createDefaultLocation(other);
  await expect(setInventory(other, { variant, available: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['variant'] });
  const foreign = setInventory(shop, { variant, location: locationId.encode(theirs._id), available: 0 });
  await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['location'] });
  expect(await availableOf(other, [hat.variants[0]!.id])).toEqual([0]);
});
