import { expect, test } from '@jest/globals';
import { BadSignature } from '../../provider.js';
import { fromStripe, toStripe } from './amounts.js';
import { interpret, readCallback } from './events.js';

/**
 * Made apart from Stripe's library, as its documents describe the scheme:
 * printf '1700000000.%s' "$body" | openssl dgst -sha256 -hmac "$secret"
 */
const VECTOR = {
  secret: 'whsec_c2hvcHlhcmQtdmVjdG9y',
  body: '{"id":"evt_1","object":"event","type":"payment_intent.succeeded","note":"付款成功"}',
  at: 1_700_000_000,
  signature: 'e9c6ff7a7419d017373bec8d37a3d71bcdc18e985871860f210b54c2ca91c685',
};
const header = (v1 = VECTOR.signature, at = VECTOR.at) => `t=${at},v1=${v1}`;
const callback = (signature: string | undefined, body = VECTOR.body) => ({
  headers: signature === undefined ? {} : { 'stripe-signature': signature },
  body: Buffer.from(body),
});
const now = VECTOR.at * 1000;

test('a signature that was made elsewhere is verified', () => {
  expect(readCallback(callback(header()), [VECTOR.secret], now)).toEqual({
    eventId: 'evt_1',
    type: 'payment_intent.succeeded',
    connectedAccount: null,
  });
});

test('either of two secrets fits while one takes the other’s place, and either of two signatures', () => {
  expect(readCallback(callback(header()), ['whsec_newer', VECTOR.secret], now).eventId).toBe('evt_1');
  expect(readCallback(callback(`${header('00'.repeat(32))},v1=${VECTOR.signature}`), [VECTOR.secret], now).eventId).toBe('evt_1');
});

test.each([
  ['no header', callback(undefined), [VECTOR.secret], now],
  ['a header of another form', callback('v1=abc'), [VECTOR.secret], now],
  ['an older scheme alone', callback(`t=${VECTOR.at},v0=${VECTOR.signature}`), [VECTOR.secret], now],
  ['another secret', callback(header()), ['whsec_another'], now],
  ['no secret yet', callback(header()), [], now],
  ['one byte more', callback(header(), `${VECTOR.body} `), [VECTOR.secret], now],
  ['no body', callback(header(), ''), [VECTOR.secret], now],
  ['another time than was signed', callback(header(VECTOR.signature, VECTOR.at + 1)), [VECTOR.secret], now],
  ['five minutes and a second', callback(header()), [VECTOR.secret], now + 301_000],
])('%s: refused', (_what, given, secrets, at) => {
  expect(() => readCallback(given, secrets, at)).toThrow(BadSignature);
});

test.each([
  ['USD', 1999, 1999],
  ['CNY', 1, 1],
  ['JPY', 500, 500],
  ['ISK', 5, 500],
  ['UGX', 5, 500],
  ['HUF', 1045, 1045],
  ['TWD', 80_000, 80_000],
  ['MGA', 500, 5],
  ['KWD', 5120, 5120],
])('%s %d is %d to Stripe, and comes back', (currency, ours, theirs) => {
  expect(toStripe(ours, currency)).toBe(theirs);
  expect(fromStripe(theirs, currency)).toBe(ours);
});

test.each([
  ['KWD', 5124],
  ['MGA', 550],
  ['IQD', 1000],
])('%s %d cannot be charged there', (currency, amount) => {
  expect(() => toStripe(amount, currency)).toThrow(expect.objectContaining({ code: 'PAYMENT_METHOD_UNAVAILABLE' }));
});

test('half a króna equals no amount of ours', () => {
  expect(fromStripe(550, 'ISK')).toBe(5.5);
});

/** A shop's own account. */
const own = { connectedAccount: null };

const event = (type: string, object: object, more: object = {}) => JSON.stringify({ type, livemode: false, data: { object }, ...more });
const session = { id: 'cs_1', metadata: { payment: 'pay_1' }, amount_total: 1999, currency: 'usd', payment_intent: 'pi_1' };
const intent = { id: 'pi_1', metadata: { payment: 'pay_1' }, amount: 1999, amount_received: 1999, currency: 'usd', latest_charge: 'ch_1' };

test.each([
  ['checkout.session.completed', { ...session, status: 'complete', payment_status: 'paid' }, 'capture'],
  ['checkout.session.completed', { ...session, status: 'complete', payment_status: 'unpaid' }, 'process'],
  ['checkout.session.async_payment_succeeded', { ...session, status: 'complete', payment_status: 'paid' }, 'capture'],
  ['checkout.session.async_payment_failed', { ...session, status: 'complete', payment_status: 'unpaid' }, 'fail'],
  ['checkout.session.expired', { ...session, status: 'expired', payment_status: 'unpaid' }, 'cancel'],
  ['payment_intent.succeeded', { ...intent, status: 'succeeded' }, 'capture'],
  ['payment_intent.processing', { ...intent, status: 'processing' }, 'process'],
  ['payment_intent.payment_failed', { ...intent, status: 'requires_payment_method' }, 'fail'],
  ['payment_intent.canceled', { ...intent, status: 'canceled' }, 'cancel'],
  ['payment_intent.amount_capturable_updated', { ...intent, status: 'requires_capture' }, 'authorize'],
])('%s says: %#', (type, object, said) => {
  expect(interpret(event(type, object), own)).toMatchObject({ payment: 'pay_1', event: said, amount: 1999, currency: 'USD', mode: 'TEST' });
});

test('what was received counts, not what was asked for', () => {
  expect(interpret(event('payment_intent.succeeded', { ...intent, status: 'succeeded', amount_received: 5 }), own)).toMatchObject({
    amount: 5,
  });
});

test.each([
  ['charge.refunded', {}],
  ['payment_intent.succeeded', { ...intent, metadata: {} }],
  ['checkout.session.completed', { id: 'cs_1', metadata: null, status: 'complete' }],
  ['payment_intent.processing', { ...intent, status: 'requires_action' }],
])('%s without our payment is none of ours: %#', (type, object) => {
  expect(interpret(event(type, object), own)).toBeNull();
});
