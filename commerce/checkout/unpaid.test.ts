import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productId } from '#commerce/catalog/index.js';
import { customersById } from '#commerce/customers/index.js';
import {
  createLocation,
  deleteLocation,
  deleteProduct,
  getLocation,
  levels,
  listAdjustments,
  locationId,
  setInventory,
} from '#commerce/inventory/index.js';
import {
  findOrder,
  getOrder,
  keepOpen,
  linkCustomer,
  listOrders,
  markOrderPaid,
  type Order,
  orderId,
  orderLineId,
  recordFulfillment,
  recordPaymentStatus,
} from '#commerce/orders/index.js';
import { createRefund, markPaid, RefundCreate } from '#commerce/payments/index.js';
import { outbox, type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { expectSound } from '#tests/support/refunds.js';
import { aBuyer, aCart, anOrder, aProduct, variantOf } from '#tests/support/shopping.js';
import { cancelOrder, completeCheckout, expireOrder, expireUnpaidOrders } from './index.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const idOf = ({ _id }: Order) => orderId.encode(_id);
const availableFor = async (shop: ShopContext, order: Order) =>
  (await levels.in(shop).findOne({ variantId: order.lines[0]!.variantId }))!.available;
const eventTypes = async (shop: ShopContext, order: Order) =>
  (await outbox.in(shop).find({ subject: idOf(order) }, { sort: { _id: 1 } })).map(({ type }) => type);
const anHourOn = () => new Date(Date.now() + 61 * 60_000);

test('an order that nobody pays in time is expired, and its stock is back', async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { quantity: 3 });
  expect(await availableFor(shop, order)).toBe(0);
  await expireUnpaidOrders();
  expect(await getOrder(shop, idOf(order))).toMatchObject({ status: 'OPEN', paymentStatus: 'PENDING' });
  await expireUnpaidOrders(anHourOn());
  expect(await getOrder(shop, idOf(order))).toMatchObject({ status: 'CANCELLED', paymentStatus: 'EXPIRED' });
  expect(await availableFor(shop, order)).toBe(3);
  await expireUnpaidOrders(anHourOn());
  expect(await availableFor(shop, order)).toBe(3);
  expect(await eventTypes(shop, order)).toEqual(['order.created', 'order.expired']);
});

test('what an order took from a place that is there no more comes back to the default one, with its line in the ledger', async () => {
  const shop = await aShop();
  const hat = await aProduct(shop, { available: 0 });
  const { id: variant, _id: variantId } = variantOf(hat);
  const harbour = locationId.encode((await createLocation(shop, { name: 'Harbour' }))._id);
  await setInventory(shop, { variant, location: harbour, available: 2 });
  const order = await completeCheckout(shop, await aCart(shop, [hat, 2]), aBuyer());
  await workOff();
  await deleteLocation(shop, harbour);
  await cancelOrder(shop, idOf(order), {});
  const main = await getLocation(shop);
  expect(await levels.in(shop).find({ variantId })).toMatchObject([{ locationId: main._id, available: 2 }]);
  const { nodes } = await listAdjustments(shop, variantId, {});
  expect(nodes[0]).toMatchObject({ locationId: main._id, delta: 2, after: 2, reason: 'order cancelled' });
});

test('what an order took of a product that is there no more comes back nowhere', async () => {
  const shop = await aShop();
  const hat = await aProduct(shop, { available: 2 });
  const order = await completeCheckout(shop, await aCart(shop, [hat, 2]), aBuyer());
  await deleteProduct(shop, productId.encode(hat._id));
  await cancelOrder(shop, idOf(order), {});
  expect(await levels.in(shop).count({})).toBe(0);
});

test('a shop sets how long it waits', async () => {
  const shop = await aShop({ settings: { orderExpiryMinutes: 5 } });
  const order = await anOrder(shop);
  await expireUnpaidOrders(new Date(Date.now() + 6 * 60_000));
  expect(await getOrder(shop, idOf(order))).toMatchObject({ paymentStatus: 'EXPIRED' });
});

test('an order that is paid by hand, or was sent, waits', async () => {
  const shop = await aShop();
  const [byHand, sent] = [await anOrder(shop), await anOrder(shop)];
  await keepOpen(shop, byHand._id);
  await recordFulfillment(shop, sent._id, 'fulfill');
  await expireUnpaidOrders(anHourOn());
  expect(await getOrder(shop, idOf(byHand))).toMatchObject({ status: 'OPEN', paymentStatus: 'PENDING' });
  expect(await getOrder(shop, idOf(sent))).toMatchObject({ status: 'OPEN', fulfillmentStatus: 'FULFILLED' });
  await expect(cancelOrder(shop, idOf(sent), {})).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('paid and expired in the same moment: one of the two, never both, and stock to match', async () => {
  const shop = await aShop();
  for (let round = 0; round < 10; round++) {
    const order = await anOrder(shop, { quantity: 2 });
    const [paid, expired] = await Promise.allSettled([markOrderPaid(shop, order._id, order.total), expireOrder(shop, order._id)]);
    const accepted = paid.status === 'fulfilled' && paid.value.accepted;
    const { status, paymentStatus } = await getOrder(shop, idOf(order));
    expect(accepted).toBe(expired.status === 'rejected');
    expect([status, paymentStatus]).toEqual(accepted ? ['OPEN', 'PAID'] : ['CANCELLED', 'EXPIRED']);
    expect(await availableFor(shop, order)).toBe(accepted ? 0 : 2);
  }
});

test('cancelled ten times at once is cancelled once', async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { quantity: 2 });
  const ended = await Promise.allSettled(Array.from({ length: 10 }, () => cancelOrder(shop, idOf(order), { reason: 'changed his mind' })));
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await availableFor(shop, order)).toBe(2);
  expect(await getOrder(shop, idOf(order))).toMatchObject({
    status: 'CANCELLED',
    paymentStatus: 'VOIDED',
    cancelReason: 'changed his mind',
  });
  expect(await eventTypes(shop, order)).toEqual(['order.created', 'order.cancelled']);
});

test('money in two parts: partly paid, then paid, told once; more than that is not accepted', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  const pay = (amount: number) => transaction(shop, (tx) => markOrderPaid(tx, order._id, amount));
  expect(await pay(1)).toMatchObject({ accepted: true, order: { paymentStatus: 'PARTIALLY_PAID', paid: 1 } });
  await expect(cancelOrder(shop, idOf(order), {})).rejects.toMatchObject({ code: 'ORDER_PAID' });
  expect(await pay(order.total - 1)).toMatchObject({ accepted: true, order: { paymentStatus: 'PAID', paid: order.total } });
  expect(await pay(order.total)).toMatchObject({ accepted: false, order: { paid: order.total } });
  expect(await eventTypes(shop, order)).toEqual(['order.created', 'order.changed', 'order.paid']);
});

test('an authorised order is not cancelled, a cancelled one not sent', async () => {
  const shop = await aShop();
  const [authorised, cancelled] = [await anOrder(shop), await anOrder(shop)];
  await recordPaymentStatus(shop, authorised._id, 'authorize');
  await expect(cancelOrder(shop, idOf(authorised), {})).rejects.toMatchObject({ code: 'ORDER_PAID' });
  await cancelOrder(shop, idOf(cancelled), {});
  await expect(recordFulfillment(shop, cancelled._id, 'fulfill')).rejects.toMatchObject({ code: 'WRONG_STATE' });
  await expect(recordPaymentStatus(shop, cancelled._id, 'authorize')).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('a paid order is cancelled with its money: all of it goes back, and its stock', async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { quantity: 3 });
  await markPaid(shop, idOf(order), { reference: 'cash' });
  await expect(cancelOrder(shop, idOf(order), {})).rejects.toMatchObject({ code: 'ORDER_PAID' });
  const cancelled = await cancelOrder(shop, idOf(order), { refund: true, reason: 'sold twice' });
  expect(cancelled).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED', refunded: order.total, cancelReason: 'sold twice' });
  expect(await availableFor(shop, order)).toBe(3);
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ amount: order.total, reason: 'sold twice', lines: [{ quantity: 3 }] }]);
  await expect(cancelOrder(shop, idOf(order), { refund: true })).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('what refunds have put back comes back no second time when the order is cancelled', async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { quantity: 3 });
  await markPaid(shop, idOf(order), {});
  const line = orderLineId.encode(order.lines[0]!._id);
  await createRefund(shop, idOf(order), RefundCreate.parse({ lines: [{ line, quantity: 2, restock: true }] }));
  expect(await availableFor(shop, order)).toBe(2);
  await cancelOrder(shop, idOf(order), { refund: true });
  expect(await availableFor(shop, order)).toBe(3);
  expect((await expectSound(shop, order)).order).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED', refunded: order.total });
});

test('an order whose money was all given back is cancelled like an unpaid one; one that was sent is not', async () => {
  const shop = await aShop();
  const [refunded, sent] = [await anOrder(shop), await anOrder(shop)];
  for (const order of [refunded, sent]) await markPaid(shop, idOf(order), {});
  await createRefund(shop, idOf(refunded), {});
  expect(await cancelOrder(shop, idOf(refunded), {})).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
  await recordFulfillment(shop, sent._id, 'fulfillPart');
  await expect(cancelOrder(shop, idOf(sent), { refund: true })).rejects.toMatchObject({ code: 'WRONG_STATE' });
  expect((await expectSound(shop, sent)).refunds).toEqual([]);
});

test('an authorised order is cancelled with refund: its payment is voided', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await recordPaymentStatus(shop, order._id, 'authorize');
  expect(await cancelOrder(shop, idOf(order), { refund: true })).toMatchObject({ status: 'CANCELLED', paymentStatus: 'VOIDED' });
});

test('cancelled with refund ten times at once: refunded once', async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { quantity: 2 });
  await markPaid(shop, idOf(order), {});
  const ended = await Promise.allSettled(Array.from({ length: 10 }, () => cancelOrder(shop, idOf(order), { refund: true })));
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await availableFor(shop, order)).toBe(2);
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ amount: order.total }]);
});

test("another shop's order can be neither seen, changed nor cancelled", async () => {
  const [shop, other] = [await aShop(), await aShop()];
  const order = await anOrder(shop);
  for (const attempt of [
    () => getOrder(other, idOf(order)),
    () => cancelOrder(other, idOf(order), {}),
    () => markOrderPaid(other, order._id, 1),
    () => keepOpen(other, order._id),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(await findOrder(other, { number: order.number })).toBeNull();
});

test('orders are found by number, e-mail and state, the newest first', async () => {
  const shop = await aShop();
  const [first, second] = [await anOrder(shop), await anOrder(shop)];
  await markOrderPaid(shop, second._id, second.total);
  const numbers = async (query?: string) => (await listOrders(shop, { query: query ?? null })).nodes.map(({ number }) => number);
  expect(await numbers()).toEqual([second.number, first.number]);
  expect(await numbers('paymentStatus:paid')).toEqual([second.number]);
  expect(await numbers(`#${first.number}`)).toEqual([first.number]);
  expect(await numbers('Buyer@example.com status:OPEN paymentStatus:PENDING')).toEqual([first.number]);
  await expect(numbers('colour:red')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(numbers('status:SOLD')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('the orders of one buyer have one customer', async () => {
  const shop = await aShop();
  const placed = [await anOrder(shop), await anOrder(shop)];
  for (const event of await outbox.in(shop).find({ type: 'order.created' })) {
    await linkCustomer(shop, event);
    await linkCustomer(shop, event);
  }
  const ids = await Promise.all(placed.map(async (order) => (await getOrder(shop, idOf(order))).customerId!));
  expect(ids[0]).toEqual(ids[1]);
  expect(await customersById(shop, [ids[0]!])).toMatchObject([{ email: 'buyer@example.com', name: 'A Buyer' }]);
});
