import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import { disconnectMongo } from '#platform/mongo.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { aStripeKey, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { type PaymentAccount, paymentAccountId } from './account.model.js';
import { connectPaymentAccount, disablePaymentAccount, updatePaymentAccount } from './accounts.js';
import { callbackEvents } from './callback.model.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const SECRET = 'whsec_theMerchantsOwn';
let events = 0;
const anEvent = () => JSON.stringify({ id: `evt_test${++events}`, object: 'event', type: 'payment_intent.succeeded', livemode: false });

async function anAccount() {
  const shop = await aShop();
  return { shop, account: await connectPaymentAccount(shop, { stripe: { secretKey: aStripeKey(), webhookSecret: SECRET } }) };
}

const signed = (payload: string, secret = SECRET): string => Stripe.webhooks.generateTestHeaderString({ payload, secret });

async function send(account: PaymentAccount | string, body: string | Buffer, headers: Record<string, string> = {}, provider = 'stripe') {
  const id = typeof account === 'string' ? account : paymentAccountId.encode(account._id);
  const answer = await fetch(`${stripe.url}/callbacks/${provider}/${id}`, { method: 'POST', body, headers });
  return { status: answer.status, body: (await answer.json()) as { received?: true; error?: { code: string; message: string } } };
}

test('a callback is written down as it came, to be applied by a worker', async () => {
  const { shop, account } = await anAccount();
  const body = anEvent();
  expect(await send(account, body, { 'stripe-signature': signed(body) })).toEqual({ status: 200, body: { received: true } });
  expect(await callbackEvents.in(shop).find({})).toMatchObject([
    {
      accountId: account._id,
      agencyId: shop.agencyId,
      queue: 'callbacks',
      state: 'PENDING',
      type: 'payment_intent.succeeded',
      body,
      outcome: null,
    },
  ]);
});

test('twenty of the same at once: all acknowledged, one written', async () => {
  const { shop, account } = await anAccount();
  const body = anEvent();
  const headers = { 'stripe-signature': signed(body) };
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(account, body, headers)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await callbackEvents.in(shop).count({})).toBe(1);
});

test('one event id in two accounts is two events', async () => {
  const [one, other] = [await anAccount(), await anAccount()];
  const body = anEvent();
  for (const { account } of [one, other]) await send(account, body, { 'stripe-signature': signed(body) });
  expect([await callbackEvents.in(one.shop).count({}), await callbackEvents.in(other.shop).count({})]).toEqual([1, 1]);
});

test.each([
  ['no signature', (): Record<string, string> => ({})],
  ['a signature of another secret', (body: string) => ({ 'stripe-signature': signed(body, 'whsec_anothers') })],
  ['a signature of another body', () => ({ 'stripe-signature': signed('{}') })],
])('%s: refused with a sentence, and nothing written', async (_what, headers) => {
  const { shop, account } = await anAccount();
  const body = anEvent();
  expect(await send(account, body, headers(body))).toMatchObject({ status: 400, body: { error: { code: 'BAD_SIGNATURE' } } });
  expect(await callbackEvents.in(shop).count({})).toBe(0);
});

test("another shop's secret opens no door but its own", async () => {
  const shop = await aShop();
  const account = await connectStripe(shop);
  const body = anEvent();
  expect(await send(account, body, { 'stripe-signature': signed(body) })).toMatchObject({ status: 400 });
  expect(await callbackEvents.in(shop).count({})).toBe(0);
});

test.each(['payacct_000000000000000000000000', 'payacct_x', 'undefined', '%00'])('no account %s: 404', async (id) => {
  expect(await send(id, '{}', { 'stripe-signature': signed('{}') })).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
});

test('an account is found under its own provider alone', async () => {
  const { shop, account } = await anAccount();
  const body = anEvent();
  expect(await send(account, body, { 'stripe-signature': signed(body) }, 'wechat_pay')).toMatchObject({ status: 404 });
  const manual = await connectPaymentAccount(shop, { manual: { instructions: 'Cash' } });
  expect(await send(manual, body, { 'stripe-signature': signed(body) }, 'manual')).toMatchObject({ status: 404 });
  // What is written down must also be acknowledged.
  expect(await send(account, body, { 'stripe-signature': signed(body) }, 'STRIPE')).toMatchObject({ status: 404 });
});

test('a secret that was given later is known at once, and the one before it still is', async () => {
  const { shop, account } = await anAccount();
  const first = anEvent();
  await send(account, first, { 'stripe-signature': signed(first) });
  await updatePaymentAccount(shop, paymentAccountId.encode(account._id), { stripe: { webhookSecret: 'whsec_newer' } });
  for (const secret of ['whsec_newer', SECRET]) {
    const body = anEvent();
    expect(await send(account, body, { 'stripe-signature': signed(body, secret) })).toMatchObject({ status: 200 });
  }
});

test('a disabled account still hears of its last payments', async () => {
  const { shop, account } = await anAccount();
  await disablePaymentAccount(shop, paymentAccountId.encode(account._id));
  const body = anEvent();
  expect(await send(account, body, { 'stripe-signature': signed(body) })).toMatchObject({ status: 200 });
});

test('more than 256 KB is not read', async () => {
  const { account } = await anAccount();
  expect(await send(account, Buffer.alloc(300_000, 'x'))).toMatchObject({ status: 413 });
});

test('packed bytes are refused: they cannot be what was signed', async () => {
  const { account } = await anAccount();
  expect(await send(account, gzipSync(anEvent()), { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
});

test.each([
  ['no JSON', 'hello'],
  ['no event', '{}'],
  ['null', 'null'],
  ['an id that is no text', '{"id":{"$gt":""},"type":"x"}'],
  ['a thin event', '{"object":"v2.core.event","id":"evt_1","type":"x"}'],
])('%s, correctly signed: refused', async (_what, body) => {
  const { shop, account } = await anAccount();
  expect(await send(account, body, { 'stripe-signature': signed(body) })).toMatchObject({
    status: 400,
    body: { error: { code: 'BAD_SIGNATURE' } },
  });
  expect(await callbackEvents.in(shop).count({})).toBe(0);
});

test('Stripe’s own delivery comes through', async () => {
  const shop = await aShop();
  await connectStripe(shop);
  const { payment } = await startStripe(shop, await anOrder(shop));
  expect((await stripe.pay(payment)).deliveries.map(({ status }) => status)).toEqual([200, 200]);
  expect(await callbackEvents.in(shop).count({})).toBe(2);
});

test('while MongoDB is away nothing is acknowledged: Stripe sends it again', async () => {
  const { shop, account } = await anAccount();
  const body = anEvent();
  const headers = { 'stripe-signature': signed(body) };
  await disconnectMongo();
  expect(await send(account, body, headers)).toMatchObject({ status: 503, body: { error: { code: 'UNAVAILABLE' } } });
  await connectForTest();
  expect(await send(account, body, headers)).toMatchObject({ status: 200 });
  expect(await callbackEvents.in(shop).count({})).toBe(1);
});
