import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Order, orderId, orderLineId } from '#commerce/orders/index.js';
import { type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { expectSound } from '#tests/support/refunds.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { applyStatement } from './apply.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import type { RefundStatement, Statement } from './provider.js';
import { stripeClient } from './providers/stripe/client.js';
import { type Refund, refundId, refunds } from './refund.model.js';
import { applyRefund } from './refund-apply.js';
import { pollOpenRefunds, sendRefund } from './refund-send.js';
import { createRefund, RefundCreate } from './refunds.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

/** An order of 100.00 that was paid at Stripe. */
async function aPaidOrder() {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await connectStripe(shop, secretKey);
  const order = await anOrder(shop, { price: 4600, quantity: 2 });
  await stripe.pay((await startStripe(shop, order, 'INTENT')).payment);
  await workOff();
  const payment = (await booksOf(shop, order)).payments[0]!;
  return { shop, account, order, payment, secretKey, client: stripeClient(secretKey, 'TEST') };
}

const refund = async (shop: ShopContext, order: Order, amount?: string): Promise<Refund> => {
  const input = RefundCreate.parse(amount ? { amount: { amount, currency: 'CNY' } } : {});
  return (await createRefund(shop, orderId.encode(order._id), input)).refunds[0]!;
};
const refunded = ({ payment, client }: Pick<Awaited<ReturnType<typeof aPaidOrder>>, 'payment' | 'client'>) =>
  client.refunds.list({ payment_intent: payment.references.paymentIntent! });
const taskOf = async (shop: ShopContext): Promise<OutboxEvent> => (await outbox.in(shop).findOne({ type: 'refund.send' }))!;
const fault = (apiKey: string, rest: object) => stripe.control('faults', { apiKey, path: '/v1/refunds', ...rest });
/** What was tried in vain is due again. */
const again = (shop: ShopContext) => outbox.in(shop).updateMany({ later: true }, { $set: { later: false } });
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

/** What Stripe would say of a refund. */
const saying = (payment: Payment, given: Partial<RefundStatement>): RefundStatement => ({
  about: 'refund',
  mode: 'TEST',
  connectedAccount: null,
  refund: null,
  of: { paymentIntent: payment.references.paymentIntent! },
  event: 'succeed',
  amount: 6000,
  currency: 'CNY',
  references: {},
  failure: null,
  ...given,
});
const sayingOf = (payment: Payment, { _id, amount }: Refund, given: Partial<RefundStatement> = {}) =>
  saying(payment, { refund: refundId.encode(_id), amount, references: { refund: 're_1' }, ...given });

test('a refund is made at Stripe, once, and its order, ledger and mail follow', async () => {
  const { shop, order, payment, client } = await aPaidOrder();
  const { _id } = await refund(shop, order, '60');
  expect(await booksOf(shop, order)).toMatchObject({ refunds: [{ status: 'PENDING' }], order: { paymentStatus: 'PAID', refunding: 6000 } });
  await workOff();
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([{ status: 'SUCCEEDED', references: { refund: expect.stringMatching(/^re_/) } }]);
  expect(books.refunds[0]).not.toHaveProperty('pollAt');
  expect(books.order).toMatchObject({ paymentStatus: 'PARTIALLY_REFUNDED', refunded: 6000 });
  expect((await refunded({ payment, client })).data).toMatchObject([{ amount: 6000, metadata: { refund: refundId.encode(_id) } }]);
  expect(books.refunded).toMatchObject([{ refund: refundId.encode(_id), payment: paymentId.encode(payment._id), amount: 6000 }]);
  await sendRefund(shop, await taskOf(shop));
  await workOff();
  expect((await expectSound(shop, order)).refunded).toHaveLength(1);
});

test('the task twice at the same moment: one refund at Stripe', async () => {
  const { shop, order, payment, client } = await aPaidOrder();
  await refund(shop, order, '60');
  const task = await taskOf(shop);
  await Promise.allSettled([sendRefund(shop, task), sendRefund(shop, task)]);
  await workOff();
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect((await refunded({ payment, client })).data).toHaveLength(1);
});

test('Stripe says no: the refund has failed, its money and its units can be refunded again, the merchant is told', async () => {
  const { shop, order, secretKey } = await aPaidOrder();
  await fault(secretKey, { act: 'answer', status: 400 });
  const lines = [{ line: orderLineId.encode(order.lines[0]!._id), quantity: 2, restock: true }];
  const make = () => createRefund(shop, orderId.encode(order._id), RefundCreate.parse({ lines }));
  await make();
  await workOff();
  const books = await expectSound(shop, order);
  expect(books).toMatchObject({ refunds: [{ status: 'FAILED', failure: 'PROVIDER_REJECTED' }], order: { paymentStatus: 'PAID' } });
  expect(books.unrefunded).toMatchObject([{ failure: 'PROVIDER_REJECTED', amount: 9200 }]);
  expect(books.order.lines[0]).toMatchObject({ restocked: 2 });
  await make();
  await workOff();
  expect((await expectSound(shop, order)).order).toMatchObject({ refunded: 9200, lines: [{ restocked: 2 }] });
});

test('Stripe does not answer: it is tried again, and until then the money is held', async () => {
  const { shop, order, payment, client, secretKey } = await aPaidOrder();
  await fault(secretKey, { act: 'answer', status: 429 });
  await refund(shop, order, '60');
  await workOff();
  expect(await taskOf(shop)).toMatchObject({ state: 'PENDING', attempts: 1 });
  await expect(refund(shop, order, '60')).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE' });
  await again(shop);
  await workOff();
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect((await refunded({ payment, client })).data).toHaveLength(1);
});

test('a time-out after it was accepted: the repeat finds the same refund', async () => {
  const { shop, order, payment, client, secretKey } = await aPaidOrder();
  await fault(secretKey, { act: 'drop', when: 'after', times: 3 });
  await refund(shop, order, '60');
  await workOff();
  await again(shop);
  await workOff();
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect((await refunded({ payment, client })).data).toMatchObject([{ amount: 6000 }]);
});

test('a process that died before it sent leaves it to the sweeper', async () => {
  const { shop, order } = await aPaidOrder();
  await refund(shop, order, '60');
  await outbox.in(shop).updateMany({ type: 'refund.send' }, { $set: { state: 'DEAD' } });
  await pollOpenRefunds(later(1));
  expect((await booksOf(shop, order)).refunds).toMatchObject([{ status: 'PENDING', polls: 0 }]);
  await Promise.all([pollOpenRefunds(later(3)), pollOpenRefunds(later(3))]);
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'SUCCEEDED', polls: 1 }]);
});

test('"processing" is followed to an end, less and less often', async () => {
  const { shop, account, order, payment, client } = await aPaidOrder();
  const made = await refund(shop, order, '60');
  const id = refundId.encode(made._id);
  const { id: theirs } = await client.refunds.create({
    payment_intent: payment.references.paymentIntent!,
    amount: 6000,
    metadata: { refund: id },
  });
  const references = { refund: theirs };
  await applyRefund(shop, account, sayingOf(payment, made, { event: 'process', references }));
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'PROCESSING' }]);
  await refunds.in(shop).set({ _id: made._id }, { $set: { polls: 3, pollAt: later(0) } });
  const now = later(1);
  const { pollAt } = (await refunds.in(shop).findOne({ _id: made._id }))!;
  expect(pollAt!.getTime()).toBeLessThan(now.getTime());
  await pollOpenRefunds(now);
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'SUCCEEDED', polls: 4 }]);
});

test('the callback before the answer, three times, and a stale "processing" after it: one refund', async () => {
  const { shop, account, order, payment } = await aPaidOrder();
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
  const { shop, account, order, payment } = await aPaidOrder();
  const made = await refund(shop, order, '60');
  for (let times = 0; times < 2; times++)
    expect(await applyRefund(shop, account, sayingOf(payment, made, lie))).toEqual({ outcome: 'REFUSED', reason });
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([{ status: 'PENDING' }]);
  expect(books.mismatches).toMatchObject([{ reason, refund: refundId.encode(made._id), expected: { amount: 6000 } }]);
});

test('another account than the payment was made over is refused', async () => {
  const { shop, order, payment } = await aPaidOrder();
  const other = await aPaidOrder();
  const made = await refund(shop, order, '60');
  expect(await applyRefund(shop, other.account, sayingOf(payment, made))).toEqual({ outcome: 'REFUSED', reason: 'ACCOUNT' });
});

test("another shop's refund is nobody's here", async () => {
  const { shop, order, payment } = await aPaidOrder();
  const other = await aPaidOrder();
  const made = await refund(shop, order, '60');
  const verdict = await applyRefund(other.shop, other.account, sayingOf(payment, made));
  expect(verdict).toEqual({ outcome: 'IGNORED', reason: 'UNKNOWN_REFUND' });
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'PENDING' }]);
});

test('a bank returns what it was sent: the refund has failed after all, the books and the order say so', async () => {
  const { shop, account, order, payment } = await aPaidOrder();
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
  const { shop, account, order, payment, client } = await aPaidOrder();
  const said = saying(payment, { references: { refund: 're_there' } });
  await Promise.allSettled([1, 2, 3].map(() => applyRefund(shop, account, said)));
  await applyRefund(shop, account, said);
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([{ origin: 'PROVIDER', status: 'SUCCEEDED', amount: 6000, rest: 6000 }]);
  expect(books.order).toMatchObject({ paymentStatus: 'PARTIALLY_REFUNDED', refunded: 6000 });
  await workOff();
  expect((await refunded({ payment, client })).data).toEqual([]);
  await expect(refund(shop, order, '60')).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE' });
});

test('never more than was captured, whoever makes it: the second is refused and told', async () => {
  const { shop, account, order, payment } = await aPaidOrder();
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
  const { shop, account, order, payment, client } = await aPaidOrder();
  await refund(shop, order, '60');
  const there = await client.refunds.create({ payment_intent: payment.references.paymentIntent!, amount: 6000 });
  const said = saying(payment, { references: { refund: there.id } });
  await expect(applyRefund(shop, account, said)).rejects.toThrow('waits');
  await workOff();
  expect(await applyRefund(shop, account, said)).toMatchObject({ outcome: 'APPLIED' });
  const books = await expectSound(shop, order);
  expect(books.refunds).toMatchObject([
    { status: 'FAILED', origin: 'MERCHANT' },
    { status: 'SUCCEEDED', origin: 'PROVIDER' },
  ]);
});

test('a refund that is told before the capture waits for it', async () => {
  const { shop, account, order, payment } = await aPaidOrder();
  await payments.in(shop).set({ _id: payment._id }, { $set: { status: 'PROCESSING' } });
  await expect(applyRefund(shop, account, saying(payment, { references: { refund: 're_1' } }))).rejects.toThrow('waits');
  expect((await booksOf(shop, order)).refunds).toEqual([]);
});

test('a payment is found by our own id too, where its provider carries that', async () => {
  const { shop, account, order, payment } = await aPaidOrder();
  const of = { payment: paymentId.encode(payment._id) };
  expect(await applyRefund(shop, account, saying(payment, { of, references: { refund: 're_1' } }))).toMatchObject({ outcome: 'APPLIED' });
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ origin: 'PROVIDER' }]);
});

test('money that came twice goes back by itself, and the merchant is told what is being done', async () => {
  const shop = await aShop();
  await connectStripe(shop);
  const order = await anOrder(shop);
  const { payment: first } = await startStripe(shop, order, 'INTENT');
  const { payment: second } = await startStripe(shop, order, 'CHECKOUT');
  await stripe.pay(first);
  await stripe.pay(second);
  await applyCallbacks(shop);
  await workOff();
  const books = await expectSound(shop, order);
  expect(books.order).toMatchObject({ paymentStatus: 'PAID', paid: order.total, total: order.total });
  expect(books.order.refunded ?? 0).toBe(0);
  expect(books.refunds).toMatchObject([{ origin: 'ORDER_PAID', status: 'SUCCEEDED', amount: order.total, surplus: true }]);
  expect(books.mismatches).toMatchObject([{ reason: 'ORDER_PAID', action: 'REFUNDED', payment: paymentId.encode(second._id) }]);
  expect(books.paid).toHaveLength(1);
  // What is left can still be refunded, and no more than that.
  await refund(shop, order);
  await workOff();
  expect((await expectSound(shop, order)).order).toMatchObject({ paymentStatus: 'REFUNDED', refunded: order.total });
});

test('where money that came twice could not be given back, the merchant gives it back by the name of its payment', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await connectStripe(shop, secretKey);
  const order = await anOrder(shop);
  const { payment: first } = await startStripe(shop, order, 'INTENT');
  const { payment: second } = await startStripe(shop, order, 'CHECKOUT');
  await stripe.pay(first);
  await stripe.pay(second);
  await applyCallbacks(shop);
  await fault(secretKey, { act: 'answer', status: 400 });
  await workOff();
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'FAILED' }]);
  await createRefund(shop, orderId.encode(order._id), RefundCreate.parse({ payment: paymentId.encode(second._id) }));
  await workOff();
  const books = await expectSound(shop, order);
  expect(books.refunds.at(-1)).toMatchObject({ status: 'SUCCEEDED', surplus: true, origin: 'MERCHANT' });
  expect(books.order).toMatchObject({ paymentStatus: 'PAID' });
  // A late copy of the capture changes nothing.
  const copy = { about: 'payment', mode: 'TEST', connectedAccount: null, amount: order.total, currency: 'CNY', event: 'capture' } as const;
  const statement: Statement = { ...copy, payment: paymentId.encode(second._id), references: {}, failure: null };
  expect(await applyStatement(shop, account, statement)).toMatchObject({ outcome: 'IGNORED' });
});
