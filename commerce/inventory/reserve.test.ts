import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import type { Product } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aProduct, variantOf } from '#tests/support/shopping.js';
import { levels } from './level.model.js';
import { locations } from './location.model.js';
import { CartMoved, giveBack, type Reserving, reserve } from './reserve.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const aCartAt = (revision = 0) => ({ _id: new Types.ObjectId(), revision });
const attemptOf = (cart: Reserving['cart']): Reserving => ({ cart, attempt: new Types.ObjectId() });
const wanted = (product: Product, quantity: number, at = 0) => ({
  variantId: variantOf(product)._id,
  quantity,
  title: product.title,
  field: ['cart', 'lines', String(at)],
});

const take = (shop: ShopContext, by: Reserving, ...lines: ReturnType<typeof wanted>[]) => reserve(shop, by, lines);

async function levelOf(shop: ShopContext, product: Product) {
  const level = await levels.in(shop).findOne({ variantId: variantOf(product)._id });
  return { available: level!.available, holds: level!.holds };
}

test('a line that cannot be had gives the others back', async () => {
  const shop = await aShop();
  const [hats, scarves] = [await aProduct(shop), await aProduct(shop, { title: 'Scarf', available: 1 })];
  const failing = take(shop, attemptOf(aCartAt()), wanted(hats, 2), wanted(scarves, 2, 1));
  await expect(failing).rejects.toMatchObject({
    code: 'OUT_OF_STOCK',
    message: 'Of Scarf only 1 are left',
    field: ['cart', 'lines', '1'],
  });
  expect(await levelOf(shop, hats)).toEqual({ available: 10, holds: [] });
});

test('a retry of a cart reuses its own hold, even of the last pieces', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 3 });
  const cart = aCartAt();
  await take(shop, attemptOf(cart), wanted(hats, 3));
  const retry = await take(shop, attemptOf(cart), wanted(hats, 3));
  const { available, holds } = await levelOf(shop, hats);
  expect(available).toBe(0);
  expect(holds).toHaveLength(1);
  expect(holds[0]!.attempts).toContainEqual(retry.attempt);
  await expect(take(shop, attemptOf(aCartAt()), wanted(hats, 1))).rejects.toMatchObject({
    code: 'OUT_OF_STOCK',
    message: 'Hat is sold out',
  });
});

test('of two requests that share a hold, the first to fail leaves it to the other, and the last gives it back', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop);
  const cart = aCartAt();
  const [first, second] = [await take(shop, attemptOf(cart), wanted(hats, 4)), await take(shop, attemptOf(cart), wanted(hats, 4))];
  await giveBack(shop, first);
  expect(await levelOf(shop, hats)).toMatchObject({ available: 6, holds: [{ n: 4, attempts: [second.attempt] }] });
  await giveBack(shop, second);
  expect(await levelOf(shop, hats)).toEqual({ available: 10, holds: [] });
  await giveBack(shop, second);
  expect(await levelOf(shop, hats)).toEqual({ available: 10, holds: [] });
});

test('twenty requests for one cart that all fail together give its stock back once', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop);
  const cart = aCartAt();
  await Promise.all(Array.from({ length: 20 }, async () => giveBack(shop, await take(shop, attemptOf(cart), wanted(hats, 3)))));
  expect(await levelOf(shop, hats)).toEqual({ available: 10, holds: [] });
});

test('after the cart was changed its older hold gives way, and whoever still has the old lines begins again', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop);
  const cart = aCartAt();
  const old = await take(shop, attemptOf(cart), wanted(hats, 7));
  const changed = { ...cart, revision: 1 };
  await take(shop, attemptOf(changed), wanted(hats, 9));
  expect(await levelOf(shop, hats)).toMatchObject({ available: 1, holds: [{ n: 9, revision: 1 }] });
  await giveBack(shop, old);
  expect((await levelOf(shop, hats)).available).toBe(1);
  await expect(take(shop, attemptOf(cart), wanted(hats, 7))).rejects.toBeInstanceOf(CartMoved);
});

test('stock is taken at the default location first, and at another that has enough', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 2 });
  const { _id: variantId } = variantOf(hats);
  const second = await locations.in(shop).insert({ name: 'Second', isDefault: false, createdAt: new Date() });
  await levels.in(shop).insert({ variantId, productId: hats._id, locationId: second._id, available: 5, holds: [] });
  const [near] = (await take(shop, attemptOf(aCartAt()), wanted(hats, 2))).held;
  const [far] = (await take(shop, attemptOf(aCartAt()), wanted(hats, 4))).held;
  expect(near!.locationId).not.toEqual(second._id);
  expect(far!.locationId).toEqual(second._id);
  await expect(take(shop, attemptOf(aCartAt()), wanted(hats, 2))).rejects.toMatchObject({ message: 'Of Hat only 1 are left' });
});
