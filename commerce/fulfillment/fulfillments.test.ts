import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder } from '#commerce/checkout/index.js';
import { findOrder, holdForRefund, type Order, orderId, orderLineId } from '#commerce/orders/index.js';
import { type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { endSending, fulfillmentsOf, fulfillOrder, NewFulfillment } from './fulfillments.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

async function anOrderOf(quantity: number) {
  const shop = await aShop();
  const order = await anOrder(shop, { quantity });
  return { shop, order, id: orderId.encode(order._id), line: orderLineId.encode(order.lines[0]!._id) };
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
  const refund = { amount: 1, units: [{ lineId: order.lines[0]!._id, taken: [{ group: 0, quantity: 1 }], restocked: 1 }] };
  await holdForRefund(shop, order._id, refund);
  await fulfillOrder(shop, id, { lines: [{ line, quantity: 1 }] });
  expect(await stateOf(shop, id)).toBe('PARTIAL');
  const { fulfillment } = await fulfillOrder(shop, id, {});
  expect(fulfillment.lines).toMatchObject([{ quantity: 1 }]);
  expect(await stateOf(shop, id)).toBe('FULFILLED');

  const { shop: another, order: returned, id: whole, line: only } = await anOrderOf(1);
  const all = { amount: 1, units: [{ lineId: returned.lines[0]!._id, taken: [{ group: 0, quantity: 1 }], restocked: 1 }] };
  await holdForRefund(another, returned._id, all);
  await expect(fulfillOrder(another, whole, {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
  await fulfillOrder(another, whole, { lines: [{ line: only, quantity: 1 }] });
  expect(await stateOf(another, whole)).toBe('FULFILLED');
});

test('a refund of what was left ends the sending, once; of an order of which nothing was sent it ends nothing', async () => {
  const { shop, order, id, line } = await anOrderOf(3);
  const refund = { amount: 1, units: [{ lineId: order.lines[0]!._id, taken: [{ group: 0, quantity: 1 }], restocked: 1 }] };
  const refunded = { subject: id } as OutboxEvent;
  await holdForRefund(shop, order._id, refund);
  await endSending(shop, refunded);
  expect(await stateOf(shop, id)).toBe('UNFULFILLED');
  await fulfillOrder(shop, id, { lines: [{ line, quantity: 1 }] });
  await endSending(shop, refunded);
  expect(await stateOf(shop, id)).toBe('PARTIAL');
  await holdForRefund(shop, order._id, refund);
  await endSending(shop, refunded);
  await endSending(shop, refunded);
  expect(await stateOf(shop, id)).toBe('FULFILLED');
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
