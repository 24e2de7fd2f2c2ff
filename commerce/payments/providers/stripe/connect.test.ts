import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import { callbackEvents } from '#commerce/payments/callback.model.js';
import { openAccount } from '#commerce/payments/opened.js';
import { platformId } from '#commerce/payments/platform.model.js';
import type { Said } from '#commerce/payments/provider.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe, sumOf } from '#tests/support/stripe.js';
import { aStripePlatform, connectBelow } from '#tests/support/stripe-connect.js';
import { clientOf, stripeClient } from './client.js';
import { createConnectedAccount, onboardingLink, readConnectedAccount, verifyPlatform } from './connect.js';
import { interpret } from './events.js';
import { reread } from './reread.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

async function aShopBelow(commission?: number, settings?: Record<string, string>) {
  const shop = await aShop();
  const agency = await aStripePlatform(stripe, shop, commission);
  return { shop, ...agency, ...(await connectBelow(stripe, shop, agency, settings)) };
}

describe('a shop below its agency’s platform', () => {
  test.each(['CHECKOUT', 'INTENT'] as const)(
    '%s: it is paid on its own account, the agency earns its commission and no more',
    async (method) => {
      const { shop, of, secretKey, connectedAccount } = await aShopBelow(250);
      const order = await anOrder(shop);
      const { payment } = await startStripe(shop, order, method);
      expect(payment).toMatchObject({ connectedAccount, externalAccount: connectedAccount });
      const { deliveries } = await stripe.pay(payment);
      expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]));
      await applyCallbacks(shop);

      const books = await booksOf(shop, order);
      expect(books).toMatchObject({ order: { paymentStatus: 'PAID' }, payments: [{ status: 'CAPTURED' }], mismatches: [] });
      expect(sumOf(books.ledger)).toBe(0);
      const { paymentIntent } = books.payments[0]!.references;
      const intent = await of.paymentIntents.retrieve(paymentIntent!);
      expect(intent).toMatchObject({ amount_received: order.total, application_fee_amount: Math.floor((order.total * 250) / 10_000) });
      await expect(stripeClient(secretKey, 'TEST').paymentIntents.retrieve(paymentIntent!)).rejects.toMatchObject({ statusCode: 404 });
    },
  );

  test('its page in the shop’s own page names the account to Stripe’s kit', async () => {
    const { shop, connectedAccount } = await aShopBelow();
    expect((await startStripe(shop, await anOrder(shop), 'INTENT')).action).toMatchObject({ connectedAccount });
  });

  test('without a commission there is no application fee', async () => {
    const { shop, of } = await aShopBelow(0);
    const { payment } = await startStripe(shop, await anOrder(shop), 'INTENT');
    expect((await of.paymentIntents.retrieve(payment.references.paymentIntent!)).application_fee_amount).toBeNull();
  });

  test('one door serves all shops of the platform, and each hears of its own payments alone', async () => {
    const one = await aShopBelow();
    const neighbour = await aShop({ agencyId: one.shop.agencyId });
    await connectBelow(stripe, neighbour, one);
    const order = await anOrder(neighbour);
    const { payment } = await startStripe(neighbour, order);
    await stripe.pay(payment);
    expect(await callbackEvents.in(one.shop).count({})).toBe(0);
    await applyCallbacks(neighbour);
    expect((await booksOf(neighbour, order)).order.paymentStatus).toBe('PAID');
  });

  test('an event that names an account of no shop, or none at all, is nobody’s', async () => {
    const { shop, platform, signed } = await aShopBelow();
    const { payment } = await startStripe(shop, await anOrder(shop), 'INTENT');
    const { deliveries, events } = await stripe.pay(payment, { account: 'acct_1Another' });
    expect(deliveries.map(({ status }) => status)).toEqual([200]);
    const { account: _account, ...ofNobody } = JSON.parse(events[0]!.payload);
    const body = JSON.stringify(ofNobody);
    const headers = { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body, secret: signed[0]! }) };
    const door = `${stripe.url}/callbacks/stripe/${platformId.encode(platform._id)}`;
    expect((await fetch(door, { method: 'POST', body, headers })).status).toBe(200);
    expect(await callbackEvents.in(shop).count({})).toBe(0);
  });

  test('asking finds what no callback told', async () => {
    const { shop } = await aShopBelow();
    const order = await anOrder(shop);
    const { payment } = await startStripe(shop, order);
    await stripe.pay(payment, { hold: true });
    expect(await startStripe(shop, order)).toMatchObject({ payment: { status: 'CAPTURED' }, action: null });
  });

  test('nothing runs on the platform itself, whatever is missing', async () => {
    const { shop, account } = await aShopBelow();
    const opened = await openAccount(shop, account);
    expect(() => clientOf({ ...opened, connectedAccount: null })).toThrow('no connected account');
  });
});

test('a shop with an account of its own does not believe what names a connected account', async () => {
  const shop = await aShop();
  const account = await openAccount(shop, await connectStripe(shop));
  const told = (type: string, object: object) =>
    interpret(JSON.stringify({ type, livemode: false, account: 'acct_1X', data: { object } }), account);
  const refund = { id: 're_1', amount: 5, currency: 'usd', payment_intent: 'pi_1', status: 'succeeded' };
  const dispute = { id: 'dp_1', amount: 5, currency: 'usd', payment_intent: 'pi_1', status: 'needs_response', reason: 'fraudulent' };
  expect(told('refund.created', refund)).toBeNull();
  expect(told('charge.dispute.created', dispute)).toBeNull();
  expect(told('account.updated', { id: 'acct_1X', charges_enabled: true })).toBeNull();
});

describe('a merchant who is taken on', () => {
  async function aPlatform() {
    const secretKey = aStripeKey();
    const platform = { secrets: { secretKey } };
    const make = (key: string, country = 'US') =>
      createConnectedAccount(platform, 'TEST', { country, email: null, businessType: 'company', shop: 'shop_1' }, key);
    return { secretKey, platform, make, client: stripeClient(secretKey, 'TEST') };
  }

  test('twice with one key is one account, the merchant’s own, under the shop’s name', async () => {
    const { make, client } = await aPlatform();
    const key = randomUUID();
    const id = await make(key);
    expect(await make(key)).toBe(id);
    expect((await client.accounts.list()).data).toMatchObject([{ id, metadata: { shop: 'shop_1' }, business_type: 'company' }]);
    await expect(make(key, 'DE')).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  });

  test('is active when Stripe takes charges for him, and is told what is missing until then', async () => {
    const { platform, make } = await aPlatform();
    const account = await make(randomUUID());
    const before = await readConnectedAccount(platform, 'TEST', account);
    expect(before).toMatchObject({ about: 'account', connectedAccount: account, mode: 'TEST', active: false });
    expect(before.requirements).toContain('external_account');
    expect(before.requirements).toContain('requirements.past_due');

    const addresses = { refreshUrl: 'https://agency.example/again', returnUrl: 'https://agency.example/back' };
    const first = await onboardingLink(platform, 'TEST', account, addresses);
    const { url, expiresAt } = await onboardingLink(platform, 'TEST', account, addresses);
    expect(url).not.toBe(first.url);
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
    const back = await fetch(url, { method: 'POST', body: new URLSearchParams({ action: 'finish' }), redirect: 'manual' });
    expect(back.headers.get('location')).toBe('https://agency.example/back');
    expect(await readConnectedAccount(platform, 'TEST', account)).toMatchObject({ active: true, requirements: [] });
    await expect(readConnectedAccount({ secrets: { secretKey: aStripeKey() } }, 'TEST', account)).rejects.toMatchObject({
      code: 'PROVIDER_REJECTED',
    });
  });

  test('his later troubles are told to the shop’s account, and read again: an event that comes late speaks the newer truth', async () => {
    const { shop, account, connectedAccount } = await aShopBelow();
    const opened = await openAccount(shop, account);
    const sayings = async () => {
      const rows = await callbackEvents.in(shop).find({ state: 'PENDING' }, { sort: { _id: 1 } });
      return rows.map(({ body }) => interpret(body, opened));
    };
    await stripe.control(`accounts/${connectedAccount}/demand`, { of: { due: ['individual.id_number'] } });
    const [told] = await sayings();
    expect(told).toMatchObject({
      about: 'account',
      connectedAccount,
      active: false,
      requirements: ['individual.id_number', 'requirements.past_due'],
    });
    await stripe.control(`accounts/${connectedAccount}/finish`, { hold: true });
    expect(await reread(told as Said, opened)).toMatchObject({ active: true, requirements: [] });

    await stripe.control(`accounts/${connectedAccount}/deauthorize`, {});
    const parted = (await sayings()).at(-1);
    expect(parted).toMatchObject({ about: 'account', connectedAccount, active: false, requirements: ['deauthorized'] });
    expect(await reread(parted as Said, opened)).toEqual(parted);
  });
});

test('a platform is known by its key, with a Connect endpoint whose secret is kept', async () => {
  const [secretKey, url] = [aStripeKey(), `${stripe.url}/callbacks/stripe/payplat_000000000000000000000001`];
  const connection = await verifyPlatform(secretKey, 'TEST', url);
  expect(connection).toEqual({
    externalId: expect.stringMatching(/^acct_/),
    secrets: { secretKey },
    signing: [expect.stringMatching(/^whsec_/)],
    settings: { endpoint: expect.stringMatching(/^we_/) },
  });
  expect(await verifyPlatform(secretKey, 'TEST', url)).toEqual(connection);
  const { data } = await stripeClient(secretKey, 'TEST').webhookEndpoints.list();
  expect(data).toMatchObject([{ url, enabled_events: expect.arrayContaining(['account.updated', 'payment_intent.succeeded']) }]);
  await expect(verifyPlatform('sk_live_51abcdefgh', 'TEST', url)).rejects.toMatchObject({ code: 'MODE_MISMATCH' });
});
