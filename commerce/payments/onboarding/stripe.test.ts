import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BadSignature, receiveCallback } from '#commerce/payments/index.js';
import type { ShopContext } from '#tenants/index.js';
import { outbox } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { aStripePlatform, makeDue, STRIPE_APPLICATION } from '#tests/support/platforms.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, booksOf, connectStripe, openStripe, type Sent, startStripe } from '#tests/support/stripe.js';
import { paymentAccountId, paymentAccounts } from '../account.model.js';
import { disablePaymentAccount } from '../accounts.js';
import { callbackEvents } from '../callback.model.js';
import { platformId } from '../platform.model.js';
import { disablePlatform } from '../platforms.js';
import { followOnboardings } from './follow.js';
import { type Onboarding, onboardingId, onboardings } from './onboarding.model.js';
import { cancelOnboarding, getOnboarding, linkOnboarding, listAgencyOnboardings, startOnboarding } from './onboardings.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const caller = { wholeAgency: false };
const idOf = ({ _id }: Onboarding) => onboardingId.encode(_id);
const accountsOf = (shop: ShopContext) => paymentAccounts.in(shop).find({}, { sort: { _id: 1 } });
const activeOf = (shop: ShopContext) => paymentAccounts.in(shop).findOne({ provider: 'STRIPE', active: true });
const nowOf = (shop: ShopContext, onboarding: Onboarding) => getOnboarding(shop, idOf(onboarding));

/** The merchant's part, on Stripe's page; its events come to the platform's door. */
const onPage = (url: string, action: 'finish' | 'wait' | 'leave') =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });

/** Stripe's part. */
const stripeDoes = (account: string, what: 'finish' | 'demand' | 'deauthorize', of: object = {}, sending: object = {}) =>
  stripe.control<Sent>(`accounts/${account}/${what}`, { of, ...sending });

/** A shop of an agency that is a Stripe platform, begun to be taken on. */
async function aBeginning(commission = '2.5') {
  const shop = await aShop({ currency: 'USD' });
  const agency = anAgencyContext(shop.agencyId);
  const platform = await aStripePlatform(agency, { commission });
  const { onboarding, link } = await startOnboarding(shop, STRIPE_APPLICATION, caller);
  return { shop, agency, platform, onboarding, link: link!, account: onboarding.externalId! };
}

async function anActiveShop() {
  const begun = await aBeginning();
  await onPage(begun.link, 'finish');
  await applyCallbacks(begun.shop);
  return begun;
}

test('a merchant tells Stripe about himself, and his shop is paid on his own account, the agency by its fee: nothing is set by hand', async () => {
  const { shop, platform, onboarding, link, account } = await aBeginning('2.5');
  expect(onboarding).toMatchObject({ status: 'NEEDS_ACTION', nextStep: { kind: 'COMPLETE' }, problems: [] });
  expect(await accountsOf(shop)).toMatchObject([
    { status: 'ONBOARDING', platformId: platform._id, connectedAccount: account, secrets: {} },
  ]);
  const order = await anOrder(shop, { price: 10_000 });
  await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'PAYMENT_METHOD_UNAVAILABLE' });

  await onPage(link, 'finish');
  await applyCallbacks(shop);
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'ACTIVE', nextStep: null, problems: [], application: null });
  expect(await activeOf(shop)).toMatchObject({ status: 'ACTIVE', connectedAccount: account });

  const { payment } = await startStripe(shop, order);
  expect(payment.connectedAccount).toBe(account);
  await stripe.pay(payment);
  await applyCallbacks(shop);
  const books = await booksOf(shop, order);
  expect(books.order.paymentStatus).toBe('PAID');
  expect(books.mismatches).toEqual([]);
  const intent = books.payments[0]!.references.paymentIntent!;
  const { data } = await stripe.control<{ data: { id: string; application_fee_amount: number; amount: number }[] }>('payment_intents');
  const paid = data.find(({ id }) => id === intent)!;
  expect(paid.application_fee_amount).toBe(Math.floor((paid.amount * 250) / 10_000));
});

test('the default sandbox gives way to the account that became active; what the merchant connected himself stays', async () => {
  const [byDefault, own] = [await aBeginning(), await aBeginning()];
  const first = await connectStripe(byDefault.shop);
  await paymentAccounts.in(byDefault.shop).set({ _id: first._id }, { $set: { byDefault: true } });
  const second = await connectStripe(own.shop);
  for (const { shop, link } of [byDefault, own]) {
    await onPage(link, 'finish');
    await applyCallbacks(shop);
  }
  expect((await activeOf(byDefault.shop))?.connectedAccount).toBe(byDefault.account);
  expect((await activeOf(own.shop))?._id).toEqual(second._id);
  expect(await nowOf(own.shop, own.onboarding)).toMatchObject({ status: 'ACTIVE', nextStep: { kind: 'OWN_ACCOUNT' } });

  await disablePaymentAccount(own.shop, paymentAccountId.encode(second._id));
  await makeDue(own.onboarding);
  await followOnboardings();
  expect((await activeOf(own.shop))?.connectedAccount).toBe(own.account);
  expect(await nowOf(own.shop, own.onboarding)).toMatchObject({ status: 'ACTIVE', nextStep: null });
});

test('an account that Stripe pays no more takes no payments, its merchant is told, and it comes back by itself', async () => {
  const { shop, onboarding, account } = await anActiveShop();
  await stripeDoes(account, 'demand', { due: ['individual.verification.document'] });
  await applyCallbacks(shop);
  expect(await activeOf(shop)).toBeNull();
  expect(await accountsOf(shop)).toMatchObject([{ status: 'ONBOARDING' }]);
  expect(await nowOf(shop, onboarding)).toMatchObject({
    status: 'NEEDS_ACTION',
    nextStep: { kind: 'COMPLETE' },
    problems: [{ field: 'individual.verification.document' }],
  });
  await expect(startStripe(shop, await anOrder(shop))).rejects.toMatchObject({ code: 'PAYMENT_METHOD_UNAVAILABLE' });
  expect((await linkOnboarding(shop, idOf(onboarding))).link).toMatch(/^http/);

  await stripeDoes(account, 'finish');
  await applyCallbacks(shop);
  expect((await activeOf(shop))?.connectedAccount).toBe(account);
  const told = await outbox.in(shop).find({ type: 'payment_account.updated' }, { sort: { _id: 1 } });
  expect(told.map(({ data }) => data.status)).toEqual(['ACTIVE', 'ONBOARDING', 'ACTIVE']);
});

test('a merchant who cuts the tie is paid there no more, and may be taken on anew', async () => {
  const { shop, onboarding, account } = await anActiveShop();
  await stripeDoes(account, 'deauthorize');
  await applyCallbacks(shop);
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'CANCELLED' });
  expect(await accountsOf(shop)).toMatchObject([{ status: 'DISABLED' }]);
  const { onboarding: again } = await startOnboarding(shop, STRIPE_APPLICATION, caller);
  expect(again.externalId).not.toBe(account);
});

test('a merchant who disabled the account himself does not get it back by an event', async () => {
  const { shop, account } = await anActiveShop();
  await disablePaymentAccount(shop, paymentAccountId.encode((await activeOf(shop))!._id));
  await stripeDoes(account, 'finish');
  await applyCallbacks(shop);
  expect(await activeOf(shop)).toBeNull();
});

test('without a callback, asking finds out; and the same event twice, or late, changes nothing', async () => {
  const { shop, onboarding, link, account } = await aBeginning();
  await onPage(link, 'wait');
  await callbackEvents.in(shop).removeMany({});
  await makeDue(onboarding);
  await followOnboardings();
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'AUDITING', nextStep: null });
  await stripeDoes(account, 'finish');
  await applyCallbacks(shop);
  // What the first event told is stale: the account is read again.
  await stripeDoes(account, 'finish', {}, { deliveries: 2 });
  await applyCallbacks(shop);
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'ACTIVE' });
  expect(await outbox.in(shop).count({ type: 'payment_account.updated' })).toBe(1);
});

test('a shop is taken on once at a time, also where two begin at once; given up, it may begin anew', async () => {
  const { shop, onboarding } = await aBeginning();
  await expect(startOnboarding(shop, STRIPE_APPLICATION, caller)).rejects.toMatchObject({ code: 'ONBOARDING_OPEN' });
  await cancelOnboarding(shop, idOf(onboarding));
  await expect(cancelOnboarding(shop, idOf(onboarding))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  const both = await Promise.allSettled([
    startOnboarding(shop, STRIPE_APPLICATION, caller),
    startOnboarding(shop, STRIPE_APPLICATION, caller),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('Stripe is away when he begins: he is a draft, and one account is made for him later', async () => {
  const shop = await aShop({ currency: 'USD' });
  const platform = await aStripePlatform(anAgencyContext(shop.agencyId));
  const secretKey = (await import('../opened.js')).openPlatform(platform).secrets.secretKey!;
  // It is made there, and the answer is lost.
  const fault = { apiKey: secretKey, method: 'POST', path: '/v1/accounts', act: 'drop', when: 'after', times: 10 };
  const { id } = await stripe.control<{ id: string }>('faults', fault);
  const { onboarding, link } = await startOnboarding(shop, STRIPE_APPLICATION, caller);
  expect([onboarding.status, link]).toEqual(['DRAFT', null]);
  await fetch(`${stripe.sandbox.url}/_sandbox/faults/${id}`, { method: 'DELETE' });
  await makeDue(onboarding);
  await followOnboardings();
  const now = await nowOf(shop, onboarding);
  expect(now).toMatchObject({ status: 'NEEDS_ACTION', externalId: expect.stringMatching(/^acct_/) });
  expect(await accountsOf(shop)).toHaveLength(1);
});

test("Stripe's no leaves nothing behind", async () => {
  const shop = await aShop({ currency: 'USD' });
  const platform = await aStripePlatform(anAgencyContext(shop.agencyId));
  const secretKey = (await import('../opened.js')).openPlatform(platform).secrets.secretKey!;
  await stripe.control('faults', { apiKey: secretKey, method: 'POST', path: '/v1/accounts', act: 'answer', status: 400 });
  await expect(startOnboarding(shop, STRIPE_APPLICATION, caller)).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  expect(await onboardings.in(shop).find({})).toEqual([]);
});

test('without a platform, with a disabled one or one of the other mode nobody is taken on; who was, goes on being paid', async () => {
  await expect(startOnboarding(await aShop(), STRIPE_APPLICATION, caller)).rejects.toMatchObject({ code: 'PLATFORM_REQUIRED' });
  const { shop, agency, platform } = await anActiveShop();
  const live = await aShop({ agencyId: shop.agencyId, mode: 'LIVE' });
  await expect(startOnboarding(live, STRIPE_APPLICATION, caller)).rejects.toMatchObject({ code: 'PLATFORM_REQUIRED' });
  await disablePlatform(agency, platformId.encode(platform._id));
  await expect(startOnboarding(await aShop({ agencyId: shop.agencyId }), STRIPE_APPLICATION, caller)).rejects.toMatchObject({
    code: 'PLATFORM_REQUIRED',
  });
  const order = await anOrder(shop);
  await stripe.pay((await startStripe(shop, order)).payment);
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
});

test("a platform's callback reaches its own shops alone, whatever connected account it names", async () => {
  const [mine, other] = [await anActiveShop(), await anActiveShop()];
  const { events } = await stripeDoes(mine.account, 'demand', { due: ['x'] }, { hold: true, account: other.account });
  const { payload, header } = events[0]!;
  const door = platformId.encode(mine.platform._id);
  const callback = { headers: { 'stripe-signature': header! }, body: Buffer.from(payload) };
  expect(await receiveCallback('stripe', door, callback)).toBe('NOBODYS');
  // At the other's door it is signed by a stranger.
  await expect(receiveCallback('stripe', platformId.encode(other.platform._id), callback)).rejects.toThrow(BadSignature);
  expect((await activeOf(other.shop))?.connectedAccount).toBe(other.account);
  expect(await callbackEvents.in(other.shop).count({ type: 'account.updated', state: 'PENDING' })).toBe(0);
});

test("an agency sees how its shops are taken on as one list, by status, and no other agency's", async () => {
  const { shop, agency, onboarding } = await aBeginning();
  const second = await aShop({ agencyId: shop.agencyId });
  const { onboarding: newer } = await startOnboarding(second, STRIPE_APPLICATION, caller);
  await cancelOnboarding(second, idOf(newer));
  await aBeginning();
  const ids = async (args: Parameters<typeof listAgencyOnboardings>[1]) => (await listAgencyOnboardings(agency, args)).nodes.map(idOf);
  expect(await ids({})).toEqual([idOf(newer), idOf(onboarding)]);
  expect(await ids({ status: 'NEEDS_ACTION' })).toEqual([idOf(onboarding)]);
  const { pageInfo } = await listAgencyOnboardings(agency, { first: 1 });
  expect(await ids({ first: 1, after: pageInfo.endCursor })).toEqual([idOf(onboarding)]);
});
