import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, booksOf } from '#tests/support/stripe.js';
import { aWechatPlatform, belowPlatform, openWechatPay, startWechatPay, type WechatMerchant } from '#tests/support/wechat-pay.js';
import type { PaymentAccount } from '../../account.model.js';
import { openAccount, openPlatform } from '../../opened.js';
import { type Payment, payments } from '../../payment.model.js';
import { type PaymentPlatform, platforms } from '../../platform.model.js';
import { type Refund, refundId } from '../../refund.model.js';
import { sharePayment } from '../../sharing.js';
import { queryApplyment, queryApplymentById, submitApplyment, uploadMedia } from './applyment.js';
import { findSharing } from './profit-sharing.js';
import { wechatPay } from './wechat-pay.js';

let wechat: Awaited<ReturnType<typeof openWechatPay>>;
let provider: WechatMerchant;
let sub: WechatMerchant;
let shop: ShopContext;
let platform: PaymentPlatform;
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
  provider = await wechat.makeMerchant({ kind: 'PROVIDER' });
  sub = await wechat.makeMerchant({ kind: 'SUB_MERCHANT', provider: provider.mchid });
  shop = await aShop();
  platform = await aWechatPlatform(shop.agencyId, provider, 250);
  account = await belowPlatform(shop, platform, sub.mchid);
});

const online = wechatPay.online!;
const opened = () => openAccount(shop, account);
const read = async ({ _id }: Payment) => (await payments.in(shop).findOne({ _id }))!;

async function paid(sending: object = {}) {
  const order = await anOrder(shop, { price: 10_000 });
  const { payment } = await startWechatPay(shop, order);
  await wechat.pay(payment, sending);
  await applyCallbacks(shop);
  return { order, payment: await read(payment) };
}

/** Does what the worker does with commissions. */
async function shareAll() {
  const tasks = await outbox.in(shop).find({ type: 'payment.share' });
  return Promise.all(tasks.map((task) => sharePayment(shop, task)));
}

test.each([
  ['NATIVE', null],
  ['H5', null],
  ['JSAPI', 'oUser'],
  ['MINI_PROGRAM', 'oUser'],
  ['APP', null],
] as const)('%s: paid to the sub-merchant, under the provider’s signature', async (method, openId) => {
  const order = await anOrder(shop);
  const { payment } = await startWechatPay(shop, order, method, openId);
  expect(payment).toMatchObject({ connectedAccount: sub.mchid, references: { profitSharing: payment.references.outTradeNo } });
  expect((await wechat.pay(payment)).deliveries).toMatchObject([{ status: 204 }]);
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
  expect(await online.query(await opened(), payment)).toMatchObject({ event: 'capture', connectedAccount: sub.mchid });
});

test('inside the sub-merchant’s own application the buyer is known by his id there', async () => {
  account = { ...account, settings: { subAppId: sub.appId } };
  const started = await online_start('JSAPI');
  expect(started).toMatchObject({ kind: 'payable', action: { appId: sub.appId } });
});

async function online_start(method: Payment['method']) {
  const payment = { ...(await paid()).payment, _id: new Types.ObjectId(), method, references: {} };
  return wechatPay.start(await opened(), payment, { number: '1', email: null }, { openId: 'oSub', address: null });
}

test.each([
  ['another sub-merchant', { subMchid: '1999999999' }],
  ['another provider', { mchid: '1999999999' }],
])('%s: refused, and the merchant told', async (_what, lie) => {
  const { order, payment } = await paid(lie);
  expect(payment.status).toBe('PENDING');
  expect((await booksOf(shop, order)).callbacks).toMatchObject([{ outcome: 'REFUSED', reason: 'CONNECTED_ACCOUNT' }]);
});

test('given back from the sub-merchant’s money', async () => {
  const { payment } = await paid();
  const refund = {
    _id: new Types.ObjectId(),
    amount: 100,
    currency: 'CNY',
    mode: 'TEST',
    reason: null,
    references: {},
  } as unknown as Refund;
  expect(await online.refund(await opened(), payment, refund)).toMatchObject({ connectedAccount: sub.mchid, amount: 100 });
  expect(await online.queryRefund(await opened(), payment, refund)).toMatchObject({ event: 'succeed', connectedAccount: sub.mchid });
});

test('closed for the sub-merchant', async () => {
  const { payment } = await startWechatPay(shop, await anOrder(shop));
  await online.close(await opened(), payment);
  expect(await online.query(await opened(), payment)).toMatchObject({ event: 'cancel', connectedAccount: sub.mchid });
});

test('a certificate that took another one’s place is learned once for all of the provider’s shops', async () => {
  await wechat.control(`merchants/${provider.mchid}`, { signs: 'SWITCHING' });
  const order = await anOrder(shop);
  const { payment } = await startWechatPay(shop, order);
  expect((await wechat.pay(payment, { signedWith: 'CERTIFICATE' })).deliveries).toMatchObject([{ status: 204 }]);
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
});

// The agency's commission.

test('captured, the agency has its commission and the merchant the rest, once however often it is run', async () => {
  const { payment } = await paid();
  await shareAll();
  await shareAll();
  await shareAll();
  const kept = await read(payment);
  expect(kept.references).toMatchObject({ profitSharingOrder: expect.any(String) });
  const sharing = await findSharing(await opened(), kept);
  const commission = Math.floor((payment.amount * 250) / 10_000);
  expect(sharing).toMatchObject({
    order_id: kept.references.profitSharingOrder,
    state: 'FINISHED',
    receivers: [
      { account: provider.mchid, amount: commission, result: 'SUCCESS' },
      { account: sub.mchid, amount: payment.amount - commission, result: 'SUCCESS' },
    ],
  });
});

test('a commission that the agency has raised since counts for later payments alone', async () => {
  const { payment } = await paid();
  await platforms.in(anAgencyContext(shop.agencyId)).set({ _id: platform._id }, { $set: { commission: 3000 } });
  await shareAll();
  const agreed = { account: provider.mchid, amount: Math.floor((payment.amount * 250) / 10_000) };
  expect(await findSharing(await opened(), payment)).toMatchObject({ receivers: [agreed, { account: sub.mchid }] });
  const { payment: later } = await paid();
  expect(later.commission).toBe(3000);
});

test('WeChat takes its time: asked again until it has said its last word', async () => {
  await wechat.control(`merchants/${provider.mchid}`, { sharing: 'BY_CONTROL' });
  const { payment } = await paid();
  expect(await shareAll()).toMatchObject([{ again: true }]);
  expect(await shareAll()).toMatchObject([{ again: true }]);
  await wechat.control(`profitsharing/${payment.references.profitSharing}/finish`, {});
  expect(await shareAll()).toEqual([undefined]);
});

test('no commission any more: all is the merchant’s at once', async () => {
  const { payment } = await paid();
  const none = { ...(await opened()), platform: { ...openPlatform(platform), commission: 0 } };
  expect(await online.share!(none, payment, 0)).toMatchObject({ failure: null });
  expect(await findSharing(none, payment)).toMatchObject({ receivers: [{ account: sub.mchid, amount: payment.amount }] });
});

test('WeChat’s answer to the commission is lost: it is found, not given twice', async () => {
  const { payment } = await paid();
  await wechat.control('faults', { mchid: provider.mchid, path: '/v3/profitsharing/orders', when: 'after', act: 'drop', times: 3 });
  await expect(shareAll()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(await shareAll()).toHaveLength(1);
  expect((await findSharing(await opened(), payment))!.receivers).toHaveLength(2);
});

/** The commission of a shop's payment was given, and its buyer has some of it again. */
async function shared() {
  const { payment } = await paid();
  await shareAll();
  const refund = { _id: new Types.ObjectId(), references: {} } as Refund;
  return { payment, refund };
}

test('WeChat’s answer to a commission that goes back is lost: it is found, not taken twice', async () => {
  const { payment, refund } = await shared();
  await wechat.control('faults', { mchid: provider.mchid, path: '/v3/profitsharing/return-orders', when: 'after', act: 'drop', times: 3 });
  const back = async () => online.unshare!(await opened(), payment, refund, 20);
  await expect(back()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  const returned = await back();
  expect(returned).toMatchObject({ done: true, amount: 20, failure: null });
  expect(await back()).toEqual(returned);
  const known = { ...refund, references: returned.references };
  expect(await online.unshare!(await opened(), payment, known, 20)).toEqual(returned);
});

test('a commission that WeChat does not take back stays the agency’s, and says why', async () => {
  const { payment, refund } = await shared();
  await wechat.control(`merchants/${provider.mchid}`, { sharing: 'BY_CONTROL' });
  const back = async () => online.unshare!(await opened(), payment, refund, 20);
  expect(await back()).toMatchObject({ done: false, amount: 0 });
  const failing = { result: 'FAILED', failReason: 'PAYER_ACCOUNT_ABNORMAL' };
  await wechat.control(`profitsharing/returns/${refundId.encode(refund._id)}/finish`, failing);
  await wechat.control(`merchants/${provider.mchid}`, { sharing: 'AT_ONCE' });
  expect(await back()).toMatchObject({ done: true, amount: 0, failure: 'PAYER_ACCOUNT_ABNORMAL' });
});

test('a refusal that stays one is for a person', async () => {
  await paid();
  await wechat.control('faults', {
    mchid: provider.mchid,
    path: '/v3/profitsharing/orders',
    act: 'answer',
    status: 403,
    code: 'RULE_LIMIT',
  });
  await expect(shareAll()).rejects.toMatchObject({ name: 'Unrecoverable', message: expect.stringContaining('RULE_LIMIT') });
});

test('without a commission nothing is held back', async () => {
  const other = await aShop();
  const free = await aWechatPlatform(other.agencyId, provider, 0);
  await belowPlatform(other, free, sub.mchid);
  const { payment } = await startWechatPay(other, await anOrder(other));
  expect(payment.references).not.toHaveProperty('profitSharing');
});

// Bills.

test('the day’s bill of a sub-merchant: what was paid and what was given back', async () => {
  const { payment } = await paid();
  const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  const lines = [];
  for await (const line of (await online.bill!(await opened(), day))!) lines.push(line);
  expect(lines).toMatchObject([
    { kind: 'PAYMENT', ours: payment.references.outTradeNo, amount: payment.amount, of: { transaction: payment.references.transaction } },
  ]);
  expect(await online.bill!(await opened(), '2026-11-01')).toBeNull();
});

// Taking merchants on.

const application = (code: string) => ({
  business_code: code,
  contact_info: { contact_type: 'LEGAL', contact_name: '张三', mobile_phone: '13900000000', contact_email: 'zhang@example.com' },
  subject_info: {
    subject_type: 'SUBJECT_TYPE_INDIVIDUAL',
    identity_info: { id_card_info: { id_card_name: '张三', id_card_number: '11010119900101123X', id_card_copy: 'media' }, owner: true },
    finance_institution_info: undefined,
  },
  business_info: {
    merchant_shortname: '张三商店',
    service_phone: '13900000000',
    sales_info: { sales_scenes_type: ['SALES_SCENES_STORE'] },
  },
  settlement_info: { settlement_id: '719', qualification_type: '零售' },
  bank_account_info: {
    bank_account_type: 'BANK_ACCOUNT_TYPE_PERSONAL',
    account_name: '张三',
    account_bank: '招商银行',
    account_number: '6222000000000000',
  },
});

test('an application goes in with its sensitive fields encrypted, and is followed to its sub-merchant', async () => {
  const provides = openPlatform(platform);
  const code = `shop_${new Types.ObjectId().toHexString()}`;
  expect(await queryApplyment(provides, 'TEST', code)).toBeNull();
  const { applymentId } = await submitApplyment(provides, 'TEST', application(code));
  expect(await queryApplyment(provides, 'TEST', code)).toMatchObject({
    applymentId,
    state: 'AUDITING',
    subMchid: null,
    signUrl: expect.stringContaining('http'),
  });
  await wechat.control(`applyments/${code}`, { state: 'REJECTED' });
  expect(await queryApplyment(provides, 'TEST', code)).toMatchObject({
    state: 'REJECTED',
    rejections: [{ field: 'mobile_phone', name: expect.any(String), reason: expect.any(String) }],
  });
  await submitApplyment(provides, 'TEST', application(code));
  for (const state of ['TO_BE_SIGNED', 'SIGNING', 'FINISHED']) await wechat.control(`applyments/${code}`, { state });
  expect(await queryApplymentById(provides, 'TEST', applymentId)).toMatchObject({
    state: 'FINISHED',
    subMchid: expect.stringMatching(/^\d+$/),
  });
});

test('a picture for an application is uploaded under a signature of its description', async () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100, 7)]);
  const { mediaId } = await uploadMedia(openPlatform(platform), 'TEST', { name: 'licence.jpg', type: 'image/jpeg', bytes });
  expect(mediaId).toEqual(expect.any(String));
});
