import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { Types } from 'mongoose';
import { planReconciliations, resealSecrets } from '#commerce/payments/index.js';
import { declaredCollections } from '#tenants/declared.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import './collections.js';
import { SCHEDULES } from './schedules.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

/** Read whole: there are as many as agencies, not as shops. */
const FEW = ['payment_platforms'];

/** What MongoDB was asked meanwhile, and how it went about it. */
async function askedBy(run: () => Promise<unknown>): Promise<{ collection: string; plan: string }[]> {
  const db = mongoose.connection.db!;
  const since = new Date();
  await db.command({ profile: 2 });
  await run();
  await db.command({ profile: 0 });
  const asked = await db
    .collection('system.profile')
    .find({ ts: { $gte: since }, planSummary: { $exists: true } })
    .toArray();
  const named = asked.map(({ ns, planSummary }) => ({ collection: String(ns).replace(/^[^.]*\./, ''), plan: String(planSummary) }));
  return named.filter(({ collection }) => collection !== 'system.profile');
}

test('what time alone makes happen looks for its work by an index, however many shops there are', async () => {
  // An empty collection is not looked at, whatever is asked.
  for (const { model } of declaredCollections().values())
    await model.collection.insertOne({ shopId: new Types.ObjectId(), agencyId: new Types.ObjectId() });
  const asked = await askedBy(async () => {
    for (const { run } of SCHEDULES) await run();
    await planReconciliations(new Date('2026-11-25T12:00:00Z'));
  });
  const known = asked.map(({ collection }) => collection);
  expect(known).toEqual(expect.arrayContaining(['payments', 'refunds', 'orders', 'payment_accounts']));
  const whole = asked.filter(({ collection, plan }) => plan.includes('COLLSCAN') && !FEW.includes(collection));
  expect(whole).toEqual([]);
});

test('with one key alone nobody looks for secrets to seal anew', async () => {
  expect(await askedBy(() => resealSecrets())).toEqual([]);
});
