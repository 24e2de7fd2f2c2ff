import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AgencyContext } from '#tenants/context.js';
import { claim } from '#tenants/index.js';
import { shops } from '#tenants/shop.model.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { wish } from '#tests/support/openings.js';
import { openShop, openShops } from './openings.js';
import { NewShop, NewShops } from './shop.input.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

/** The agency under an idempotency key, as a request comes with it. */
async function keyed(agency: AgencyContext, key: string, input: unknown = null): Promise<AgencyContext> {
  const claimed = await claim(agency, { caller: 'app', mutation: 'shopsCreate', key, input });
  if (claimed.kind !== 'first') throw new Error('this key has its answer already');
  return claimed.context;
}

describe('many shops at once', () => {
  const batch = (shops: unknown[]) => NewShops.parse({ shops });
  const count = (agency: AgencyContext) => shops.documents().countDocuments({ agencyId: agency.agencyId });

  test('each has its own result: a bad one spoils no other', async () => {
    const agency = anAgencyContext();
    const taken = wish();
    await openShop(anAgencyContext(), NewShop.parse(taken));
    const results = await openShops(agency, batch([wish(), wish({ handle: 'no' }), taken, wish()]));
    expect(results.map(({ index, shop }) => [index, Boolean(shop)])).toEqual([
      [0, true],
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(results[1]!.error).toMatchObject({ issues: [{ path: ['handle'] }] });
    expect(results[2]!.error).toMatchObject({ code: 'HANDLE_TAKEN' });
    expect(await count(agency)).toBe(2);
  });

  test('250 are made, 251 are refused as a whole', async () => {
    expect(NewShops.safeParse({ shops: Array.from({ length: 251 }, () => wish()) }).success).toBe(false);
    const agency = anAgencyContext();
    const results = await openShops(agency, batch(Array.from({ length: 250 }, () => wish())));
    expect(results.filter(({ shop }) => shop)).toHaveLength(250);
  });

  test('a repeat with the same key reads what the first made, and makes the rest', async () => {
    const agency = anAgencyContext();
    const wishes = [wish(), wish(), wish()];
    const first = await keyed(agency, 'july');
    // As far as the first came: two of its three.
    const [one, two] = await openShops(first, batch([wishes[0], wishes[1], { handle: '' }]));
    const results = await openShops(await keyed(agency, 'july'), batch(wishes));
    expect(results.map(({ shop }) => shop?.handle)).toEqual(wishes.map(({ handle }) => handle));
    expect(results.slice(0, 2).map(({ shop }) => shop?._id)).toEqual([one!.shop!._id, two!.shop!._id]);
    expect(await count(agency)).toBe(3);
  });

  test('two requests with one key, side by side, make each shop once', async () => {
    const agency = anAgencyContext();
    const one = await keyed(agency, 'august');
    const wishes = batch(Array.from({ length: 20 }, () => wish()));
    // The second took the claim over while the first was still at work.
    const both = await Promise.allSettled([openShops(one, wishes), openShops(one, wishes)]);
    const done = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(done.length).toBeGreaterThan(0);
    for (const results of done) expect(results.map(({ error }) => error)).toEqual(Array(20).fill(null));
    expect(await count(agency)).toBe(20);
  });

  test('the same key in another agency makes other shops', async () => {
    const [ours, theirs] = [anAgencyContext(), anAgencyContext()];
    const [mine] = await openShops(await keyed(ours, 'k'), batch([wish()]));
    const [other] = await openShops(await keyed(theirs, 'k'), batch([wish()]));
    expect(other!.shop!._id).not.toEqual(mine!.shop!._id);
    expect(other!.shop!.agencyId).toEqual(theirs.agencyId);
  });
});
