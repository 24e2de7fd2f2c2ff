import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { notifications } from '#commerce/notifications/index.js';
import { orderId } from '#commerce/orders/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, type Sent, startStripe, sumOf } from '#tests/support/stripe.js';
import { disputes } from './dispute.model.js';
import { applyDispute, listDisputes } from './disputes.js';
import { balancesOf } from './ledger-balances.js';
import { type Payment, payments } from './payment.model.js';
import type { DisputeStatement } from './provider.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

async function aPaidPayment() {
  const shop = await aShop({ locale: 'en' });
  const account = await connectStripe(shop, aStripeKey());
  const order = await anOrder(shop);
  const { payment: begun } = await startStripe(shop, order, 'INTENT');
  await stripe.pay(begun);
  await applyCallbacks(shop);
  const payment = (await payments.in(shop).findOne({ _id: begun._id }))!;
  return { shop, account, order, payment };
}

const dispute = ({ references }: Payment, of: object = {}, sending: object = {}) =>
  stripe.control(`payment_intents/${references.paymentIntent}/dispute`, { of, ...sending });
const disputeOf = async (shop: ShopContext) => (await disputes.in(shop).find({}))[0]!;
const close = async (shop: ShopContext, outcome: 'won' | 'lost', sending: object = {}): Promise<Sent> =>
  stripe.control(`disputes/${(await disputeOf(shop)).externalId}/close`, { of: { outcome }, ...sending });

async function balances(shop: ShopContext) {
  const all = Object.fromEntries((await balancesOf(shop)).map(({ account, amount }) => [account, amount]));
  return { disputed: all.DISPUTED ?? 0, owed: 0 - all.OWED_TO_MERCHANT! };
}
const told = async (shop: ShopContext, type: 'dispute.opened' | 'dispute.closed') => outbox.in(shop).find({ type });

test('a disputed payment is withdrawn, and given back when the merchant wins', async () => {
  const { shop, order, payment } = await aPaidPayment();
  await dispute(payment);
  await applyCallbacks(shop);
  expect(await disputeOf(shop)).toMatchObject({ status: 'NEEDS_RESPONSE', amount: 2799, withdrawn: true, reason: 'fraudulent' });
  expect(await balances(shop)).toEqual({ disputed: -2799, owed: 0 });
  await close(shop, 'won');
  await applyCallbacks(shop);
  expect(await disputeOf(shop)).toMatchObject({ status: 'WON', withdrawn: false, closedAt: expect.any(Date) });
  expect(await balances(shop)).toEqual({ disputed: 0, owed: 2799 });
  const { ledger } = await booksOf(shop, order);
  expect(sumOf(ledger)).toBe(0);
  expect([(await told(shop, 'dispute.opened')).length, (await told(shop, 'dispute.closed')).length]).toEqual([1, 1]);
});

test('a part of a payment that is lost stays lost', async () => {
  const { shop, payment } = await aPaidPayment();
  await dispute(payment, { amount: 1000 });
  await applyCallbacks(shop);
  await close(shop, 'lost');
  await applyCallbacks(shop);
  expect(await disputeOf(shop)).toMatchObject({ status: 'LOST', amount: 1000 });
  expect(await balances(shop)).toEqual({ disputed: -1000, owed: 1799 });
});

test('a bank that only asks has taken nothing', async () => {
  const { shop, payment } = await aPaidPayment();
  await dispute(payment, { inquiry: true });
  await applyCallbacks(shop);
  expect(await disputeOf(shop)).toMatchObject({ status: 'NEEDS_RESPONSE', withdrawn: false });
  expect(await balances(shop)).toEqual({ disputed: 0, owed: 2799 });
});

test('a question that becomes a dispute is booked when the money is taken, once; one that ends as a question books nothing', async () => {
  const { shop, account, payment } = await aPaidPayment();
  const asks = { withdrawn: false };
  await applyDispute(shop, account, said(payment, asks));
  await applyDispute(shop, account, said(payment, { ...asks, status: 'UNDER_REVIEW' }));
  expect(await balances(shop)).toEqual({ disputed: 0, owed: 2799 });
  for (const _time of [1, 2]) await applyDispute(shop, account, said(payment, { withdrawn: true }));
  expect(await balances(shop)).toEqual({ disputed: -2799, owed: 0 });
  await applyDispute(shop, account, said(payment, { status: 'WON', withdrawn: true }));
  const another = { ...asks, dispute: 'dp_2' };
  await applyDispute(shop, account, said(payment, another));
  await applyDispute(shop, account, said(payment, { ...another, status: 'WON' }));
  expect(await balances(shop)).toEqual({ disputed: 0, owed: 2799 });
});

test('each event three times and the last one first: one dispute, booked and told once', async () => {
  const { shop, payment } = await aPaidPayment();
  await dispute(payment, {}, { deliveries: 3, order: ['charge.dispute.funds_withdrawn', 'charge.dispute.created'] });
  await applyCallbacks(shop, { together: true });
  await close(shop, 'won', { deliveries: 3, order: ['charge.dispute.funds_reinstated', 'charge.dispute.closed'] });
  await applyCallbacks(shop, { together: true });
  expect(await disputes.in(shop).count({})).toBe(1);
  expect(await balances(shop)).toEqual({ disputed: 0, owed: 2799 });
  expect([(await told(shop, 'dispute.opened')).length, (await told(shop, 'dispute.closed')).length]).toEqual([1, 1]);
});

test('the merchant is mailed what is asked for, until when, and how it ended', async () => {
  const { shop, order, payment } = await aPaidPayment();
  await dispute(payment);
  await applyCallbacks(shop);
  await workOff();
  await close(shop, 'won');
  await applyCallbacks(shop);
  await workOff();
  const mails = await notifications.in(shop).find({ template: { $in: ['dispute-opened', 'dispute-closed'] } }, { sort: { _id: 1 } });
  expect(mails.map(({ template, recipient }) => [template, recipient])).toEqual([
    ['dispute-opened', 'merchant@example.com'],
    ['dispute-closed', 'merchant@example.com'],
  ]);
  expect(mails[0]!.text).toMatch(/CN¥27\.99 of order \d+ \(the buyer does not know the payment\)/);
  expect(mails[0]!.text).toMatch(/evidence in the provider's own dashboard until/);
  expect(mails[1]!.text).toContain(`CN¥27.99 of order ${order.number} are in your balance again`);
});

const said = (payment: Payment, given: Partial<DisputeStatement> = {}): DisputeStatement => ({
  about: 'dispute',
  mode: 'TEST',
  connectedAccount: null,
  dispute: 'dp_1',
  of: payment.references,
  status: 'NEEDS_RESPONSE',
  amount: 2799,
  currency: 'CNY',
  reason: null,
  evidenceDueBy: null,
  ...given,
});

test.each([
  ['mode', { mode: 'LIVE' }, 'MODE'],
  ['currency', { currency: 'USD' }, 'CURRENCY'],
  ['connected account', { connectedAccount: 'acct_2' }, 'CONNECTED_ACCOUNT'],
  ['an amount above what was paid', { amount: 2800 }, 'AMOUNT'],
] as const)('another %s is refused, and nothing is recorded', async (_what, lie, reason) => {
  const { shop, account, payment } = await aPaidPayment();
  expect(await applyDispute(shop, account, said(payment, lie))).toEqual({ outcome: 'REFUSED', reason });
  expect(await disputes.in(shop).count({})).toBe(0);
  expect(await balances(shop)).toEqual({ disputed: 0, owed: 2799 });
});

test("a dispute of another shop's payment is nobody's here", async () => {
  const theirs = await aPaidPayment();
  const { shop, account } = await aPaidPayment();
  expect(await applyDispute(shop, account, said(theirs.payment))).toEqual({ outcome: 'IGNORED', reason: 'UNKNOWN_PAYMENT' });
  expect((await listDisputes(theirs.shop, {})).nodes).toEqual([]);
});

test('what was lost stays lost, whatever is said late', async () => {
  const { shop, account, order, payment } = await aPaidPayment();
  await applyDispute(shop, account, said(payment, { status: 'LOST' }));
  expect(await applyDispute(shop, account, said(payment, { status: 'UNDER_REVIEW' }))).toEqual({
    outcome: 'IGNORED',
    reason: 'ALREADY_LOST',
  });
  expect(await balances(shop)).toEqual({ disputed: -2799, owed: 0 });
  const [opened] = await told(shop, 'dispute.opened');
  expect(opened).toMatchObject({ subject: orderId.encode(order._id), data: { status: 'LOST', withdrawn: true } });
});
