import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { Formatter, Rsa } from 'wechatpay-axios-plugin';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, booksOf, closePlanned } from '#tests/support/stripe.js';
import { connectWechatPay, openWechatPay, startWechatPay, type WechatMerchant } from '#tests/support/wechat-pay.js';
import { type PaymentAccount, paymentAccountId } from '../../account.model.js';
import { updatePaymentAccount } from '../../accounts.js';
import { openAccount } from '../../opened.js';
import { type Payment, paymentId, payments } from '../../payment.model.js';
import { pollOpenPayments } from '../../poll.js';
import { type Refund, refundId } from '../../refund.model.js';
import { baseOf } from './client.js';
import { wechatPay } from './wechat-pay.js';

let wechat: Awaited<ReturnType<typeof openWechatPay>>;
let shop: ShopContext;
let merchant: WechatMerchant;
let account: PaymentAccount;

beforeAll(async () => {
  await connectForTest();
  wechat = await openWechatPay();
});
afterAll(async () => {
  await wechat.close();
  await disconnectAfterTest();
});
beforeEach(async () => {
  shop = await aShop();
  merchant = await wechat.makeMerchant();
  account = await connectWechatPay(shop, merchant);
});

const opened = () => openAccount(shop, account);
const online = wechatPay.online!;
const read = async ({ _id }: Payment) => (await payments.in(shop).findOne({ _id }))!;

async function started(method: Payment['method'] = 'NATIVE', openId: string | null = null) {
  const order = await anOrder(shop);
  return { order, ...(await startWechatPay(shop, order, method, openId)) };
}

async function paid() {
  const { order, payment } = await started();
  await wechat.pay(payment);
  await applyCallbacks(shop);
  return { order, payment: await read(payment) };
}

test('connected by a merchant with a public key: what is shown and what is kept', () => {
  const { mchid, appId, serial } = merchant;
  expect(account).toMatchObject({ provider: 'WECHAT_PAY', status: 'ACTIVE', externalId: mchid, settings: { mchid, appId, serial } });
});

test.each([
  ['NATIVE', null, { kind: 'QrCodeAction' }],
  ['H5', null, { kind: 'RedirectAction', url: expect.stringContaining('redirect_url=https%3A%2F%2Fshop.example%2Fthanks') }],
  ['JSAPI', 'oUser', { kind: 'JsapiAction', signType: 'RSA', package: expect.stringMatching(/^prepay_id=/) }],
  ['MINI_PROGRAM', 'oUser', { kind: 'JsapiAction' }],
  ['APP', null, { kind: 'AppAction' }],
] as const)('%s: started, paid, told, booked', async (method, openId, action) => {
  const begun = await started(method, openId);
  expect(begun.payment).toMatchObject({ status: 'PENDING', method, references: { outTradeNo: paymentId.encode(begun.payment._id) } });
  expect(begun.action).toMatchObject(action);
  expect((await wechat.pay(begun.payment)).deliveries).toMatchObject([{ status: 204 }]);
  await applyCallbacks(shop);
  const books = await booksOf(shop, begun.order);
  expect(books.order.paymentStatus).toBe('PAID');
  expect(books.payments).toMatchObject([{ status: 'CAPTURED', references: { transaction: expect.any(String) } }]);
  expect(books.callbacks).toEqual([{ type: 'TRANSACTION.SUCCESS', outcome: 'APPLIED', reason: null }]);
});

test('what the buyer’s WeChat is given bears the merchant’s signature', async () => {
  const publicKey = createPublicKey(merchant.privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const { action } = await started('JSAPI', 'oUser');
  if (action?.kind !== 'JsapiAction') throw new Error('no JsapiAction');
  const lines = Formatter.joinedByLineFeed(merchant.appId, action.timeStamp, action.nonceStr, action.package);
  expect(Rsa.verify(lines, action.paySign, publicKey)).toBe(true);
  const app = (await started('APP')).action;
  if (app?.kind !== 'AppAction') throw new Error('no AppAction');
  const { appId, partnerId, prepayId, packageValue, nonceStr, timeStamp, sign } = JSON.parse(app.parameters) as Record<string, string>;
  expect({ appId, partnerId, packageValue }).toEqual({ appId: merchant.appId, partnerId: merchant.mchid, packageValue: 'Sign=WXPay' });
  expect(Rsa.verify(Formatter.joinedByLineFeed(appId!, timeStamp!, nonceStr!, prepayId!), sign!, publicKey)).toBe(true);
});

test('begun twice it is one payment, and one order at WeChat', async () => {
  const { order, payment } = await started('JSAPI', 'oUser');
  const again = await startWechatPay(shop, order, 'JSAPI', 'oUser');
  expect(again.payment._id).toEqual(payment._id);
  const orders = await wechat.control<{ data: object[] }>(`orders?mchid=${merchant.mchid}`);
  expect(orders.data).toHaveLength(1);
});

test('begun again as another WeChat user: the first is closed there, the second is another payment', async () => {
  const { order, payment } = await started('JSAPI', 'oUser');
  const again = await startWechatPay(shop, order, 'JSAPI', 'oAnother');
  expect(again.payment._id).not.toEqual(payment._id);
  expect(await read(payment)).toMatchObject({ status: 'CANCELLED' });
  await expect(wechat.pay(payment)).rejects.toThrow('ORDER_CLOSED');
  expect((await wechat.pay(again.payment)).deliveries).toMatchObject([{ status: 204 }]);
});

test('begun again when it was paid already: nothing to pay any more', async () => {
  const { order, payment } = await started();
  await wechat.pay(payment, { hold: true });
  const again = await startWechatPay(shop, order);
  expect(again).toMatchObject({ action: null, payment: { _id: payment._id, status: 'CAPTURED' } });
});

test('WeChat accepts the order and its answer is lost: the same order is found again', async () => {
  await wechat.control('faults', { mchid: merchant.mchid, path: '/v3/pay/transactions/native', when: 'after', act: 'drop', times: 1 });
  const { payment } = await started();
  expect(payment.references.outTradeNo).toBe(paymentId.encode(payment._id));
});

test.each([
  ['answers 500 for a while', { act: 'answer', status: 500, times: 2 }],
  ['hangs up for a while', { act: 'drop', times: 2 }],
] as const)('WeChat %s: asked again, and the buyer pays', async (_what, fault) => {
  await wechat.control('faults', { mchid: merchant.mchid, path: '/v3/pay/transactions/native', ...fault });
  expect((await started()).payment.status).toBe('PENDING');
});

test.each([
  ['answers 500 throughout', { act: 'answer', status: 500, times: 3 }],
  ['is asked too often', { act: 'answer', status: 429, code: 'FREQUENCY_LIMITED', times: 1 }],
  ['is busy', { act: 'answer', status: 400, code: 'SYSTEM_ERROR', times: 3 }],
  ['answers under another’s signature', { act: 'forge', times: 3 }],
] as const)('WeChat %s: the buyer is told to try again, and the payment stays', async (_what, fault) => {
  await wechat.control('faults', { mchid: merchant.mchid, path: '/v3/pay/transactions/native', ...fault });
  const order = await anOrder(shop);
  await expect(startWechatPay(shop, order)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', final: false });
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'PENDING' }]);
});

test('what WeChat refuses for good is told in its words, without secrets', async () => {
  await wechat.control('faults', {
    mchid: merchant.mchid,
    path: '/v3/pay/transactions/native',
    act: 'answer',
    status: 403,
    code: 'NO_AUTH',
  });
  const refused = startWechatPay(shop, await anOrder(shop));
  await expect(refused).rejects.toMatchObject({ code: 'PROVIDER_REJECTED', final: true, message: expect.stringContaining('NO_AUTH') });
  await refused.catch((error: Error) => expect(error.message).not.toContain(merchant.apiV3Key));
});

test('a callback that never comes: asking finds the payment paid', async () => {
  const { order, payment } = await started();
  expect(await online.query(await opened(), payment)).toBeNull();
  await wechat.pay(payment, { hold: true });
  await payments.in(shop).set({ _id: payment._id }, { $set: { pollAt: new Date(0) } });
  await pollOpenPayments();
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
});

test('closed at WeChat, nobody can pay it, and asking says so', async () => {
  const { payment } = await started();
  await online.close(await opened(), payment);
  await online.close(await opened(), payment);
  expect(await online.query(await opened(), payment)).toMatchObject({ event: 'cancel', amount: payment.amount });
  await expect(wechat.pay(payment)).rejects.toThrow('ORDER_CLOSED');
});

test('one that was paid stays as it is when it is to be closed', async () => {
  const { payment } = await started();
  await wechat.pay(payment, { hold: true });
  await online.close(await opened(), payment);
  expect(await online.query(await opened(), payment)).toMatchObject({ event: 'capture', references: { transaction: expect.any(String) } });
});

test('an order that WeChat never had is nothing', async () => {
  const { payment } = await started();
  const stranger = { ...payment, _id: new Types.ObjectId() };
  expect(await online.query(await opened(), stranger)).toBeNull();
  await online.close(await opened(), stranger);
});

test('paid in one way, the other way is closed at WeChat', async () => {
  const { order, payment: native } = await started();
  const { payment: app } = await startWechatPay(shop, order, 'APP');
  await wechat.pay(app);
  await applyCallbacks(shop);
  await closePlanned(shop);
  expect(await read(native)).toMatchObject({ status: 'CANCELLED' });
});

// Callbacks that must not be believed.

test('sent five times, it is written down once and booked once', async () => {
  const { order, payment } = await started();
  const { deliveries } = await wechat.pay(payment, { deliveries: 5, together: true });
  expect(deliveries.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).callbacks).toHaveLength(1);
});

test('a probe is refused, and the copy behind it taken', async () => {
  const { order, payment } = await started();
  const { deliveries } = await wechat.pay(payment, { probe: true });
  expect(deliveries).toMatchObject([{ status: 400, probe: true }, { status: 204 }]);
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
});

test.each([
  ['a wrong signature', { signature: 'wrong' }],
  ['a time of ten minutes ago', { timestamp: Math.floor(Date.now() / 1000) - 600 }],
  ['a key that nobody has', { serial: '7'.padEnd(40, 'A') }],
])('%s: refused in WeChat’s own form, and nothing written', async (_what, sending) => {
  const { order, payment } = await started();
  const { deliveries } = await wechat.pay(payment, { ...sending, retries: 0 });
  expect(deliveries).toMatchObject([{ status: 400 }]);
  expect((await booksOf(shop, order)).callbacks).toEqual([]);
  const answer = await fetch(`${wechat.url}/callbacks/wechat_pay/${paymentAccountId.encode(account._id)}`, { method: 'POST', body: '{}' });
  expect(await answer.json()).toMatchObject({ code: 'FAIL', message: expect.any(String) });
});

test.each([
  ['another amount', { amount: 1 }, 'AMOUNT'],
  ['another merchant', { mchid: '1999999999' }, 'CONNECTED_ACCOUNT'],
])('%s: refused, and the merchant told', async (_what, lie, reason) => {
  const { order, payment } = await started();
  expect((await wechat.pay(payment, lie)).deliveries).toMatchObject([{ status: 204 }]);
  await applyCallbacks(shop);
  const books = await booksOf(shop, order);
  expect(books.callbacks).toMatchObject([{ outcome: 'REFUSED', reason }]);
  expect(books.order.paymentStatus).toBe('PENDING');
});

test('encrypted under another API v3 key it is kept and not believed; with the right one given it is applied', async () => {
  const { order, payment } = await started();
  await wechat.pay(payment, { apiV3Key: 'f'.repeat(32) });
  await expect(applyCallbacks(shop)).rejects.toThrow('API v3 key');
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PENDING');
  account = await updatePaymentAccount(shop, paymentAccountId.encode(account._id), { wechatPay: { apiV3Key: 'f'.repeat(32) } });
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
});

// Refunds.

const aRefund = (amount: number) =>
  ({ _id: new Types.ObjectId(), amount, currency: 'CNY', mode: 'TEST', reason: '颜色不对', references: {} }) as unknown as Refund;

test('part of it is given back: taken on at once, told and asked about later, and the same twice is one', async () => {
  await wechat.control(`merchants/${merchant.mchid}`, { refunds: 'BY_CONTROL' });
  const { payment } = await paid();
  const refund = aRefund(500);
  expect(await online.queryRefund(await opened(), payment, refund)).toBeNull();
  const first = await online.refund(await opened(), payment, refund);
  expect(first).toMatchObject({ event: 'process', amount: 500, refund: refundId.encode(refund._id), connectedAccount: null });
  expect(await online.refund(await opened(), payment, refund)).toEqual(first);
  const { events } = await wechat.control(`refunds/${refundId.encode(refund._id)}/succeed`, { hold: true });
  expect(online.interpret(events[0]!.payload, await opened())).toMatchObject({ event: 'succeed', refund: refundId.encode(refund._id) });
  expect(await online.queryRefund(await opened(), payment, refund)).toMatchObject({ event: 'succeed', references: first.references });
});

test.each([
  ['abnormal', 'process', 'ABNORMAL'],
  ['close', 'fail', 'CLOSED'],
])('a refund that ends as %s', async (end, event, failure) => {
  await wechat.control(`merchants/${merchant.mchid}`, { refunds: 'BY_CONTROL' });
  const { payment } = await paid();
  const refund = aRefund(payment.amount);
  await online.refund(await opened(), payment, refund);
  await wechat.control(`refunds/${refundId.encode(refund._id)}/${end}`, { hold: true });
  expect(await online.queryRefund(await opened(), payment, refund)).toMatchObject({ event, failure });
});

test('more than was paid is refused by WeChat for good', async () => {
  const { payment } = await paid();
  await online.refund(await opened(), payment, aRefund(payment.amount));
  await expect(online.refund(await opened(), payment, aRefund(1))).rejects.toMatchObject({
    code: 'PROVIDER_REJECTED',
    final: true,
  });
});

test('a payment that was given back in part is still one that was paid', async () => {
  const { payment } = await paid();
  await online.refund(await opened(), payment, aRefund(1));
  expect(await online.query(await opened(), payment)).toMatchObject({ event: 'capture', amount: payment.amount });
});

test('live shops never speak with a sandbox', () => {
  expect(baseOf('TEST')).toBe(wechat.sandbox.url);
  expect(baseOf('LIVE')).toBe('https://api.mch.weixin.qq.com');
});
