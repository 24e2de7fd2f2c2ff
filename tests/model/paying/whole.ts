import { expect } from '@jest/globals';
import { levels } from '#commerce/inventory/index.js';
import { notifications } from '#commerce/notifications/notification.model.js';
import { type Order, orderId } from '#commerce/orders/index.js';
import { callbackEvents, type Payment, paymentId, type Refund, refundId } from '#commerce/payments/index.js';
import { type LedgerEntry, ledgerEntries } from '#commerce/payments/ledger.js';
import { payments } from '#commerce/payments/payment.model.js';
import { salesDays } from '#commerce/sales/sales-day.model.js';
import { type OutboxEvent, outbox } from '#tenants/index.js';
import type { Banks } from '#tests/support/banks.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { expectSound } from '#tests/support/refunds.js';
import { variantOf } from '#tests/support/shopping.js';
import { sumOf } from '#tests/support/stripe.js';
import { type House, ordersOf, refundsOf, STOCK, type World } from './world.js';

/** All that is told of a shop, read once. */
interface Books {
  house: House;
  orders: Order[];
  payments: Payment[];
  captured: Payment[];
  refunds: Refund[];
  given: Refund[];
  ledger: LedgerEntry[];
  events: OutboxEvent[];
}

const sum = (all: readonly { amount: number }[]): number => all.reduce((total, { amount }) => total + amount, 0);

/** Holds at every moment, whatever is still under way. */
export async function expectWhole(house: House): Promise<Books> {
  const books = await read(house);
  await expectStock(books);
  expectLedger(books);
  await Promise.all(books.orders.map((order) => expectOrder(books, order)));
  return books;
}

async function read(house: House): Promise<Books> {
  const { shop } = house;
  const all = await payments.in(shop).find({});
  const refunds = await refundsOf(house);
  return {
    house,
    orders: await ordersOf(house),
    payments: all,
    captured: all.filter(({ status }) => status === 'CAPTURED'),
    refunds,
    given: refunds.filter(({ status }) => status === 'SUCCEEDED'),
    ledger: await ledgerEntries.in(shop).find({}),
    events: await outbox.in(shop).find({}),
  };
}

/** What was sold, what is left and what is held make what there was. */
async function expectStock({ house: { shop, product }, orders: placed }: Books): Promise<void> {
  const { _id } = variantOf(product);
  const [level] = await levels.in(shop).find({ variantId: _id });
  const units = placed.flatMap(({ lines }) => lines).reduce((sold, { quantity, restocked = 0 }) => sold + quantity - restocked, 0);
  const held = level!.holds.filter(({ attempts }) => !placed.some((order) => attempts.some((id) => id.equals(order._id))));
  const n = held.reduce((all, one) => all + one.n, 0);
  expect(level!.available).toBeGreaterThanOrEqual(0);
  expect({ available: level!.available, units, held: n, sum: level!.available + units + n }).toMatchObject({ sum: STOCK });
}

/** The ledger sums to zero, has each movement once, and says what payments and refunds say. */
function expectLedger({ ledger, captured, refunds, given }: Books): void {
  expect(sumOf(ledger)).toBe(0);
  expect(new Set(ledger.map(({ key }) => key)).size).toBe(ledger.length);
  const lines = ledger.flatMap((entry) => entry.lines);
  const booked = (account: string) => sum(lines.filter((line) => line.account === account));
  expect({ captured: booked('CAPTURED'), refunded: booked('REFUNDED') }).toEqual({ captured: sum(captured), refunded: 0 - sum(given) });
  const returned = refunds.filter(({ status, settledAt }) => status === 'FAILED' && settledAt);
  expect(ledger.filter(({ key }) => key.startsWith('capture/'))).toHaveLength(captured.length);
  const kinds = (kind: string) => ledger.filter(({ key }) => key.startsWith(`${kind}/`)).length;
  expect(kinds('refund') - kinds('refund-returned')).toBe(given.length);
  expect(kinds('refund-returned')).toBeLessThanOrEqual(returned.length);
}

/** An order keeps one capture at most, is told of once, and never gives back more than it took. */
async function expectOrder({ house: { shop }, captured, refunds, events }: Books, order: Order): Promise<void> {
  const subject = orderId.encode(order._id);
  const count = (type: string) => events.filter((event) => event.type === type && event.subject === subject).length;
  const kept = captured.filter((payment) => payment.orderId.equals(order._id) && !payment.surplus);
  expect(order.paid).toBeLessThanOrEqual(order.total);
  expect(sum(kept)).toBe(order.paid);
  expect(kept).toHaveLength(order.paid > 0 ? 1 : 0);
  expect({ created: count('order.created'), paid: count('order.paid') }).toEqual({ created: 1, paid: order.paid > 0 ? 1 : 0 });
  expect(count('order.cancelled') + count('order.expired')).toBe((order.status === 'CANCELLED' ? 1 : 0) + (order.reopened ?? 0));
  const mine = refunds.filter((refund) => refund.orderId.equals(order._id));
  for (const { reason } of mine) if (reason) expect(mine.filter((refund) => refund.reason === reason)).toHaveLength(1);
  for (const refund of mine) {
    const told = (type: string) =>
      events.filter((event) => event.type === type && event.data.refund === refundId.encode(refund._id)).length;
    expect(told('refund.succeeded')).toBeLessThanOrEqual(1);
    expect(told('refund.failed')).toBe(refund.status === 'FAILED' ? 1 : 0);
    if (refund.status === 'SUCCEEDED') expect(told('refund.succeeded')).toBe(1);
  }
  await expectSound(shop, order);
}

/** Holds once nothing is under way any more: above all, that our books are the providers'. */
export async function expectSettled(world: World, house: House): Promise<void> {
  const books = await expectWhole(house);
  const { shop } = house;
  const online = books.payments.filter(({ provider }) => provider !== 'MANUAL');
  await Promise.all(online.map((payment) => expectSameThere(world, books, payment)));
  for (const payment of books.captured.filter(({ surplus }) => surplus)) expectReturned(books, payment);
  for (const refund of books.refunds) expect(['SUCCEEDED', 'FAILED']).toContain(refund.status);
  expect((await levels.in(shop).find({})).flatMap(({ holds }) => holds)).toEqual([]);
  expect(await outbox.in(shop).count({ state: { $ne: 'DONE' } })).toBe(0);
  expect(await callbackEvents.in(shop).count({ $or: [{ state: { $ne: 'DONE' } }, { outcome: null }] })).toBe(0);
  await expectMails(books);
  await expectSales(books);
}

/** What is shown by day comes to what the books say, to the cent. */
async function expectSales({ house: { shop }, orders: placed, ledger, events }: Books): Promise<void> {
  const days = await salesDays.in(anAgencyContext(shop.agencyId)).find({ shopId: shop.shopId });
  const shown = (figure: 'placed' | 'paid' | 'received' | 'refunded') => days.reduce((total, day) => total + day[figure], 0);
  const booked = (account: string) => sum(ledger.flatMap((entry) => entry.lines).filter((line) => line.account === account));
  expect({ placed: shown('placed'), paid: shown('paid'), received: shown('received'), refunded: shown('refunded') }).toEqual({
    placed: placed.length,
    paid: events.filter(({ type }) => type === 'order.paid').length,
    received: booked('CAPTURED'),
    refunded: 0 - booked('REFUNDED'),
  });
}

async function expectSameThere({ banks }: World, { house, given }: Books, payment: Payment): Promise<void> {
  const there = await banks[payment.provider as keyof Banks].held(payment, house.shop, house.accounts.get(payment.provider)!);
  const here = {
    paid: payment.status === 'CAPTURED' ? payment.amount : 0,
    refunded: sum(given.filter((refund) => refund.paymentId.equals(payment._id))),
  };
  expect({ payment: paymentId.encode(payment._id), ...here }).toEqual({ payment: paymentId.encode(payment._id), ...there });
  expect(there.refunded).toBeLessThanOrEqual(there.paid);
}

/** Money that its order did not take is back with the buyer, or his bank did not take it; either way the merchant was told. */
function expectReturned({ refunds, events }: Books, { _id, amount }: Payment): void {
  const back = refunds.filter(({ paymentId: of }) => of.equals(_id));
  const failed = back.some(({ status }) => status === 'FAILED');
  if (!failed) expect(sum(back)).toBe(amount);
  const told = events.filter(
    ({ type, data }) => type === 'payment.mismatch' && data.payment === paymentId.encode(_id) && /^ORDER_/.test(String(data.reason)),
  );
  expect(told).toHaveLength(1);
}

/** Each event is told to each person once. */
async function expectMails({ house: { shop }, events }: Books): Promise<void> {
  const mails = await notifications.in(shop).find({});
  for (const { eventId, template, recipient } of mails) {
    expect(mails.filter((one) => one.eventId.equals(eventId) && one.template === template && one.recipient === recipient)).toHaveLength(1);
  }
  const paid = events.filter(({ type }) => type === 'order.paid').length;
  expect(mails.filter(({ template }) => template === 'order-paid')).toHaveLength(paid);
}
