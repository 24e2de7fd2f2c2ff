import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShopContext } from '#tests/support/factories.js';
import { customerFor, customersById, listCustomers } from './index.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const buyer = { name: 'A buyer', email: 'buyer@example.com', phone: '+8613800000000' };

test('ten first orders of one buyer at once make one customer', async () => {
  const shop = aShopContext();
  const made = await Promise.all(Array.from({ length: 10 }, () => customerFor(shop, buyer)));
  expect(new Set(made.map(({ _id }) => _id.toHexString())).size).toBe(1);
  expect((await listCustomers(shop, {})).nodes).toHaveLength(1);
});

test('a buyer is known by e-mail, else by phone, in his shop alone', async () => {
  const [shop, other] = [aShopContext(), aShopContext()];
  const first = await customerFor(shop, { ...buyer, email: null });
  expect(await customerFor(shop, { ...buyer, email: null, name: 'Another name' })).toEqual(first);
  const elsewhere = await customerFor(other, { ...buyer, email: null });
  expect(elsewhere._id).not.toEqual(first._id);
  expect(await customersById(other, [first._id, elsewhere._id])).toEqual([null, elsewhere]);
});

test('a phone number that belongs to another customer stays with him', async () => {
  const shop = aShopContext();
  const owner = await customerFor(shop, buyer);
  const second = await customerFor(shop, { ...buyer, email: 'second@example.com' });
  expect(second._id).not.toEqual(owner._id);
  expect(second.phone).toBeUndefined();
});

test('two buyers without an e-mail address, or without a phone, do not collide', async () => {
  const shop = aShopContext();
  for (const n of [1, 2]) {
    await customerFor(shop, { name: null, email: `only-${n}@example.com`, phone: null });
    await customerFor(shop, { name: null, email: null, phone: `+86138000000${n}` });
  }
  expect((await listCustomers(shop, {})).nodes).toHaveLength(4);
});
