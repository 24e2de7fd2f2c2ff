import { expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { type Payment, paymentId } from '../../payment.model.js';
import { BadSignature, type OpenAccount, UnknownSigner } from '../../provider.js';
import { refundId } from '../../refund.model.js';
import { WechatPayAccount } from './account.js';
import { answers, interpret, readCallback } from './callback.js';
import { writeKey } from './client.js';
import { commissionOf } from './profit-sharing.js';
import { encrypt } from './signature.js';
import { check, orderBody } from './start.js';
import { CALLBACK, MERCHANT } from './vectors.js';

const API_V3_KEY = '0123456789abcdef0123456789abcdef';
const secrets = { apiV3Key: API_V3_KEY, privateKey: MERCHANT.privateKey };

const direct: OpenAccount = {
  mode: 'TEST',
  externalId: '1900000109',
  connectedAccount: null,
  secrets,
  settings: { mchid: '1900000109', appId: 'wx0000000000000001', miniProgramAppId: 'wx0000000000000002', serial: 'ABC' },
  signing: [],
  callbackUrl: 'https://shop.example/callbacks/wechat_pay/payacct_1',
  platform: null,
};
const below: OpenAccount = {
  ...direct,
  externalId: null,
  connectedAccount: '1700000001',
  secrets: {},
  settings: { subAppId: 'wx000000000000000a' },
  platform: { externalId: '1800000001', secrets, settings: { appId: 'wx0000000000000009', serial: 'DEF' }, signing: [], commission: 250 },
};

const _id = new Types.ObjectId();
const payment = {
  _id,
  method: 'NATIVE',
  amount: 9900,
  currency: 'CNY',
  returnUrl: null,
  payableUntil: null,
  createdAt: new Date('2026-11-26T00:00:00Z'),
  references: {},
} as unknown as Payment;
const id = paymentId.encode(_id);
const nobody = { address: null, openId: null };
const order = { number: '1001', email: null };

test('a merchant of its own orders in its own name', () => {
  expect(orderBody(direct, payment, order, nobody)).toEqual({
    appid: 'wx0000000000000001',
    mchid: '1900000109',
    description: '#1001',
    out_trade_no: id,
    notify_url: direct.callbackUrl,
    amount: { total: 9900, currency: 'CNY' },
  });
});

test('a mini-program orders as its own application, for the buyer that it knows', () => {
  const body = orderBody(direct, { ...payment, method: 'MINI_PROGRAM' }, order, { address: null, openId: 'oUser' });
  expect(body).toMatchObject({ appid: 'wx0000000000000002', payer: { openid: 'oUser' } });
});

test('a service provider orders for its sub-merchant, and says that a share will be taken', () => {
  const jsapi: Payment = { ...payment, method: 'JSAPI' };
  expect(orderBody(below, jsapi, order, { address: null, openId: 'oUser' })).toEqual({
    sp_appid: 'wx0000000000000009',
    sub_appid: 'wx000000000000000a',
    sp_mchid: '1800000001',
    sub_mchid: '1700000001',
    description: '#1001',
    out_trade_no: id,
    notify_url: below.callbackUrl,
    settle_info: { profit_sharing: true },
    amount: { total: 9900, currency: 'CNY' },
    payer: { sub_openid: 'oUser' },
  });
  const without = orderBody({ ...below, settings: {} }, jsapi, order, { address: null, openId: 'oUser' });
  expect(without).toMatchObject({ payer: { sp_openid: 'oUser' } });
  expect(without).not.toHaveProperty('sub_appid');
});

test('a commission is rounded down, and a payment too small for a fen of it is not held back', () => {
  expect(commissionOf(9999, below)).toBe(249);
  expect(commissionOf(39, below)).toBe(0);
  expect(commissionOf(9999, direct)).toBe(0);
  expect(orderBody(below, { ...payment, amount: 39 }, order, nobody)).not.toHaveProperty('settle_info');
});

test('H5 tells the buyer’s address, and the order how long it may be paid', () => {
  const body = orderBody(direct, { ...payment, method: 'H5', payableUntil: new Date('2026-11-26T01:00:00.5Z') }, order, {
    address: '::ffff:203.0.113.7',
    openId: null,
  });
  expect(body).toMatchObject({
    scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } },
    time_expire: '2026-11-26T09:00:00+08:00',
  });
});

test('an order that ends in a few seconds stays payable for as long as WeChat wants it, and the same when it is ordered again', () => {
  const payableUntil = new Date(payment.createdAt.getTime() + 5000);
  expect(orderBody(direct, { ...payment, payableUntil }, order, nobody)).toMatchObject({ time_expire: '2026-11-26T08:02:00+08:00' });
});

test.each([
  ['another currency', { method: 'NATIVE', currency: 'USD' }, nobody, 'PAYMENT_METHOD_UNAVAILABLE', ['provider']],
  ['JSAPI without an openId', { method: 'JSAPI', currency: 'CNY' }, nobody, 'INVALID_INPUT', ['payer', 'openId']],
  ['a mini-program without an openId', { method: 'MINI_PROGRAM', currency: 'CNY' }, nobody, 'INVALID_INPUT', ['payer', 'openId']],
  ['H5 without an address', { method: 'H5', currency: 'CNY' }, nobody, 'PAYMENT_METHOD_UNAVAILABLE', ['method']],
] as const)('%s: refused before anything is written', (_what, given, buyer, code, field) => {
  expect(() => check(given, buyer)).toThrow(expect.objectContaining({ code, field }));
});

test.each([
  ['mchid', 'abc'],
  ['appId', '1234'],
  ['apiV3Key', 'too short'],
  ['serial', 'not hex'],
  ['privateKey', MERCHANT.certificate],
  ['publicKeyId', '123'],
  ['publicKey', 'no key'],
])('%s is looked at before anybody is called', (field, value) => {
  const whole = {
    mchid: '1900000109',
    appId: 'wx0000000000000001',
    apiV3Key: API_V3_KEY,
    serial: 'abcdef12',
    privateKey: MERCHANT.privateKey,
  };
  expect(WechatPayAccount.parse(whole).serial).toBe('ABCDEF12');
  const read = WechatPayAccount.safeParse({ ...whole, [field]: value });
  expect(read.error?.issues.map(({ path }) => path)).toEqual([[field]]);
});

// What callbacks say.

const signing = [writeKey({ serial: CALLBACK.serial, publicKey: CALLBACK.certificate })];
const now = Number(CALLBACK.timestamp) * 1000;
const callback = (changed: Record<string, string> = {}, body = CALLBACK.body) => ({
  headers: {
    'wechatpay-serial': CALLBACK.serial,
    'wechatpay-timestamp': CALLBACK.timestamp,
    'wechatpay-nonce': CALLBACK.nonce,
    'wechatpay-signature': CALLBACK.signature,
    ...changed,
  },
  body: Buffer.from(body),
});

test('a callback of WeChat Pay’s own library is read', () => {
  expect(readCallback(callback(), signing, now)).toEqual({
    eventId: '3119dfba-e649-5eec-ab1e-3412bc4d2e17',
    type: 'PAYSCORE.USER_OPEN_SERVICE',
  });
});

test('a key that is not known is told apart from a signature that is wrong', () => {
  expect(() => readCallback(callback(), [], now)).toThrow(UnknownSigner);
  expect(() => readCallback(callback({}, `${CALLBACK.body}\n`), signing, now)).toThrow(BadSignature);
  expect(() => readCallback(callback({}, `${CALLBACK.body}\n`), signing, now)).not.toThrow(UnknownSigner);
  const probe = callback({ 'wechatpay-signature': `WECHATPAY/SIGNTEST/${CALLBACK.signature}` });
  expect(() => readCallback(probe, signing, now)).toThrow(/wrong on purpose/);
});

test('WeChat hears 204 without a word, or why not in its own form', () => {
  expect(answers.taken).toEqual({ status: 204, type: null, body: '' });
  expect(JSON.parse(answers.refused!(400, 'No')!.body)).toEqual({ code: 'FAIL', message: 'No' });
});

const notification = (event_type: string, resource: object, key = API_V3_KEY) =>
  JSON.stringify({ id: 'EV-1', event_type, resource: encrypt(JSON.stringify(resource), key, 'nonce1234567', 'transaction') });
const paid = {
  mchid: '1900000109',
  appid: 'wx0000000000000001',
  out_trade_no: id,
  transaction_id: '4200001',
  trade_state: 'SUCCESS',
  amount: { total: 9900, payer_total: 9000, currency: 'CNY', payer_currency: 'CNY' },
};
const paidBelow = {
  ...paid,
  mchid: undefined,
  appid: undefined,
  sp_mchid: '1800000001',
  sp_appid: 'wx0000000000000009',
  sub_mchid: '1700000001',
};

test('a payment is told whole: the order’s amount, not what a coupon left of it', () => {
  expect(interpret(notification('TRANSACTION.SUCCESS', paid), direct)).toEqual({
    about: 'payment',
    mode: 'TEST',
    connectedAccount: null,
    amount: 9900,
    currency: 'CNY',
    payment: id,
    event: 'capture',
    references: { transaction: '4200001' },
    failure: null,
  });
  expect(interpret(notification('TRANSACTION.SUCCESS', paidBelow), below)).toMatchObject({ connectedAccount: '1700000001' });
});

test.each([
  ['another merchant', direct, { ...paid, mchid: '1900000110' }],
  ['no merchant', direct, { ...paid, mchid: undefined }],
  ['another application', direct, { ...paid, appid: 'wx0000000000000003' }],
  ['a sub-merchant of a merchant that has none', direct, { ...paid, sub_mchid: '1700000001' }],
  ['another provider', below, { ...paidBelow, sp_mchid: '1800000002' }],
  ['another sub-merchant', below, { ...paidBelow, sub_mchid: '1700000002' }],
  ['no sub-merchant', below, { ...paidBelow, sub_mchid: undefined }],
])('%s: the statement fits no payment of the account', (_what, account, told) => {
  const said = interpret(notification('TRANSACTION.SUCCESS', told), account);
  expect(said?.connectedAccount).not.toBe(account.connectedAccount);
});

test('an amount that is missing equals none', () => {
  const said = interpret(notification('TRANSACTION.SUCCESS', { ...paid, amount: {} }), direct);
  expect(said).toMatchObject({ amount: Number.NaN });
});

test.each([
  ['REFUND.SUCCESS', 'SUCCESS', 'succeed', null],
  ['REFUND.CLOSED', 'CLOSED', 'fail', 'CLOSED'],
  ['REFUND.ABNORMAL', 'ABNORMAL', 'process', 'ABNORMAL'],
] as const)('%s', (type, refund_status, event, failure) => {
  const refund = refundId.encode(new Types.ObjectId());
  const told = {
    mchid: '1900000109',
    out_trade_no: id,
    transaction_id: '4200001',
    out_refund_no: refund,
    refund_id: '50300001',
    refund_status,
    amount: { total: 9900, refund: 100 },
  };
  const said = {
    about: 'refund',
    refund,
    of: { transaction: '4200001' },
    event,
    failure,
    amount: 100,
    currency: 'CNY',
    connectedAccount: null,
  };
  expect(interpret(notification(type, told), direct)).toMatchObject(said);
  expect(interpret(notification(type, { ...told, out_refund_no: 'madeByHand' }), direct)).toMatchObject({ refund: null });
});

test('what is about neither is nothing of ours, and what does not open is tried again', () => {
  expect(interpret(notification('PAYSCORE.USER_OPEN_SERVICE', {}), direct)).toBeNull();
  expect(() => interpret(notification('TRANSACTION.SUCCESS', paid, 'f'.repeat(32)), direct)).toThrow(/API v3 key of 1900000109/);
});
