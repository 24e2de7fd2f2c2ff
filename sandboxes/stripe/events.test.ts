import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import { aSession, newKey, openSandbox } from './testing.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

describe('events on command', () => {
  test('in another order, several times, only one of them', async () => {
    const { stripe, types, shop } = await here.merchant();
    const session = await stripe.checkout.sessions.create(aSession());
    const order = ['payment_intent.succeeded', 'checkout.session.completed'];
    const sent = await here.control(`sessions/${session.id}/pay`, { order, deliveries: 2 });
    expect(types()).toEqual([order[0], order[0], order[1], order[1]]);
    expect(sent.deliveries.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(shop.received.map(({ body }) => JSON.parse(body).id)).size).toBe(2);

    const other = await stripe.checkout.sessions.create(aSession());
    await here.control(`sessions/${other.id}/pay`, { order: ['payment_intent.succeeded'], together: true, deliveries: 3 });
    expect(types().slice(4)).toEqual(Array(3).fill('payment_intent.succeeded'));
    expect((await here.control('payment_intents/pi_none/confirm')).error?.message).toContain('No such payment_intent');
  });

  test('with another amount, currency, mode, metadata and secret than the truth', async () => {
    const { stripe, shop, secret } = await here.merchant();
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    const lies = { amount: 1, currency: 'jpy', livemode: true, metadata: { payment: 'pay_other' }, secret: 'whsec_theirs' };
    const { events } = await here.control(`payment_intents/${intent.id}/confirm`, lies);
    const { body, signature } = shop.received[0]!;
    expect(() => Stripe.webhooks.constructEvent(body, signature, secret)).toThrow();
    const read = Stripe.webhooks.constructEvent(body, signature, 'whsec_theirs');
    expect(read).toMatchObject({
      livemode: true,
      data: { object: { amount: 1, amount_received: 1, currency: 'jpy', metadata: { payment: 'pay_other' } } },
    });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ amount: 1000, currency: 'usd', livemode: false });
    expect((await stripe.events.retrieve(events[0]!.id)).data.object).toMatchObject({ amount: 1000 });
  });

  test('held back, handed out signed, and delivered later', async () => {
    const { stripe, shop, secret } = await here.merchant();
    const session = await stripe.checkout.sessions.create(aSession());
    const { events, deliveries } = await here.control(`sessions/${session.id}/pay`, { hold: true });
    expect([deliveries, shop.received]).toEqual([[], []]);
    expect(Stripe.webhooks.constructEvent(events[1]!.payload, events[1]!.header!, secret).type).toBe('payment_intent.succeeded');
    await here.control(`deliver/${events[1]!.id}`);
    expect(shop.received.map(({ body }) => JSON.parse(body).id)).toEqual([events[1]!.id]);
  });

  test('with an old signature: refused by age alone', async () => {
    const { stripe, shop, secret } = await here.merchant();
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    await here.control(`payment_intents/${intent.id}/confirm`, { timestamp: Math.floor(Date.now() / 1000) - 400 });
    const { body, signature } = shop.received[0]!;
    expect(() => Stripe.webhooks.constructEvent(body, signature, secret)).toThrow('tolerance');
    const [, time, digest] = /^t=(\d+),v1=(\w+)$/.exec(signature)!;
    expect(digest).toBe(createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'));
  });

  test('what is not answered with 2xx is sent again, a bounded number of times', async () => {
    const { stripe, shop } = await here.merchant();
    shop.status = (count) => (count < 3 ? 503 : 200);
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    const sent = await here.control(`payment_intents/${intent.id}/confirm`);
    expect(sent.deliveries).toMatchObject([{ status: 503, attempt: 1 }]);
    await shop.arrived(3);

    shop.status = () => 500;
    const other = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    await here.control(`payment_intents/${other.id}/confirm`, { retries: 1 });
    await shop.arrived(5);
    const { data } = await here.control<{ data: { deliveries: { attempt: number }[] }[] }>(`events?object=${other.id}`, {}, 'GET');
    expect(data[0]!.deliveries.length).toBeLessThanOrEqual(2);
  });

  test("an endpoint hears what it asked for, with the merchant's own secret where it has one", async () => {
    const [apiKey, shop] = [newKey(), await here.receiver()];
    await here.control('endpoints', { apiKey, url: shop.url, secret: 'whsec_mine', enabledEvents: ['payment_intent.succeeded'] });
    const session = await here.client(apiKey).checkout.sessions.create(aSession());
    await here.control(`sessions/${session.id}/pay`);
    expect(shop.received.map(({ body, signature }) => Stripe.webhooks.constructEvent(body, signature, 'whsec_mine').type)).toEqual([
      'payment_intent.succeeded',
    ]);
  });

  test("a platform's Connect endpoint hears of its connected accounts, by name", async () => {
    const [stripe, shop] = [here.client(), await here.receiver()];
    const { secret } = await stripe.webhookEndpoints.create({ url: shop.url, enabled_events: ['*'], connect: true });
    const own = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    const theirs = await stripe.paymentIntents.create(
      { amount: 1000, currency: 'usd', application_fee_amount: 50 },
      { stripeAccount: 'acct_shop' },
    );
    for (const { id } of [own, theirs]) await here.control(`payment_intents/${id}/confirm`);
    const events = shop.received.map(({ body, signature }) => Stripe.webhooks.constructEvent(body, signature, secret!));
    expect(events).toMatchObject([{ account: 'acct_shop', data: { object: { id: theirs.id, application_fee_amount: 50 } } }]);
  });

  test('an endpoint that was removed hears nothing, and its secret is told once', async () => {
    const { stripe, shop } = await here.merchant();
    const [endpoint] = (await stripe.webhookEndpoints.list()).data;
    expect(endpoint).not.toHaveProperty('secret');
    await stripe.webhookEndpoints.del(endpoint!.id);
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    expect(await here.control(`payment_intents/${intent.id}/confirm`)).toMatchObject({ deliveries: [], events: [{ header: null }] });
    expect(shop.received).toEqual([]);
  });
});

describe('faults of the API on command', () => {
  test('an error before anything is done, a lost answer after it is done', async () => {
    const [apiKey, key] = [newKey(), randomUUID()];
    const stripe = here.client(apiKey);
    const create = () => stripe.paymentIntents.create({ amount: 100, currency: 'usd' }, { idempotencyKey: key });
    await here.control('faults', { apiKey, path: '/v1/payment_intents', act: 'answer', status: 503 });
    await expect(create()).rejects.toMatchObject({ statusCode: 503 });
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
    // twice: the client by itself calls again once where a connection was dropped
    await here.control('faults', { apiKey, path: '/v1/payment_intents', act: 'drop', when: 'after', times: 2 });
    await expect(create()).rejects.toMatchObject({ type: 'StripeConnectionError' });
    const [made] = (await stripe.paymentIntents.list()).data;
    expect((await create()).id).toBe(made!.id);
  });

  test('a Session is paid before its creator has its answer', async () => {
    const apiKey = newKey();
    const stripe = here.client(apiKey);
    const fault = await here.control<{ id: string }>('faults', { apiKey, path: '/v1/checkout/sessions', act: 'hold', when: 'after' });
    const creating = stripe.checkout.sessions.create(aSession('pay_early'));
    const early = async () =>
      (await here.control<{ data: Stripe.Checkout.Session[] }>('sessions?metadata[payment]=pay_early', {}, 'GET')).data[0];
    let session = await early();
    while (!session) session = await early();
    await here.control(`sessions/${session.id}/pay`);
    await here.control(`faults/${fault.id}`, {}, 'DELETE');
    expect(await creating).toMatchObject({ id: session.id, status: 'open' });
  });
});
