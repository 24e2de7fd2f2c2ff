import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder } from '#commerce/checkout/index.js';
import { notifications } from '#commerce/notifications/index.js';
import { orderId } from '#commerce/orders/index.js';
import { changeShop, outbox } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { workOff } from '#tests/support/outbox.js';
import { aPaidOrder, expectSound, refund, saying, sayingOf } from '#tests/support/refunds.js';
import { booksOf, openStripe } from '#tests/support/stripe.js';
import { until } from '#tests/support/until.js';
import { callbackEvents } from './callback.model.js';
import { paymentId, payments } from './payment.model.js';
import { namePayments } from './payment-names.js';
import { differences } from './reconciliation/difference.model.js';
import { recordDifferences } from './reconciliation/differences.js';
import { endedAmong, stuckAmong } from './reconciliation/stuck.js';
import { refundId, refunds } from './refund.model.js';
import { applyRefund } from './refund-apply.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

test('the callback before the answer, three times, and a stale "processing" after it: one refund', async () => {
  const { shop, account, order, payment } = await aPaidOrder(stripe);
  const made = await refund(shop, order, '60');
  const said = sayingOf(payment, made);
  const verdicts = await Promise.all([1, 2, 3].map(() => applyRefund(shop, account, said)));
  expect(verdicts.map(({ outcome }) => outcome).toSorted()).toEqual(['APPLIED', 'IGNORED', 'IGNORED']);
  expect(await applyRefund(shop, account, { ...said, event: 'process' })).toEqual({ outcome: 'IGNORED', reason: 'ALREADY_SUCCEEDED' });
  expect((await expectSound(shop, order)).refunded).toHaveLength(1);
});

test.each([
  ['amount', { amount: 1 }, 'AMOUNT'],
  ['currency', { currency: 'USD' }, 'CURRENCY'],
  ['mode', { mode: 'LIVE' }, 'MODE'],
  ['connected account', { connectedAccount: 'acct_1' }, 'CONNECTED_ACCOUNT'],
  ['payment', { of: { paymentIntent: 'pi_another' } }, 'REFERENCE'],
] as const)('another %s than the refund has is refused, and the merchant told once', async (_what, lie, reason) => {
  const { shop, account, order, payment } = await aPaidOrder(stripe);
  const made = await refund(shop, order, '60');
  for (let times = 0; times < 2; times++)
    expect(await applyRefund(shop, account, sayingOf(payment, made, lie))).toEqual({ outcome: 'REFUSED', reason });
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([{ status: 'PENDING' }]);
  expect(books.mismatches).toMatchObject([{ reason, refund: refundId.encode(made._id), expected: { amount: 6000 } }]);
});

test('another account than the payment was made over is refused', async () => {
  const { shop, order, payment } = await aPaidOrder(stripe);
  const other = await aPaidOrder(stripe);
  const made = await refund(shop, order, '60');
  expect(await applyRefund(shop, other.account, sayingOf(payment, made))).toEqual({ outcome: 'REFUSED', reason: 'ACCOUNT' });
});

test("another shop's refund is nobody's here", async () => {
  const { shop, order, payment } = await aPaidOrder(stripe);
  const other = await aPaidOrder(stripe);
  const made = await refund(shop, order, '60');
  const verdict = await applyRefund(other.shop, other.account, sayingOf(payment, made));
  expect(verdict).toEqual({ outcome: 'IGNORED', reason: 'UNKNOWN_REFUND' });
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'PENDING' }]);
});

test('a bank returns what it was sent: the refund has failed after all, the books and the order say so', async () => {
  const { shop, account, order, payment } = await aPaidOrder(stripe);
  const made = await refund(shop, order);
  await applyRefund(shop, account, sayingOf(payment, made));
  expect((await expectSound(shop, order)).order).toMatchObject({ paymentStatus: 'REFUNDED', lines: [{ units: [{ refunded: 2 }] }] });
  await applyRefund(shop, account, sayingOf(payment, made, { event: 'fail', failure: 'lost_or_stolen_card' }));
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([{ status: 'FAILED', failure: 'lost_or_stolen_card' }]);
  expect(books.order).toMatchObject({ paymentStatus: 'PAID', refunded: 0, refunding: 0, lines: [{ units: [{ refunded: 0 }] }] });
  expect(books.ledger).toHaveLength(3);
  // And should the provider pay it out all the same, a person is told.
  expect(await applyRefund(shop, account, sayingOf(payment, made))).toMatchObject({ outcome: 'IGNORED' });
  expect((await booksOf(shop, order)).mismatches).toMatchObject([{ reason: 'REFUND' }]);
});

test('a refund that was made at Stripe is recorded once, under its own origin', async () => {
  const { shop, account, order, payment, client } = await aPaidOrder(stripe);
  const said = saying(payment, { references: { refund: 're_there' } });
  await Promise.allSettled([1, 2, 3].map(() => applyRefund(shop, account, said)));
  await applyRefund(shop, account, said);
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([{ origin: 'PROVIDER', status: 'SUCCEEDED', amount: 6000, rest: 6000 }]);
  expect(books.order).toMatchObject({ paymentStatus: 'PARTIALLY_REFUNDED', refunded: 6000 });
  await workOff();
  expect((await client.refunds.list({ payment_intent: payment.references.paymentIntent! })).data).toEqual([]);
  await expect(refund(shop, order, '60')).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE' });
});

test('never more than was captured, whoever makes it: the second is refused and told', async () => {
  const { shop, account, order, payment } = await aPaidOrder(stripe);
  await applyRefund(shop, account, saying(payment, { references: { refund: 're_1' } }));
  expect(await applyRefund(shop, account, saying(payment, { references: { refund: 're_2' } }))).toEqual({
    outcome: 'REFUSED',
    reason: 'AMOUNT',
  });
  const books = await expectSound(shop, order);
  expect(books.refunds).toHaveLength(1);
  expect(books.mismatches).toMatchObject([{ reason: 'REFUND' }]);
});

test('made there while ours is on its way: ours is refused there, then theirs is recorded', async () => {
  const { shop, account, order, payment, client } = await aPaidOrder(stripe);
  await refund(shop, order, '60');
  const there = await client.refunds.create({ payment_intent: payment.references.paymentIntent!, amount: 6000 });
  const said = saying(payment, { references: { refund: there.id } });
  await expect(applyRefund(shop, account, said)).rejects.toThrow('waits');
  await workOff();
  await applyRefund(shop, account, said); // its callback may have come before
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([
    { status: 'FAILED', origin: 'MERCHANT' },
    { status: 'SUCCEEDED', origin: 'PROVIDER' },
  ]);
});

test('a refund that is told before the capture waits for it', async () => {
  const { shop, account, order, payment } = await aPaidOrder(stripe);
  await payments.in(shop).set({ _id: payment._id }, { $set: { status: 'PROCESSING' } });
  await expect(applyRefund(shop, account, saying(payment, { references: { refund: 're_1' } }))).rejects.toThrow('waits');
  expect((await booksOf(shop, order)).refunds).toEqual([]);
});

test('a payment is found by our own id too, where its provider carries that', async () => {
  const { shop, account, order, payment } = await aPaidOrder(stripe);
  const of = { payment: paymentId.encode(payment._id) };
  expect(await applyRefund(shop, account, saying(payment, { of, references: { refund: 're_1' } }))).toMatchObject({ outcome: 'APPLIED' });
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ origin: 'PROVIDER' }]);
});

test('a payment from before there were names is found once they are given', async () => {
  const { shop, account, order, payment } = await aPaidOrder(stripe);
  await payments.in(shop).set({ _id: payment._id }, { $unset: { names: '' } });
  const said = saying(payment, { references: { refund: 're_1' } });
  expect(await applyRefund(shop, account, said)).toMatchObject({ outcome: 'IGNORED', reason: 'UNKNOWN_REFUND' });
  await namePayments();
  expect(await applyRefund(shop, account, said)).toMatchObject({ outcome: 'APPLIED' });
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ origin: 'PROVIDER' }]);
});

test('a paid order that is cancelled with refund is refunded at Stripe', async () => {
  const { shop, order } = await aPaidOrder(stripe);
  await cancelOrder(shop, orderId.encode(order._id), { refund: true });
  await workOff();
  expect((await expectSound(shop, order)).order).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED', refunded: order.total });
});

test('a refund made in the dashboard comes through the callback door and is booked once, though told twice', async () => {
  const { shop, order, payment, client } = await aPaidOrder(stripe);
  await client.refunds.create({ payment_intent: payment.references.paymentIntent!, amount: 6000 });
  await until(async () => {
    await workOff();
    return (await booksOf(shop, order)).refunds.length > 0;
  });
  await callbackEvents.in(shop).updateMany({}, { $set: { state: 'PENDING' } });
  await workOff();
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([{ origin: 'PROVIDER', status: 'SUCCEEDED', amount: 6000 }]);
  expect(books.refunded).toHaveLength(1);
});

test('a refund that its provider holds up: the merchant is told why, once, it is listed, and a later word ends it', async () => {
  const { shop, account, order, payment } = await aPaidOrder(stripe);
  await changeShop(shop, { settings: { merchantEmail: 'merchant@example.com' } });
  const held = await refund(shop, order, '60.00');
  const says = (given: object) => applyRefund(shop, account, sayingOf(payment, held, given));
  await says({ event: 'process' });
  for (const _time of [1, 2]) await says({ event: 'process', failure: 'ABNORMAL' });
  const read = async () => (await refunds.in(shop).findOne({ _id: held._id }))!;
  expect(await read()).toMatchObject({ status: 'PROCESSING', failure: 'ABNORMAL' });
  expect(await outbox.in(shop).count({ type: 'refund.waiting' })).toBe(1);
  await workOff();
  const mails = await notifications.in(shop).find({ template: 'refund-waiting' });
  expect(mails).toMatchObject([{ recipient: 'merchant@example.com', text: expect.stringContaining('ABNORMAL') }]);
  const listed = await stuckAmong(shop, [payment], [await read()]);
  expect(listed).toMatchObject([{ kind: 'STUCK', refundId: held._id }]);
  await recordDifferences(shop, listed);
  const open = await differences.in(shop).find({ status: 'OPEN' });
  expect(await endedAmong(shop, open)).toEqual([]);
  await says({ event: 'succeed' });
  expect(await read()).toMatchObject({ status: 'SUCCEEDED', failure: null });
  expect(await endedAmong(shop, open)).toEqual([open[0]!.key]);
});
