import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { orders } from '#commerce/orders/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, closePlanned, openStripe, startStripe, sumOf } from '#tests/support/stripe.js';
import { aStripePlatform, connectBelow } from '#tests/support/stripe-connect.js';
import { connectPaymentAccount } from './accounts.js';
import { closePayments } from './apply.js';
import { capturePayment } from './capture.js';
import { type Payment, paymentId } from './payment.model.js';
import { pollOpenPayments } from './poll.js';
import { stripeClient } from './providers/stripe/client.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

/** A buyer's payment that Stripe holds for the merchant. */
async function authorised(method: Payment['method'] = 'CHECKOUT') {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await connectPaymentAccount(shop, { stripe: { secretKey, capture: 'MANUAL' } });
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order, method);
  await stripe.pay(payment);
  await applyCallbacks(shop);
  return { shop, order, id: paymentId.encode(payment._id), secretKey, client: stripeClient(secretKey, 'TEST') };
}

test.each(['CHECKOUT', 'INTENT'] as const)('%s: the buyer’s money is held, and the order waits until it is taken', async (method) => {
  const { shop, order, id, client } = await authorised(method);
  const before = await booksOf(shop, order);
  expect(before).toMatchObject({ order: { paymentStatus: 'AUTHORIZED', paid: 0 }, payments: [{ status: 'AUTHORIZED' }], ledger: [] });
  expect(before.promised).toBe(order.total);
  expect(await capturePayment(shop, id)).toMatchObject({ status: 'CAPTURED' });
  const books = await booksOf(shop, order);
  expect(books).toMatchObject({ order: { paymentStatus: 'PAID', paid: order.total }, mismatches: [] });
  expect([books.ledger.length, sumOf(books.ledger), books.promised]).toEqual([1, 0, 0]);
  const { paymentIntent } = books.payments[0]!.references;
  expect(await client.paymentIntents.retrieve(paymentIntent!)).toMatchObject({ status: 'succeeded', amount_received: order.total });
  await applyCallbacks(shop); // and Stripe tells of it too
  expect((await booksOf(shop, order)).ledger).toHaveLength(1);
});

test('ten take it at once: it is taken once', async () => {
  const { shop, order, id } = await authorised();
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => capturePayment(shop, id)));
  const unlike = all.filter((one) => (one.status === 'fulfilled' ? one.value.status !== 'CAPTURED' : one.reason.code !== 'WRONG_STATE'));
  expect(unlike).toEqual([]);
  expect((await booksOf(shop, order)).ledger).toHaveLength(1);
  expect((await booksOf(shop, order)).paid).toHaveLength(1);
});

test('taken in Stripe’s dashboard meanwhile: capturing finds it so', async () => {
  const { shop, order, id, client } = await authorised();
  const { references } = (await booksOf(shop, order)).payments[0]!;
  await client.paymentIntents.capture(references.paymentIntent!);
  expect(await capturePayment(shop, id)).toMatchObject({ status: 'CAPTURED' });
  expect((await booksOf(shop, order)).ledger).toHaveLength(1);
});

test('Stripe takes it and its answer is lost: the next try finds it taken', async () => {
  const { shop, order, id, secretKey } = await authorised();
  const fault = { apiKey: secretKey, path: '/v1/payment_intents/*/capture', act: 'drop', when: 'after', times: 4 };
  await stripe.control('faults', fault);
  await expect(capturePayment(shop, id)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(await capturePayment(shop, id)).toMatchObject({ status: 'CAPTURED' });
  expect((await booksOf(shop, order)).ledger).toHaveLength(1);
});

test('what nobody has authorised yet, and what is taken, is not captured', async () => {
  const { shop, id } = await authorised();
  const { payment } = await startStripe(shop, await anOrder(shop));
  await expect(capturePayment(shop, paymentId.encode(payment._id))).rejects.toMatchObject({ code: 'WRONG_STATE', field: ['payment'] });
  await capturePayment(shop, id);
  await expect(capturePayment(shop, id)).rejects.toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('CAPTURED') });
});

test.each(['CHECKOUT', 'INTENT'] as const)('%s: closed, the money goes back to the buyer, and is not taken any more', async (method) => {
  const { shop, order, id, client } = await authorised(method);
  await orders.in(shop).set({ _id: order._id }, { $set: { status: 'CANCELLED' } });
  await expect(capturePayment(shop, id)).rejects.toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('CANCELLED') });
  await closePayments(shop, order._id);
  await closePlanned(shop);
  const { payments } = await booksOf(shop, order);
  expect(payments).toMatchObject([{ status: 'CANCELLED' }]);
  expect(await client.paymentIntents.retrieve(payments[0]!.references.paymentIntent!)).toMatchObject({
    status: 'canceled',
    amount_capturable: 0,
  });
});

test('Stripe gives back what nobody took in seven days, and tells', async () => {
  const { shop, order, id, client } = await authorised();
  await client.paymentIntents.cancel((await booksOf(shop, order)).payments[0]!.references.paymentIntent!);
  await pollOpenPayments(new Date(Date.now() + 7 * 24 * 3600_000));
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CANCELLED' }]);
  await expect(capturePayment(shop, id)).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('below the agency’s platform the commission comes with the capture', async () => {
  const shop = await aShop();
  const agency = await aStripePlatform(stripe, shop, 1000);
  const { of } = await connectBelow(stripe, shop, agency, { capture: 'MANUAL' });
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order);
  await stripe.pay(payment);
  await applyCallbacks(shop);
  await capturePayment(shop, paymentId.encode(payment._id));
  const { data } = await of.balanceTransactions.list({ type: 'charge' });
  expect(data[0]!.fee_details).toContainEqual(expect.objectContaining({ type: 'application_fee', amount: Math.floor(order.total / 10) }));
});

test("another shop's payment is not found", async () => {
  const { id } = await authorised();
  await expect(capturePayment(await aShop(), id)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['payment'] });
});
