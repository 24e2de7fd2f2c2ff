import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder } from '#commerce/checkout/index.js';
import { type Order, orderId } from '#commerce/orders/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectAlipay, type Merchant, openAlipay, startAlipay } from '#tests/support/alipay.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, booksOf, closePlanned, sumOf } from '#tests/support/stripe.js';
import { activeAccount } from '../../accounts.js';
import { openAccount } from '../../opened.js';
import { type Payment, paymentId, payments } from '../../payment.model.js';
import { pollOpenPayments } from '../../poll.js';
import { resumePayment } from '../../start.js';
import { alipay } from './alipay.js';

let outside: Awaited<ReturnType<typeof openAlipay>>;
beforeAll(async () => {
  await connectForTest();
  outside = await openAlipay();
});
afterAll(async () => {
  await outside.close();
  await disconnectAfterTest();
});

const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const accountOf = async (shop: ShopContext) => openAccount(shop, (await activeAccount(shop, 'ALIPAY'))!);
const online = alipay.online!;

async function aShopWithAlipay(given: Partial<Merchant> = {}) {
  const shop = await aShop();
  const merchant = await outside.merchant(given);
  await connectAlipay(shop, merchant);
  return { shop, merchant, order: await anOrder(shop) };
}

async function aPaidOrder() {
  const { shop, merchant, order } = await aShopWithAlipay();
  const started = await startAlipay(shop, order);
  await outside.pay(started);
  await applyCallbacks(shop);
  return { shop, merchant, order, payment: started.payment };
}

const moved = async (shop: ShopContext, order: Pick<Order, '_id'>) => {
  const { order: now, payments, ledger, callbacks } = await booksOf(shop, order);
  return { paid: now.paymentStatus, payments: payments.map(({ status }) => status), booked: ledger.length, callbacks };
};

test.each([
  ['PAGE', 'RedirectAction'],
  ['WAP', 'RedirectAction'],
  ['APP', 'AppAction'],
  ['QR_CODE', 'QrCodeAction'],
] as const)('%s: the buyer pays, Alipay tells, the order is paid', async (method, kind) => {
  const { shop, order } = await aShopWithAlipay();
  const started = await startAlipay(shop, order, method);
  expect(started).toMatchObject({ payment: { status: 'PENDING', method, amount: order.total }, action: { kind } });
  const { deliveries } = await outside.pay(started);
  expect(deliveries).toMatchObject([{ status: 200, body: 'success' }]);
  await applyCallbacks(shop);
  expect(await moved(shop, order)).toEqual({
    paid: 'PAID',
    payments: ['CAPTURED'],
    booked: 1,
    callbacks: [{ type: 'TRADE_SUCCESS', outcome: 'APPLIED', reason: null }],
  });
  expect(sumOf((await booksOf(shop, order)).ledger)).toBe(0);
});

test('a browser is led from the signed address to the page, pays there and comes back with signed parameters', async () => {
  const { shop, order } = await aShopWithAlipay();
  const { action } = await startAlipay(shop, order);
  const address = action?.kind === 'RedirectAction' ? action.url : '';
  expect(address).toContain(`${outside.sandbox.url}/gateway.do?`);
  const page = await fetch(address);
  expect(await page.text()).toContain('27.99');
  const back = await fetch(page.url, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
  expect(back.status).toBe(303);
  expect(new URL(back.headers.get('location')!).searchParams.get('order')).toBe('1');
  await applyCallbacks(shop);
  expect((await moved(shop, order)).paid).toBe('PAID');
});

test('an address that somebody has changed leads nowhere', async () => {
  const { shop, order } = await aShopWithAlipay();
  const { action } = await startAlipay(shop, order);
  const address = new URL(action?.kind === 'RedirectAction' ? action.url : '');
  address.searchParams.set('biz_content', address.searchParams.get('biz_content')!.replace('27.99', '0.01'));
  expect(await fetch(address)).toMatchObject({ status: 400 });
});

test('the same payment again is the same trade; a paid one says so', async () => {
  const { shop, order } = await aShopWithAlipay();
  const first = await startAlipay(shop, order, 'QR_CODE');
  const again = await startAlipay(shop, order, 'QR_CODE');
  expect(again).toMatchObject({ payment: { _id: first.payment._id }, action: first.action });
  await outside.pay(first, { hold: true });
  const late = await startAlipay(shop, order, 'QR_CODE');
  expect(late).toMatchObject({ payment: { _id: first.payment._id, status: 'CAPTURED' }, action: null });
  expect((await moved(shop, order)).paid).toBe('PAID');
});

test('a trade that was closed at Alipay: the buyer gets another', async () => {
  const { shop, order } = await aShopWithAlipay();
  const first = await startAlipay(shop, order);
  await outside.come(first);
  await outside.control(`trades/${paymentId.encode(first.payment._id)}/expire`, { hold: true });
  const second = await startAlipay(shop, order);
  expect(second.payment._id).not.toEqual(first.payment._id);
  expect(await resumePayment(shop, paymentId.encode(first.payment._id), { address: null, openId: null })).toMatchObject({ action: null });
  expect((await moved(shop, order)).payments).toEqual(['CANCELLED', 'PENDING']);
});

test('sign_type kept in what is signed: taken as well', async () => {
  const { shop, order } = await aShopWithAlipay();
  const { deliveries } = await outside.pay(await startAlipay(shop, order), { keepSignType: true });
  expect(deliveries).toMatchObject([{ body: 'success' }]);
  await applyCallbacks(shop);
  expect((await moved(shop, order)).paid).toBe('PAID');
});

test('told five times, at once: paid once', async () => {
  const { shop, order } = await aShopWithAlipay();
  const { deliveries } = await outside.pay(await startAlipay(shop, order), { deliveries: 5, together: true });
  expect(deliveries.map(({ body }) => body)).toEqual(Array(5).fill('success'));
  await applyCallbacks(shop);
  expect(await moved(shop, order)).toMatchObject({ paid: 'PAID', booked: 1, callbacks: [{ outcome: 'APPLIED' }] });
});

test.each([
  ['one fen', { amount: 1 }, 'AMOUNT'],
  ['another application', { appId: '9021000000000001' }, 'CONNECTED_ACCOUNT'],
  ['another seller', { sellerId: '2088000000000001' }, 'CONNECTED_ACCOUNT'],
])('a notification about %s settles nothing, and the merchant is told', async (_what, lie, reason) => {
  const { shop, order } = await aShopWithAlipay();
  await outside.pay(await startAlipay(shop, order), lie);
  await applyCallbacks(shop);
  expect(await moved(shop, order)).toMatchObject({
    paid: 'PENDING',
    payments: ['PENDING'],
    booked: 0,
    callbacks: [{ type: 'TRADE_SUCCESS', outcome: 'REFUSED', reason }],
  });
  expect((await booksOf(shop, order)).mismatches).toHaveLength(1);
});

test('a forged notification is not even written down', async () => {
  const { shop, order } = await aShopWithAlipay();
  const { deliveries } = await outside.pay(await startAlipay(shop, order), { forge: true, retries: 0 });
  expect(deliveries).toMatchObject([{ status: 400, body: 'failure' }]);
  expect(await moved(shop, order)).toMatchObject({ paid: 'PENDING', callbacks: [] });
});

test('a notification for another shop’s payment is ignored', async () => {
  const victim = await aShopWithAlipay();
  const theirs = await startAlipay(victim.shop, victim.order);
  const { shop, order } = await aShopWithAlipay();
  await outside.pay(await startAlipay(shop, order), { outTradeNo: paymentId.encode(theirs.payment._id) });
  await applyCallbacks(shop);
  expect(await moved(shop, order)).toMatchObject({ callbacks: [{ outcome: 'IGNORED', reason: 'UNKNOWN_PAYMENT' }] });
  expect(await moved(victim.shop, victim.order)).toMatchObject({ paid: 'PENDING', callbacks: [] });
});

test('a payment whose notification never came is found by asking', async () => {
  const { shop, order } = await aShopWithAlipay();
  await outside.pay(await startAlipay(shop, order), { hold: true });
  await pollOpenPayments(later(3));
  expect(await moved(shop, order)).toMatchObject({ paid: 'PAID', payments: ['CAPTURED'] });
});

test('a cancelled order’s trade is closed at Alipay, and the late word of it changes nothing', async () => {
  const { shop, order } = await aShopWithAlipay();
  const started = await startAlipay(shop, order);
  await outside.come(started);
  await cancelOrder(shop, orderId.encode(order._id), {});
  await closePlanned(shop);
  const { data } = await outside.control<{ data: object[] }>(`trades?outTradeNo=${paymentId.encode(started.payment._id)}`, {}, 'GET');
  expect(data).toMatchObject([{ status: 'TRADE_CLOSED' }]);
  expect((await moved(shop, order)).payments).toEqual(['CANCELLED']);
});

test('a trade whose buyer never came counts as closed, and is over with its time', async () => {
  const { shop, order } = await aShopWithAlipay();
  const { payment } = await startAlipay(shop, order);
  const account = await accountOf(shop);
  await online.close(account, payment);
  expect(await online.query(account, payment)).toBeNull();
  const longAgo = { createdAt: later(-180), payableUntil: later(-120) };
  expect(await online.query(account, { ...payment, ...longAgo })).toMatchObject({ event: 'cancel', amount: payment.amount });
});

test('a paid trade stays paid when it is closed', async () => {
  const { shop, payment } = await aPaidOrder();
  await online.close(await accountOf(shop), payment);
  expect(await online.query(await accountOf(shop), payment)).toMatchObject({
    event: 'capture',
    amount: payment.amount,
    payment: paymentId.encode(payment._id),
  });
});

/** A refund as refunds.ts keeps it, as far as a provider must know. */
const aRefund = (payment: Payment, amount: number, hex = 'a') =>
  ({
    _id: { toHexString: () => hex.repeat(24) },
    paymentId: payment._id,
    amount,
    currency: 'CNY',
    mode: payment.mode,
    reason: '不合适',
    references: {},
  }) as never;

test('a refund is there at once; the same again is the same refund', async () => {
  const { shop, payment } = await aPaidOrder();
  const account = await accountOf(shop);
  const refund = aRefund(payment, 1000);
  const expected = { about: 'refund', refund: `refund_${'a'.repeat(24)}`, event: 'succeed', amount: 1000, currency: 'CNY' };
  expect(await online.queryRefund(account, payment, refund)).toBeNull();
  expect(await online.refund(account, payment, refund)).toMatchObject(expected);
  expect(await online.refund(account, payment, refund)).toMatchObject(expected);
  expect(await online.queryRefund(account, payment, refund)).toMatchObject({ ...expected, of: { tradeNo: expect.any(String) } });
});

test('no more is given back than was paid', async () => {
  const { shop, payment } = await aPaidOrder();
  const account = await accountOf(shop);
  await online.refund(account, payment, aRefund(payment, payment.amount - 100));
  await expect(online.refund(account, payment, aRefund(payment, 101, 'b'))).rejects.toMatchObject({
    code: 'PROVIDER_REJECTED',
    final: true,
    message: expect.stringContaining('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL'),
  });
});

test('a refund whose answer was lost is found', async () => {
  const { shop, merchant, payment } = await aPaidOrder();
  const account = await accountOf(shop);
  await outside.control('faults', { appId: merchant.appId, path: '/alipay.trade.refund', act: 'drop', when: 'after' });
  const refund = aRefund(payment, payment.amount);
  await expect(online.refund(account, payment, refund)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', final: false });
  expect(await online.queryRefund(account, payment, refund)).toMatchObject({ event: 'succeed', amount: payment.amount });
  expect(await online.refund(account, payment, refund)).toMatchObject({ event: 'succeed', amount: payment.amount });
});

test('each refund’s notification is told with its own amount, though Alipay sums them up', async () => {
  const { shop, payment } = await aPaidOrder();
  const account = await accountOf(shop);
  const id = paymentId.encode(payment._id);
  await outside.control(`trades/${id}/refund`, { refund: '5.00', request: 'console-1', hold: true });
  const { events } = await outside.control(`trades/${id}/refund`, { refund: '3.00', request: 'console-2', hold: true });
  const said = online.interpret(events[0]!.payload, account)!;
  expect(said).toMatchObject({ about: 'refund', refund: null, amount: 800 });
  expect(await online.reread!(said, account)).toMatchObject({ about: 'refund', amount: 300, references: { outRequestNo: 'console-2' } });
});

test('a refund that was told of and is not to be found yet is asked about again', async () => {
  const { shop, payment } = await aPaidOrder();
  const account = await accountOf(shop);
  const { events } = await outside.control(`trades/${paymentId.encode(payment._id)}/refund`, { refund: '5.00', hold: true });
  const said = online.interpret(events[0]!.payload.replace(/out_biz_no=[^&]+/, 'out_biz_no=later'), account)!;
  await expect(online.reread!(said, account)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', final: false });
});

test.each([500, 503])('Alipay fails with %d: nothing is given up, the next try goes on', async (status) => {
  const { shop, merchant, order } = await aShopWithAlipay();
  await outside.control('faults', { appId: merchant.appId, path: '/alipay.trade.precreate', act: 'answer', status });
  await expect(startAlipay(shop, order, 'QR_CODE')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', final: false });
  expect(await startAlipay(shop, order, 'QR_CODE')).toMatchObject({ action: { kind: 'QrCodeAction' } });
  expect(await payments.in(shop).count({ orderId: order._id })).toBe(1);
});

test('a QR code whose answer was lost, and that was paid all the same: the next try finds it paid', async () => {
  const { shop, merchant, order } = await aShopWithAlipay();
  await outside.control('faults', { appId: merchant.appId, path: '/alipay.trade.precreate', act: 'drop', when: 'after' });
  await expect(startAlipay(shop, order, 'QR_CODE')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', final: false });
  const [payment] = await payments.in(shop).find({ orderId: order._id });
  await outside.pay({ payment: payment!, action: null }, { hold: true });
  expect(await startAlipay(shop, order, 'QR_CODE')).toMatchObject({ payment: { _id: payment!._id, status: 'CAPTURED' }, action: null });
});

test('an order in another currency, and a page without a way back, are refused before anything is written', async () => {
  const shop = await aShop({ currency: 'USD' });
  await connectAlipay(shop, await outside.merchant());
  const order = await anOrder(shop);
  await expect(startAlipay(shop, order)).rejects.toMatchObject({ code: 'PAYMENT_METHOD_UNAVAILABLE', field: ['provider'] });
  expect(() => alipay.check({ method: 'WAP', amount: 1, currency: 'CNY', returnUrl: null }, { address: null, openId: null })).toThrow(
    'returnUrl',
  );
  expect(await payments.in(shop).count({})).toBe(0);
});
