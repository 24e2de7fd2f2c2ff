import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder } from '#commerce/checkout/index.js';
import { type Order, orderId } from '#commerce/orders/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, closePlanned, connectStripe, openStripe, startStripe, sumOf } from '#tests/support/stripe.js';
import { applyStatement } from './apply.js';
import { callbackEvents } from './callback.model.js';
import { applyCallback } from './callbacks.js';
import { type Payment, paymentId } from './payment.model.js';
import { markPaid } from './payments.js';
import { pollOpenPayments } from './poll.js';
import type { Statement } from './provider.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

/** A shop with Stripe, an unpaid order, and a payment of it that waits for its buyer. */
async function aPayment(method: Payment['method'] = 'CHECKOUT') {
  const shop = await aShop();
  const account = await connectStripe(shop);
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order, method);
  return { shop, order, payment, account };
}

async function expectPaidOnce(shop: ShopContext, order: Order) {
  const books = await booksOf(shop, order);
  expect(books.order).toMatchObject({ paymentStatus: 'PAID', paid: books.order.total });
  expect(books.payments.filter(({ status }) => status === 'CAPTURED')).toHaveLength(1);
  expect(books.ledger).toHaveLength(1);
  expect(sumOf(books.ledger)).toBe(0);
  expect(books.ledger[0]!.lines).toContainEqual({ account: 'CAPTURED', amount: books.order.total });
  expect(books.paid).toHaveLength(1);
  return books;
}

/** The buyer's bank promises the money. */
const authorising = (payment: Payment): Statement => ({
  about: 'payment',
  mode: 'TEST',
  connectedAccount: null,
  payment: paymentId.encode(payment._id),
  amount: payment.amount,
  currency: payment.currency,
  event: 'authorize',
  references: {},
  failure: null,
});

/** Nothing has happened but that the merchant was told, once, why. */
async function expectRefused(shop: ShopContext, order: Order, reason: string) {
  const books = await booksOf(shop, order);
  expect(books.order).toMatchObject({ paymentStatus: 'PENDING', paid: 0 });
  expect(books.payments).toMatchObject([{ status: 'PENDING' }]);
  expect(books.ledger).toEqual([]);
  expect(books.paid).toEqual([]);
  expect(books.mismatches).toMatchObject([{ reason, expected: { amount: order.total } }]);
  return books;
}

test('a Session event and a PaymentIntent event for one payment: one capture', async () => {
  const { shop, order, payment } = await aPayment();
  await stripe.pay(payment);
  await applyCallbacks(shop);
  const books = await expectPaidOnce(shop, order);
  expect(books.callbacks).toEqual([
    { type: 'checkout.session.completed', outcome: 'APPLIED', reason: null },
    { type: 'payment_intent.succeeded', outcome: 'IGNORED', reason: 'ALREADY_CAPTURED' },
  ]);
});

test('the same with the PaymentIntent first, and each event sent three times', async () => {
  const { shop, order, payment } = await aPayment();
  const sendingOrder = ['payment_intent.succeeded', 'checkout.session.completed'];
  const { deliveries } = await stripe.pay(payment, { order: sendingOrder, deliveries: 3 });
  expect(deliveries.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  await applyCallbacks(shop);
  expect((await expectPaidOnce(shop, order)).callbacks).toHaveLength(2);
});

test('a PaymentIntent that is confirmed in the shop pays the order', async () => {
  const { shop, order, payment } = await aPayment('INTENT');
  await stripe.pay(payment);
  await applyCallbacks(shop);
  const { payments } = await expectPaidOnce(shop, order);
  expect(payments[0]!.references).toMatchObject({
    paymentIntent: expect.stringMatching(/^pi_/),
    charge: expect.stringMatching(/^(ch|py)_/),
  });
});

test('twenty duplicates of one event applied at once: one capture, one entry, one order.paid', async () => {
  const { shop, order, payment } = await aPayment();
  await stripe.pay(payment, { order: ['payment_intent.succeeded'] });
  const [row] = await callbackEvents.in(shop).find({});
  await Promise.all(Array.from({ length: 20 }, () => applyCallback(shop, row!)));
  await expectPaidOnce(shop, order);
});

test('callback and poll at the same moment: one capture', async () => {
  const { shop, order, payment } = await aPayment();
  await stripe.pay(payment);
  await Promise.all([applyCallbacks(shop, { together: true }), pollOpenPayments(new Date(Date.now() + 180_000))]);
  await expectPaidOnce(shop, order);
});

test('a bank that refuses is told once; the buyer tries again and pays', async () => {
  const { shop, order, payment } = await aPayment();
  await stripe.decline(payment);
  await applyCallbacks(shop);
  const refused = await booksOf(shop, order);
  expect(refused.payments).toMatchObject([{ status: 'FAILED', failure: 'generic_decline', open: true }]);
  expect(refused.failed).toMatchObject([{ subject: orderId.encode(order._id), data: { payment: paymentId.encode(payment._id) } }]);
  await stripe.pay(payment);
  await applyCallbacks(shop);
  await expectPaidOnce(shop, order);
});

test('a refusal that arrives after the payment changes nothing', async () => {
  const { shop, order, payment } = await aPayment();
  const { events } = await stripe.decline(payment, { hold: true });
  await stripe.pay(payment);
  await applyCallbacks(shop);
  await stripe.control(`deliver/${events[0]!.id}`, {});
  await applyCallbacks(shop);
  const books = await expectPaidOnce(shop, order);
  expect(books.callbacks.at(-1)).toMatchObject({ type: 'payment_intent.payment_failed', outcome: 'IGNORED', reason: 'ALREADY_CAPTURED' });
  expect(books.failed).toEqual([]);
});

test.each([
  ['amount', { amount: 1 }, 'AMOUNT'],
  ['currency', { currency: 'usd' }, 'CURRENCY'],
  ['mode', { livemode: true }, 'MODE'],
  ['connected account', { account: 'acct_1Another' }, 'CONNECTED_ACCOUNT'],
])('another %s than the payment has is refused, and the merchant told once for both events', async (_what, lie, reason) => {
  const { shop, order, payment } = await aPayment();
  await stripe.pay(payment, lie);
  await applyCallbacks(shop);
  const books = await expectRefused(shop, order, reason);
  expect(books.callbacks).toMatchObject([
    { outcome: 'REFUSED', reason },
    { outcome: 'REFUSED', reason },
  ]);
});

test('a second PaymentIntent that bears the id of a paid payment settles nothing, and the merchant is told', async () => {
  const { shop, order, payment } = await aPayment('INTENT');
  const { payment: other } = await startStripe(shop, await anOrder(shop), 'INTENT');
  await stripe.pay(payment);
  await applyCallbacks(shop);
  await stripe.pay(other, { metadata: { payment: paymentId.encode(payment._id) } });
  await applyCallbacks(shop);
  const books = await expectPaidOnce(shop, order);
  expect(books.mismatches).toMatchObject([{ reason: 'REFERENCE', payment: paymentId.encode(payment._id) }]);
});

test("metadata that names another shop's payment settles nothing in either shop", async () => {
  const ours = await aPayment();
  const theirs = await aPayment();
  await stripe.pay(theirs.payment, { metadata: { payment: paymentId.encode(ours.payment._id) } });
  await applyCallbacks(theirs.shop);
  await applyCallbacks(ours.shop);
  for (const { shop, order } of [ours, theirs]) {
    const books = await booksOf(shop, order);
    expect(books).toMatchObject({ order: { paid: 0 }, payments: [{ status: 'PENDING' }], ledger: [], mismatches: [] });
  }
  expect((await booksOf(theirs.shop, theirs.order)).callbacks).toMatchObject([
    { outcome: 'IGNORED', reason: 'UNKNOWN_PAYMENT' },
    { outcome: 'IGNORED', reason: 'UNKNOWN_PAYMENT' },
  ]);
});

test('an event without our metadata is somebody else’s business', async () => {
  const { shop, order, payment } = await aPayment();
  await stripe.pay(payment, { metadata: {} });
  await applyCallbacks(shop);
  expect(await booksOf(shop, order)).toMatchObject({
    mismatches: [],
    callbacks: [
      { outcome: 'IGNORED', reason: 'NOT_OURS' },
      { outcome: 'IGNORED', reason: 'NOT_OURS' },
    ],
  });
});

test('an event that comes before the payment was written down completely is applied', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await connectStripe(shop, secretKey);
  const order = await anOrder(shop);
  // Stripe has made the PaymentIntent and is slow to say so; the buyer's event overtakes the answer.
  const { id } = await stripe.control<{ id: string }>('faults', {
    apiKey: secretKey,
    path: '/v1/payment_intents',
    act: 'hold',
    when: 'after',
  });
  const starting = startStripe(shop, order, 'INTENT');
  const made = async (): Promise<{ id: string }> => {
    const [payment] = (await booksOf(shop, order)).payments;
    const found =
      payment && (await stripe.control<{ data: { id: string }[] }>(`payment_intents?metadata[payment]=${paymentId.encode(payment._id)}`));
    return found?.data[0] ?? made();
  };
  await stripe.control(`payment_intents/${(await made()).id}/confirm`, {});
  await applyCallbacks(shop);
  await expectPaidOnce(shop, order);
  await fetch(`${stripe.sandbox.url}/_sandbox/faults/${id}`, { method: 'DELETE' });
  const { payment } = await starting;
  expect(payment).toMatchObject({ status: 'CAPTURED' });
  await expectPaidOnce(shop, order);
});

test('an order that is cancelled while it is being paid is paid: what its provider knows is asked for first', async () => {
  const { shop, order, payment } = await aPayment();
  await stripe.pay(payment, { hold: true });
  await expect(cancelOrder(shop, orderId.encode(order._id), {})).rejects.toMatchObject({ code: 'ORDER_PAID' });
  await expectPaidOnce(shop, order);
});

test('a second capture of one order is booked too, goes back, and the merchant is told', async () => {
  const { shop, order, payment } = await aPayment();
  const { payment: second } = await startStripe(shop, order, 'INTENT');
  await stripe.pay(payment);
  await stripe.pay(second);
  await applyCallbacks(shop);
  const books = await booksOf(shop, order);
  expect(books.order).toMatchObject({ paymentStatus: 'PAID', paid: books.order.total });
  expect(books.payments).toMatchObject([{ status: 'CAPTURED' }, { status: 'CAPTURED' }]);
  expect(books.ledger).toHaveLength(2);
  expect(books.paid).toHaveLength(1);
  expect(books.mismatches).toMatchObject([{ reason: 'ORDER_PAID', action: 'REFUNDED', payment: paymentId.encode(second._id) }]);
  expect(books.refunds).toMatchObject([{ origin: 'ORDER_PAID', paymentId: second._id, amount: second.amount, status: 'PENDING' }]);
});

test('once an order is paid, what else was begun for it is closed at the provider', async () => {
  const { shop, order, payment } = await aPayment();
  const { payment: second } = await startStripe(shop, order, 'INTENT');
  await stripe.pay(payment);
  await applyCallbacks(shop);
  await closePlanned(shop);
  const books = await expectPaidOnce(shop, order);
  expect(books.payments).toMatchObject([{ status: 'CAPTURED' }, { status: 'CANCELLED' }]);
  await expect(stripe.pay(second)).rejects.toThrow('canceled');
});

test('paid by hand, the page at the provider closes', async () => {
  const { shop, order, payment } = await aPayment();
  await markPaid(shop, orderId.encode(order._id), { reference: 'receipt 7' });
  await closePlanned(shop);
  const books = await expectPaidOnce(shop, order);
  expect(books.payments).toMatchObject([{ status: 'CANCELLED' }, { status: 'CAPTURED', references: { merchant: 'receipt 7' } }]);
  await expect(stripe.pay(payment)).rejects.toThrow('expired');
});

test('an authorised order that is cancelled with refund: its payment is voided at Stripe', async () => {
  const { shop, order, payment, account } = await aPayment('INTENT');
  await applyStatement(shop, account, authorising(payment));
  expect(await booksOf(shop, order)).toMatchObject({ order: { paymentStatus: 'AUTHORIZED' }, payments: [{ status: 'AUTHORIZED' }] });
  await expect(cancelOrder(shop, orderId.encode(order._id), {})).rejects.toMatchObject({ code: 'ORDER_PAID' });
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'AUTHORIZED' }]);
  await cancelOrder(shop, orderId.encode(order._id), { refund: true });
  const books = await booksOf(shop, order);
  expect(books).toMatchObject({ order: { status: 'CANCELLED', paymentStatus: 'VOIDED' }, payments: [{ status: 'CANCELLED' }] });
  await expect(stripe.pay(payment)).rejects.toThrow('canceled');
});

test('money that is promised for an order that takes none is not taken: the promise is closed', async () => {
  const { shop, order, payment, account } = await aPayment('INTENT');
  await markPaid(shop, orderId.encode(order._id), {});
  await applyStatement(shop, account, authorising(payment));
  await closePlanned(shop);
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CANCELLED' }, { status: 'CAPTURED' }]);
});

test('a cancelled order’s page is closed before anybody pays', async () => {
  const { shop, order, payment } = await aPayment();
  await cancelOrder(shop, orderId.encode(order._id), {});
  await closePlanned(shop);
  expect(await booksOf(shop, order)).toMatchObject({ payments: [{ status: 'CANCELLED' }], mismatches: [] });
  await expect(stripe.pay(payment)).rejects.toThrow('expired');
});
