import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import { startStripeSandbox } from './sandbox.js';
import { aSession, clientOf, newKey, openSandbox, stripeMockUrl } from './testing.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

describe('a Checkout Session', () => {
  test('remembers its amount, its metadata and its addresses, and has an id and a pay page of its own', async () => {
    const stripe = here.client();
    const [first, second] = [
      await stripe.checkout.sessions.create(aSession()),
      await stripe.checkout.sessions.create(aSession('pay_2', 500)),
    ];
    expect(first).toMatchObject({
      amount_total: 3998,
      currency: 'usd',
      metadata: { payment: 'pay_1' },
      status: 'open',
      payment_status: 'unpaid',
    });
    expect(first).toMatchObject({ livemode: false, payment_intent: null, cancel_url: 'http://shop.localhost/cart' });
    expect(first.id).toMatch(/^cs_test_\w{58}$/);
    expect(first.url).toBe(`${here.sandbox.url}/pay/${first.id}`);
    expect(second.id).not.toBe(first.id);
    expect(await stripe.checkout.sessions.retrieve(second.id)).toMatchObject({ amount_total: 1000, metadata: { payment: 'pay_2' } });
    expect((await stripe.checkout.sessions.listLineItems(first.id)).data).toMatchObject([
      { amount_total: 3998, description: 'Order 1001', quantity: 2 },
    ]);
  });

  test('is paid on its page: signed events arrive, the shopper returns, Session and PaymentIntent agree', async () => {
    const { stripe, shop, read, types } = await here.merchant();
    const session = await stripe.checkout.sessions.create(aSession());
    const paid = await fetch(session.url!, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
    expect([paid.status, paid.headers.get('location')]).toEqual([303, `http://shop.localhost/return?session=${session.id}`]);

    expect(types()).toEqual(['checkout.session.completed', 'payment_intent.succeeded']);
    expect(read(0)).toMatchObject({
      object: 'event',
      livemode: false,
      api_version: Stripe.API_VERSION,
      data: { object: { id: session.id, payment_status: 'paid' } },
    });
    expect(read(1).data.object).toMatchObject({
      amount: 3998,
      amount_received: 3998,
      currency: 'usd',
      status: 'succeeded',
      metadata: { payment: 'pay_1' },
    });
    expect(() => Stripe.webhooks.constructEvent(shop.received[0]!.body, shop.received[0]!.signature, 'whsec_other')).toThrow();

    const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(after).toMatchObject({ status: 'complete', payment_status: 'paid', url: null });
    expect(after.payment_intent).toMatchObject({ status: 'succeeded', amount: 3998 });
    const again = await fetch(`${here.sandbox.url}/pay/${session.id}`, {
      method: 'POST',
      body: new URLSearchParams({ action: 'pay' }),
      redirect: 'manual',
    });
    expect(again.status).toBe(409);
    expect(shop.received).toHaveLength(2);
  });

  test('a declined card leaves it open, and the next attempt pays the same PaymentIntent', async () => {
    const { stripe, types, read } = await here.merchant();
    const session = await stripe.checkout.sessions.create(aSession());
    const declined = await fetch(session.url!, { method: 'POST', body: new URLSearchParams({ action: 'decline' }) });
    expect(await declined.text()).toContain('role="alert"');
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
    await here.control(`sessions/${session.id}/pay`);
    expect(types()).toEqual(['payment_intent.payment_failed', 'checkout.session.completed', 'payment_intent.succeeded']);
    expect((read(0).data.object as Stripe.PaymentIntent).id).toBe((read(2).data.object as Stripe.PaymentIntent).id);
  });

  test('expires, and can then neither be paid nor expired again', async () => {
    const { stripe, shop, types } = await here.merchant();
    const session = await stripe.checkout.sessions.create(aSession());
    expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: 'expired', url: null });
    await shop.arrived(1);
    expect(types()).toEqual(['checkout.session.expired']);
    await expect(stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' });
    expect((await here.control(`sessions/${session.id}/pay`)).error?.message).toContain('expired');
  });
});

describe('the pay page', () => {
  test('speaks Chinese or English, shows the amount, and loads nothing', async () => {
    const session = await here.client().checkout.sessions.create({ ...aSession(), cancel_url: 'http://shop.localhost/?a="><script>' });
    const page = async (language: string) => {
      const answer = await fetch(session.url!, { headers: { 'accept-language': language } });
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      return answer.text();
    };
    const [zh, en] = [await page('zh-CN,zh;q=0.9,en;q=0.5'), await page('en-GB')];
    expect(zh).toMatch(/<html lang="zh-CN">[\s\S]*付款[\s\S]*39\.98/);
    expect(en).toMatch(/<html lang="en">[\s\S]*39\.98[\s\S]*>Pay</);
    for (const html of [zh, en]) expect(html).not.toMatch(/<script|https?:\/\//);
  });

  test('cancel returns to the cart and leaves the Session open', async () => {
    const stripe = here.client();
    const session = await stripe.checkout.sessions.create(aSession());
    const back = await fetch(session.url!, { method: 'POST', body: new URLSearchParams({ action: 'cancel' }), redirect: 'manual' });
    expect(back.headers.get('location')).toBe('http://shop.localhost/cart');
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  });
});

describe('a PaymentIntent', () => {
  test('is paid, captured in part when capture is manual, and refunded no further than what was received', async () => {
    const { stripe, shop, types } = await here.merchant();
    const made = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'EUR',
      capture_method: 'manual',
      metadata: { payment: 'pay_9' },
    });
    expect(made).toMatchObject({ amount: 1000, currency: 'eur', status: 'requires_payment_method', metadata: { payment: 'pay_9' } });
    expect(made.client_secret).toMatch(new RegExp(`^${made.id}_secret_`));
    await here.control(`payment_intents/${made.id}/confirm`);
    expect(await stripe.paymentIntents.retrieve(made.id)).toMatchObject({ status: 'requires_capture', amount_capturable: 1000 });
    expect(await stripe.paymentIntents.capture(made.id, { amount_to_capture: 600 })).toMatchObject({
      status: 'succeeded',
      amount_received: 600,
    });

    await stripe.refunds.create({ payment_intent: made.id, amount: 400 });
    await expect(stripe.refunds.create({ payment_intent: made.id, amount: 400 })).rejects.toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
    expect(await stripe.refunds.create({ payment_intent: made.id })).toMatchObject({ amount: 200, currency: 'eur', status: 'succeeded' });
    await expect(stripe.refunds.create({ payment_intent: made.id })).rejects.toMatchObject({ code: 'charge_already_refunded' });
    expect((await stripe.refunds.list({ payment_intent: made.id })).data).toHaveLength(2);
    await shop.arrived(4);
    expect(types().sort()).toEqual([
      'payment_intent.amount_capturable_updated',
      'payment_intent.succeeded',
      'refund.created',
      'refund.created',
    ]);
  });

  test('a card that declines is a card error; a cancelled one cannot be paid', async () => {
    const stripe = here.client();
    const made = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    const declined = stripe.paymentIntents.confirm(made.id, { payment_method: 'pm_card_chargeDeclined' });
    await expect(declined).rejects.toMatchObject({ statusCode: 402, type: 'StripeCardError', code: 'card_declined' });
    expect((await stripe.paymentIntents.cancel(made.id)).status).toBe('canceled');
    await expect(stripe.paymentIntents.confirm(made.id, { payment_method: 'pm_card_visa' })).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    expect(await stripe.paymentIntents.create({ amount: 5, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' })).toMatchObject(
      { status: 'succeeded' },
    );
  });

  test('changes its metadata key by key', async () => {
    const stripe = here.client();
    const made = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', metadata: { a: '1', b: '2' } });
    expect((await stripe.paymentIntents.update(made.id, { metadata: { a: '', c: '3' } })).metadata).toEqual({ b: '2', c: '3' });
  });
});

describe('what is refused', () => {
  test("wrong parameters get stripe-mock's own refusal, unchanged", async () => {
    const form = {
      method: 'POST',
      body: new URLSearchParams({ amount: 'x', currency: 'usd' }),
      headers: { authorization: `Bearer ${newKey()}` },
    };
    const [ours, theirs] = await Promise.all([here.sandbox.url, stripeMockUrl].map((at) => fetch(`${at}/v1/payment_intents`, form)));
    expect(ours!.status).toBe(400);
    const memoryAddress = /0x[0-9a-f]+/g; // stripe-mock prints one
    expect((await ours!.text()).replace(memoryAddress, '')).toBe((await theirs!.text()).replace(memoryAddress, ''));
  });

  test('what the specification does not tell: metadata too long, two currencies, expiry too soon, nothing to pay', async () => {
    const stripe = here.client();
    await expect(stripe.paymentIntents.create({ amount: 1, currency: 'usd', metadata: { a: 'x'.repeat(501) } })).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(stripe.paymentIntents.create({ amount: 0, currency: 'usd' })).rejects.toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
    const [line] = aSession().line_items!;
    const euros = { ...line, price_data: { ...line!.price_data!, currency: 'eur' } };
    await expect(
      stripe.checkout.sessions.create({ ...aSession(), line_items: [line!, euros as typeof line & object] }),
    ).rejects.toMatchObject({ param: 'line_items' });
    await expect(stripe.checkout.sessions.create({ ...aSession(), expires_at: Math.floor(Date.now() / 1000) + 60 })).rejects.toMatchObject({
      param: 'expires_at',
    });
    await expect(stripe.checkout.sessions.create(aSession('pay_1', 0))).rejects.toMatchObject({ code: 'amount_too_small' });
  });

  test("another account's objects do not exist, and a connected account's are its own", async () => {
    const platform = here.client();
    const session = await platform.checkout.sessions.create(aSession());
    const intent = await platform.paymentIntents.create({ amount: 100, currency: 'usd' }, { stripeAccount: 'acct_shop' });
    const strangers = [
      here.client().checkout.sessions.retrieve(session.id),
      here.client().checkout.sessions.expire(session.id),
      platform.paymentIntents.retrieve(intent.id),
    ];
    for (const look of strangers) await expect(look).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
    expect((await platform.paymentIntents.retrieve(intent.id, {}, { stripeAccount: 'acct_shop' })).amount).toBe(100);
    expect((await here.client().checkout.sessions.list()).data).toEqual([]);
  });

  test('a key is verified by its account; live keys and nonsense are refused', async () => {
    const stripe = here.client();
    const account = await stripe.accounts.retrieveCurrent();
    expect(account).toMatchObject({ object: 'account', charges_enabled: true });
    expect((await stripe.accounts.retrieveCurrent()).id).toBe(account.id);
    for (const wrong of ['sk_live_abcdefgh', 'nonsense', 'pk_test_abcdefgh']) {
      await expect(here.client(wrong).accounts.retrieveCurrent()).rejects.toMatchObject({
        statusCode: 401,
        type: 'StripeAuthenticationError',
      });
    }
  });
});

describe('an idempotency key', () => {
  const charge = (stripe: Stripe, idempotencyKey: string, amount = 100) =>
    stripe.paymentIntents.create({ amount, currency: 'usd' }, { idempotencyKey });

  test('answers the same call again, refuses another one, and is nothing to another account', async () => {
    const [stripe, key] = [here.client(), randomUUID()];
    const first = await charge(stripe, key);
    const second = await charge(stripe, key);
    expect(second.id).toBe(first.id);
    expect([first, second].map(({ lastResponse }) => lastResponse.headers['idempotent-replayed'])).toEqual([undefined, 'true']);
    await expect(charge(stripe, key, 200)).rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
    expect((await charge(here.client(), key, 200)).amount).toBe(200);
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  test('two at once make one', async () => {
    const [stripe, key] = [here.client(), randomUUID()];
    const results = await Promise.allSettled([charge(stripe, key), charge(stripe, key)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { statusCode: 409 } });
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  test('a call refused for its parameters leaves the key free', async () => {
    const [stripe, key] = [here.client(), randomUUID()];
    await expect(charge(stripe, key, 0)).rejects.toMatchObject({ statusCode: 400 });
    expect((await charge(stripe, key, 100)).amount).toBe(100);
  });
});

test('lists go page by page, newest first', async () => {
  const stripe = here.client();
  for (const amount of [1, 2, 3, 4, 5]) await stripe.paymentIntents.create({ amount, currency: 'usd' });
  const amounts: number[] = [];
  for await (const { amount } of stripe.paymentIntents.list({ limit: 2 })) amounts.push(amount);
  expect(amounts).toEqual([5, 4, 3, 2, 1]);
});

test('with a file it remembers across a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stripe-sandbox-'));
  const options = { port: 0, stripeMockUrl, stateFile: join(folder, 'state.json') };
  const [apiKey, shop, key] = [newKey(), await here.receiver(), randomUUID()];
  const before = await startStripeSandbox(options);
  const { secret } = await clientOf(before, apiKey).webhookEndpoints.create({ url: shop.url, enabled_events: ['*'] });
  const session = await clientOf(before, apiKey).checkout.sessions.create(aSession(), { idempotencyKey: key });
  await before.close();

  const after = await startStripeSandbox(options);
  const again = await clientOf(after, apiKey).checkout.sessions.retrieve(session.id);
  expect(again).toMatchObject({ id: session.id, amount_total: 3998, url: `${after.url}/pay/${session.id}` });
  expect((await clientOf(after, apiKey).checkout.sessions.create(aSession(), { idempotencyKey: key })).id).toBe(session.id);
  await fetch(again.url!, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
  expect(Stripe.webhooks.constructEvent(shop.received[0]!.body, shop.received[0]!.signature, secret!).type).toBe(
    'checkout.session.completed',
  );
  await after.close();
  await rm(folder, { recursive: true });
});

test('the process says where it listens, and SIGTERM ends it in order', async () => {
  const env = { ...process.env, STRIPE_SANDBOX_PORT: '0', STRIPE_MOCK_URL: stripeMockUrl };
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const running = spawn(process.execPath, ['--import', 'tsx', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(running.stdout, 'data');
  const { listening } = JSON.parse(String(line));
  expect((await fetch(`http://127.0.0.1:${listening}/healthz`)).status).toBe(200);
  running.kill('SIGTERM');
  expect(await once(running, 'exit')).toEqual([0, null]);
});
