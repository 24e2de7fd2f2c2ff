import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder } from '#commerce/checkout/index.js';
import { type Order, orderId } from '#commerce/orders/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { runInside, stepsOf, watchSteps } from '#tests/support/interleave.js';
import { workOff } from '#tests/support/outbox.js';
import { expectSound } from '#tests/support/refunds.js';
import { anOrder } from '#tests/support/shopping.js';
import { booksOf, connectStripe, openStripe, startStripe, sumOf } from '#tests/support/stripe.js';
import { callbackEvents } from './callback.model.js';
import { applyCallback } from './callbacks.js';
import { markPaid } from './payments.js';
import { pollOpenPayments } from './poll.js';
import { createRefund, RefundCreate } from './refunds.js';

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

/** An order whose buyer has just paid at Stripe: the callback is here, and he is on his way back. */
async function justPaid() {
  const shop = await aShop();
  await connectStripe(shop);
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order, 'INTENT');
  await stripe.pay(payment);
  const [row] = await callbackEvents.in(shop).find({});
  const callback = () => applyCallback(shop, row!);
  const comesBack = () => startStripe(shop, order, 'INTENT').catch((error) => expect(error).toMatchObject({ code: 'ORDER_NOT_PAYABLE' }));
  return { shop, order, callback, comesBack };
}

async function expectPaidOnce(shop: ShopContext, order: Order) {
  const books = await booksOf(shop, order);
  expect(books.order).toMatchObject({ paymentStatus: 'PAID', paid: books.order.total });
  expect(books.payments).toMatchObject([{ status: 'CAPTURED' }]);
  expect(books.ledger).toHaveLength(1);
  expect(sumOf(books.ledger)).toBe(0);
  expect(books.paid).toHaveLength(1);
}

test.each([
  ['the buyer comes back while the callback is applied', 'callback', 'comesBack'],
  ['the callback is applied while the buyer comes back', 'comesBack', 'callback'],
] as const)(
  '%s, at whichever moment of it: one capture, one entry, one order.paid',
  async (_what, first, second) => {
    const { [first]: alone } = await justPaid();
    const steps = await stepsOf(alone);
    expect(steps).toBeGreaterThan(5);
    for (let at = 0; at < steps; at++) {
      const { shop, order, ...both } = await justPaid();
      await runInside(at, both[first], both[second], steps);
      await expectPaidOnce(shop, order);
    }
  },
  240_000,
);

test('one payment is settled three times, by callback, by poll and by the buyer who comes back: once', async () => {
  const { shop, order, callback, comesBack } = await justPaid();
  await Promise.all([callback(), pollOpenPayments(new Date(Date.now() + 180_000)), comesBack()]);
  await expectPaidOnce(shop, order);
  await callback();
  await expectPaidOnce(shop, order);
});

test('cancelled while the callback is applied, at whichever moment: it is paid in the end, once, and no money is lost', async () => {
  const steps = await stepsOf((await justPaid()).callback);
  for (let at = 0; at < steps; at++) {
    const { shop, order, callback } = await justPaid();
    const cancel = () =>
      cancelOrder(shop, orderId.encode(order._id), {}).catch((error) => expect(error).toMatchObject({ code: 'ORDER_PAID' }));
    await runInside(at, callback, cancel, steps);
    // Where the cancellation came first after all, the money opens the order again.
    await workOff();
    await expectPaidOnce(shop, order);
  }
}, 240_000);

test('two refunds of 60 out of 100, the second at whichever moment of the first: one is refused', async () => {
  const paid = async () => {
    const shop = await aShop();
    const order = await anOrder(shop, { price: 9200 });
    await markPaid(shop, orderId.encode(order._id), {});
    const input = RefundCreate.parse({ amount: { amount: '60', currency: 'CNY' } });
    return { shop, order, refund: () => createRefund(shop, orderId.encode(order._id), input) };
  };
  const steps = await stepsOf((await paid()).refund);
  for (let at = 0; at < steps; at++) {
    const { shop, order, refund } = await paid();
    const refused: unknown[] = [];
    const trying = () => refund().catch((error) => void refused.push((error as { code: string }).code));
    await runInside(at, trying, trying, steps);
    expect(refused).toEqual(['REFUND_TOO_LARGE']);
    expect((await expectSound(shop, order)).order).toMatchObject({ refunded: 6000 });
  }
}, 240_000);
