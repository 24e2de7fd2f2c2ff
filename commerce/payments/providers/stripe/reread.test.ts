import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { paymentAccounts } from '#commerce/payments/account.model.js';
import { connectPaymentAccount } from '#commerce/payments/accounts.js';
import { openAccount } from '#commerce/payments/opened.js';
import { paymentId } from '#commerce/payments/payment.model.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { stripeClient } from './client.js';
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

const connectedOf = async (shop: ShopContext) => (await paymentAccounts.in(shop).findOne({ provider: 'STRIPE', active: true }))!;

async function aPayment(method: 'CHECKOUT' | 'INTENT' = 'INTENT') {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await connectStripe(shop, secretKey);
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order, method);
  return { shop, order, payment, secretKey };
}

test('a refusal that comes when the buyer has paid after all: what Stripe knows by now is taken, and nothing failed', async () => {
  const { shop, order, payment } = await aPayment();
  await stripe.decline(payment);
  await stripe.pay(payment, { hold: true });
  await applyCallbacks(shop);
  expect(await booksOf(shop, order)).toMatchObject({ order: { paymentStatus: 'PAID' }, payments: [{ status: 'CAPTURED' }], failed: [] });
});

test('a refusal that is still true fails the payment, with the bank’s reason', async () => {
  const { shop, order, payment } = await aPayment();
  await stripe.decline(payment);
  await applyCallbacks(shop);
  const books = await booksOf(shop, order);
  expect(books.payments).toMatchObject([{ status: 'FAILED', failure: 'generic_decline' }]);
  expect(books.failed).toHaveLength(1);
});

test('Stripe does not answer: the event waits, and changes nothing until it is tried again', async () => {
  const { shop, order, payment, secretKey } = await aPayment();
  await stripe.decline(payment);
  const fault = { apiKey: secretKey, method: 'GET', path: '/v1/payment_intents/*', act: 'answer', status: 503, times: 3 };
  await stripe.control('faults', fault);
  await expect(applyCallbacks(shop)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(await booksOf(shop, order)).toMatchObject({ payments: [{ status: 'PENDING' }], callbacks: [{ outcome: null }] });
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'FAILED' }]);
});

test('a promise of money that Stripe knows nothing of promises nothing, well signed as it is', async () => {
  const { shop, payment, secretKey } = await aPayment();
  const account = await openAccount(shop, await connectedOf(shop));
  const intent = await stripeClient(secretKey, 'TEST').paymentIntents.retrieve(payment.references.paymentIntent!);
  const object = { ...intent, status: 'requires_capture', amount_capturable: payment.amount };
  const told = interpret(JSON.stringify({ type: 'payment_intent.amount_capturable_updated', livemode: false, data: { object } }), account);
  expect(told).toMatchObject({ about: 'payment', event: 'authorize', payment: paymentId.encode(payment._id) });
  expect(await reread(told!, account)).toBeNull();
});

test('what is captured or cancelled is so for good: Stripe is not asked about it', async () => {
  const { shop, order, payment, secretKey } = await aPayment('CHECKOUT');
  await stripe.pay(payment);
  const reading = { apiKey: secretKey, method: 'GET', act: 'answer', status: 500, times: 100 };
  for (const path of ['/v1/payment_intents/*', '/v1/checkout/sessions/*']) await stripe.control('faults', { ...reading, path });
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CAPTURED' }]);
});

test('authorised when it was told, given back by now: Stripe’s newer word is taken', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await openAccount(shop, await connectPaymentAccount(shop, { stripe: { secretKey, capture: 'MANUAL' } }));
  const { payment } = await startStripe(shop, await anOrder(shop), 'INTENT');
  const { events } = await stripe.pay(payment, { hold: true });
  const told = interpret(events[0]!.payload, account)!;
  expect(told).toMatchObject({ event: 'authorize' });
  expect(await reread(told, account)).toEqual(told);
  await stripeClient(secretKey, 'TEST').paymentIntents.cancel(payment.references.paymentIntent!);
  expect(await reread(told, account)).toMatchObject({ event: 'cancel', payment: paymentId.encode(payment._id) });
});

test('a payment of days that failed on a page that is closed: failed is what the merchant hears', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await openAccount(shop, await connectPaymentAccount(shop, { stripe: { secretKey } }));
  const { payment } = await startStripe(shop, await anOrder(shop));
  const { amount, currency, references } = payment;
  const told = {
    about: 'payment',
    mode: 'TEST',
    connectedAccount: null,
    payment: paymentId.encode(payment._id),
    amount,
    currency,
  } as const;
  const failed = { ...told, event: 'fail', references, failure: 'async_payment_failed' } as const;
  await stripeClient(secretKey, 'TEST').checkout.sessions.expire(references.session!);
  expect(await reread(failed, account)).toEqual(failed);
  expect(await reread({ ...failed, event: 'process' }, account)).toMatchObject({ event: 'cancel' });
});
