import { expect } from '@jest/globals';
import { type Order, orderId } from '#commerce/orders/index.js';
import { createRefund, type Payment, type Refund, RefundCreate, refundId } from '#commerce/payments/index.js';
import type { RefundStatement } from '#commerce/payments/provider.js';
import { stripeClient } from '#commerce/payments/providers/stripe/client.js';
import type { ShopContext } from '#tenants/index.js';
import { aShop } from './factories.js';
import { workOff } from './outbox.js';
import { anOrder } from './shopping.js';
import { aStripeKey, booksOf, connectStripe, type openStripe, startStripe, sumOf } from './stripe.js';

/** Refunds never come to more than was captured, the order knows all of them, and the ledger agrees. */
export async function expectSound(shop: ShopContext, order: Pick<Order, '_id'>) {
  const books = await booksOf(shop, order);
  const held = books.refunds.filter(({ status }) => status !== 'FAILED');
  const sum = (all: readonly { amount: number }[]) => all.reduce((total, { amount }) => total + amount, 0);
  const succeeded = held.filter(({ status }) => status === 'SUCCEEDED');
  for (const payment of books.payments) {
    const mine = held.filter(({ paymentId }) => paymentId.equals(payment._id));
    expect(payment.refunding ?? 0).toBe(sum(mine));
    expect(sum(mine)).toBeLessThanOrEqual(payment.amount);
  }
  expect(books.order.refunding ?? 0).toBe(sum(held.filter(({ surplus }) => !surplus)));
  expect(books.order.refunded ?? 0).toBe(sum(succeeded.filter(({ surplus }) => !surplus)));
  const ledger = books.ledger.filter(({ orderId }) => orderId?.equals(order._id));
  expect(sumOf(ledger)).toBe(0);
  const booked = ledger.flatMap(({ lines }) => lines).filter(({ account }) => account === 'REFUNDED');
  expect(sum(booked) + sum(succeeded)).toBe(0);
  return books;
}

/** An order of 100.00 that was paid at Stripe. */
export async function aPaidOrder(stripe: Awaited<ReturnType<typeof openStripe>>) {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await connectStripe(shop, secretKey);
  const order = await anOrder(shop, { price: 4600, quantity: 2 });
  await stripe.pay((await startStripe(shop, order, 'INTENT')).payment);
  await workOff();
  const payment = (await booksOf(shop, order)).payments[0]!;
  return { shop, account, order, payment, secretKey, client: stripeClient(secretKey, 'TEST') };
}

/** A refund of it that waits to be sent: of so much, or of all. */
export const refund = async (shop: ShopContext, order: Order, amount?: string): Promise<Refund> => {
  const input = RefundCreate.parse(amount ? { amount: { amount, currency: 'CNY' } } : {});
  return (await createRefund(shop, orderId.encode(order._id), input)).refunds[0]!;
};

/** What Stripe would say of a refund. */
export const saying = (payment: Payment, given: Partial<RefundStatement>): RefundStatement => ({
  about: 'refund',
  mode: 'TEST',
  connectedAccount: null,
  refund: null,
  of: { paymentIntent: payment.references.paymentIntent! },
  event: 'succeed',
  amount: 6000,
  currency: 'CNY',
  references: {},
  failure: null,
  ...given,
});
export const sayingOf = (payment: Payment, { _id, amount }: Refund, given: Partial<RefundStatement> = {}) =>
  saying(payment, { refund: refundId.encode(_id), amount, references: { refund: 're_1' }, ...given });
