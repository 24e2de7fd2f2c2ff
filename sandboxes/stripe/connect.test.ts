import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import { aSession, newKey, openSandbox } from './testing.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

/** A platform whose Connect endpoint hears of its merchants, and one merchant below it. */
async function aPlatform() {
  const [apiKey, door] = [newKey(), await here.receiver()];
  const stripe = here.client(apiKey);
  const { secret } = await stripe.webhookEndpoints.create({ url: door.url, enabled_events: ['*'], connect: true });
  const account = await stripe.accounts.create({
    country: 'US',
    email: 'merchant@shop.example',
    controller: { fees: { payer: 'account' }, losses: { payments: 'stripe' }, stripe_dashboard: { type: 'full' } },
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
    metadata: { shop: 'shop_1' },
  });
  const heard = () => door.received.map(({ body, signature }) => Stripe.webhooks.constructEvent(body, signature, secret!));
  return { apiKey, stripe, door, account, heard, of: { stripeAccount: account.id } };
}

const link = (stripe: Stripe, account: string) =>
  stripe.accountLinks.create({
    account,
    type: 'account_onboarding',
    refresh_url: 'http://shop.localhost/again',
    return_url: 'http://shop.localhost/back',
  });

const press = (url: string, action: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' }).then((answer) =>
    answer.headers.get('location'),
  );

describe('a merchant below a platform', () => {
  test('takes charges only when he has told Stripe about himself, and his platform hears of it', async () => {
    const { stripe, account, heard, door, of } = await aPlatform();
    expect(account).toMatchObject({
      id: expect.stringMatching(/^acct_1\w{15}$/),
      charges_enabled: false,
      details_submitted: false,
      metadata: { shop: 'shop_1' },
      capabilities: { card_payments: 'inactive' },
    });
    expect(account.requirements?.currently_due).not.toEqual([]);
    await expect(stripe.checkout.sessions.create(aSession(), of)).rejects.toMatchObject({ code: 'account_invalid' });

    const { url, expires_at } = await link(stripe, account.id);
    expect(expires_at).toBeGreaterThan(Date.now() / 1000);
    expect(await press(url, 'finish')).toBe('http://shop.localhost/back');
    await door.arrived(1);
    expect(heard()).toMatchObject([
      { type: 'account.updated', account: account.id, data: { object: { id: account.id, charges_enabled: true } } },
    ]);
    expect(await stripe.accounts.retrieve(account.id)).toMatchObject({
      charges_enabled: true,
      capabilities: { card_payments: 'active' },
      requirements: { currently_due: [] },
    });
    expect(await stripe.checkout.sessions.create(aSession(), of)).toMatchObject({ status: 'open' });
  });

  test('who leaves has told nothing; a link serves once, and an outlived one leads back for another', async () => {
    const { stripe, account } = await aPlatform();
    const { url } = await link(stripe, account.id);
    expect(await press(url, 'leave')).toBe('http://shop.localhost/back');
    expect((await stripe.accounts.retrieve(account.id)).charges_enabled).toBe(false);
    expect(await press(url, 'finish')).toBe('http://shop.localhost/again');
    expect((await fetch(url, { redirect: 'manual' })).headers.get('location')).toBe('http://shop.localhost/again');
    expect((await stripe.accounts.retrieve(account.id)).charges_enabled).toBe(false);
  });

  test('the page speaks Chinese or English, and loads nothing', async () => {
    const { stripe, account } = await aPlatform();
    const { url } = await link(stripe, account.id);
    const page = async (language: string) => (await fetch(url, { headers: { 'accept-language': language } })).text();
    const [zh, en] = [await page('zh-CN'), await page('en')];
    expect(zh).toMatch(/<html lang="zh-CN">[\s\S]*暂不填写/);
    expect(en).toMatch(/<html lang="en">[\s\S]*Leave/);
    for (const html of [zh, en]) expect(html).not.toMatch(/<script|https?:\/\//);
  });

  test('Stripe may look at it first, and may want more later', async () => {
    const { stripe, account } = await aPlatform();
    await press((await link(stripe, account.id)).url, 'wait');
    expect(await stripe.accounts.retrieve(account.id)).toMatchObject({
      charges_enabled: false,
      details_submitted: true,
      capabilities: { card_payments: 'pending' },
      requirements: { disabled_reason: 'requirements.pending_verification' },
    });
    await here.control(`accounts/${account.id}/finish`);
    expect((await stripe.accounts.retrieve(account.id)).charges_enabled).toBe(true);
    await here.control(`accounts/${account.id}/demand`, { of: { due: ['individual.verification.document'] } });
    expect(await stripe.accounts.retrieve(account.id)).toMatchObject({
      charges_enabled: false,
      requirements: { currently_due: ['individual.verification.document'] },
    });
  });

  test('is no other platform’s, and nobody’s once he has left', async () => {
    const { stripe, account, of, heard, door } = await aPlatform();
    const other = here.client();
    for (const call of [other.accounts.retrieve(account.id), other.paymentIntents.create({ amount: 1, currency: 'usd' }, of)])
      await expect(call).rejects.toMatchObject({ statusCode: 403, code: 'account_invalid' });
    await here.control(`accounts/${account.id}/deauthorize`);
    await door.arrived(1);
    expect(heard()).toMatchObject([{ type: 'account.application.deauthorized', account: account.id }]);
    await expect(stripe.paymentIntents.list({}, of)).rejects.toMatchObject({ statusCode: 403 });
    expect((await stripe.accounts.list()).data).toEqual([]);
  });
});

describe('a commission', () => {
  test('is a part of a merchant’s payment, and no more than all of it', async () => {
    const { stripe, account, of } = await aPlatform();
    await here.control(`accounts/${account.id}/finish`);
    const pay = (application_fee_amount: number, options?: Stripe.RequestOptions) =>
      stripe.paymentIntents.create({ amount: 1000, currency: 'usd', application_fee_amount }, options);
    await expect(pay(1001, of)).rejects.toMatchObject({ param: 'application_fee_amount' });
    await expect(pay(100)).rejects.toMatchObject({ param: 'application_fee_amount' });
    expect(await pay(1000, of)).toMatchObject({ application_fee_amount: 1000 });
    const tooMuch = { ...aSession(), payment_intent_data: { application_fee_amount: 3999 } };
    await expect(stripe.checkout.sessions.create(tooMuch, of)).rejects.toMatchObject({ param: 'application_fee_amount' });
  });

  test('comes off what the merchant receives, and goes back in proportion', async () => {
    const { stripe, account, of } = await aPlatform();
    await here.control(`accounts/${account.id}/finish`);
    const paid = { amount: 1000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' };
    const intent = await stripe.paymentIntents.create({ ...paid, application_fee_amount: 100 }, of);
    await stripe.refunds.create({ payment_intent: intent.id, amount: 500, refund_application_fee: true }, of);
    const { data } = await stripe.balanceTransactions.list({ expand: ['data.source'] }, of);
    expect(data).toMatchObject([
      { type: 'refund', amount: -500, fee: -50, net: -450, source: { object: 'refund', payment_intent: intent.id } },
      { type: 'charge', amount: 1000, fee: 159, net: 841, source: { object: 'charge', payment_intent: intent.id, amount_refunded: 500 } },
    ]);
    expect(data[1]!.fee_details).toMatchObject([
      { type: 'stripe_fee', amount: 59 },
      { type: 'application_fee', amount: 100 },
    ]);
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);
    const without = await stripe.paymentIntents.create(paid, of);
    await expect(stripe.refunds.create({ payment_intent: without.id, refund_application_fee: true }, of)).rejects.toMatchObject({
      param: 'refund_application_fee',
    });
  });
});
