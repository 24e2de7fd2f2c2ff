import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { levels } from '#commerce/inventory/index.js';
import { notifications } from '#commerce/notifications/index.js';
import { orderId } from '#commerce/orders/index.js';
import { connectPaymentAccount, markPaid } from '#commerce/payments/index.js';
import { payments } from '#commerce/payments/payment.model.js';
import { recordDifferences } from '#commerce/payments/reconciliation/differences.js';
import { SCOPES, type Scope, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder, aProduct } from '#tests/support/shopping.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

interface Answered {
  shop: {
    problems: { kind: string; severity: string; count: number; more: boolean; since: string | null }[];
    setup: { step: string; done: boolean }[];
    lowStock?: { available: number; product: { title: string }; variant: { id: string }; location: { name: string } }[];
    openOrders?: { count: number; more: boolean };
    today?: { sales: { amount: string }; orders: number };
  };
}

const ALL = `query ($shop: ID) { shop(id: $shop) { problems { kind severity count more since } setup { step done } } }`;

async function ask(shop: ShopContext, query = ALL, scopes: readonly Scope[] = SCOPES): Promise<Answered['shop']> {
  const secret = await aToken(shop, scopes);
  const answer = await server.admin<Answered>(secret, query, { shop: shopId.encode(shop.shopId) });
  expect(answer.errors).toBeUndefined();
  return answer.data.shop;
}

const kindsOf = (shop: Answered['shop']) => shop.problems.map(({ kind }) => kind);
const doneOf = (shop: Answered['shop']) => Object.fromEntries(shop.setup.map(({ step, done }) => [step, done]));

test('a new shop has nothing to mend but that nobody can pay, and a list of what is to be done', async () => {
  const shop = await aShop({ settings: { merchantEmail: null, tax: { mode: 'EXCLUDED', rate: 0, shipping: false }, shippingMethods: [] } });
  const asked = await ask(shop);
  expect(asked.problems).toEqual([{ kind: 'NO_WAY_TO_PAY', severity: 'URGENT', count: 1, more: false, since: null }]);
  expect(asked.setup.every(({ done }) => !done)).toBe(true);
  expect(asked.setup).toHaveLength(7);
});

test('each step is done once it is so', async () => {
  const shop = await aShop();
  await anOrder(shop);
  await connectPaymentAccount(shop, { manual: { instructions: 'Cash' } });
  const asked = await ask(shop);
  expect(doneOf(asked)).toEqual({
    PRODUCT: true,
    SHIPPING: true,
    TAX: true,
    MERCHANT_EMAIL: true,
    PAYMENT: true,
    ORDER: true,
    LIVE: false,
  });
  expect(kindsOf(asked)).not.toContain('NO_WAY_TO_PAY');
});

test('what waits for a person is counted, each kind for itself, and its oldest named', async () => {
  const shop = await aShop({ settings: { lowStock: 3 } });
  const order = await anOrder(shop, { quantity: 2 });
  await markPaid(shop, orderId.encode(order._id), {});
  await workOff();
  const kept = await notifications.in(shop).find({});
  const old = new Date('2026-01-02T03:04:05Z');
  await notifications.in(shop).updateMany({}, { $set: { status: 'FAILED' } });
  await notifications.in(shop).set({ _id: kept[0]!._id }, { $set: { createdAt: old } });
  await payments.in(shop).updateMany({}, { $set: { mismatches: ['AMOUNT'] } });
  const side = { amount: 1, currency: 'CNY', status: null };
  await recordDifferences(shop, [{ key: 'one', kind: 'AMOUNT', accountId: null, ours: side, theirs: null }]);
  const asked = await ask(shop);
  const of = (kind: string) => asked.problems.find((one) => one.kind === kind);
  expect(of('MAIL_FAILED')).toMatchObject({ count: kept.length, more: false, since: old.toISOString(), severity: 'WARNING' });
  expect(of('PAYMENT_MISMATCH')).toMatchObject({ count: 1, severity: 'URGENT' });
  expect(of('DIFFERENCE')).toMatchObject({ count: 1 });
  expect(of('LOW_STOCK')).toMatchObject({ count: 1, since: null });
});

test('money that goes back by itself waits for nobody, nor does a mismatch that is old', async () => {
  const shop = await aShop();
  const orders = [await anOrder(shop), await anOrder(shop)];
  for (const order of orders) await markPaid(shop, orderId.encode(order._id), {});
  const [late, old] = await payments.in(shop).find({}, { sort: { _id: 1 } });
  await payments.in(shop).set({ _id: late!._id }, { $set: { mismatches: ['ORDER_PAID'] } });
  await payments.in(shop).set({ _id: old!._id }, { $set: { mismatches: ['AMOUNT'], createdAt: new Date('2026-01-01') } });
  expect(kindsOf(await ask(shop))).not.toContain('PAYMENT_MISMATCH');
});

test('more than a hundred are not counted to their end', async () => {
  const shop = await aShop({ settings: { lowStock: 0 } });
  const place = { productId: new Types.ObjectId(), locationId: new Types.ObjectId(), holds: [] };
  await levels.in(shop).insertMany(Array.from({ length: 130 }, () => ({ ...place, variantId: new Types.ObjectId(), available: 0 })));
  expect((await ask(shop)).problems).toContainEqual({ kind: 'LOW_STOCK', severity: 'WARNING', count: 100, more: true, since: null });
});

test('nobody learns of what he may not read', async () => {
  const shop = await aShop({ settings: { lowStock: 9 } });
  await anOrder(shop);
  const few = await ask(shop, ALL, ['read_products']);
  expect(kindsOf(few)).toEqual([]);
  expect(few.setup.map(({ step }) => step)).toEqual(['PRODUCT', 'LIVE']);
  expect(kindsOf(await ask(shop, ALL, ['write_inventory']))).toEqual(['LOW_STOCK']);
});

test('low stock is listed, the lowest first, without what was taken away', async () => {
  const shop = await aShop({ settings: { lowStock: 5 } });
  for (const [title, available] of [
    ['Hat', 4],
    ['Scarf', 1],
    ['Coat', 6],
  ] as const)
    await aProduct(shop, { title, available });
  const gone = { productId: new Types.ObjectId(), variantId: new Types.ObjectId(), locationId: new Types.ObjectId() };
  await levels.in(shop).insert({ ...gone, available: 0, holds: [] });
  const query = `query ($shop: ID) { shop(id: $shop) { lowStock { available product { title } variant { id } location { name } } } }`;
  const { lowStock } = await ask(shop, query);
  expect(lowStock!.map(({ available, product }) => [product.title, available])).toEqual([
    ['Scarf', 1],
    ['Hat', 4],
  ]);
});

test('orders to send and the day are told in one answer, and change when an order is paid', async () => {
  const shop = await aShop();
  const query = `query ($shop: ID) { shop(id: $shop) { openOrders { count more } today { sales { amount } orders } } }`;
  expect(await ask(shop, query)).toEqual({ openOrders: { count: 0, more: false }, today: { sales: { amount: '0.00' }, orders: 0 } });
  const order = await anOrder(shop, { price: 1999 });
  expect(await ask(shop, query)).toMatchObject({ openOrders: { count: 0, more: false } });
  await markPaid(shop, orderId.encode(order._id), {});
  await workOff();
  expect(await ask(shop, query)).toEqual({ openOrders: { count: 1, more: false }, today: { sales: { amount: '27.99' }, orders: 1 } });
});
