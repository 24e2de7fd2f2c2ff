import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { callbackEvents } from '#commerce/payments/callback.model.js';
import { openAccount } from '#commerce/payments/opened.js';
import type { Payment } from '#commerce/payments/payment.model.js';
import type { OpenAccount, RefundStatement } from '#commerce/payments/provider.js';
import { type Refund, refundId } from '#commerce/payments/refund.model.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { aStripePlatform, connectBelow } from '#tests/support/stripe-connect.js';
import { until } from '#tests/support/until.js';
import { clientOf } from './client.js';
import { interpret } from './events.js';
import { queryRefund, refund } from './refunds.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const TOTAL = 2799;
const STEPS = ['process', 'succeed', 'fail'];

/** A payment that is captured, on an account of the shop's own or below its agency's platform at so many basis points. */
async function paid({ method = 'CHECKOUT', commission }: { method?: Payment['method']; commission?: number } = {}) {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const agency = commission === undefined ? null : await aStripePlatform(stripe, shop, commission);
  const connected = agency && (await connectBelow(stripe, shop, agency));
  const account = await openAccount(shop, connected ? connected.account : await connectStripe(shop, secretKey));
  const order = await anOrder(shop);
  await stripe.pay((await startStripe(shop, order, method)).payment);
  await applyCallbacks(shop);
  const payment = (await booksOf(shop, order)).payments[0]!;
  expect(payment).toMatchObject({ status: 'CAPTURED', amount: TOTAL });
  /** What so many events say, in the order in which it happened: they arrive in any. */
  const said = async (count: number): Promise<RefundStatement[]> => {
    const rows = () => callbackEvents.in(shop).find({ state: 'PENDING' });
    await until(async () => (await rows()).length === count);
    const statements = (await rows()).map(({ body }) => interpret(body, account) as RefundStatement);
    return statements.sort((one, other) => STEPS.indexOf(one.event) - STEPS.indexOf(other.event));
  };
  return { account, payment, said, apiKey: agency?.secretKey ?? secretKey, stripeAccount: connected?.connectedAccount ?? '' };
}

function aRefund(payment: Payment, amount: number, more: Partial<Refund> = {}): Refund {
  const now = new Date();
  const { shopId, orderId, _id: payment_id, accountId, provider, mode, currency } = payment;
  const states = {
    status: 'PENDING',
    origin: 'MERCHANT',
    lines: [],
    rest: amount,
    reason: null,
    references: {},
    mismatches: [],
    failure: null,
  } as const;
  const times = { polls: 0, createdAt: now, updatedAt: now, settledAt: null };
  return {
    _id: new Types.ObjectId(),
    shopId,
    orderId,
    paymentId: payment_id,
    accountId,
    provider,
    mode,
    currency,
    amount,
    ...states,
    ...times,
    ...more,
  };
}

const refundsAt = async (account: OpenAccount, { references }: Payment) =>
  (await clientOf(account).refunds.list({ payment_intent: references.paymentIntent! })).data;

test('money goes back under our refund’s id, of the payment it belongs to', async () => {
  const { account, payment, said } = await paid();
  const given = aRefund(payment, 1000);
  const id = refundId.encode(given._id);
  const statement = await refund(account, payment, given);
  expect(statement).toEqual({
    about: 'refund',
    mode: 'TEST',
    connectedAccount: null,
    refund: id,
    of: { paymentIntent: payment.references.paymentIntent, charge: payment.references.charge },
    event: 'succeed',
    amount: 1000,
    currency: 'CNY',
    references: { refund: expect.stringMatching(/^re_/) },
    failure: null,
  });
  expect(await said(1)).toEqual([statement]);
  expect(await queryRefund(account, payment, { ...given, references: statement.references })).toEqual(statement);
});

test('the same refund twice, and ten times at once, is one', async () => {
  const { account, payment } = await paid();
  const given = aRefund(payment, 1000);
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => refund(account, payment, given)));
  expect(all.every((one) => one.status === 'fulfilled' || one.reason.code === 'PROVIDER_UNAVAILABLE')).toBe(true);
  await refund(account, payment, given);
  expect(await refundsAt(account, payment)).toMatchObject([{ amount: 1000 }]);
});

test('a day later Stripe has forgotten the key: the refund is found and not made again', async () => {
  const { account, payment } = await paid();
  const given = aRefund(payment, 1000, { createdAt: new Date(Date.now() - 25 * 3600_000) });
  await clientOf(account).refunds.create({
    payment_intent: payment.references.paymentIntent!,
    amount: 1000,
    metadata: { refund: refundId.encode(given._id) },
  });
  expect(await refund(account, payment, given)).toMatchObject({ refund: refundId.encode(given._id), event: 'succeed' });
  expect(await refundsAt(account, payment)).toHaveLength(1);
});

test('its answer is lost, and its id with it: asking finds it by ours', async () => {
  const { account, payment, apiKey } = await paid();
  const given = aRefund(payment, TOTAL);
  expect(await queryRefund(account, payment, given)).toBeNull();
  await stripe.control('faults', { apiKey, path: '/v1/refunds', act: 'drop', when: 'after', times: 4 });
  await expect(refund(account, payment, given)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', final: false });
  expect(await queryRefund(account, payment, given)).toMatchObject({ refund: refundId.encode(given._id), amount: TOTAL, event: 'succeed' });
});

test('more than was paid is refused, in Stripe’s words', async () => {
  const { account, payment } = await paid();
  await refund(account, payment, aRefund(payment, 2000));
  await expect(refund(account, payment, aRefund(payment, 1000))).rejects.toMatchObject({ code: 'PROVIDER_REJECTED', final: true });
});

test.each([
  ['its PaymentIntent', 'paymentIntent'],
  ['its charge alone', 'charge'],
  ['its page alone', 'session'],
] as const)('a payment that is known by %s', async (_what, kind) => {
  const { account, payment } = await paid();
  const known = { ...payment, references: { [kind]: payment.references[kind]! } };
  expect(await refund(account, known, aRefund(payment, 1))).toMatchObject({ event: 'succeed', amount: 1 });
});

test('a payment that Stripe never saw paid is not refunded', async () => {
  const { account, payment } = await paid();
  await expect(refund(account, { ...payment, references: {} }, aRefund(payment, 1))).rejects.toMatchObject({
    code: 'PROVIDER_REJECTED',
    message: expect.stringContaining('nothing that was paid'),
  });
});

test('below a platform the agency’s commission goes back in proportion, from the merchant’s own account', async () => {
  const { account, payment } = await paid({ commission: 1000 });
  const statement = await refund(account, payment, aRefund(payment, 1400));
  expect(statement).toMatchObject({ connectedAccount: account.connectedAccount, event: 'succeed' });
  const { data } = await clientOf(account).balanceTransactions.list({ type: 'refund' });
  expect(data).toMatchObject([{ amount: -1400, fee: -Math.floor((279 * 1400) / TOTAL) }]);
});

test('below a platform that takes nothing there is no commission to give back', async () => {
  const { account, payment } = await paid({ commission: 0 });
  expect(await refund(account, payment, aRefund(payment, 1400))).toMatchObject({ event: 'succeed' });
  const byCharge = { ...payment, references: { charge: payment.references.charge! } };
  expect(await refund(account, byCharge, aRefund(payment, 1))).toMatchObject({ event: 'succeed' });
});

test('where the balance is not enough it is pending, and goes through when there is money', async () => {
  const { account, payment, said, apiKey, stripeAccount } = await paid({ commission: 100 });
  await stripe.control('refunds/pending', { apiKey, stripeAccount });
  const statement = await refund(account, payment, aRefund(payment, 500));
  expect(statement).toMatchObject({ event: 'process', failure: null });
  await stripe.control(`refunds/${statement.references.refund}/succeed`, {});
  expect(await said(2)).toMatchObject([{ event: 'process' }, { event: 'succeed', refund: statement.refund }]);
});

test('a bank that sends it back: failed, with Stripe’s reason', async () => {
  const { account, payment, said } = await paid();
  const given = aRefund(payment, 500);
  const statement = await refund(account, payment, given);
  await stripe.control(`refunds/${statement.references.refund}/fail`, { of: { reason: 'expired_or_canceled_card' } });
  const failed = { event: 'fail', failure: 'expired_or_canceled_card', refund: statement.refund, amount: 500 };
  expect((await said(2)).at(-1)).toMatchObject(failed);
  expect(await queryRefund(account, payment, { ...given, references: statement.references })).toMatchObject(failed);
});

test('a refund that was made in Stripe’s dashboard is told with the payment that it is of', async () => {
  const { payment, said } = await paid();
  await stripe.control(`payment_intents/${payment.references.paymentIntent}/refund`, { of: { amount: 700 } });
  const { paymentIntent, charge } = payment.references;
  expect(await said(1)).toMatchObject([{ refund: null, of: { paymentIntent, charge }, amount: 700, event: 'succeed' }]);
});
