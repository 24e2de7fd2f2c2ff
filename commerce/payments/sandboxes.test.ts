import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { config } from '#platform/config.js';
import { outbox, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { paymentAccountId, paymentAccounts } from './account.model.js';
import { connectPaymentAccount, disablePaymentAccount, listPaymentAccounts } from './accounts.js';
import { beginWithCash } from './begin.js';
import { connectSandboxes } from './sandboxes.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const accountsOf = async (shop: ShopContext) =>
  (await listPaymentAccounts(shop)).map(({ provider, status, byDefault = false }) => ({ provider, status, byDefault }));
/** As if it had been opened a moment ago. */
const justOpened = async (shop: ShopContext) => {
  const { emit } = await import('#tenants/index.js');
  await emit(shop, { type: 'shop.created', subject: shopId.encode(shop.shopId) });
};

test('a test shop gets an account at the sandbox, once, however often it is reacted to', async () => {
  const shop = await aShop();
  await connectSandboxes(shop);
  await Promise.all([connectSandboxes(shop), connectSandboxes(shop)]);
  expect(await accountsOf(shop)).toEqual([{ provider: 'STRIPE', status: 'ACTIVE', byDefault: true }]);
  expect((await startStripe(shop, await anOrder(shop))).action).toMatchObject({ kind: 'RedirectAction' });
});

test('reacted to three times at once it has one account too', async () => {
  const shop = await aShop();
  await Promise.all([1, 2, 3].map(() => connectSandboxes(shop)));
  expect(await accountsOf(shop)).toHaveLength(1);
});

test('a live shop never gets a sandbox, not on the spot either', async () => {
  const shop = await aShop({ mode: 'LIVE' });
  await justOpened(shop);
  await connectSandboxes(shop);
  await expect(startStripe(shop, await anOrder(shop))).rejects.toMatchObject({ code: 'PAYMENT_METHOD_UNAVAILABLE' });
  expect(await accountsOf(shop)).toEqual([]);
});

test('where no sandbox runs there is none', async () => {
  const { STRIPE_API_BASE } = config();
  Object.assign(config(), { STRIPE_API_BASE: undefined });
  try {
    const shop = await aShop();
    await connectSandboxes(shop);
    expect(await accountsOf(shop)).toEqual([]);
  } finally {
    Object.assign(config(), { STRIPE_API_BASE });
  }
});

test('the sandbox is away: the reaction fails, so that it is tried again, and then there is an account', async () => {
  const { STRIPE_API_BASE } = config();
  const shop = await aShop();
  Object.assign(config(), { STRIPE_API_BASE: 'http://127.0.0.1:9' });
  try {
    await expect(connectSandboxes(shop)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  } finally {
    Object.assign(config(), { STRIPE_API_BASE });
  }
  await connectSandboxes(shop);
  expect(await accountsOf(shop)).toMatchObject([{ provider: 'STRIPE', byDefault: true }]);
});

test('a buyer who is quicker than the reaction pays all the same', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'PAYMENT_METHOD_UNAVAILABLE' });
  await justOpened(shop);
  const started = await Promise.all([1, 2, 3].map(() => startStripe(shop, order)));
  expect(new Set(started.map(({ payment }) => payment._id.toHexString())).size).toBe(1);
  expect(await accountsOf(shop)).toHaveLength(1);
});

test('once the reaction has run, a shop that has no account has none', async () => {
  const shop = await aShop();
  await justOpened(shop);
  await outbox.in(shop).updateMany({ type: 'shop.created' }, { $set: { state: 'DONE' } });
  await expect(startStripe(shop, await anOrder(shop))).rejects.toMatchObject({ code: 'PAYMENT_METHOD_UNAVAILABLE' });
});

test('what the merchant connects takes the place of what came with the shop; his own stays', async () => {
  const shop = await aShop();
  await beginWithCash(shop);
  await connectSandboxes(shop);
  await connectStripe(shop);
  await connectPaymentAccount(shop, { manual: { instructions: 'Pay the courier' } });
  expect(await accountsOf(shop)).toEqual([
    { provider: 'MANUAL', status: 'DISABLED', byDefault: true },
    { provider: 'STRIPE', status: 'DISABLED', byDefault: true },
    { provider: 'STRIPE', status: 'ACTIVE', byDefault: false },
    { provider: 'MANUAL', status: 'ACTIVE', byDefault: false },
  ]);
  await expect(connectStripe(shop)).rejects.toMatchObject({ code: 'ALREADY_CONNECTED' });
  await connectSandboxes(shop);
  expect(await accountsOf(shop)).toHaveLength(4);
});

test('who connects at the moment of the reaction has his own account in the end', async () => {
  for (let round = 0; round < 5; round++) {
    const shop = await aShop();
    await Promise.all([connectSandboxes(shop), connectStripe(shop)]);
    expect(await paymentAccounts.in(shop).findOne({ provider: 'STRIPE', active: true })).not.toHaveProperty('byDefault');
  }
});

test('who has disabled his account does not get the sandbox back', async () => {
  const shop = await aShop();
  await justOpened(shop);
  await connectSandboxes(shop);
  const [account] = await listPaymentAccounts(shop);
  await disablePaymentAccount(shop, paymentAccountId.encode(account!._id));
  await connectSandboxes(shop);
  await expect(startStripe(shop, await anOrder(shop))).rejects.toMatchObject({ code: 'PAYMENT_METHOD_UNAVAILABLE' });
});
