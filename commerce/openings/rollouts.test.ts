import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import {
  categoryId,
  collectionId,
  createCategory,
  createCollection,
  deleteCollection,
  findCollection,
  listCollections,
  listProductsIn,
  productId,
  updateCollection,
} from '#commerce/catalog/index.js';
import { createProduct, deleteProduct, setInventory } from '#commerce/inventory/index.js';
import { getShop, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import {
  agency,
  apply,
  aShop,
  begin,
  blueprint,
  change,
  fromBlueprint,
  now,
  partOf,
  productAt,
  reprice,
  sell,
  settings,
  several,
  start,
  statuses,
  stockOf,
  yuan,
} from '#tests/support/rollouts.js';
import { applyBlueprint } from './apply.jobs.js';
import { applicationId, rolloutId } from './rollout.model.js';
import { undoIn } from './rollout-undo.js';
import { cancelRollout, continueRollout } from './rollouts.js';
import { wavesOf } from './waves.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

beforeEach(begin);

test.each([
  [1, [1]],
  [4, [1, 3]],
  [12, [1, 5, 6]],
  [1000, [1, 100, 899]],
])('%d shops go in waves of %j', (shops, waves) => {
  expect(wavesOf(shops)).toEqual(waves);
});

test('twelve live shops follow their blueprint wave after wave: settings, collections, products, prices, and no stock', async () => {
  const hat = await sell('Hat');
  const summer = await createCollection(blueprint, { title: 'Summer', products: [productId.encode(hat._id)] });
  const shops = await several(12);
  await settings(blueprint, { lowStock: 3 });
  await updateCollection(blueprint, collectionId.encode(summer._id), { title: 'High summer' });
  await reprice(blueprint, hat, '12');
  const scarf = await sell('Scarf');
  await createCollection(blueprint, { title: 'Winter', products: [productId.encode(scarf._id), productId.encode(hat._id)] });
  const variant = `var_${(await productAt(shops[3]!, 'hat')).variants[0]!.id.toHexString()}`;
  await setInventory(shops[3]!, { variant, available: 2 });

  const rollout = await apply(shops);
  expect(rollout).toMatchObject({ status: 'COMPLETED', wave: 3, waves: [1, 5, 6], finishedAt: expect.any(Date) });
  expect(await statuses(rollout)).toEqual(['1', ...Array(5).fill('2'), ...Array(6).fill('3')].map((wave) => `${wave} COMPLETED`));
  for (const shop of shops) {
    expect(await partOf(rollout, shop)).toMatchObject({
      settingsChanged: 1,
      collectionsCreated: 1,
      collectionsUpdated: 1,
      productsCreated: 1,
      productsUpdated: 1,
      productsKept: 0,
      problems: [],
    });
    expect((await getShop(shop)).settings.lowStock).toBe(3);
    expect((await productAt(shop, 'hat')).variants[0]).toMatchObject({ price: 1200 });
    expect(await stockOf(shop, 'scarf')).toBe(5);
    expect((await findCollection(shop, 'summer'))?.title).toBe('High summer');
    expect((await listProductsIn(shop, (await findCollection(shop, 'winter'))!, {})).nodes.map(({ title }) => title)).toEqual([
      'Scarf',
      'Hat',
    ]);
  }
  expect(await stockOf(shops[3]!, 'hat')).toBe(2);
});

test('applied twice is applied once', async () => {
  await sell('Hat');
  const [shop] = await several(1);
  await sell('Scarf');
  await settings(blueprint, { lowStock: 3 });
  await apply([shop!]);
  const again = await partOf(await apply([shop!]), shop!);
  expect(again).toMatchObject({
    settingsChanged: 0,
    productsCreated: 0,
    productsUpdated: 0,
    productsUnchanged: 2,
    productsKept: 0,
    lines: [],
  });
});

test("a shop's own edits stay: settings, collections, fields of products, and what it has thrown away", async () => {
  const [hat, cap, belt] = [await sell('Hat'), await sell('Cap'), await sell('Belt')];
  const shelves = [await createCollection(blueprint, { title: 'A' }), await createCollection(blueprint, { title: 'B' })];
  const [shop] = await several(1);
  await settings(shop!, { lowStock: 9 });
  await reprice(shop!, await productAt(shop!, 'hat'), '99');
  await deleteProduct(shop!, productId.encode((await productAt(shop!, 'belt'))._id));
  await updateCollection(shop!, collectionId.encode((await findCollection(shop!, 'a'))!._id), { title: 'Mine' });
  await deleteCollection(shop!, collectionId.encode((await findCollection(shop!, 'b'))!._id));

  await settings(blueprint, { lowStock: 3, orderExpiryMinutes: 15 });
  for (const product of [hat, cap, belt]) {
    await reprice(blueprint, product, '12');
    await change(blueprint, product, { title: `New ${product.title}` });
  }
  for (const shelf of shelves) await updateCollection(blueprint, collectionId.encode(shelf._id), { descriptionHtml: '<p>All of them</p>' });
  const done = await partOf(await apply([shop!]), shop!);
  expect(done).toMatchObject({ settingsChanged: 1, settingsKept: 1, collectionsKept: 2, productsUpdated: 2, productsKept: 2 });
  expect((await getShop(shop!)).settings).toMatchObject({ lowStock: 9, orderExpiryMinutes: 15 });
  expect(await productAt(shop!, 'hat')).toMatchObject({ title: 'New Hat', variants: [{ price: 9900 }] });
  expect(await productAt(shop!, 'cap')).toMatchObject({ title: 'New Cap', variants: [{ price: 1200 }] });
  expect(await productAt(shop!, 'belt')).toBeNull();
  expect((await listCollections(shop!, {})).nodes).toMatchObject([{ title: 'Mine', descriptionHtml: '' }]);
  expect(done.lines).toEqual(
    expect.arrayContaining([
      { kind: 'SETTING', subject: 'lowStock', outcome: 'KEPT', fields: [] },
      { kind: 'PRODUCT', subject: 'hat', title: 'New Hat', outcome: 'UPDATED', fields: ['variants.price'] },
      { kind: 'PRODUCT', subject: 'belt', title: 'New Belt', outcome: 'KEPT', fields: [] },
    ]),
  );
});

test('a setting that the shop has set back to what it took follows the blueprint again', async () => {
  await settings(blueprint, { lowStock: 1 });
  const [shop] = await several(1);
  await settings(shop!, { lowStock: 9 });
  await settings(blueprint, { lowStock: 2 });
  await apply([shop!]);
  expect((await getShop(shop!)).settings.lowStock).toBe(9);
  await settings(shop!, { lowStock: 1 });
  await apply([shop!]);
  expect((await getShop(shop!)).settings.lowStock).toBe(2);
});

test('prices alone: nothing else changes, and nothing comes', async () => {
  const hat = await sell('Hat');
  const [shop] = await several(1);
  await reprice(blueprint, hat, '12');
  await change(blueprint, hat, { title: 'Best hat' });
  await sell('Scarf');
  const done = await partOf(await apply([shop!], { parts: ['PRICES'] }), shop!);
  expect(done).toMatchObject({ productsUpdated: 1, productsCreated: 0, problems: [] });
  expect(await productAt(shop!, 'hat')).toMatchObject({ title: 'Hat', variants: [{ price: 1200 }] });
  expect(await productAt(shop!, 'scarf')).toBeNull();
});

test('products without prices: what is there keeps its price, what is new comes with one', async () => {
  const hat = await sell('Hat');
  const [shop] = await several(1);
  await reprice(blueprint, hat, '12');
  await change(blueprint, hat, { title: 'Best hat' });
  await sell('Scarf', '7');
  await apply([shop!], { parts: ['PRODUCTS'] });
  expect(await productAt(shop!, 'hat')).toMatchObject({ title: 'Best hat', variants: [{ price: 1000 }] });
  expect(await productAt(shop!, 'scarf')).toMatchObject({ variants: [{ price: 700 }] });
});

test("the shop's own product at the same address stays, and the report says so", async () => {
  const [shop] = await several(1);
  await createProduct(shop!, { title: 'Scarf', variants: [{ price: yuan('3') }] } as never);
  await sell('Scarf');
  const done = await partOf(await apply([shop!]), shop!);
  expect(done).toMatchObject({ status: 'COMPLETED', problems: [{ code: 'HANDLE_TAKEN', subject: 'scarf' }] });
  expect(await productAt(shop!, 'scarf')).toMatchObject({ variants: [{ price: 300 }] });
});

/** How many documents each collection has of a shop, or of its agency. */
async function documentsOf({ shopId, agencyId }: ShopContext): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { collection, schema } of Object.values(mongoose.models)) {
    const owner = { ...(schema.path('shopId') ? { shopId } : {}), ...(schema.path('agencyId') ? { agencyId } : {}) };
    if (Object.keys(owner).length > 0) counts[collection.name] = await collection.countDocuments(owner);
  }
  return counts;
}

test('a dry run tells all of it and writes nothing', async () => {
  const hat = await sell('Hat');
  const [shop] = await several(1);
  await settings(blueprint, { lowStock: 3 });
  await createCollection(blueprint, { title: 'Winter' });
  await reprice(blueprint, hat, '12');
  await sell('Scarf');
  const toys = await createCategory(blueprint, { title: 'Toys' });
  await sell('Ball', '3', { categories: [categoryId.encode(toys._id)] });
  const before = [await getShop(shop!), await productAt(shop!, 'hat'), await listCollections(shop!, {})];
  const documents = await documentsOf(shop!);
  const rollout = await apply([shop!], { dryRun: true });
  // The report, and the task that wrote it.
  expect(await documentsOf(shop!)).toEqual({
    ...documents,
    blueprint_rollouts: 1,
    blueprint_applications: 1,
    outbox: documents.outbox! + 1,
  });
  expect(await partOf(rollout, shop!)).toMatchObject({
    status: 'COMPLETED',
    settingsChanged: 1,
    collectionsCreated: 1,
    productsCreated: 2,
    productsUpdated: 1,
  });
  expect([await getShop(shop!), await productAt(shop!, 'hat'), await listCollections(shop!, {})]).toEqual(before);
  expect(await productAt(shop!, 'scarf')).toBeNull();
  await expect(undoIn(shop!, rolloutId.encode(rollout._id))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  expect(await partOf(await apply([shop!]), shop!)).toMatchObject({ settingsChanged: 1, collectionsCreated: 1, productsCreated: 2 });
});

describe('a wave in which too many fail', () => {
  const dollars = () => aShop({ currency: 'USD' });

  test('stops the roll-out after its first shop; continued, it goes on with the others', async () => {
    const failing = await dollars();
    const shops = [failing, ...(await several(2))];
    const stopped = await apply(shops);
    expect(stopped).toMatchObject({ status: 'STOPPED', wave: 1, stoppedBecause: expect.stringContaining('1 of 1 shops failed') });
    expect(await statuses(stopped)).toEqual(['1 FAILED', '2 QUEUED', '2 QUEUED']);
    expect((await partOf(stopped, failing)).problems).toMatchObject([{ code: 'CURRENCY_MISMATCH', subject: null }]);
    await continueRollout(agency, rolloutId.encode(stopped._id));
    await workOff();
    expect(await now(stopped)).toMatchObject({ status: 'COMPLETED', wave: 2, stoppedBecause: null });
    await expect(continueRollout(agency, rolloutId.encode(stopped._id))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  test('one of twelve may fail where its wave bears it', async () => {
    const shops = await several(22);
    shops.splice(15, 1, await dollars());
    const rollout = await apply(shops);
    expect(rollout).toMatchObject({ status: 'COMPLETED', waves: [1, 5, 16] });
    expect((await statuses(rollout)).filter((status) => status === '3 FAILED')).toHaveLength(1);
  });

  test('cancelled, no further shop begins', async () => {
    await sell('Hat');
    const [good] = await several(1);
    const stopped = await apply([await dollars(), good!]);
    for (let time = 0; time < 2; time += 1)
      expect(await cancelRollout(agency, rolloutId.encode(stopped._id))).toMatchObject({ status: 'CANCELLED' });
    await workOff();
    expect(await statuses(stopped)).toEqual(['1 FAILED', '2 CANCELLED']);
    await expect(continueRollout(agency, rolloutId.encode(stopped._id))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });
});

test('a job that dies at any point is begun again where it was, and nothing happens twice', async () => {
  for (let at = 0; at < 230; at += 1) await sell(`Hat ${at}`);
  await createCollection(blueprint, { title: 'Winter' });
  const shop = await fromBlueprint({ blueprintProducts: false });
  const rollout = await start([shop]);
  const { _id } = await partOf(rollout, shop);
  const data = { application: applicationId.encode(_id) };
  // Each time two runs at once, and what either of them answers is lost.
  const run = () => Promise.allSettled([applyBlueprint(shop, { data }), applyBlueprint(shop, { data })]);
  for (let time = 0; time < 20 && (await partOf(rollout, shop)).status !== 'COMPLETED'; time += 1) await run();
  await workOff();
  expect(await partOf(rollout, shop)).toMatchObject({ status: 'COMPLETED', productsCreated: 230, productsUnchanged: 0 });
  expect(await now(rollout)).toMatchObject({ status: 'COMPLETED' });
  expect(await outbox.in(shop).count({ type: 'products.changed' })).toBe(3);
}, 60_000);

test('the blueprint is no shop of its own roll-out, and no shop is named twice or belongs to another agency', async () => {
  const [shop] = await several(1);
  await expect(start([blueprint])).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['shops', '0'] });
  await expect(start([shop!, shop!])).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['shops', '1'] });
  await expect(start([])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  const theirs = await aShop({}, anAgencyContext());
  await expect(start([shop!, theirs])).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['shops', '1'] });
});
