import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BadSignature, type OpenAccount } from '../../provider.js';
import { beijingTime, fenOf, fromBeijingTime, yuanOf } from './amounts.js';
import { publicKeyOf } from './keys.js';
import { answers, interpret, readCallback } from './notifications.js';
import { signRequest } from './signature.js';
import { ORDERED, PAID } from './vectors.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const PUBLISHED = publicKeyOf(PAID.publicKey)!;

const form = (params: Record<string, string>) => ({ headers: {}, body: Buffer.from(new URLSearchParams(params).toString()) });

const account: OpenAccount = {
  mode: 'TEST',
  externalId: PAID.params.app_id,
  connectedAccount: null,
  secrets: {},
  settings: { appId: PAID.params.app_id, sellerId: PAID.params.seller_id },
  signing: [],
  callbackUrl: '',
  platform: null,
};
const said = (more: Record<string, string> = {}, to = account) => interpret(form({ ...PAID.params, ...more }).body.toString(), to);

test('what Alipay has sent is taken under its notify_id, by either of two keys', () => {
  const expected = { eventId: '2019081500222155624068450559358070', type: 'TRADE_SUCCESS' };
  expect(readCallback(form(PAID.params), [PUBLISHED])).toEqual(expected);
  expect(readCallback(form(PAID.params), [publicKey, PUBLISHED])).toEqual(expected);
  expect(readCallback(form(ORDERED.params), [publicKeyOf(ORDERED.publicKey)!]).type).toBe('servicemarket_order_notify');
});

test('a refund goes by a type of its own', () => {
  const params = { ...PAID.params, out_biz_no: 'refund_1', refund_fee: '0.05', sign: '' };
  const { sign: _none, ...unsigned } = params;
  expect(readCallback(form({ ...unsigned, sign: signRequest(unsigned, privateKey) }), [publicKey]).type).toBe('refund');
});

const twice = { headers: {}, body: Buffer.from(`${form(PAID.params).body}&total_amount=0.10`) };
const nameless = { app_id: '1' };
test.each([
  ['no key yet', form(PAID.params), []],
  ['another key', form(PAID.params), [publicKey]],
  ['one fen more', form({ ...PAID.params, total_amount: '0.11' }), [PUBLISHED]],
  ['a name that comes twice', twice, [PUBLISHED]],
  ['nothing', { headers: {}, body: Buffer.alloc(0) }, [PUBLISHED]],
  ['bytes of no form', { headers: {}, body: Buffer.from([0xff, 0xfe, 0x00, 0x25]) }, [PUBLISHED]],
  ['no notify_id', form({ ...nameless, sign: signRequest(nameless, privateKey) }), [publicKey]],
])('%s: refused', (_what, callback, keys) => {
  expect(() => readCallback(callback, keys)).toThrow(BadSignature);
});

test('a form of more names than any notification has is refused before its signature is looked at', () => {
  const signedOf = (names: number) => {
    const more = Object.fromEntries(Array.from({ length: names }, (_, at) => [`extra_${at}`, '1']));
    const unsigned = { notify_id: 'n1', app_id: '1', ...more };
    return form({ ...unsigned, sign: signRequest(unsigned, privateKey) });
  };
  expect(readCallback(signedOf(150), [publicKey]).eventId).toBe('n1');
  expect(() => readCallback(signedOf(250), [publicKey])).toThrow(BadSignature);
});

test('whatever is sent to the door, it is refused in order or was signed by Alipay', () => {
  const real = form(PAID.params).body;
  const mutated = fc.tuple(fc.nat(real.length - 1), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([at, bytes]) => {
    const changed = Buffer.from(real);
    changed.set(bytes.slice(0, real.length - at), at);
    return changed;
  });
  const anything = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(mutated, anything), (body) => {
      try {
        readCallback({ headers: {}, body }, [PUBLISHED]);
        // Other bytes of the same meaning, such as an escape in the other case; base64 has some of its own.
        const { sign: _also, ...told } = Object.fromEntries(new URLSearchParams(body.toString()));
        const { sign: _one, ...signed } = PAID.params;
        expect(told).toEqual(signed);
      } catch (error) {
        expect(error).toBeInstanceOf(BadSignature);
      }
    }),
    { numRuns: 2000 },
  );
});

test('Alipay reads one word: success, or failure', () => {
  expect(answers.taken).toMatchObject({ status: 200, body: 'success' });
  expect(answers.refused!(400, 'BAD_SIGNATURE')).toMatchObject({ status: 400, body: 'failure' });
});

test.each([
  ['TRADE_SUCCESS', 'capture'],
  ['TRADE_FINISHED', 'capture'],
  ['TRADE_CLOSED', 'cancel'],
])('%s says: %s', (trade_status, event) => {
  expect(said({ trade_status })).toEqual({
    about: 'payment',
    payment: PAID.params.out_trade_no,
    event,
    amount: 10,
    currency: 'CNY',
    mode: 'TEST',
    connectedAccount: null,
    references: { outTradeNo: PAID.params.out_trade_no, tradeNo: PAID.params.trade_no },
    failure: null,
  });
});

test('a trade that waits for its buyer, and a message about something else, are no news', () => {
  expect(said({ trade_status: 'WAIT_BUYER_PAY' })).toBeNull();
  expect(interpret(form(ORDERED.params).body.toString(), account)).toBeNull();
});

test.each([
  ['application', { app_id: '2019073166072303' }],
  ['seller', { seller_id: '2088531891668730' }],
])('another %s is nobody’s connected account: it settles nothing', (_what, more) => {
  expect(said(more)?.connectedAccount).toEqual(expect.stringContaining('/'));
});

test('without a seller to compare with, the application alone decides', () => {
  const { sellerId: _none, ...settings } = account.settings;
  expect(said({ seller_id: '2088531891668730' }, { ...account, settings } as OpenAccount)?.connectedAccount).toBeNull();
});

test.each([
  ['in part', 'TRADE_SUCCESS'],
  ['whole', 'TRADE_CLOSED'],
])('a trade that was refunded %s is a refund’s word, and no cancellation', (_what, trade_status) => {
  const refund = `refund_${'ab'.repeat(12)}`;
  expect(said({ trade_status, refund_fee: '0.10', out_biz_no: refund, gmt_refund: '2019-08-16 10:00:00.123' })).toMatchObject({
    about: 'refund',
    refund,
    of: { tradeNo: PAID.params.trade_no },
    event: 'succeed',
    references: { outRequestNo: refund },
  });
});

test('a refund that was made in the console has no id of ours', () => {
  expect(said({ refund_fee: '0.10' })).toMatchObject({
    about: 'refund',
    refund: null,
    references: { outRequestNo: PAID.params.out_trade_no },
  });
});

test('fen and yuan, by text alone', () => {
  for (const fen of [1, 10, 99, 100, 1999, 10_000_000_000]) expect(fenOf(yuanOf(fen))).toBe(fen);
  expect(yuanOf(1999)).toBe('19.99');
  expect([fenOf('88.8'), fenOf('88'), fenOf('-0.12')]).toEqual([8880, 8800, -12]);
  for (const odd of ['0.001', '', 'NaN', undefined, '1e3', '1,000.00']) expect(Number.isInteger(fenOf(odd))).toBe(false);
});

test('Alipay’s clock is Beijing’s', () => {
  const moment = new Date('2026-11-25T16:30:00Z');
  expect(beijingTime(moment)).toBe('2026-11-26 00:30:00');
  expect(fromBeijingTime('2026-11-26 00:30:00')).toEqual(moment);
});
