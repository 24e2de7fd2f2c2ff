import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { orderId, orders } from '#commerce/orders/index.js';
import { leases } from '#platform/lease.js';
import { type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { connectPaymentAccount } from '../accounts.js';
import { bookFee, ledgerEntries } from '../ledger.js';
import { payments } from '../payment.model.js';
import { markPaid } from '../payments.js';
import { createRefund, RefundCreate } from '../refunds.js';
import { newPayment } from '../start.js';
import { checkShopBooks } from './books.jobs.js';
import { differences } from './difference.model.js';
import { planReconciliations } from './plan.js';
import { newReconciliation, reconciliationId, reconciliations } from './reconciliation.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(() => leases().deleteMany({ _id: 'reconciliations/planned' }));

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY);
let day = 0;

/** Checks a shop's books to their end; answers the run. */
async function check(shop: ShopContext) {
  day += 1;
  const run = await reconciliations.in(shop).insert(newReconciliation(null, `day ${day}`));
  let again = await checkShopBooks(shop, { data: { reconciliation: reconciliationId.encode(run._id) } });
  while (again) again = await checkShopBooks(shop, { data: again.data! });
  return (await reconciliations.in(shop).findOne({ _id: run._id }))!;
}
const openOf = (shop: ShopContext) => differences.in(shop).find({ status: 'OPEN' }, { sort: { _id: 1 } });

async function aPaidOrder(shop: ShopContext, amount: string | null = null) {
  const order = await anOrder(shop);
  await markPaid(shop, orderId.encode(order._id), {});
  if (amount) {
    const wish = { amount: { amount, currency: shop.currency }, idempotencyKey: 'once' };
    const { idempotencyKey: _key, ...input } = wish;
    await createRefund(shop, orderId.encode(order._id), RefundCreate.parse(input));
  }
  return { order, payment: (await payments.in(shop).findOne({ orderId: order._id }))! };
}

test('books that agree: paid orders, refunds in part and in full', async () => {
  const shop = await aShop();
  await aPaidOrder(shop);
  await aPaidOrder(shop, '10.00');
  await aPaidOrder(shop, '27.99');
  expect(await check(shop)).toMatchObject({ status: 'COMPLETED', lines: 3, matched: 3, differences: 0 });
  expect(await openOf(shop)).toEqual([]);
});

test('a payment without its entry is listed, with its order; put right, both resolve themselves', async () => {
  const shop = await aShop();
  const { order, payment } = await aPaidOrder(shop);
  const key = `capture/${payment._id.toHexString()}`;
  const entry = (await ledgerEntries.in(shop).findOne({ key }))!;
  await ledgerEntries.in(shop).remove({ key });
  await check(shop);
  await check(shop);
  expect(await openOf(shop)).toMatchObject([
    { kind: 'LEDGER_PAYMENT', paymentId: payment._id, ours: { amount: 2799, status: 'CAPTURED' }, theirs: { amount: 0 } },
    { kind: 'LEDGER_ORDER', orderId: order._id, ours: { amount: 2799 }, theirs: { amount: 0 } },
  ]);
  const { shopId: _shop, ...again } = entry;
  await ledgerEntries.in(shop).insert(again);
  await check(shop);
  expect(await openOf(shop)).toEqual([]);
  // Nothing was mended by the check itself.
  expect(await differences.in(shop).count({ status: 'RESOLVED', action: null })).toBe(2);
});

test.each([
  ['an order that claims a cent more', { paid: 2800 }, { ours: { amount: 2800 }, theirs: { amount: 2799 } }],
  ['an order that claims a refund', { refunded: 5 }, { ours: { amount: 5 }, theirs: { amount: 0 } }],
])('%s is listed', async (_what, change, sides) => {
  const shop = await aShop();
  const { order } = await aPaidOrder(shop);
  await orders.in(shop).set({ _id: order._id }, { $set: change });
  await check(shop);
  expect(await openOf(shop)).toMatchObject([{ kind: 'LEDGER_ORDER', orderId: order._id, ...sides }]);
});

test('an entry about a payment that there is not, and one that does not come to zero, are listed', async () => {
  const shop = await aShop();
  const { order, payment } = await aPaidOrder(shop);
  const about = { orderId: new Types.ObjectId(), paymentId: new Types.ObjectId(), currency: 'CNY' };
  await bookFee(shop, { ...about, provider: 'STRIPE', reference: 'x', amount: 7 });
  await ledgerEntries.in(shop).insert({
    ...about,
    key: 'fee/STRIPE/y',
    orderId: order._id,
    paymentId: payment._id,
    lines: [{ account: 'FEE', amount: -3 }],
    createdAt: new Date(),
  });
  await check(shop);
  expect(await openOf(shop)).toMatchObject([
    { kind: 'LEDGER_ENTRY', orderId: order._id, theirs: { amount: -3 } },
    { kind: 'LEDGER_ENTRY', theirs: { amount: 7 } },
  ]);
});

async function anOpenPayment(shop: ShopContext, days: number, status: 'PENDING' | 'PROCESSING' | 'AUTHORIZED') {
  const order = await anOrder(shop);
  const provider = 'STRIPE';
  const made = newPayment(shop, { orderId: order._id, accountId: new Types.ObjectId(), provider, method: 'INTENT', amount: order.total });
  const { pollAt: _pollAt, ...unasked } = made as typeof made & { pollAt?: Date };
  return payments.in(shop).insert({ ...unasked, status, createdAt: ago(days) });
}

test('a payment that is open for more than a week is listed until it comes to an end', async () => {
  const shop = await aShop();
  const stuck = await anOpenPayment(shop, 8, 'PROCESSING');
  await anOpenPayment(shop, 6, 'PROCESSING');
  await check(shop);
  expect(await openOf(shop)).toMatchObject([{ kind: 'STUCK', paymentId: stuck._id, ours: { status: 'PROCESSING' } }]);
  await payments.in(shop).set({ _id: stuck._id }, { $set: { status: 'CANCELLED' } });
  await check(shop);
  expect(await openOf(shop)).toEqual([]);
});

test('a payment that nobody asks about any more is asked about from now on', async () => {
  const shop = await aShop();
  for (const status of ['PENDING', 'PROCESSING', 'AUTHORIZED'] as const) await anOpenPayment(shop, 1, status);
  await aPaidOrder(shop);
  await check(shop);
  const asked = await payments.in(shop).find({ pollAt: { $exists: true } });
  expect(asked.map(({ status }) => status).sort()).toEqual(['AUTHORIZED', 'PENDING', 'PROCESSING']);
});

test('a transfer that the buyer has not made waits for the merchant, however long', async () => {
  const shop = await aShop();
  const account = await connectPaymentAccount(shop, { manual: { instructions: 'IBAN' } });
  const order = await anOrder(shop);
  const made = newPayment(shop, { orderId: order._id, accountId: account._id, provider: 'MANUAL', method: null, amount: order.total });
  await payments.in(shop).insert({ ...made, createdAt: ago(30) });
  await check(shop);
  expect(await openOf(shop)).toEqual([]);
});

test('every shop that was ever paid is checked once a day, and what was planned is worked off', async () => {
  const [paid, other, unpaid] = [await aShop(), await aShop(), await aShop()];
  await aPaidOrder(paid);
  await aPaidOrder(other);
  await anOrder(unpaid);
  const at = (hour: number) => new Date(Math.floor(Date.now() / DAY) * DAY + hour * 3600_000);
  expect(await planReconciliations(at(1))).toBe(0);
  await Promise.all([planReconciliations(at(12)), planReconciliations(at(12))]);
  expect(await planReconciliations(at(13))).toBe(0);
  const planned = async (shop: ShopContext): Promise<OutboxEvent[]> => outbox.in(shop).find({ type: 'books.check' });
  expect([(await planned(paid)).length, (await planned(other)).length, (await planned(unpaid)).length]).toEqual([1, 1, 0]);
  await workOff();
  expect(await reconciliations.in(paid).find({})).toMatchObject([{ status: 'COMPLETED', accountId: null, lines: 1, differences: 0 }]);
  await planReconciliations(new Date(at(12).getTime() + DAY));
  expect(await planned(paid)).toHaveLength(2);
});
