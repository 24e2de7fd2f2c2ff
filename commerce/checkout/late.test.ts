import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { levels, reserve } from '#commerce/inventory/index.js';
import { notifications } from '#commerce/notifications/notification.model.js';
import { type Order, orderId, orders } from '#commerce/orders/index.js';
import { closeFirst, paymentId } from '#commerce/payments/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { runInside, stepsOf, watchSteps } from '#tests/support/interleave.js';
import { workOff } from '#tests/support/outbox.js';
import { expectSound } from '#tests/support/refunds.js';
import { aBuyer, aCart, aProduct } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { cancelOrder, completeCheckout, expireOrder, expireUnpaidOrders, releaseExpiredHolds, settleLate } from './index.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
let unwatch: () => void;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
  unwatch = watchSteps();
});
afterAll(async () => {
  unwatch();
  await stripe.close();
  await disconnectAfterTest();
});

const idOf = ({ _id }: Pick<Order, '_id'>) => orderId.encode(_id);
const anHourOn = () => new Date(Date.now() + 61 * 60_000);

/** Two hats and a scarf, ordered, with a page open at Stripe, whose doors are shut while the order ends: nobody can close the page. */
async function anOrderBeingPaid({ hats = 2 } = {}) {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await connectStripe(shop, secretKey);
  const [hat, scarf] = [await aProduct(shop, { available: hats }), await aProduct(shop, { title: 'Scarf', available: 1 })];
  const order = await completeCheckout(shop, await aCart(shop, [hat, 2], [scarf, 1]), aBuyer());
  const { payment } = await startStripe(shop, order);
  await workOff();
  for (const [method, path] of [
    ['POST', '/v1/checkout/sessions/*/expire'],
    ['GET', '/v1/checkout/sessions/*'],
  ])
    await stripe.control('faults', { apiKey: secretKey, method, path, act: 'answer', status: 401, times: 1 });
  const left = async () => {
    const found = await levels.in(shop).find({}, { sort: { _id: 1 } });
    return found.map(({ available }) => available);
  };
  return { shop, order, payment, hat, scarf, secretKey, left };
}

/** The same, cancelled, and then paid all the same. The task waits. */
async function paidTooLate(given: { hats?: number; refund?: boolean } = {}) {
  const made = await anOrderBeingPaid(given);
  await cancelOrder(made.shop, idOf(made.order), { reason: 'changed her mind', refund: given.refund });
  await stripe.pay(made.payment);
  await applyCallbacks(made.shop);
  const task = (await outbox.in(made.shop).findOne({ type: 'payment.late' }))!;
  return { ...made, task };
}

const buyAll = async (shop: ShopContext, ...lines: Parameters<typeof aCart>[1][]) =>
  completeCheckout(shop, await aCart(shop, ...lines), aBuyer());

async function expectReopened(shop: ShopContext, order: Order) {
  const books = await expectSound(shop, order);
  expect(books.order).toMatchObject({ status: 'OPEN', paymentStatus: 'PAID', paid: order.total, cancelReason: null });
  expect(books.paid).toHaveLength(1);
  expect(books.refunds).toEqual([]);
  expect(books.mismatches).toMatchObject([{ reason: 'ORDER_CANCELLED', action: 'REOPENED' }]);
  expect((await levels.in(shop).find({})).flatMap(({ holds }) => holds)).toEqual([]);
}

async function expectGivenBack(shop: ShopContext, order: Order) {
  const books = await expectSound(shop, order);
  expect(books.order).toMatchObject({ status: 'CANCELLED', paid: 0 });
  expect(books.refunds).toMatchObject([{ origin: 'ORDER_CANCELLED', status: 'SUCCEEDED', amount: order.total }]);
  expect(books.mismatches).toMatchObject([{ reason: 'ORDER_CANCELLED', action: 'REFUNDED' }]);
  expect(books.paid).toEqual([]);
  expect((await levels.in(shop).find({})).flatMap(({ holds }) => holds)).toEqual([]);
}

test('paid after it was cancelled, and its stock is still there: the order is open and paid, and the merchant told', async () => {
  const { shop, order, payment, left } = await paidTooLate();
  expect((await booksOf(shop, order)).order).toMatchObject({ status: 'CANCELLED', paymentStatus: 'VOIDED', paid: 0 });
  expect(await left()).toEqual([2, 1]);
  await workOff();
  await expectReopened(shop, order);
  expect(await left()).toEqual([0, 0]);
  expect((await booksOf(shop, order)).mismatches).toMatchObject([{ payment: paymentId.encode(payment._id) }]);
  const mails = await notifications.in(shop).find({ template: 'payment-mismatch' });
  expect(mails.map(({ text }) => text).join()).toContain('订单已恢复');
});

test('charged and then no stock: all of it goes back, nothing is taken of what is left, and the merchant is told', async () => {
  const { shop, order, hat, left } = await paidTooLate();
  await buyAll(shop, [hat, 1]);
  await workOff();
  await expectGivenBack(shop, order);
  expect(await left()).toEqual([1, 1]);
  const mails = await notifications.in(shop).find({ template: 'payment-mismatch' });
  expect(mails.map(({ text }) => text).join()).toContain('自动退回');
});

test('the line that can be had is given back where another is sold out', async () => {
  const { shop, order, scarf, left } = await paidTooLate();
  await buyAll(shop, [scarf, 1]);
  await workOff();
  await expectGivenBack(shop, order);
  expect(await left()).toEqual([2, 0]);
});

test('paid after it had expired: the same', async () => {
  const { shop, order, payment } = await anOrderBeingPaid();
  await expireOrder(shop, order._id);
  await stripe.pay(payment);
  await workOff();
  await expectReopened(shop, order);
});

test('cancelled with refund: what comes late goes back, though its stock is there', async () => {
  const { shop, order } = await paidTooLate({ refund: true });
  await workOff();
  await expectGivenBack(shop, order);
});

test('an order that was opened again is cancelled and gives its stock back once more', async () => {
  const { shop, order, left } = await paidTooLate();
  await workOff();
  await cancelOrder(shop, idOf(order), { refund: true });
  await workOff();
  expect(await left()).toEqual([2, 1]);
  expect((await expectSound(shop, order)).order).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED', refunded: order.total });
});

test('two late payments of one order: one opens it, the other goes back', async () => {
  const { shop, order, payment } = await anOrderBeingPaid();
  const { payment: second } = await startStripe(shop, order, 'INTENT').catch(async () => startStripe(shop, order, 'INTENT'));
  await orders.in(shop).set({ _id: order._id }, { $set: { status: 'CANCELLED', paymentStatus: 'VOIDED' } });
  await levels.in(shop).updateMany({}, { $inc: { available: 4 } });
  await stripe.pay(payment);
  await stripe.pay(second);
  await workOff();
  const books = await expectSound(shop, order);
  expect(books.order).toMatchObject({ status: 'OPEN', paymentStatus: 'PAID', paid: order.total });
  expect(books.paid).toHaveLength(1);
  expect(books.refunds).toMatchObject([{ status: 'SUCCEEDED', amount: order.total, surplus: true }]);
  expect(books.mismatches.map(({ action }) => action).toSorted()).toEqual(['REFUNDED', 'REOPENED']);
});

test('the task runs again beside itself, at whichever step: opened once, and no hold is left', async () => {
  const solo = await paidTooLate();
  const steps = await stepsOf(() => settleLate(solo.shop, solo.task));
  for (let at = 0; at < steps; at++) {
    const { shop, order, task, left } = await paidTooLate();
    await runInside(
      at,
      () => settleLate(shop, task),
      () => settleLate(shop, task),
      steps,
    );
    await settleLate(shop, task);
    await expectReopened(shop, order);
    expect([at, await left()]).toEqual([at, [0, 0]]);
  }
}, 240_000);

test('a worker that dies after it took stock: the next run goes on, and what came to nothing is given back in time', async () => {
  const { shop, order, task, left } = await paidTooLate();
  const { payments } = await booksOf(shop, order);
  const lines = order.lines.map(({ variantId, quantity, title }) => ({ variantId, quantity, title, field: [] }));
  await reserve(shop, { cart: { _id: payments[0]!._id, revision: 0 }, attempt: new Types.ObjectId() }, lines.slice(0, 1));
  await settleLate(shop, task);
  await expectReopened(shop, order);
  expect(await left()).toEqual([0, 0]);
  const other = await paidTooLate();
  const theirs = (await booksOf(other.shop, other.order)).payments[0]!;
  const wanted = other.order.lines.map(({ variantId, quantity, title }) => ({ variantId, quantity, title, field: [] }));
  await reserve(other.shop, { cart: { _id: theirs._id, revision: 0 }, attempt: new Types.ObjectId() }, wanted);
  expect(await other.left()).toEqual([0, 0]);
  await releaseExpiredHolds(new Date(Date.now() + 11 * 60_000));
  expect(await other.left()).toEqual([2, 1]);
});

test('a buyer who pays in the very moment in which his order is closed has paid it', async () => {
  const { shop, order, payment } = await anOrderBeingPaid();
  await closeFirst(shop, order._id); // in vain: the faults are used up
  await stripe.pay(payment, { hold: true });
  await expireUnpaidOrders(anHourOn());
  await workOff();
  expect((await expectSound(shop, order)).order).toMatchObject({ status: 'OPEN', paymentStatus: 'PAID' });
});
