import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder } from '#commerce/checkout/index.js';
import { orderId } from '#commerce/orders/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { booksOf, sumOf } from '#tests/support/stripe.js';
import { connectPaymentAccount } from './accounts.js';
import { paymentId } from './payment.model.js';
import { PAYMENT_STATES, paymentStates } from './payment.state.js';
import { getPayment, listPayments, markPaid } from './payments.js';
import { PaymentStart, startPayment } from './start.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

async function aManualShop() {
  const shop = await aShop();
  await connectPaymentAccount(shop, { manual: { instructions: 'Cash on delivery' } });
  return { shop, order: await anOrder(shop) };
}

test('cash on delivery: the merchant has the money, and the order is paid', async () => {
  const { shop, order } = await aManualShop();
  await startPayment(shop, order.token, PaymentStart.parse({ provider: 'MANUAL' }));
  expect(await markPaid(shop, orderId.encode(order._id), { reference: 'receipt 7' })).toMatchObject({
    paymentStatus: 'PAID',
    paid: order.total,
  });
  const books = await booksOf(shop, order);
  expect(books.payments).toMatchObject([{ status: 'CAPTURED', amount: order.total, references: { merchant: 'receipt 7' } }]);
  expect(books.ledger.map(({ lines }) => lines)).toEqual([
    [
      { account: 'CAPTURED', amount: order.total },
      { account: 'PAID_OUT', amount: -order.total },
    ],
  ]);
  expect(sumOf(books.ledger)).toBe(0);
  expect(books.paid).toHaveLength(1);
});

test('an order that nobody began to pay is marked paid as well, without an account', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await markPaid(shop, orderId.encode(order._id), {});
  expect(await booksOf(shop, order)).toMatchObject({
    order: { paymentStatus: 'PAID' },
    payments: [{ accountId: null, status: 'CAPTURED' }],
  });
});

test('marked paid ten times at once: once', async () => {
  const { shop, order } = await aManualShop();
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => markPaid(shop, orderId.encode(order._id), {})));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'WRONG_STATE' });
  const books = await booksOf(shop, order);
  expect(books.order.paid).toBe(order.total);
  expect(books.ledger).toHaveLength(1);
  expect(books.paid).toHaveLength(1);
});

test('a cancelled order is not marked paid', async () => {
  const { shop, order } = await aManualShop();
  await cancelOrder(shop, orderId.encode(order._id), {});
  await expect(markPaid(shop, orderId.encode(order._id), {})).rejects.toMatchObject({ code: 'WRONG_STATE', field: ['order'] });
  expect((await booksOf(shop, order)).ledger).toEqual([]);
});

test("another shop's order and payment are not found", async () => {
  const { shop, order } = await aManualShop();
  const { payment } = await startPayment(shop, order.token, PaymentStart.parse({ provider: 'MANUAL' }));
  const other = await aShop();
  await expect(markPaid(other, orderId.encode(order._id), {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(getPayment(other, paymentId.encode(payment._id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await listPayments(other, order._id, {})).nodes).toEqual([]);
});

test('money that comes is money, from every state but CAPTURED, which nothing leaves', () => {
  for (const state of PAYMENT_STATES) expect(paymentStates.allows(state, 'capture')).toBe(state !== 'CAPTURED');
  for (const event of ['process', 'authorize', 'fail', 'cancel'] as const) {
    expect(paymentStates.allows('CAPTURED', event)).toBe(false);
    expect(paymentStates.allows('CANCELLED', event)).toBe(false);
  }
});
