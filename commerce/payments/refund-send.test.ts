import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { orderId, orderLineId } from '#commerce/orders/index.js';
import { type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { aPaidOrder, expectSound, refund, sayingOf } from '#tests/support/refunds.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { applyStatement } from './apply.js';
import { paymentId } from './payment.model.js';
import type { Statement } from './provider.js';
import { refundId, refunds } from './refund.model.js';
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

const refunded = ({ payment, client }: Pick<Awaited<ReturnType<typeof aPaidOrder>>, 'payment' | 'client'>) =>
  client.refunds.list({ payment_intent: payment.references.paymentIntent! });
const taskOf = async (shop: ShopContext): Promise<OutboxEvent> => (await outbox.in(shop).findOne({ type: 'refund.send' }))!;
const fault = (apiKey: string, rest: object) => stripe.control('faults', { apiKey, path: '/v1/refunds', ...rest });
/** What was tried in vain is due again. */
const again = (shop: ShopContext) => outbox.in(shop).updateMany({ later: true }, { $set: { later: false } });
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

test('a refund is made at Stripe, once, and its order, ledger and mail follow', async () => {
  const { shop, order, payment, client } = await aPaidOrder(stripe);
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
  const { shop, order, payment, client } = await aPaidOrder(stripe);
  await refund(shop, order, '60');
  const task = await taskOf(shop);
  await Promise.allSettled([sendRefund(shop, task), sendRefund(shop, task)]);
  await workOff();
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect((await refunded({ payment, client })).data).toHaveLength(1);
});

test('Stripe says no: the refund has failed, its money and its units can be refunded again, the merchant is told', async () => {
  const { shop, order, secretKey } = await aPaidOrder(stripe);
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
  const { shop, order, payment, client, secretKey } = await aPaidOrder(stripe);
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
  const { shop, order, payment, client, secretKey } = await aPaidOrder(stripe);
  await fault(secretKey, { act: 'drop', when: 'after', times: 3 });
  await refund(shop, order, '60');
  await workOff();
  await again(shop);
  await workOff();
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect((await refunded({ payment, client })).data).toMatchObject([{ amount: 6000 }]);
});

test('a process that died before it sent leaves it to the sweeper', async () => {
  const { shop, order } = await aPaidOrder(stripe);
  await refund(shop, order, '60');
  await outbox.in(shop).updateMany({ type: 'refund.send' }, { $set: { state: 'DEAD' } });
  await pollOpenRefunds(later(1));
  expect((await booksOf(shop, order)).refunds).toMatchObject([{ status: 'PENDING', polls: 0 }]);
  await Promise.all([pollOpenRefunds(later(3)), pollOpenRefunds(later(3))]);
  expect((await expectSound(shop, order)).refunds).toMatchObject([{ status: 'SUCCEEDED', polls: 1 }]);
});

test('"processing" is followed to an end, less and less often', async () => {
  const { shop, account, order, payment, client } = await aPaidOrder(stripe);
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
