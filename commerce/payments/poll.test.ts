import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { cancelOrder } from '#commerce/checkout/index.js';
import { orderId, orders } from '#commerce/orders/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { connectPaymentAccount } from './accounts.js';
import { type Payment, payments } from './payment.model.js';
import { pollOpenPayments } from './poll.js';
import { PaymentStart, startPayment } from './start.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const MINUTE = 60_000;
const later = (minutes: number) => new Date(Date.now() + minutes * MINUTE);

async function aPayment(method: Payment['method'] = 'CHECKOUT') {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await connectStripe(shop, secretKey);
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order, method);
  return { shop, order, payment, secretKey };
}

test.each(['CHECKOUT', 'INTENT'] as const)('%s: a payment whose callbacks never came is found after two minutes', async (method) => {
  const { shop, order, payment } = await aPayment(method);
  await stripe.pay(payment, { hold: true });
  await pollOpenPayments(later(1));
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'PENDING', polls: 0 }]);
  await pollOpenPayments(later(3));
  const books = await booksOf(shop, order);
  expect(books).toMatchObject({ order: { paymentStatus: 'PAID' }, payments: [{ status: 'CAPTURED' }] });
  expect(books.payments[0]!.pollAt).toBeUndefined();
  expect(books.ledger).toHaveLength(1);
});

test('a payment that nobody pays is asked about less and less often', async () => {
  const { shop, payment } = await aPayment();
  const pauses: number[] = [];
  let now = later(3);
  for (let polls = 0; polls < 7; polls += 1) {
    await pollOpenPayments(now);
    const { pollAt } = (await payments.in(shop).findOne({ _id: payment._id }))!;
    pauses.push((pollAt!.getTime() - now.getTime()) / MINUTE);
    now = pollAt!;
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60]);
});

test('two workers poll at once: Stripe is asked once', async () => {
  const { shop, order, payment } = await aPayment();
  await Promise.all([pollOpenPayments(later(3)), pollOpenPayments(later(3))]);
  expect(await payments.in(shop).findOne({ _id: payment._id })).toMatchObject({ polls: 1 });
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'PENDING' }]);
});

test('one account that does not answer keeps no other waiting', async () => {
  const broken = await aPayment();
  const { shop, order, payment } = await aPayment();
  await stripe.pay(payment, { hold: true });
  await stripe.control('faults', { apiKey: broken.secretKey, method: 'GET', path: '/v1/checkout/sessions/*', act: 'answer', status: 401 });
  await pollOpenPayments(later(3));
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CAPTURED' }]);
  expect((await booksOf(broken.shop, broken.order)).payments).toMatchObject([{ status: 'PENDING', polls: 1 }]);
});

test('a page that expired is closed here too', async () => {
  const { shop, order } = await aPayment();
  await cancelOrder(shop, orderId.encode(order._id), {}); // and the task that closes it is lost
  await pollOpenPayments(later(3));
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CANCELLED' }]);
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).callbacks).toEqual([
    { type: 'checkout.session.expired', outcome: 'IGNORED', reason: 'ALREADY_CANCELLED' },
  ]);
});

test('what is paid, and what is paid by hand, is not asked about', async () => {
  const { shop, order, payment } = await aPayment();
  await connectPaymentAccount(shop, { manual: { instructions: 'Cash' } });
  const other = await anOrder(shop);
  await startPayment(shop, other.token, PaymentStart.parse({ provider: 'MANUAL' }));
  await stripe.pay(payment);
  await applyCallbacks(shop);
  expect(await payments.in(shop).count({ pollAt: { $exists: true } })).toBe(0);
  expect(await orders.in(shop).count({ paymentStatus: 'PAID', _id: order._id })).toBe(1);
});

test('a payment that was never opened at Stripe is given up', async () => {
  const { shop, order, payment } = await aPayment();
  const longAgo = new Date(Date.now() - 2 * MINUTE);
  await payments.in(shop).set({ _id: payment._id }, { $set: { references: {}, createdAt: longAgo } });
  await pollOpenPayments(later(3));
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CANCELLED', failure: 'NEVER_OPENED' }]);
});

test('a shop with very many open payments, or whose provider is silent, holds up no other', async () => {
  const crowd = await aPayment();
  const [first] = await payments.in(crowd.shop).find({});
  const { _id: _own, shopId: _shop, open: _open, ...same } = first!;
  const early = new Date(Date.now() - 3600_000);
  await payments.in(crowd.shop).insertMany(Array.from({ length: 300 }, () => ({ ...same, orderId: new Types.ObjectId(), pollAt: early })));
  await stripe.control('faults', { apiKey: crowd.secretKey, method: 'GET', path: '/v1/checkout/sessions/*', act: 'drop', times: 1000 });
  const other = await aPayment();
  await stripe.pay(other.payment, { hold: true });
  await pollOpenPayments(later(5));
  expect(await payments.in(other.shop).findOne({ _id: other.payment._id })).toMatchObject({ status: 'CAPTURED' });
  // Of the silent one only those that were asked about side by side.
  expect(await payments.in(crowd.shop).count({ polls: { $gt: 0 } })).toBeLessThanOrEqual(8);
});
