import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Schema } from 'mongoose';
import { isDuplicateKey, isUnavailable } from '#platform/mongo.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShopContext } from '#tests/support/factories.js';
import { emit } from './outbox/emit.js';
import { outbox } from './outbox/event.model.js';
import { type ShopOwned, shopOwned } from './owned.js';
import { transaction } from './transaction.js';

interface Till extends ShopOwned {
  name: string;
  amount: number;
}
const schema = new Schema<Till>({ shopId: Schema.Types.ObjectId, name: String, amount: Number });
schema.index({ shopId: 1, name: 1 }, { unique: true });
const tills = shopOwned<Till>('Till', schema);

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test('what it wrote is seen inside it, and gone when it fails, its events too', async () => {
  const shop = aShopContext();
  const failing = transaction(shop, async (tx) => {
    await tills.in(tx).insert({ name: 'front', amount: 1 });
    await emit(tx, { type: 'product.created', subject: 'prod_1' });
    expect(await tills.in(tx).count({})).toBe(1);
    expect(await tills.in(shop).count({})).toBe(0);
    throw new Error('power cut');
  });
  await expect(failing).rejects.toThrow('power cut');
  expect([await tills.in(shop).count({}), await outbox.in(shop).count({})]).toEqual([0, 0]);
});

test('two that change one document both count: the one that met the other runs again', async () => {
  const shop = aShopContext();
  await tills.in(shop).insert({ name: 'front', amount: 0 });
  let runs = 0;
  const add = () =>
    transaction(shop, async (tx) => {
      runs += 1;
      const till = await tills.in(tx).findOne({ name: 'front' });
      await tills.in(tx).set({ name: 'front' }, { $set: { amount: till!.amount + 10 } });
    });
  await Promise.all([add(), add(), add(), add()]);
  expect(await tills.in(shop).findOne({ name: 'front' })).toMatchObject({ amount: 40 });
  expect(runs).toBeGreaterThanOrEqual(4);
});

test('within an open one it joins: both stand or fall together', async () => {
  const shop = aShopContext();
  const failing = transaction(shop, async (tx) => {
    await transaction(tx, (inner) => tills.in(inner).insert({ name: 'front', amount: 1 }));
    throw new Error('power cut');
  });
  await expect(failing).rejects.toThrow('power cut');
  expect(await tills.in(shop).count({})).toBe(0);
});

test('a duplicate key ends it, and the winner is read afterwards', async () => {
  const shop = aShopContext();
  const first = await tills.in(shop).insert({ name: 'front', amount: 1 });
  const late = transaction(shop, async (tx) => {
    await tills.in(tx).insert({ name: 'back', amount: 2 });
    await tills.in(tx).insert({ name: 'front', amount: 2 });
  });
  expect(isDuplicateKey(await late.catch((error) => error))).toBe(true);
  expect(await tills.in(shop).find({})).toEqual([first]);
});

test('one that meets another for a minute gives up, as if the database were away', async () => {
  const shop = aShopContext();
  await tills.in(shop).insert({ name: 'front', amount: 1 });
  const add = (tx: typeof shop) => tills.in(tx).set({ name: 'front' }, { $inc: { amount: 1 } });
  const clock = jest.spyOn(Date, 'now');
  let runs = 0;
  await transaction(shop, async (holding) => {
    await add(holding);
    const late = transaction(shop, async (tx) => {
      runs += 1;
      if (runs === 3) clock.mockReturnValue(Date.now() + 61_000);
      await add(tx);
    });
    expect(isUnavailable(await late.catch((error) => error))).toBe(true);
  }).finally(() => clock.mockRestore());
  expect([runs, (await tills.in(shop).findOne({}))?.amount]).toEqual([3, 2]);
});
