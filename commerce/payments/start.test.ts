import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder } from '#commerce/checkout/index.js';
import { orderId, orders } from '#commerce/orders/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, closePlanned, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { connectPaymentAccount } from './accounts.js';
import { paymentId, payments } from './payment.model.js';
import { stripeClient } from './providers/stripe/client.js';
import { PaymentStart, resumePayment, startPayment } from './start.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

async function aStripeShop(currency = 'CNY') {
  const shop = await aShop({ currency });
  const secretKey = aStripeKey();
  await connectStripe(shop, secretKey);
  return { shop, secretKey, order: await anOrder(shop) };
}

type Known = { data: { id: string; amount: number; amount_total: number; currency: string; metadata: object; expires_at: number }[] };

test('on a page of Stripe’s: the buyer is led there, for the order’s total, under our payment’s id', async () => {
  const { shop, order } = await aStripeShop();
  const { payment, action } = await startStripe(shop, order);
  expect(payment).toMatchObject({ status: 'PENDING', provider: 'STRIPE', method: 'CHECKOUT', amount: order.total, currency: 'CNY' });
  expect(action).toEqual({ kind: 'RedirectAction', url: `${stripe.sandbox.url}/pay/${payment.references.session}` });
  const { data } = await stripe.control<Known>(`sessions?metadata[payment]=${paymentId.encode(payment._id)}`);
  expect(data).toMatchObject([{ id: payment.references.session, amount_total: order.total, currency: 'cny' }]);
});

test('the page is closed when the order’s time is over', async () => {
  const { shop, order } = await aStripeShop();
  const { payment } = await startStripe(shop, order);
  const { data } = await stripe.control<Known>(`sessions?metadata[payment]=${paymentId.encode(payment._id)}`);
  expect(data[0]!.expires_at).toBe(Math.floor(order.expiresAt!.getTime() / 1000));
});

test('in the shop’s own page: a client secret, with the publishable key where the merchant gave it', async () => {
  const shop = await aShop();
  await connectPaymentAccount(shop, { stripe: { secretKey: aStripeKey(), publishableKey: 'pk_test_visible' } });
  const { payment, action } = await startStripe(shop, await anOrder(shop), 'INTENT');
  expect(action).toEqual({
    kind: 'ClientSecretAction',
    clientSecret: expect.stringContaining(`${payment.references.paymentIntent}_secret_`),
    publishableKey: 'pk_test_visible',
    connectedAccount: null,
  });
});

test('yen have no cents at Stripe either', async () => {
  const { shop, order } = await aStripeShop('JPY');
  const { payment } = await startStripe(shop, order, 'INTENT');
  const { data } = await stripe.control<Known>(`payment_intents?metadata[payment]=${paymentId.encode(payment._id)}`);
  expect(data).toMatchObject([{ amount: order.total, currency: 'jpy' }]);
});

test('asked again, it is the same payment and the same page', async () => {
  const { shop, order } = await aStripeShop();
  const first = await startStripe(shop, order);
  const again = await startStripe(shop, order);
  expect(again.payment._id).toEqual(first.payment._id);
  expect(again.action).toEqual(first.action);
  expect(await resumePayment(shop, paymentId.encode(first.payment._id), { address: null, openId: null })).toMatchObject({
    action: first.action,
  });
});

test('asked ten times at once: one payment, one page', async () => {
  const { shop, order } = await aStripeShop();
  const all = await Promise.all(Array.from({ length: 10 }, () => startStripe(shop, order)));
  expect(new Set(all.map(({ payment }) => paymentId.encode(payment._id))).size).toBe(1);
  expect(new Set(all.map(({ payment }) => payment.references.session)).size).toBe(1);
});

test('the answer of Stripe is lost: the next request finds what was made', async () => {
  const { shop, order, secretKey } = await aStripeShop();
  await stripe.control('faults', { apiKey: secretKey, path: '/v1/checkout/sessions', act: 'drop', when: 'after', times: 4 });
  await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  const { payment } = await startStripe(shop, order);
  const { data } = await stripe.control<Known>(`sessions?metadata[payment]=${paymentId.encode(payment._id)}`);
  expect(data.map(({ id }) => id)).toEqual([payment.references.session]);
  expect((await booksOf(shop, order)).payments).toHaveLength(1);
});

test('Stripe says 500, and would under this key for a day: the next request is another payment', async () => {
  const { shop, order, secretKey } = await aStripeShop();
  await stripe.control('faults', { apiKey: secretKey, path: '/v1/checkout/sessions', act: 'answer', status: 500, times: 3 });
  await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  await startStripe(shop, order);
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CANCELLED' }, { status: 'PENDING' }]);
});

test('Stripe refuses: the buyer reads why, and nothing stays open', async () => {
  const { shop, order, secretKey } = await aStripeShop();
  await stripe.control('faults', { apiKey: secretKey, path: '/v1/checkout/sessions', act: 'answer', status: 400 });
  await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CANCELLED', failure: 'PROVIDER_REJECTED' }]);
});

test('a page that expired at Stripe is followed by a new one', async () => {
  const { shop, order, secretKey } = await aStripeShop();
  const { payment } = await startStripe(shop, order);
  await stripeClient(secretKey, shop.mode).checkout.sessions.expire(payment.references.session!);
  const again = await startStripe(shop, order);
  expect(again).toMatchObject({ payment: { status: 'PENDING' }, action: { kind: 'RedirectAction' } });
  expect((await booksOf(shop, order)).payments).toMatchObject([{ status: 'CANCELLED' }, { status: 'PENDING' }]);
});

test('back from Stripe before any event: asking again finds the order paid', async () => {
  const { shop, order } = await aStripeShop();
  const { payment } = await startStripe(shop, order);
  await stripe.pay(payment, { hold: true });
  expect(await startStripe(shop, order)).toMatchObject({ payment: { status: 'CAPTURED' }, action: null });
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
});

test('a paid order and a cancelled one are not paid again', async () => {
  const { shop, order } = await aStripeShop();
  await stripe.pay((await startStripe(shop, order)).payment);
  await applyCallbacks(shop);
  await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'ORDER_NOT_PAYABLE', message: expect.stringContaining('PAID') });
  const other = await anOrder(shop);
  await cancelOrder(shop, orderId.encode(other._id), {});
  await expect(startStripe(shop, other)).rejects.toMatchObject({
    code: 'ORDER_NOT_PAYABLE',
    message: expect.stringContaining('CANCELLED'),
  });
});

test('an order whose time is over is not paid any more, though nobody has ended it yet', async () => {
  const { shop, order } = await aStripeShop();
  await orders.in(shop).set({ _id: order._id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
  await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'ORDER_NOT_PAYABLE', message: expect.stringContaining('EXPIRED') });
});

test('an order that is cancelled while Stripe is being asked leaves no page open', async () => {
  const { shop, order, secretKey } = await aStripeShop();
  const { id } = await stripe.control<{ id: string }>('faults', { apiKey: secretKey, path: '/v1/checkout/sessions', act: 'hold' });
  const starting = startStripe(shop, order).catch((error) => error);
  const met = async (): Promise<void> => {
    if ((await stripe.control<{ met: number }>(`faults/${id}`)).met === 0) await met();
  };
  await met();
  await cancelOrder(shop, orderId.encode(order._id), {});
  await fetch(`${stripe.sandbox.url}/_sandbox/faults/${id}`, { method: 'DELETE' });
  expect(await starting).toMatchObject({ code: 'ORDER_NOT_PAYABLE' });
  await closePlanned(shop);
  const { payments } = await booksOf(shop, order);
  expect(payments).toMatchObject([{ status: 'CANCELLED' }]);
  await expect(stripe.pay(payments[0]!)).rejects.toThrow('expired');
});

test('by hand: the buyer reads what to do, and the order waits', async () => {
  const shop = await aShop();
  await connectPaymentAccount(shop, { manual: { instructions: '货到付款' } });
  const order = await anOrder(shop);
  const { payment, action } = await startPayment(shop, order.token, PaymentStart.parse({ provider: 'MANUAL' }));
  expect(action).toEqual({ kind: 'NoAction', instructions: '货到付款' });
  expect(payment).toMatchObject({ status: 'PENDING', method: null });
  expect((await booksOf(shop, order)).order.expiresAt).toBeUndefined();
});

test.each([
  [{ provider: 'WECHAT_PAY' }, 'PAYMENT_METHOD_UNAVAILABLE', ['provider']],
  [{ provider: 'STRIPE', method: 'JSAPI', returnUrl: 'https://a.example' }, 'PAYMENT_METHOD_UNAVAILABLE', ['method']],
  [{ provider: 'STRIPE' }, 'INVALID_INPUT', ['returnUrl']],
])('%j is refused, and no payment is written', async (input, code, field) => {
  const { shop, order } = await aStripeShop();
  await expect(startPayment(shop, order.token, PaymentStart.parse(input))).rejects.toMatchObject({ code, field });
  expect(await payments.in(shop).count({})).toBe(0);
});

test.each(['javascript:alert(1)', 'ftp://a.example', '/thanks', 'shop.example'])('the buyer is not sent back to %s', (returnUrl) => {
  expect(PaymentStart.safeParse({ provider: 'STRIPE', returnUrl })).toMatchObject({
    success: false,
    error: { issues: [{ path: ['returnUrl'] }] },
  });
});

test("another shop's order is not found", async () => {
  const { order } = await aStripeShop();
  const { shop } = await aStripeShop();
  await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['order'] });
});
