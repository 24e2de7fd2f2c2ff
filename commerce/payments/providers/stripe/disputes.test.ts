import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callbackEvents } from '#commerce/payments/callback.model.js';
import { openAccount } from '#commerce/payments/opened.js';
import type { DisputeStatement } from '#commerce/payments/provider.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { interpret } from './events.js';
import { reread } from './reread.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

async function paid() {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await openAccount(shop, await connectStripe(shop, secretKey));
  const order = await anOrder(shop);
  await stripe.pay((await startStripe(shop, order)).payment);
  await applyCallbacks(shop);
  const { references } = (await booksOf(shop, order)).payments[0]!;
  const said = async () => {
    const rows = await callbackEvents.in(shop).find({ state: 'PENDING' }, { sort: { _id: 1 } });
    return rows.map(({ body }) => interpret(body, account) as DisputeStatement);
  };
  const dispute = (of: object) => stripe.control(`payment_intents/${references.paymentIntent}/dispute`, { of });
  return { account, order, references, said, dispute, secretKey };
}

test.each([
  ['won', 'WON'],
  ['lost', 'LOST'],
] as const)('a dispute is told from its beginning to its end: %s', async (outcome, end) => {
  const { order, references, said, dispute } = await paid();
  await dispute({ reason: 'product_not_received' });
  const [opened] = await said();
  const { paymentIntent, charge } = references;
  expect(opened).toEqual({
    about: 'dispute',
    mode: 'TEST',
    connectedAccount: null,
    dispute: expect.stringMatching(/^dp_/),
    of: { paymentIntent, charge },
    status: 'NEEDS_RESPONSE',
    reason: 'product_not_received',
    evidenceDueBy: expect.any(Date),
    withdrawn: true,
    amount: order.total,
    currency: 'CNY',
  });
  expect(opened!.evidenceDueBy!.getTime()).toBeGreaterThan(Date.now() + 6 * 24 * 3600_000);
  await stripe.control(`disputes/${opened!.dispute}/respond`, {});
  await stripe.control(`disputes/${opened!.dispute}/close`, { of: { outcome } });
  const statuses = (await said()).map(({ status }) => status);
  expect([...new Set(statuses)]).toEqual(['NEEDS_RESPONSE', 'UNDER_REVIEW', end]);
});

test('an inquiry takes no money, and may end as if nothing had been', async () => {
  const { said, dispute } = await paid();
  await dispute({ inquiry: true, amount: 100 });
  const [opened] = await said();
  expect(opened).toMatchObject({ status: 'NEEDS_RESPONSE', withdrawn: false, amount: 100 });
  await stripe.control(`disputes/${opened!.dispute}/close`, { of: { outcome: 'won' } });
  expect((await said()).at(-1)).toMatchObject({ status: 'WON', withdrawn: false });
});

test('an event that comes late speaks the newer truth', async () => {
  const { account, said, dispute } = await paid();
  await dispute({});
  const [opened] = await said();
  await stripe.control(`disputes/${opened!.dispute}/close`, { of: { outcome: 'lost' }, hold: true });
  expect(await reread(opened!, account)).toMatchObject({ dispute: opened!.dispute, status: 'LOST' });
});

test('a key that may not read disputes leaves the event as it was told; a silence is asked again', async () => {
  const { account, said, dispute, secretKey } = await paid();
  await dispute({});
  const [opened] = await said();
  const refused = { apiKey: secretKey, method: 'GET', path: '/v1/disputes/*', act: 'answer' };
  await stripe.control('faults', { ...refused, status: 403 });
  expect(await reread(opened!, account)).toEqual(opened);
  await stripe.control('faults', { ...refused, status: 503, times: 3 });
  await expect(reread(opened!, account)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
});

test('another account’s or mode’s word is not asked about, and stays as it was told', async () => {
  const { account, said, dispute } = await paid();
  await dispute({});
  const [opened] = await said();
  for (const other of [{ mode: 'LIVE' as const }, { connectedAccount: 'acct_1X' }]) {
    const told = { ...opened!, ...other, status: 'WON' as const };
    expect(await reread(told, account)).toBe(told);
  }
});
