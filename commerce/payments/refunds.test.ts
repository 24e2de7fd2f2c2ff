import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { completeCheckout } from '#commerce/checkout/index.js';
import { levels, listAdjustments } from '#commerce/inventory/index.js';
import { markOrderPaid, type Order, orderId, orderLineId, orders } from '#commerce/orders/index.js';
import { toDecimal } from '#platform/money.js';
import { claim, type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { expectSound } from '#tests/support/refunds.js';
import { aBuyer, aCart, anOrder, aProduct } from '#tests/support/shopping.js';
import { booksOf } from '#tests/support/stripe.js';
import { captureByHand } from './apply.js';
import { paymentId, payments } from './payment.model.js';
import { markPaid } from './payments.js';
import { refundId } from './refund.model.js';
import { createRefund, getRefund, listRefunds, RefundCreate } from './refunds.js';
import { newPayment } from './start.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const idOf = ({ _id }: Pick<Order, '_id'>) => orderId.encode(_id);
const money = (amount: number) => ({ amount: toDecimal(amount, 'CNY'), currency: 'CNY' });
const refund = (shop: ShopContext, order: Pick<Order, '_id'>, input: object = {}) =>
  createRefund(shop, idOf(order), RefundCreate.parse(input));
const lineOf = (order: Order, quantity: number, rest: object = {}) => ({
  line: orderLineId.encode(order.lines[0]!._id),
  quantity,
  ...rest,
});
const availableOf = async (shop: ShopContext, order: Order) =>
  (await levels.in(shop).findOne({ variantId: order.lines[0]!.variantId }))!.available;

/** Paid by hand: a refund of it succeeds on the merchant's word. */
async function aPaidOrder(given: { price?: number; quantity?: number; tax?: 'INCLUDED' | 'EXCLUDED' } = {}) {
  const { price = 9200, quantity = 1, tax = 'INCLUDED' } = given;
  const shop = await aShop({ settings: { tax: { mode: tax, rate: 1300, shipping: true } } });
  const order = await anOrder(shop, { price, quantity });
  await markPaid(shop, idOf(order), { reference: 'cash' });
  return { shop, order };
}

test('a full refund gives back all of it, shipping too, and the order is REFUNDED', async () => {
  const { shop, order } = await aPaidOrder({ price: 1000, quantity: 3 });
  const { refunds, order: after } = await refund(shop, order, { reason: 'broken' });
  expect(refunds).toMatchObject([{ status: 'SUCCEEDED', amount: 3800, rest: 800, origin: 'MERCHANT', reason: 'broken' }]);
  expect(refunds[0]!.lines).toMatchObject([{ quantity: 3, amount: 3000, restock: false }]);
  expect(after).toMatchObject({ paymentStatus: 'REFUNDED', refunded: 3800, paid: 3800 });
  const books = await expectSound(shop, order);
  expect(books.refunded).toMatchObject([{ amount: 3800, origin: 'MERCHANT', refund: refundId.encode(refunds[0]!._id) }]);
  await expect(refund(shop, order)).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE' });
});

test('with tax on top, a full refund gives the tax back, that on shipping too', async () => {
  const { shop, order } = await aPaidOrder({ price: 1000, quantity: 3, tax: 'EXCLUDED' });
  const { refunds } = await refund(shop, order);
  expect(refunds).toMatchObject([{ amount: order.total, rest: order.shipping + order.shippingTax }]);
  expect(refunds[0]!.lines).toMatchObject([{ amount: 3000 + order.tax - order.shippingTax, tax: order.tax - order.shippingTax }]);
});

test('an amount, then lines, then the rest: each state on the way, and the sums of the order in the end', async () => {
  const { shop, order } = await aPaidOrder({ price: 1000, quantity: 3 });
  expect(await refund(shop, order, { amount: money(500) })).toMatchObject({
    refunds: [{ amount: 500, rest: 500, lines: [] }],
    order: { paymentStatus: 'PARTIALLY_REFUNDED', refunded: 500 },
  });
  expect(await refund(shop, order, { lines: [lineOf(order, 1), lineOf(order, 1)] })).toMatchObject({
    refunds: [{ amount: 2000, rest: 0, lines: [{ quantity: 2 }] }],
    order: { paymentStatus: 'PARTIALLY_REFUNDED' },
  });
  // 13 are left, and the last hat costs 10: 5 of it went back as the amount.
  expect(await refund(shop, order)).toMatchObject({
    refunds: [{ amount: 1300, rest: 300, lines: [{ quantity: 1, amount: 1000 }] }],
    order: { paymentStatus: 'REFUNDED', refunded: 3800 },
  });
  const { refunds } = await expectSound(shop, order);
  expect(refunds.reduce((sum, { rest }) => sum + rest, 0)).toBe(order.shipping);
});

test('less than the lines cost: an amount with lines', async () => {
  const { shop, order } = await aPaidOrder({ price: 1000, quantity: 2 });
  const made = await refund(shop, order, { amount: money(900), lines: [lineOf(order, 1)] });
  expect(made.refunds).toMatchObject([{ amount: 900, rest: -100, lines: [{ quantity: 1, amount: 1000 }] }]);
});

test('more units than a line has left are refused, and those of another order', async () => {
  const { shop, order } = await aPaidOrder({ price: 1000, quantity: 3 });
  await refund(shop, order, { lines: [lineOf(order, 2)] });
  await expect(refund(shop, order, { lines: [lineOf(order, 1), lineOf(order, 1)] })).rejects.toMatchObject({
    code: 'QUANTITY_TOO_LARGE',
    field: ['lines', '1', 'quantity'],
  });
  const other = await anOrder(shop);
  await expect(refund(shop, order, { lines: [lineOf(other, 1)] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    field: ['lines', '0', 'line'],
  });
  await expectSound(shop, order);
});

test.each([
  [{ amount: money(10_001) }, 'REFUND_TOO_LARGE'],
  [{ amount: money(0) }, 'INVALID_AMOUNT'],
  [{ amount: money(-1) }, 'INVALID_AMOUNT'],
  [{ amount: { amount: '1.001', currency: 'CNY' } }, 'INVALID_AMOUNT'],
  [{ amount: { amount: '1', currency: 'USD' } }, 'CURRENCY_MISMATCH'],
  [{ payment: 'pay_000000000000000000000000' }, 'NOT_FOUND'],
])('%j of 100.00 is refused with %s', async (input, code) => {
  const { shop, order } = await aPaidOrder();
  await expect(refund(shop, order, input)).rejects.toMatchObject({ code });
  expect((await expectSound(shop, order)).refunds).toEqual([]);
});

test('an order that nothing was paid for has nothing to give back', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await expect(refund(shop, order)).rejects.toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('PENDING') });
});

test("another shop's order is not found, nor its refunds", async () => {
  const { shop, order } = await aPaidOrder();
  const stranger = await aShop();
  await expect(refund(stranger, order)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const made = await refund(shop, order);
  await expect(getRefund(stranger, refundId.encode(made.refunds[0]!._id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await listRefunds(stranger, order._id, {})).nodes).toEqual([]);
});

test('two concurrent refunds of 60 out of 100: one is refused', async () => {
  const { shop, order } = await aPaidOrder();
  for (let round = 0; round < 5; round++) {
    const { shop, order } = await aPaidOrder();
    const made = await Promise.allSettled([refund(shop, order, { amount: money(6000) }), refund(shop, order, { amount: money(6000) })]);
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(made.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'REFUND_TOO_LARGE', message: expect.stringContaining('40.00') },
    });
    expect((await expectSound(shop, order)).order).toMatchObject({ refunded: 6000 });
  }
  expect((await booksOf(shop, order)).refunds).toEqual([]);
});

test('50 refunds of one order at once never come to more than was paid', async () => {
  const { shop, order } = await aPaidOrder();
  const wanted = Array.from({ length: 50 }, (_, at) =>
    refund(shop, order, at % 2 ? { amount: money(300) } : { lines: [lineOf(order, 1)] }),
  );
  const made = await Promise.allSettled(wanted);
  const refused = made.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
  expect(refused).toContain('REFUND_TOO_LARGE');
  // Nobody is told that the piece went back already where the amounts came first, and left too little for it.
  expect(['REFUND_TOO_LARGE', 'QUANTITY_TOO_LARGE']).toEqual(expect.arrayContaining([...new Set(refused)]));
  const books = await expectSound(shop, order);
  expect(books.order.refunded).toBeLessThanOrEqual(10_000);
  expect(books.order.lines[0]!.units.map(({ refunded = 0 }) => refunded)[0]).toBeLessThanOrEqual(1);
  expect(books.refunds).toHaveLength(50 - refused.length);
}, 120_000);

test('the same key twice is one refund, at the same moment too', async () => {
  const { shop, order } = await aPaidOrder();
  const keyed = { caller: 'a token', mutation: 'refundCreate', key: 'once', input: {} };
  const once = async () => {
    const claimed = await claim(shop, keyed);
    return claimed.kind === 'first' ? refund(claimed.context, order, { amount: money(6000) }) : claimed.result;
  };
  await Promise.allSettled([once(), once()]);
  const { refunds } = await booksOf(shop, order);
  expect(refunds).toMatchObject([{ amount: 6000 }]);
  expect(await once()).toEqual([idOf(order), refundId.encode(refunds[0]!._id)]);
});

test('an order that several payments paid is refunded over them in their order', async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { price: 9200 });
  for (const amount of [3000, 7000]) {
    await transaction(shop, async (tx) => {
      const given = { orderId: order._id, accountId: null, provider: 'MANUAL' as const, method: null, amount };
      await captureByHand(tx, await payments.in(tx).insert(newPayment(shop, given)), null);
      await markOrderPaid(tx, order._id, amount);
    });
  }
  expect((await refund(shop, order, { amount: money(2000) })).refunds).toMatchObject([{ amount: 2000 }]);
  expect((await refund(shop, order, { amount: money(2000) })).refunds).toMatchObject([{ amount: 1000 }, { amount: 1000 }]);
  const { refunds, order: after } = await refund(shop, order);
  expect(refunds).toMatchObject([{ amount: 6000, rest: -3200, lines: [{ amount: 9200 }] }]);
  expect(after).toMatchObject({ paymentStatus: 'REFUNDED', refunded: 10_000 });
  const books = await expectSound(shop, order);
  expect(books.payments.map(({ refunding }) => refunding)).toEqual([3000, 7000]);
});

test('one payment alone is refunded where it is named', async () => {
  const { shop, order } = await aPaidOrder();
  const [payment] = (await booksOf(shop, order)).payments;
  const named = { payment: paymentId.encode(payment!._id) };
  expect((await refund(shop, order, named)).refunds).toMatchObject([{ amount: 10_000, lines: [] }]);
  const other = await aPaidOrder();
  await expect(refund(other.shop, other.order, named)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['payment'] });
});

test('what is restocked is in stock again, once, with its line in the ledger of stock', async () => {
  const { shop, order } = await aPaidOrder({ price: 1000, quantity: 3 });
  expect(await availableOf(shop, order)).toBe(0);
  await refund(shop, order, { lines: [lineOf(order, 1, { restock: true })] });
  await refund(shop, order, { lines: [lineOf(order, 1, { restock: false })], restock: true });
  expect(await availableOf(shop, order)).toBe(1);
  await refund(shop, order, { restock: true });
  expect(await availableOf(shop, order)).toBe(2);
  expect((await orders.in(shop).findOne({ _id: order._id }))!.lines[0]).toMatchObject({ restocked: 2 });
  const { nodes } = await listAdjustments(shop, order.lines[0]!.variantId, {});
  expect(nodes.map(({ delta, reason }) => [delta, reason])).toEqual([
    [1, 'refund'],
    [1, 'refund'],
  ]);
});

test('goods that stock does not count come back nowhere', async () => {
  const shop = await aShop();
  const hat = await aProduct(shop, { tracksInventory: false });
  const order = await completeCheckout(shop, await aCart(shop, [hat, 1]), aBuyer());
  await markPaid(shop, idOf(order), {});
  expect((await refund(shop, order, { restock: true })).refunds).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect((await listAdjustments(shop, order.lines[0]!.variantId, {})).nodes).toEqual([]);
});

test.each([
  [{ amount: money(1), restock: true }, 'restock'],
  [{ lines: [{ line: 'line_1', quantity: 0 }] }, 'lines'],
  [{ lines: [] }, 'lines'],
])('%j is no refund', (input, field) => {
  expect(RefundCreate.safeParse(input)).toMatchObject({ success: false, error: { issues: [{ path: expect.arrayContaining([field]) }] } });
});
