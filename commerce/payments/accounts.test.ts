import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { aStripeKey, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { aStripePlatform, connectBelow } from '#tests/support/stripe-connect.js';
import { until } from '#tests/support/until.js';
import { paymentAccountId, paymentAccounts } from './account.model.js';
import {
  connectPaymentAccount,
  copyPaymentMethods,
  disablePaymentAccount,
  enablePaymentAccount,
  getPaymentAccount,
  listPaymentAccounts,
  NewPaymentAccount,
  updatePaymentAccount,
} from './accounts.js';
import { callbackUrlOf, openAccount, openSigning } from './opened.js';
import { stripeClient } from './providers/stripe/client.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

test('Stripe is connected with a key alone: it is verified, and the webhook endpoint made', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await connectStripe(shop, secretKey);
  expect(account).toMatchObject({ provider: 'STRIPE', status: 'ACTIVE', mode: 'TEST', externalId: expect.stringMatching(/^acct_/) });
  expect((await openAccount(shop, account)).secrets).toEqual({ secretKey });
  expect(openSigning(shop, account)).toEqual([expect.stringMatching(/^whsec_/)]);
});

test('no secret stands in the database as it is, nor opens in another account', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await connectPaymentAccount(shop, { stripe: { secretKey, webhookSecret: 'whsec_ourOwn12345' } });
  const stored = JSON.stringify(await paymentAccounts.in(shop).findOne({ _id: account._id }));
  expect(stored).not.toContain(secretKey);
  expect(stored).not.toContain('whsec_');
  const other = { ...account, _id: (await connectPaymentAccount(shop, { manual: { instructions: 'Cash' } }))._id };
  await expect(openAccount(shop, other)).rejects.toThrow();
  await expect(openAccount({ ...shop, shopId: other._id } as typeof shop, account)).rejects.toThrow();
});

test.each([
  ['TEST', 'sk_live_51abcdefgh'],
  ['LIVE', 'sk_test_51abcdefgh'],
] as const)('a %s shop takes no %s', async (mode, secretKey) => {
  const shop = await aShop({ mode });
  await expect(connectPaymentAccount(shop, { stripe: { secretKey } })).rejects.toMatchObject({
    code: 'MODE_MISMATCH',
    field: ['stripe', 'secretKey'],
  });
  expect(await listPaymentAccounts(shop)).toEqual([]);
});

test('a key that Stripe does not know is told in Stripe’s words, without the key', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await stripe.control('faults', { apiKey: secretKey, method: 'GET', path: '/v1/account', act: 'answer', status: 401 });
  const refused = await connectStripe(shop, secretKey).catch((error) => error);
  expect(refused).toMatchObject({ code: 'PROVIDER_REJECTED', message: expect.stringMatching(/^Stripe: /) });
  expect(refused.message).not.toContain(secretKey.slice(8));
});

test('Stripe is away: nothing is connected', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await stripe.control('faults', { apiKey: secretKey, method: 'GET', path: '/v1/account', act: 'drop', times: 10 });
  await expect(connectStripe(shop, secretKey)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(await listPaymentAccounts(shop)).toEqual([]);
});

test('where Stripe makes no endpoint the account works without, until a secret is given', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await stripe.control('faults', { apiKey: secretKey, path: '/v1/webhook_endpoints', act: 'answer', status: 400 });
  const account = await connectStripe(shop, secretKey);
  expect(account.status).toBe('WEBHOOK_MISSING');
  const changed = await updatePaymentAccount(shop, paymentAccountId.encode(account._id), { stripe: { webhookSecret: 'whsec_given12345' } });
  expect(changed.status).toBe('ACTIVE');
  expect(openSigning(shop, changed)).toEqual(['whsec_given12345']);
});

test('a new webhook secret joins the one before it, and a third sends the oldest away', async () => {
  const shop = await aShop();
  const { _id } = await connectPaymentAccount(shop, { stripe: { secretKey: aStripeKey(), webhookSecret: 'whsec_first' } });
  await updatePaymentAccount(shop, paymentAccountId.encode(_id), { stripe: { webhookSecret: 'whsec_second' } });
  const changed = await updatePaymentAccount(shop, paymentAccountId.encode(_id), { stripe: { webhookSecret: 'whsec_third' } });
  expect(openSigning(shop, changed)).toEqual(['whsec_third', 'whsec_second']);
});

test('another key must belong to the same Stripe account', async () => {
  const shop = await aShop();
  const { _id } = await connectStripe(shop);
  await expect(updatePaymentAccount(shop, paymentAccountId.encode(_id), { stripe: { secretKey: aStripeKey() } })).rejects.toMatchObject({
    code: 'ACCOUNT_MISMATCH',
    field: ['stripe', 'secretKey'],
  });
});

test('a shop has one active account of a provider, and may connect anew when it is disabled', async () => {
  const shop = await aShop();
  const first = await connectStripe(shop);
  await expect(connectStripe(shop)).rejects.toMatchObject({ code: 'ALREADY_CONNECTED' });
  await disablePaymentAccount(shop, paymentAccountId.encode(first._id));
  await connectStripe(shop);
  expect((await listPaymentAccounts(shop)).map(({ status }) => status)).toEqual(['DISABLED', 'ACTIVE']);
});

test('a disabled account takes payments again when it is enabled, unless another has taken its place', async () => {
  const shop = await aShop();
  const first = paymentAccountId.encode((await connectStripe(shop))._id);
  await expect(enablePaymentAccount(shop, first)).rejects.toMatchObject({ code: 'WRONG_STATE' });
  await disablePaymentAccount(shop, first);
  const second = paymentAccountId.encode((await connectStripe(shop))._id);
  await expect(enablePaymentAccount(shop, first)).rejects.toMatchObject({ code: 'ALREADY_CONNECTED' });
  await disablePaymentAccount(shop, second);
  const both = await Promise.allSettled([enablePaymentAccount(shop, first), enablePaymentAccount(shop, second)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await listPaymentAccounts(shop)).map(({ status }) => status).sort()).toEqual(['ACTIVE', 'DISABLED']);
});

test('what came with the shop gives way to an account that is enabled', async () => {
  const shop = await aShop();
  const own = await connectStripe(shop);
  await disablePaymentAccount(shop, paymentAccountId.encode(own._id));
  const sandbox = await connectStripe(shop);
  await paymentAccounts.in(shop).set({ _id: sandbox._id }, { $set: { byDefault: true } });
  expect(await enablePaymentAccount(shop, paymentAccountId.encode(own._id))).toMatchObject({ status: 'ACTIVE', active: true });
  expect(await getPaymentAccount(shop, paymentAccountId.encode(sandbox._id))).toMatchObject({ status: 'DISABLED' });
});

test('an account that is disabled while its provider is asked about a change stays disabled', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const id = paymentAccountId.encode((await connectStripe(shop, secretKey))._id);
  const asking = { apiKey: secretKey, method: 'GET', path: '/v1/account', act: 'hold' };
  const fault = await stripe.control<{ id: string }>('faults', asking);
  const updating = updatePaymentAccount(shop, id, { stripe: { secretKey } });
  await until(async () => (await stripe.control<{ met: number }>(`faults/${fault.id}`)).met > 0);
  await disablePaymentAccount(shop, id);
  await fetch(`${stripe.sandbox.url}/_sandbox/faults/${fault.id}`, { method: 'DELETE' });
  await expect(updating).rejects.toMatchObject({ code: 'WRONG_STATE' });
  expect(await getPaymentAccount(shop, id)).toMatchObject({ status: 'DISABLED' });
});

test('two connect at once: one of them', async () => {
  const shop = await aShop();
  const both = await Promise.allSettled([connectStripe(shop), connectStripe(shop)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_CONNECTED' } });
});

test("another shop's account is not found", async () => {
  const { _id } = await connectStripe(await aShop());
  await expect(getPaymentAccount(await aShop(), paymentAccountId.encode(_id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a shop that is opened from another is paid by hand as that one, and never on its account', async () => {
  const [blueprint, opened] = [await aShop(), await aShop()];
  await connectStripe(blueprint);
  await connectPaymentAccount(blueprint, { manual: { instructions: 'Cash on delivery' } });
  await copyPaymentMethods(blueprint, opened);
  expect(await listPaymentAccounts(opened)).toMatchObject([{ provider: 'MANUAL', settings: { instructions: 'Cash on delivery' } }]);
});

test.each([
  [{ stripe: { secretKey: 'pk_test_123456' } }, ['stripe', 'secretKey']],
  [{ stripe: { secretKey: 'sk_test_123456', webhookSecret: 'secret' } }, ['stripe', 'webhookSecret']],
  [{ manual: { instructions: ' ' } }, ['manual', 'instructions']],
])('%j is refused at the door', (input, path) => {
  expect(NewPaymentAccount.safeParse(input)).toMatchObject({ success: false, error: { issues: [{ path }] } });
});

test('callbacks of Stripe come to an address of the account’s own; by hand there are none', async () => {
  const shop = await aShop();
  const account = await connectStripe(shop);
  expect(callbackUrlOf(account)).toBe(`${stripe.url}/callbacks/stripe/${paymentAccountId.encode(account._id)}`);
  expect(callbackUrlOf(await connectPaymentAccount(shop, { manual: { instructions: 'Cash' } }))).toBeNull();
});

const endpointsOf = async (secretKey: string) => (await stripeClient(secretKey, 'TEST').webhookEndpoints.list()).data;

test('an endpoint that hears of too little is brought up to date with the account, and keeps what the merchant has added', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const { _id, settings } = await connectStripe(shop, secretKey);
  const [made] = await endpointsOf(secretKey);
  expect(settings.endpoint).toBe(made!.id);
  // As an older Shopyard made it, which did not keep its id.
  await stripeClient(secretKey, 'TEST').webhookEndpoints.update(made!.id, {
    enabled_events: ['payment_intent.succeeded', 'price.created'],
  });
  await paymentAccounts.in(shop).set({ _id }, { $set: { settings: {} } });
  const changed = await updatePaymentAccount(shop, paymentAccountId.encode(_id), { stripe: { publishableKey: 'pk_test_new' } });
  expect(changed.settings).toEqual({ publishableKey: 'pk_test_new', endpoint: made!.id });
  const [now] = await endpointsOf(secretKey);
  expect(now!.enabled_events).toEqual(
    expect.arrayContaining(['payment_intent.succeeded', 'price.created', 'charge.dispute.created', 'refund.failed']),
  );
});

test('where Stripe does not let the endpoint be changed the account is, all the same', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const { _id } = await connectStripe(shop, secretKey);
  await stripe.control('faults', { apiKey: secretKey, method: 'GET', path: '/v1/webhook_endpoints/*', act: 'answer', status: 403 });
  const changed = await updatePaymentAccount(shop, paymentAccountId.encode(_id), { stripe: { capture: 'MANUAL' } });
  expect(changed.settings.capture).toBe('MANUAL');
});

test('what buyers may pay with is asked of Stripe as the merchant chose it, and left to Stripe again', async () => {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const { _id } = await connectPaymentAccount(shop, { stripe: { secretKey, paymentMethodTypes: ['WECHAT_PAY', 'ALIPAY', 'CARD'] } });
  const client = stripeClient(secretKey, 'TEST');
  const types = ['wechat_pay', 'alipay', 'card'];
  const page = (await startStripe(shop, await anOrder(shop))).payment;
  expect(await client.checkout.sessions.retrieve(page.references.session!)).toMatchObject({ payment_method_types: types });
  const intent = (await startStripe(shop, await anOrder(shop), 'INTENT')).payment;
  expect(await client.paymentIntents.retrieve(intent.references.paymentIntent!)).toMatchObject({ payment_method_types: types });

  await updatePaymentAccount(shop, paymentAccountId.encode(_id), { stripe: { paymentMethodTypes: [] } });
  const free = (await startStripe(shop, await anOrder(shop), 'INTENT')).payment;
  const { payment_method_types } = await client.paymentIntents.retrieve(free.references.paymentIntent!);
  expect(payment_method_types).toEqual(['card']);
});

test('Alipay and WeChat Pay take the money at once: they do not go together with a later capture', async () => {
  const shop = await aShop();
  const stripeInput = { secretKey: aStripeKey(), capture: 'MANUAL' } as const;
  const refused = { code: 'INVALID_INPUT', field: ['stripe', 'paymentMethodTypes'] };
  await expect(connectPaymentAccount(shop, { stripe: { ...stripeInput, paymentMethodTypes: ['ALIPAY'] } })).rejects.toMatchObject(refused);
  const { _id } = await connectPaymentAccount(shop, { stripe: { ...stripeInput, paymentMethodTypes: ['CARD'] } });
  const change = (more: object) => updatePaymentAccount(shop, paymentAccountId.encode(_id), { stripe: more });
  await expect(change({ paymentMethodTypes: ['CARD', 'WECHAT_PAY'] })).rejects.toMatchObject(refused);
  await change({ capture: 'AUTOMATIC', paymentMethodTypes: ['CARD', 'WECHAT_PAY'] });
  await expect(change({ capture: 'MANUAL' })).rejects.toMatchObject(refused);
});

test('below an agency’s platform an account takes no keys, and its settings all the same', async () => {
  const shop = await aShop();
  const { account } = await connectBelow(stripe, shop, await aStripePlatform(stripe, shop));
  const change = (more: object) => updatePaymentAccount(shop, paymentAccountId.encode(account._id), { stripe: more });
  for (const more of [{ secretKey: aStripeKey() }, { webhookSecret: 'whsec_ours12345' }])
    await expect(change(more)).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['stripe', Object.keys(more)[0]] });
  expect((await change({ capture: 'MANUAL' })).settings).toEqual({ capture: 'MANUAL' });
});
