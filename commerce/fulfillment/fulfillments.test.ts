import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder } from '#commerce/checkout/index.js';
import { notifications } from '#commerce/notifications/notification.model.js';
import { findOrder, holdForRefund, type Order, orderId, orderLineId, releaseRefund } from '#commerce/orders/index.js';
import { createRefund, markPaid, RefundCreate } from '#commerce/payments/index.js';
import { emit, type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { fulfillmentId } from './fulfillment.model.js';
import { endFulfillment, fulfillmentsOf, fulfillOrder, NewFulfillment } from './fulfillments.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

async function anOrderOf(quantity: number) {
  const shop = await aShop();
  const order = await anOrder(shop, { quantity });
  return { shop, order, id: orderId.encode(order._id), line: orderLineId.encode(order.lines[0]!._id) };
}

/** Paid by hand: a refund of it succeeds on the merchant's word. */
async function aPaidOrderOf(quantity: number) {
  const made = await anOrderOf(quantity);
  await markPaid(made.shop, made.id, {});
  return made;
}

/** Refunds so many of the line, back into stock, and all that follows from it. */
async function refundPieces(shop: ShopContext, id: string, line: string, quantity: number): Promise<void> {
  await createRefund(shop, id, RefundCreate.parse({ lines: [{ line, quantity }], restock: true }));
  await workOff();
}

/** One piece that a refund holds which has not ended. */
const aPiece = ({ lines }: Order) => ({
  amount: 1,
  units: [{ lineId: lines[0]!._id, taken: [{ group: 0, quantity: 1 }], restocked: 1 }],
});

/** How often its buyer was written to of parcels and refunds. */
async function mailsTo(shop: ShopContext): Promise<Record<string, number>> {
  const told = await notifications.in(shop).find({});
  const templates = ['order-sent-part', 'order-fulfilled', 'order-refunded'];
  return Object.fromEntries(templates.map((name) => [name, told.filter(({ template }) => template === name).length]));
}

const stateOf = async (shop: ShopContext, id: string) => (await findOrder(shop, { id }))!.fulfillmentStatus;
const sentEvents = (shop: ShopContext) => outbox.in(shop).find({ type: 'order.fulfilled' });
const sentOf = async (shop: ShopContext, { _id }: Order) => (await fulfillmentsOf(shop, [_id]))[0]!;

test('an order is sent whole, with its tracking', async () => {
  const { shop, order, id } = await anOrderOf(3);
  const tracking = { company: '顺丰', number: 'SF123', url: 'https://carrier.example/SF123' };
  const done = await fulfillOrder(shop, id, NewFulfillment.parse({ tracking }));
  expect(done).toMatchObject({ order: { fulfillmentStatus: 'FULFILLED' }, fulfillment: { tracking, lines: [{ quantity: 3 }] } });
  expect(await sentEvents(shop)).toMatchObject([
    { subject: id, data: { number: order.number, fulfillment: expect.stringMatching(/^ful_/) } },
  ]);
});

test('by line: partly sent, then the rest; it is told when all of it is', async () => {
  const { shop, order, id, line } = await anOrderOf(3);
  await fulfillOrder(shop, id, { lines: [{ line, quantity: 1 }] });
  expect(await stateOf(shop, id)).toBe('PARTIAL');
  expect(await sentEvents(shop)).toEqual([]);
  await fulfillOrder(shop, id, {});
  expect(await stateOf(shop, id)).toBe('FULFILLED');
  expect((await sentOf(shop, order)).map(({ lines }) => lines[0]!.quantity)).toEqual([1, 2]);
  expect(await sentEvents(shop)).toHaveLength(1);
});

test('what was refunded is not to be sent: the order is fulfilled without it, unless it is named', async () => {
  const { shop, order, id, line } = await anOrderOf(3);
  await holdForRefund(shop, order._id, aPiece(order));
  await fulfillOrder(shop, id, { lines: [{ line, quantity: 1 }] });
  expect(await stateOf(shop, id)).toBe('PARTIAL');
  const { fulfillment } = await fulfillOrder(shop, id, {});
  expect(fulfillment).toMatchObject({ lines: [{ quantity: 1 }] });
  expect(await stateOf(shop, id)).toBe('FULFILLED');

  const { shop: another, order: returned, id: whole, line: only } = await anOrderOf(1);
  await holdForRefund(another, returned._id, aPiece(returned));
  await expect(fulfillOrder(another, whole, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
  await fulfillOrder(another, whole, { lines: [{ line: only, quantity: 1 }] });
  expect(await stateOf(another, whole)).toBe('FULFILLED');
});

test('a refund of what was left ends the sending, once, and its buyer is told of no parcel; of an order of which nothing was sent it ends nothing', async () => {
  const { shop, id, line } = await aPaidOrderOf(3);
  await refundPieces(shop, id, line, 1);
  expect(await stateOf(shop, id)).toBe('UNFULFILLED');
  const { fulfillment } = await fulfillOrder(shop, id, { lines: [{ line, quantity: 1 }] });
  await workOff();
  expect(await stateOf(shop, id)).toBe('PARTIAL');
  await refundPieces(shop, id, line, 1);
  expect(await stateOf(shop, id)).toBe('FULFILLED');
  await endFulfillment(shop, { subject: id } as OutboxEvent);
  expect(await sentEvents(shop)).toMatchObject([{ data: { fulfillment: fulfillmentId.encode(fulfillment!._id), byRefund: true } }]);
  expect(await mailsTo(shop)).toEqual({ 'order-sent-part': 1, 'order-fulfilled': 0, 'order-refunded': 2 });
});

test('a piece that came back is refunded: one that was never sent can still be, and no more than that', async () => {
  const { shop, order, id, line } = await aPaidOrderOf(3);
  await fulfillOrder(shop, id, { lines: [{ line, quantity: 2 }] });
  await refundPieces(shop, id, line, 1);
  expect(await stateOf(shop, id)).toBe('FULFILLED');
  await expect(fulfillOrder(shop, id, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
  await fulfillOrder(shop, id, { lines: [{ line, quantity: 1 }] });
  await workOff();
  expect((await sentOf(shop, order)).map(({ lines }) => lines[0]!.quantity)).toEqual([2, 1]);
  const told = await notifications.in(shop).find({ template: 'order-sent-part' }, { sort: { _id: 1 } });
  expect(told.map(({ text }) => text.includes('其余商品发出后会再次通知您'))).toEqual([true, false]);
  expect(await mailsTo(shop)).toEqual({ 'order-sent-part': 2, 'order-fulfilled': 0, 'order-refunded': 1 });
  expect(await sentEvents(shop)).toHaveLength(1);
  await expect(fulfillOrder(shop, id, { lines: [{ line, quantity: 1 }] })).rejects.toMatchObject({ code: 'QUANTITY_TOO_LARGE' });
  await expect(fulfillOrder(shop, id, {})).rejects.toMatchObject({ message: expect.stringContaining('all of it has been sent') });
});

test('a refund that was to keep a piece back fails: the piece is sent after the rest', async () => {
  const { shop, order, id } = await aPaidOrderOf(3);
  await holdForRefund(shop, order._id, aPiece(order));
  await fulfillOrder(shop, id, {});
  expect(await stateOf(shop, id)).toBe('FULFILLED');
  await releaseRefund(shop, order._id, aPiece(order));
  expect(await fulfillOrder(shop, id, {})).toMatchObject({
    order: { fulfillmentStatus: 'FULFILLED' },
    fulfillment: { lines: [{ quantity: 1 }] },
  });
});

test('while another refund is on its way nothing ends: its end decides', async () => {
  const { shop, order, id, line } = await aPaidOrderOf(3);
  await fulfillOrder(shop, id, { lines: [{ line, quantity: 1 }] });
  await holdForRefund(shop, order._id, aPiece(order));
  await refundPieces(shop, id, line, 1);
  expect(await stateOf(shop, id)).toBe('PARTIAL');
  await releaseRefund(shop, order._id, aPiece(order));
  await emit(shop, { type: 'refund.failed', subject: id, data: { amount: 1, currency: 'CNY' } });
  await workOff();
  expect(await stateOf(shop, id)).toBe('PARTIAL');
  expect((await fulfillOrder(shop, id, {})).fulfillment).toMatchObject({ lines: [{ quantity: 1 }] });

  const other = await aPaidOrderOf(3);
  await fulfillOrder(other.shop, other.id, { lines: [{ line: other.line, quantity: 1 }] });
  await holdForRefund(other.shop, other.order._id, { amount: 1, units: [] });
  await refundPieces(other.shop, other.id, other.line, 2);
  expect(await stateOf(other.shop, other.id)).toBe('PARTIAL');
  await releaseRefund(other.shop, other.order._id, { amount: 1, units: [] });
  await emit(other.shop, { type: 'refund.failed', subject: other.id, data: { amount: 1, currency: 'CNY' } });
  await workOff();
  expect(await stateOf(other.shop, other.id)).toBe('FULFILLED');
});

test('more is refunded than was left, so that some came back: a person ends it, by sending all that is left', async () => {
  const { shop, id, line } = await aPaidOrderOf(4);
  await fulfillOrder(shop, id, { lines: [{ line, quantity: 3 }] });
  await refundPieces(shop, id, line, 2);
  expect(await stateOf(shop, id)).toBe('PARTIAL');
  expect(await fulfillOrder(shop, id, {})).toMatchObject({ order: { fulfillmentStatus: 'FULFILLED' }, fulfillment: null });
  await expect(fulfillOrder(shop, id, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
  expect(await sentEvents(shop)).toHaveLength(1);
});

test('no more is sent than was ordered, on one line or on the same line twice', async () => {
  const { shop, id, line } = await anOrderOf(2);
  await expect(fulfillOrder(shop, id, { lines: [{ line, quantity: 3 }] })).rejects.toMatchObject({
    code: 'QUANTITY_TOO_LARGE',
    field: ['lines', '0', 'quantity'],
  });
  const twice = [
    { line, quantity: 1 },
    { line, quantity: 2 },
  ];
  await expect(fulfillOrder(shop, id, { lines: twice })).rejects.toMatchObject({ field: ['lines', '1', 'quantity'] });
  expect(await stateOf(shop, id)).toBe('UNFULFILLED');
});

test('five send two of three at once: one may', async () => {
  const { shop, order, id, line } = await anOrderOf(3);
  const all = await Promise.allSettled(Array.from({ length: 5 }, () => fulfillOrder(shop, id, { lines: [{ line, quantity: 2 }] })));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await sentOf(shop, order)).toHaveLength(1);
});

test('what is sent whole is not sent again, and a cancelled order not at all', async () => {
  const sent = await anOrderOf(1);
  await fulfillOrder(sent.shop, sent.id, {});
  await expect(fulfillOrder(sent.shop, sent.id, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
  const cancelled = await anOrderOf(1);
  await cancelOrder(cancelled.shop, cancelled.id, {});
  await expect(fulfillOrder(cancelled.shop, cancelled.id, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test("another order's line and another shop's order are not found", async () => {
  const [one, other] = [await anOrderOf(1), await anOrderOf(1)];
  await expect(fulfillOrder(one.shop, one.id, { lines: [{ line: other.line, quantity: 1 }] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    field: ['lines', '0', 'line'],
  });
  await expect(fulfillOrder(other.shop, one.id, {})).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['order'] });
});
