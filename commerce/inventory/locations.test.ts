import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aProduct, variantOf } from '#tests/support/shopping.js';
import { setInventory } from './levels.js';
import { locationId } from './location.model.js';
import { createDefaultLocation, createLocation, deleteLocation, getLocation, listLocations, updateLocation } from './locations.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

let shop: ShopContext;
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop, 'Main');
});

const idOf = ({ _id }: { _id: never }) => locationId.encode(_id);

test('another location becomes the default one, and the first gives way', async () => {
  const second = await createLocation(shop, { name: 'Second' });
  await updateLocation(shop, idOf(second as never), { name: 'Harbour', isDefault: true });
  expect(await listLocations(shop)).toMatchObject([
    { name: 'Main', isDefault: false },
    { name: 'Harbour', isDefault: true },
  ]);
  expect((await getLocation(shop)).name).toBe('Harbour');
});

test('of many that are made the default at once, one is it in the end, and none of them is refused', async () => {
  const made = [];
  for (let at = 0; at < 6; at += 1) made.push(await createLocation(shop, { name: `Place ${at}` }));
  for (let round = 0; round < 10; round += 1)
    await Promise.all(made.map((one) => updateLocation(shop, idOf(one as never), { isDefault: true })));
  expect((await listLocations(shop)).filter(({ isDefault }) => isDefault)).toHaveLength(1);
});

test('a location goes when nothing lies there, and never the default one', async () => {
  const second = await createLocation(shop, { name: 'Second' });
  const [id, main] = [idOf(second as never), idOf((await getLocation(shop)) as never)];
  await expect(deleteLocation(shop, main)).rejects.toMatchObject({ code: 'WRONG_STATE' });
  const { id: variant } = variantOf(await aProduct(shop));
  await setInventory(shop, { variant, location: id, available: 2 });
  await expect(deleteLocation(shop, id)).rejects.toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('Stock lies') });
  await setInventory(shop, { variant, location: id, available: 0 });
  expect(await deleteLocation(shop, id)).toMatchObject({ name: 'Second' });
  expect(await listLocations(shop)).toHaveLength(1);
});

test("another shop's location does not exist here", async () => {
  const theirs = await createLocation(await aShop(), { name: 'Theirs' });
  await expect(updateLocation(shop, idOf(theirs as never), { isDefault: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await getLocation(shop)).name).toBe('Main');
});
