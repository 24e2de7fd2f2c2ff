import { expect, test } from '@jest/globals';
import { actionsFor, compare, type Ours } from './match.js';

const nothing: Ours = { payment: null, refund: null, disputes: [], second: false, undone: false };
const paid: Ours = { ...nothing, payment: { amount: 2799, currency: 'CNY', status: 'CAPTURED' } };
const given: Ours = { ...nothing, refund: { amount: 500, currency: 'CNY', status: 'SUCCEEDED' } };
const aPayment = { kind: 'PAYMENT', amount: 2799, currency: 'CNY' } as const;
const aRefund = { kind: 'REFUND', amount: 500, currency: 'CNY' } as const;

test('a line that says what is recorded agrees', () => {
  expect(compare(aPayment, paid)).toBeNull();
  expect(compare(aRefund, given)).toBeNull();
});

test.each([
  ['an unknown payment', aPayment, nothing, 'MISSING_HERE'],
  ['a payment that is open here', aPayment, { ...paid, payment: { ...paid.payment!, status: 'PENDING' as const } }, 'MISSING_HERE'],
  ['a payment that was closed here', aPayment, { ...paid, payment: { ...paid.payment!, status: 'CANCELLED' as const } }, 'MISSING_HERE'],
  ['a cent too much', { ...aPayment, amount: 2800 }, paid, 'AMOUNT'],
  ['another currency', { ...aPayment, currency: 'USD' }, paid, 'CURRENCY'],
  ['the same payment a second time', aPayment, { ...paid, second: true }, 'DUPLICATE'],
  ['an unknown refund', aRefund, nothing, 'MISSING_HERE'],
  ['a refund that failed here', aRefund, { ...given, refund: { ...given.refund!, status: 'FAILED' as const } }, 'STATUS'],
  ['a refund that came back there and stands here as done', { ...aRefund, amount: -500 }, given, 'STATUS'],
  ['a refund whose return another line tells, and that stands here as done', aRefund, { ...given, undone: true }, 'STATUS'],
  ['a dispute that nobody knows of', { ...aPayment, kind: 'DISPUTE' as const }, paid, 'MISSING_HERE'],
])('%s differs', (_what, line, ours, kind) => {
  expect(compare(line, ours)).toMatchObject({ kind });
});

test('a refund that came back, failed here too: both of its lines agree', () => {
  const failed: Ours = { ...given, refund: { ...given.refund!, status: 'FAILED' }, undone: true };
  expect([compare(aRefund, failed), compare({ ...aRefund, amount: -500 }, failed)]).toEqual([null, null]);
});

test('a dispute is known by its amount, whichever way the money goes', () => {
  const disputed: Ours = { ...paid, disputes: [{ amount: 1000, currency: 'CNY', status: 'WON' }] };
  const line = { kind: 'DISPUTE', amount: 1000, currency: 'CNY' } as const;
  expect([compare(line, disputed), compare({ ...line, amount: -1000 }, disputed)]).toEqual([null, null]);
  expect(compare({ ...line, amount: 999 }, disputed)).toMatchObject({ kind: 'AMOUNT' });
});

test.each(['FEE', 'PAYOUT', 'OTHER'] as const)('a %s is booked, there is nothing to compare it with', (kind) => {
  expect(compare({ ...aPayment, kind }, nothing)).toBeNull();
});

test('what can be done fits the difference', () => {
  expect(actionsFor({ kind: 'MISSING_THERE', status: 'OPEN', asks: true })).toEqual(['ASK_PROVIDER', 'ACCEPT', 'IGNORE']);
  expect(actionsFor({ kind: 'MISSING_HERE', status: 'OPEN', asks: false })).toEqual(['ACCEPT', 'IGNORE']);
  expect(actionsFor({ kind: 'LEDGER_PAYMENT', status: 'OPEN', asks: true })).toEqual(['ACCEPT', 'IGNORE']);
  expect(actionsFor({ kind: 'AMOUNT', status: 'RESOLVED', asks: true })).toEqual([]);
});
