import { expect } from '@jest/globals';
import type { Order } from '#commerce/orders/index.js';
import type { ShopContext } from '#tenants/index.js';
import { booksOf, sumOf } from './stripe.js';

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
