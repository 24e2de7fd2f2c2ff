import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShopContext } from '#tests/support/factories.js';
import type { AgencyContext, ShopContext } from './context.js';
import { claim, complete, type Keyed, release, shopClaims } from './idempotency.js';
import { transaction } from './transaction.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const keyed = (given: Partial<Keyed> = {}): Keyed => ({
  caller: 'token',
  mutation: 'refundCreate',
  key: 'k',
  input: { amount: '1' },
  ...given,
});

async function first<Context extends ShopContext | AgencyContext>(context: Context, given: Partial<Keyed> = {}): Promise<Context> {
  const claimed = await claim(context, keyed(given));
  if (claimed.kind !== 'first') throw new Error('not the first');
  return claimed.context;
}

describe.each([
  ['shop', aShopContext],
  ['agency', anAgencyContext],
] as const)("a %s's idempotency key", (_where, aContext: () => ShopContext | AgencyContext) => {
  test('answers the repeat with what the first made', async () => {
    const context = aContext();
    const running = await first(context);
    await transaction(running, (tx) => complete(tx, 'ref_1', 'ref_2'));
    expect(await claim(context, keyed())).toEqual({ kind: 'repeat', result: ['ref_1', 'ref_2'] });
  });

  test('makes the repeat wait while the first still runs', async () => {
    const context = aContext();
    await first(context);
    await expect(claim(context, keyed())).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
  });

  test('refuses another input, whether the first runs or has ended; the order of its fields does not matter', async () => {
    const context = aContext();
    const running = await first(context, { input: { a: 1, b: 2 } });
    await expect(claim(context, keyed({ input: { a: 2, b: 2 } }))).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    await complete(running, 'ref_1');
    await expect(claim(context, keyed({ input: { a: 2, b: 2 } }))).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await claim(context, keyed({ input: { b: 2, a: 1 } }))).toMatchObject({ kind: 'repeat' });
  });

  test('is free again after a refusal', async () => {
    const context = aContext();
    await release(await first(context));
    await first(context, { input: { amount: '2' } });
  });

  test('is another one for another caller, mutation or tenant', async () => {
    const context = aContext();
    await first(context);
    await first(context, { caller: 'other' });
    await first(context, { mutation: 'orderMarkPaid' });
    await first(aContext());
  });

  test('is claimed by one of many at once', async () => {
    const context = aContext();
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => claim(context, keyed())));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('a first request that never came back', () => {
  const late = (shop: ShopContext) => shopClaims.in(shop).updateMany({}, { $set: { deadline: new Date(Date.now() - 1) } });

  test('is taken over after its deadline, and can then complete nothing', async () => {
    const shop = aShopContext();
    const lost = await first(shop);
    await late(shop);
    const second = await first(shop);
    await expect(complete(lost, 'ref_lost')).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    await release(lost); // nor give up what is not its own any more
    await complete(second, 'ref_1');
    expect(await claim(shop, keyed())).toEqual({ kind: 'repeat', result: ['ref_1'] });
  });

  test('is taken over by one of many', async () => {
    const shop = aShopContext();
    await first(shop);
    await late(shop);
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => claim(shop, keyed())));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('keeps its scope for whoever takes over, so that what it made can be found', async () => {
    const shop = aShopContext();
    const lost = await first(shop);
    await late(shop);
    expect((await first(shop)).claim?.scope).toBe(lost.claim?.scope);
  });
});

test('a change that fails keeps no memory of having been made', async () => {
  const shop = aShopContext();
  const running = await first(shop);
  const failing = transaction(running, async (tx) => {
    await complete(tx, 'ref_1');
    throw new Error('power cut');
  });
  await expect(failing).rejects.toThrow('power cut');
  await release(running);
  await first(shop);
});
