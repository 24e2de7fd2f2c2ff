import { expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import { BadSignature } from '../../provider.js';
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

test.each([
  ['a text', 'acct_1', 'acct_1'],
  ['nothing', undefined, null],
  ['something else', { $gt: '' }, null],
])('whose a platform’s event is, where the event says %s', (_what, account, expected) => {
  const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'account.updated', account });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: VECTOR.secret, timestamp: VECTOR.at });
  expect(readCallback(callback(signature, body), [VECTOR.secret], now).connectedAccount).toBe(expected);
});

const refund = { id: 're_1', amount: 500, currency: 'usd', charge: 'ch_1', payment_intent: 'pi_1', metadata: {}, status: 'succeeded' };

test.each([
  ['refund.created', { status: 'pending' }, 'process'],
  ['refund.updated', { status: 'requires_action' }, 'process'],
  ['refund.updated', { status: null }, 'process'],
  ['charge.refund.updated', { status: 'succeeded' }, 'succeed'],
  ['refund.failed', { status: 'failed', failure_reason: 'lost_or_stolen_card' }, 'fail'],
  ['refund.updated', { status: 'canceled' }, 'fail'],
])('%s %j: the refund has come to %s', (type, more, said) => {
  const of = { paymentIntent: 'pi_1', charge: 'ch_1' };
  expect(interpret(event(type, { ...refund, ...more }), own)).toMatchObject({
    about: 'refund',
    event: said,
    of,
    amount: 500,
    refund: null,
  });
});

test.each([
  ['refund_65f1c0ffee65f1c0ffee65f1', 'refund_65f1c0ffee65f1c0ffee65f1'],
  ['re_mine', null],
  ['pay_65f1c0ffee65f1c0ffee65f1', null],
])('a refund that bears %s is ours by %s', (ours, expected) => {
  expect(interpret(event('refund.created', { ...refund, metadata: { refund: ours } }), own)).toMatchObject({ refund: expected });
});

const dispute = {
  id: 'dp_1',
  amount: 500,
  currency: 'usd',
  charge: 'ch_1',
  payment_intent: 'pi_1',
  reason: 'fraudulent',
  evidence_details: { due_by: 1_790_000_000 },
};

test.each([
  ['warning_needs_response', 'NEEDS_RESPONSE', false],
  ['needs_response', 'NEEDS_RESPONSE', true],
  ['warning_under_review', 'UNDER_REVIEW', false],
  ['under_review', 'UNDER_REVIEW', true],
  ['warning_closed', 'WON', false],
  ['prevented', 'WON', false],
  ['won', 'WON', true],
  ['lost', 'LOST', true],
  ['a_status_to_come', 'UNDER_REVIEW', true],
  ['constructor', 'UNDER_REVIEW', true],
])('a dispute that is %s there is %s here', (status, said, withdrawn) => {
  expect(interpret(event('charge.dispute.updated', { ...dispute, status }), own)).toMatchObject({
    about: 'dispute',
    dispute: 'dp_1',
    status: said,
    withdrawn,
    of: { paymentIntent: 'pi_1', charge: 'ch_1' },
    evidenceDueBy: new Date(1_790_000_000_000),
  });
});

const merchant = {
  id: 'acct_1',
  charges_enabled: true,
  capabilities: { card_payments: 'active' },
  requirements: { currently_due: [], past_due: [] },
};
const below = { connectedAccount: 'acct_1' };

test.each([
  [{}, true, []],
  [{ charges_enabled: false }, false, []],
  [{ capabilities: { card_payments: 'pending' } }, false, []],
  [{ capabilities: null }, false, []],
  [
    { requirements: { currently_due: ['a', 'b'], past_due: ['b'], disabled_reason: 'requirements.past_due' } },
    true,
    ['b', 'a', 'requirements.past_due'],
  ],
])('a merchant of %j: active %p, and must still do %j', (more, active, requirements) => {
  const body = event('account.updated', { ...merchant, ...more }, { account: 'acct_1' });
  expect(interpret(body, below)).toEqual({ about: 'account', mode: 'TEST', connectedAccount: 'acct_1', active, requirements });
});

test('an account’s news that another account brings is believed of neither', () => {
  expect(interpret(event('account.updated', merchant, { account: 'acct_2' }), below)).toBeNull();
  expect(interpret(event('account.updated', merchant, { account: 'acct_2' }), { connectedAccount: 'acct_2' })).toBeNull();
  expect(interpret(event('account.updated', merchant), below)).toBeNull();
  expect(interpret(event('account.application.deauthorized', { id: 'ca_1' }), below)).toBeNull();
});

test.each([
  ['an amount that is a text', 'payment_intent.succeeded', { ...intent, status: 'succeeded', amount: '1999' }],
  ['no currency', 'payment_intent.succeeded', { ...intent, status: 'succeeded', currency: null }],
  ['metadata that is a list', 'payment_intent.succeeded', { ...intent, status: 'succeeded', metadata: ['pay_1'] }],
  ['a payment that is an object', 'payment_intent.succeeded', { ...intent, status: 'succeeded', metadata: { payment: { $gt: '' } } }],
  ['a Session without an id', 'checkout.session.completed', { ...session, id: undefined, status: 'complete', payment_status: 'paid' }],
  ['a refund without an amount', 'refund.created', { ...refund, amount: undefined }],
  [
    'a due date beyond all calendars',
    'charge.dispute.created',
    { ...dispute, status: 'needs_response', evidence_details: { due_by: 1e16 } },
  ],
  ['requirements that are no list', 'account.updated', { ...merchant, requirements: { currently_due: 'all' } }],
])('%s: nothing is understood', (_what, type, object) => {
  expect(interpret(event(type, object, { account: null }), own)).toBeNull();
});
