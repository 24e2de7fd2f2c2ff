import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { uploads } from '#commerce/files/index.js';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { importText } from '#tests/support/importing.js';
import { closeReader } from './reading/reader.js';
import { removeExpiredUploads } from './retention.js';
import { sourceParts, sources } from './source.model.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

async function anOpenShop(): Promise<ShopContext> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  return shop;
}

const CATALOG = 'Title,URL handle,Price\nHat,hat,10\nScarf,scarf,not a price\n';

test('a file that comes a second time is not read again, and goes in as it did', async () => {
  const shop = await anOpenShop();
  const agency = anAgencyContext(shop.agencyId);
  expect(await importText(shop, CATALOG)).toMatchObject({ productsCreated: 1, rowsRead: 2, rowsRejected: 1 });
  const parts = await sourceParts.in(agency).find({});
  expect(await importText(shop, CATALOG)).toMatchObject({ productsUnchanged: 1, productsCreated: 0, rowsRead: 2, rowsRejected: 1 });
  expect(await sourceParts.in(agency).find({})).toEqual(parts);
  expect((await sources.in(agency).find({}, { sort: { _id: 1 } })).map(({ home }) => home !== null)).toEqual([false, true]);
  expect(await importText(shop, CATALOG.replace('10', '12'))).toMatchObject({ productsUpdated: 1 });
  expect(await sourceParts.in(agency).count({})).toBe(2 * parts.length);
});

test("another agency's equal file is read for itself", async () => {
  const [ours, theirs] = [await anOpenShop(), await anOpenShop()];
  await importText(ours, CATALOG);
  await importText(theirs, CATALOG);
  expect(await sources.in(anAgencyContext(theirs.agencyId)).find({})).toMatchObject([{ home: null }]);
});

test('what was read of a file is kept as long as an equal file that lives of it', async () => {
  const shop = await anOpenShop();
  const agency = anAgencyContext(shop.agencyId);
  for (const _ of [1, 2]) await importText(shop, CATALOG);
  const [first, second] = await uploads.in(agency).find({}, { sort: { _id: 1 } });
  const expire = (id: typeof first) => uploads.in(agency).set({ _id: id!._id }, { $set: { expiresAt: new Date(0) } });
  await expire(first);
  await removeExpiredUploads();
  expect(await sourceParts.in(agency).count({})).toBe(1);
  await expire(second);
  await removeExpiredUploads();
  await expire(first);
  await removeExpiredUploads();
  expect([await sourceParts.in(agency).count({}), await uploads.in(agency).count({})]).toEqual([0, 0]);
});
