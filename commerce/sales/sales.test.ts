import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { Types } from 'mongoose';
import { cancelOrder, completeCheckout } from '#commerce/checkout/index.js';
import { type Order, orderId, orders } from '#commerce/orders/index.js';
import { createRefund, markPaid, RefundCreate } from '#commerce/payments/index.js';
import { ledgerEntries } from '#commerce/payments/ledger.js';
import { makeRefund, moveRefund } from '#commerce/payments/refund-changes.js';
import { changeShop, outbox, type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { aBuyer, aCart, anOrder, aProduct } from '#tests/support/shopping.js';
import { applyCallbacks, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { countedOrders } from './counted-order.model.js';
import { dayIn } from './days.js';
import { countSales, planSalesOfOlderOrders } from './index.js';
import { agencySales, salesToday, shopSales, topShops } from './report.js';
import { salesDays } from './sales-day.model.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const ZONE = 'Asia/Shanghai';
const idOf = ({ _id }: Pick<Order, '_id'>) => orderId.encode(_id);
const today = () => dayIn(ZONE, new Date());
const ofToday = async (shop: ShopContext) => (await shopSales(shop, { from: today(), to: today() }))[0]!;

/** What the books say of a shop. */
async function booked(shop: ShopContext) {
  const lines = (await ledgerEntries.in(shop).find({})).flatMap((entry) => entry.lines);
  const sum = (account: string) => lines.reduce((total, line) => (line.account === account ? total + line.amount : total), 0);
  return { received: sum('CAPTURED'), refunded: 0 - sum('REFUNDED') };
}

/** As if nobody had ever counted. */
async function forget(shop: ShopContext): Promise<void> {
  await countedOrders.in(shop).removeMany({});
  await salesDays.in(anAgencyContext(shop.agencyId)).removeMany({ shopId: shop.shopId });
}

test('an order counts when it is placed, when it is paid, and its money when it came and went', async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { price: 1999 });
  await workOff();
  expect(await ofToday(shop)).toEqual(expect.objectContaining({ placed: 1, paid: 0, received: 0, refunded: 0 }));
  await markPaid(shop, idOf(order), { reference: 'cash' });
  await createRefund(shop, idOf(order), RefundCreate.parse({ amount: { amount: '5.01', currency: 'CNY' } }));
  await workOff();
  expect(await ofToday(shop)).toMatchObject({ placed: 1, paid: 1, received: order.total, refunded: 501, currency: 'CNY' });
});

test('every event again, twice at once and the last first: nothing is counted twice', async () => {
  const shop = await aShop();
  const placed = [await anOrder(shop), await anOrder(shop), await anOrder(shop)];
  for (const order of placed) await markPaid(shop, idOf(order), {});
  await createRefund(shop, idOf(placed[0]!), RefundCreate.parse({}));
  await workOff();
  const before = await ofToday(shop);
  expect(before).toMatchObject({ placed: 3, paid: 3, received: 3 * placed[0]!.total, refunded: placed[0]!.total });
  await forget(shop);
  const events = await outbox.in(shop).find({ subject: /^ord_/ }, { sort: { _id: -1 } });
  for (const event of events) await Promise.all([countSales(shop, event), countSales(shop, event)]);
  expect(await ofToday(shop)).toEqual(expect.objectContaining({ ...before, _id: expect.anything() }));
});

test('fifty orders that are counted at once are all there', async () => {
  const shop = await aShop();
  const product = await aProduct(shop, { available: 50 });
  for (let n = 0; n < 50; n++) await completeCheckout(shop, await aCart(shop, [product, 1]), aBuyer());
  await workOff();
  expect(await ofToday(shop)).toMatchObject({ placed: 50 });
});

test('a payment that comes for an order that was paid already, and goes back, is in the sums as in the books', async () => {
  const shop = await aShop();
  await connectStripe(shop);
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order, 'INTENT');
  await stripe.pay(payment);
  await markPaid(shop, idOf(order), {});
  await applyCallbacks(shop);
  await workOff();
  expect(await booked(shop)).toEqual({ received: 2 * order.total, refunded: order.total });
  expect(await ofToday(shop)).toMatchObject({ ...(await booked(shop)), placed: 1, paid: 1 });
});

test('a refund that the bank sent back is taken off the day that it came back on', async () => {
  const shop = await aShop();
  await connectStripe(shop);
  const order = await anOrder(shop);
  await stripe.pay((await startStripe(shop, order, 'INTENT')).payment);
  await workOff();
  const payment = (await booksOf(shop, order)).payments[0]!;
  await transaction(shop, async (tx) => {
    const made = (await makeRefund(tx, payment, { origin: 'MERCHANT', amount: 300 }))!;
    const given = await moveRefund(tx, made, { event: 'succeed', references: {}, failure: null });
    await moveRefund(tx, given, { event: 'fail', references: {}, failure: 'lost_or_stolen_card' });
  });
  await workOff();
  expect(await ofToday(shop)).toMatchObject({ received: order.total, refunded: 0 });
});

test('money counts on the day it came, not on the day of its order', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await orders.in(shop).set({ _id: order._id }, { $set: { createdAt: new Date(Date.now() - 3 * 86_400_000) } });
  await markPaid(shop, idOf(order), {});
  await workOff();
  const from = dayIn(ZONE, new Date(Date.now() - 3 * 86_400_000));
  const days = await shopSales(shop, { from, to: today() });
  expect(days).toHaveLength(4);
  expect(days[0]).toMatchObject({ day: from, placed: 1, paid: 0, received: 0 });
  expect(days[1]).toEqual({ day: expect.any(String), currency: 'CNY', placed: 0, paid: 0, received: 0, refunded: 0 });
  expect(days[3]).toMatchObject({ placed: 0, paid: 1, received: order.total });
});

test('orders that are older than the figures are counted once, however often the migration runs', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await markPaid(shop, idOf(order), {});
  const cancelled = await anOrder(shop);
  await cancelOrder(shop, idOf(cancelled), {});
  await workOff();
  const before = await ofToday(shop);
  await forget(shop);
  await planSalesOfOlderOrders();
  await planSalesOfOlderOrders();
  await workOff();
  expect(await ofToday(shop)).toEqual(expect.objectContaining({ ...before, _id: expect.anything() }));
  expect(before).toMatchObject({ placed: 2, paid: 1 });
});

test("an agency's days are its shops', two currencies apart, and nobody else's", async () => {
  const agencyId = new Types.ObjectId();
  const [small, large, dollars] = [await aShop({ agencyId }), await aShop({ agencyId }), await aShop({ agencyId, currency: 'USD' })];
  const stranger = await aShop();
  const paid = async (shop: ShopContext, price: number) => {
    const order = await anOrder(shop, { price });
    await markPaid(shop, idOf(order), {});
    return order.total;
  };
  const [few, many, cents] = [await paid(small, 1000), await paid(large, 5000), await paid(dollars, 700)];
  await paid(stranger, 9900);
  await workOff();
  const agency = anAgencyContext(agencyId);
  const period = { from: today(), to: today() };
  expect(await agencySales(agency, period)).toEqual([
    { day: today(), currency: 'CNY', placed: 2, paid: 2, received: few + many, refunded: 0 },
    { day: today(), currency: 'USD', placed: 1, paid: 1, received: cents, refunded: 0 },
  ]);
  const top = await topShops(agency, period, 1);
  expect(top).toMatchObject([
    { shopId: large.shopId, currency: 'CNY', received: many },
    { shopId: dollars.shopId, currency: 'USD', received: cents },
  ]);
  const todays = await salesToday([stranger, small, await aShop()].map((shop) => ({ shop, timezone: ZONE })));
  expect(todays.map(({ placed }) => placed)).toEqual([1, 1, 0]);
});

test("a shop's day begins with its own midnight", async () => {
  const shop = await aShop();
  await changeShop(shop, { timezone: 'Pacific/Kiritimati' });
  await anOrder(shop);
  await workOff();
  const day = dayIn('Pacific/Kiritimati', new Date());
  expect(await shopSales(shop, { from: day, to: day })).toMatchObject([{ day, placed: 1 }]);
});

test('a sum over an agency reads an index and no document', async () => {
  const agencyId = new Types.ObjectId();
  const figures = { currency: 'CNY', placed: 1, paid: 1, received: 100, refunded: 0 };
  const days = ['2026-01-01', '2026-01-02', '2026-02-01'];
  await salesDays.in(anAgencyContext(agencyId)).insertMany(days.map((day) => ({ ...figures, shopId: new Types.ObjectId(), day })));
  const pipeline = [
    { $match: { agencyId } },
    { $match: { day: { $gte: '2026-01-01', $lte: '2026-01-31' } } },
    { $group: { _id: { day: '$day', currency: '$currency' }, received: { $sum: '$received' }, paid: { $sum: '$paid' } } },
  ];
  const explained = JSON.stringify(await mongoose.connection.collection(salesDays.name).aggregate(pipeline).explain('executionStats'));
  expect(explained).toContain('"totalDocsExamined":0');
  expect(explained).toContain('"totalKeysExamined":2');
});

test('a sum that takes too long is given up, and says what to do', async () => {
  const entries = mongoose.connection.collection(salesDays.name);
  const given: object[] = [];
  const gaveUp = new mongoose.mongo.MongoServerError({ message: 'operation exceeded time limit', code: 50 });
  const aggregate = (_stages: object[], options: object) => ({ toArray: () => Promise.reject(given.push(options) && gaveUp) });
  Object.assign(entries, { aggregate });
  const period = { from: '2026-01-01', to: '2026-01-31' };
  const sums = await Promise.allSettled([agencySales(anAgencyContext(), period), topShops(anAgencyContext(), period, 10)]);
  delete (entries as Partial<typeof entries>).aggregate;
  for (const sum of sums) expect(sum).toMatchObject({ status: 'rejected', reason: { code: 'INVALID_INPUT', field: ['from'] } });
  expect(given).toEqual([{ maxTimeMS: 5000 }, { maxTimeMS: 5000 }]);
});
