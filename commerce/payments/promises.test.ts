import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder, expireUnpaidOrders } from '#commerce/checkout/index.js';
import { levels } from '#commerce/inventory/index.js';
import { notifications } from '#commerce/notifications/index.js';
import { orderId, orders } from '#commerce/orders/index.js';
import { changeShop, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, openStripe, startStripe, sumOf } from '#tests/support/stripe.js';
import { connectPaymentAccount } from './accounts.js';
import { capturePayment } from './capture.js';
import { paymentId } from './payment.model.js';
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

const DAY = 24 * 3600_000;

/** The last piece on the shelf, ordered, and its money held by the buyer's bank. */
async function authorised() {
  const shop = await aShop();
  await changeShop(shop, { settings: { merchantEmail: 'merchant@example.com', orderExpiryMinutes: 30 } });
  const secretKey = aStripeKey();
  await connectPaymentAccount(shop, { stripe: { secretKey, capture: 'MANUAL' } });
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order, 'INTENT');
  await stripe.pay(payment);
  await applyCallbacks(shop);
  const client = stripeClient(secretKey, 'TEST');
  const giveUp = async () => {
    await client.paymentIntents.cancel(payment.references.paymentIntent!);
    await pollOpenPayments(new Date(Date.now() + 7 * DAY));
  };
  return { shop, order, id: paymentId.encode(payment._id), giveUp };
}

const onShelf = async (shop: ShopContext) => (await levels.in(shop).find({})).map(({ available }) => available);
const eventsOf = async (shop: ShopContext, type: 'payment.lapsed' | 'payment.uncaptured') => outbox.in(shop).find({ type });
const mailed = async (shop: ShopContext) =>
  (await notifications.in(shop).find({ recipient: 'merchant@example.com' })).map(({ template }) => template);

test('a promise that nobody took in time: the order waits for payment again, the merchant is told, and in the end its stock comes back', async () => {
  const { shop, order, giveUp } = await authorised();
  expect((await booksOf(shop, order)).order.expiresAt).toBeUndefined();
  const before = Date.now();
  await giveUp();
  const books = await booksOf(shop, order);
  expect(books).toMatchObject({ order: { status: 'OPEN', paymentStatus: 'PENDING' }, payments: [{ status: 'CANCELLED' }], promised: 0 });
  const expiresAt = books.order.expiresAt!;
  expect(expiresAt.getTime()).toBeGreaterThanOrEqual(before + 30 * 60_000);
  expect(await eventsOf(shop, 'payment.lapsed')).toMatchObject([{ subject: orderId.encode(order._id), data: { amount: order.total } }]);
  await workOff();
  expect(await mailed(shop)).toContain('payment-lapsed');
  expect(await onShelf(shop)).toEqual([0]);
  await expireUnpaidOrders(new Date(expiresAt.getTime() + 1));
  await workOff();
  expect((await booksOf(shop, order)).order).toMatchObject({ status: 'CANCELLED', paymentStatus: 'EXPIRED' });
  expect(await onShelf(shop)).toEqual([1]);
});

test('meanwhile the buyer pays anew', async () => {
  const { shop, order, giveUp } = await authorised();
  await giveUp();
  const { payment } = await startStripe(shop, order, 'INTENT');
  await stripe.pay(payment);
  await applyCallbacks(shop);
  await capturePayment(shop, paymentId.encode(payment._id));
  const books = await booksOf(shop, order);
  expect(books.order).toMatchObject({ paymentStatus: 'PAID', paid: order.total });
  expect(books.order.expiresAt).toBeUndefined();
  expect(sumOf(books.ledger)).toBe(0);
});

test('two promises for one order: the loss of one changes nothing', async () => {
  const { shop, order, giveUp } = await authorised();
  const { payment } = await startStripe(shop, order, 'CHECKOUT');
  await stripe.pay(payment);
  await applyCallbacks(shop);
  await giveUp();
  expect((await booksOf(shop, order)).order).toMatchObject({ paymentStatus: 'AUTHORIZED' });
  expect(await eventsOf(shop, 'payment.lapsed')).toEqual([]);
});

test('what was sent on a promise waits for its money without an end: its stock is gone', async () => {
  const { shop, order, giveUp } = await authorised();
  await orders.in(shop).set({ _id: order._id }, { $set: { fulfillmentStatus: 'FULFILLED' } });
  await giveUp();
  const { order: now } = await booksOf(shop, order);
  expect(now.paymentStatus).toBe('PENDING');
  expect(now.expiresAt).toBeUndefined();
});

test('a promise that the merchant gives back himself is no news to him', async () => {
  const { shop, order } = await authorised();
  await cancelOrder(shop, orderId.encode(order._id), { refund: true });
  expect(await booksOf(shop, order)).toMatchObject({
    order: { status: 'CANCELLED', paymentStatus: 'VOIDED' },
    payments: [{ status: 'CANCELLED' }],
  });
  expect(await eventsOf(shop, 'payment.lapsed')).toEqual([]);
  expect(await onShelf(shop)).toEqual([1]);
});

test('after five days the merchant is reminded of money that he has not taken, and of none that he has', async () => {
  for (const isTaken of [false, true]) {
    const { shop, id } = await authorised();
    const [reminder] = await eventsOf(shop, 'payment.uncaptured');
    expect(reminder!.nextAttemptAt.getTime()).toBeGreaterThan(Date.now() + 4.9 * DAY);
    if (isTaken) await capturePayment(shop, id);
    await outbox.in(shop).set({ _id: reminder!._id }, { $set: { later: false, nextAttemptAt: new Date() } });
    await workOff();
    expect((await mailed(shop)).includes('payment-uncaptured')).toBe(!isTaken);
  }
});
