import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { collectionId, createCollection, listCollections, updateCollection } from '#commerce/catalog/index.js';
import { journal } from '#commerce/inventory/journal.model.js';
import { changeShop, getShop } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { workOff } from '#tests/support/outbox.js';
import {
  agency,
  apply,
  begin,
  blueprint,
  change,
  partOf,
  productAt,
  reprice,
  sell,
  settings,
  several,
  statuses,
} from '#tests/support/rollouts.js';
import { applicationChanges, applications, rolloutId } from './rollout.model.js';
import { undoIn, undoRollout } from './rollout-undo.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(begin);

describe('an undo', () => {
  test('brings everything back in every shop, and the next roll-out does it all again', async () => {
    const hat = await sell('Hat');
    const summer = await createCollection(blueprint, { title: 'Summer' });
    const shops = await several(3);
    await settings(blueprint, { lowStock: 3 });
    await updateCollection(blueprint, collectionId.encode(summer._id), { title: 'High summer' });
    await createCollection(blueprint, { title: 'Winter' });
    await reprice(blueprint, hat, '12');
    await sell('Scarf');
    const rollout = await apply(shops);
    await undoRollout(agency, rolloutId.encode(rollout._id));
    await workOff();
    expect(await statuses(rollout)).toEqual(['1 UNDONE', '2 UNDONE', '2 UNDONE']);
    for (const shop of shops) {
      expect((await partOf(rollout, shop)).undone).toEqual({ removed: 2, restored: 3, kept: 0 });
      expect((await getShop(shop)).settings.lowStock).toBeNull();
      expect((await listCollections(shop, {})).nodes).toMatchObject([{ title: 'Summer' }]);
      expect(await productAt(shop, 'hat')).toMatchObject({ variants: [{ price: 1000 }] });
      expect(await productAt(shop, 'scarf')).toBeNull();
    }
    expect(await partOf(await apply(shops), shops[0]!)).toMatchObject({
      settingsChanged: 1,
      collectionsCreated: 1,
      collectionsUpdated: 1,
      productsCreated: 1,
      productsUpdated: 1,
    });
  });

  test('in one shop leaves the others, and what was edited since', async () => {
    const hat = await sell('Hat');
    const [one, two] = await several(2);
    await settings(blueprint, { lowStock: 3, orderExpiryMinutes: 15 });
    await reprice(blueprint, hat, '12');
    const rollout = await apply([one!, two!]);
    await settings(one!, { lowStock: 4 });
    await change(one!, await productAt(one!, 'hat'), { title: 'My hat' });
    await undoIn(one!, rolloutId.encode(rollout._id));
    await workOff();
    expect(await partOf(rollout, one!)).toMatchObject({ status: 'UNDONE', undone: { removed: 0, restored: 1, kept: 2 } });
    expect((await getShop(one!)).settings).toMatchObject({ lowStock: 4, orderExpiryMinutes: null });
    expect(await productAt(one!, 'hat')).toMatchObject({ title: 'My hat', variants: [{ price: 1200 }] });
    expect(await partOf(rollout, two!)).toMatchObject({ status: 'COMPLETED' });
  });

  test('leaves a shop without a setting that it did not have before', async () => {
    const [shop] = await several(1);
    await changeShop(shop!, { without: ['taxClasses'] });
    await settings(blueprint, { taxClasses: [{ id: 'books', title: 'Books', rate: '9' }] });
    const rollout = await apply([shop!]);
    expect((await getShop(shop!)).settings.taxClasses).toMatchObject([{ id: 'books' }]);
    await undoIn(shop!, rolloutId.encode(rollout._id));
    await workOff();
    expect(await partOf(rollout, shop!)).toMatchObject({ status: 'UNDONE', undone: { restored: 1 } });
    expect((await getShop(shop!)).settings).not.toHaveProperty('taxClasses');
  });

  test('that begins in the last minute of its day finds all of it, even if it has to wait', async () => {
    const hat = await sell('Hat');
    const [shop] = await several(1);
    await settings(blueprint, { lowStock: 3 });
    await reprice(blueprint, hat, '12');
    const rollout = await apply([shop!]);
    const kept = [journal.in(shop!), applicationChanges.in(shop!)] as const;
    for (const one of kept) await one.updateMany({}, { $set: { expiresAt: new Date(Date.now() + 60_000) } });
    await undoIn(shop!, rolloutId.encode(rollout._id));
    for (const one of kept) {
      expect(await one.count({})).toBeGreaterThan(0);
      expect(await one.count({ expiresAt: { $lt: new Date(Date.now() + 23 * 3600_000) } })).toBe(0);
    }
  });

  test('is refused after a day', async () => {
    const [shop] = await several(1);
    const rollout = await apply([shop!]);
    await applications.in(shop!).updateMany({}, { $set: { startedAt: new Date(Date.now() - 24 * 3600_000 - 1) } });
    await expect(undoIn(shop!, rolloutId.encode(rollout._id))).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(undoRollout(agency, rolloutId.encode(rollout._id))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });
});
