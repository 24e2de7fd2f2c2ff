import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { paymentAccounts } from './account.model.js';
import { connectPaymentAccount, newAccount } from './accounts.js';
import { openPlatform } from './opened.js';
import { platformId, platforms } from './platform.model.js';
import { NewPlatform, PlatformChange, percentOf } from './platforms.input.js';
import {
  connectPlatform,
  disablePlatform,
  getPlatform,
  listPlatforms,
  platformCallbackUrl,
  platformStatus,
  updatePlatform,
} from './platforms.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const aPlatform = (given: object = {}) => NewPlatform.parse({ stripe: { secretKey: aStripeKey(), ...given } });
const idOf = ({ _id }: { _id: Types.ObjectId }) => platformId.encode(_id);

test('an agency connects its Stripe platform with a key alone: it is verified, and hears of its connected accounts', async () => {
  const agency = anAgencyContext();
  const input = aPlatform({ publishableKey: 'pk_test_12345678', commission: '0.6' });
  const platform = await connectPlatform(agency, 'TEST', input);
  expect(platform).toMatchObject({ provider: 'STRIPE', mode: 'TEST', externalId: expect.stringMatching(/^acct_/), commission: 60 });
  expect(platformStatus(platform)).toBe('ACTIVE');
  expect(platformCallbackUrl(platform)).toBe(`${stripe.url}/callbacks/stripe/${idOf(platform)}`);
  const opened = openPlatform(platform);
  expect(opened.secrets).toEqual({ secretKey: input.stripe!.secretKey });
  expect(opened.settings).toMatchObject({ publishableKey: 'pk_test_12345678' });
  expect(opened.signing).toEqual([expect.stringMatching(/^whsec_/)]);
});

test('no secret of a platform stands in the database as it is, nor opens in another agency', async () => {
  const agency = anAgencyContext();
  const input = aPlatform({ webhookSecret: 'whsec_ourOwn12345' });
  const platform = await connectPlatform(agency, 'TEST', input);
  const stored = JSON.stringify(await platforms.in(agency).findOne({ _id: platform._id }));
  expect(stored).not.toContain(input.stripe!.secretKey);
  expect(stored).not.toContain('whsec_');
  expect(() => openPlatform({ ...platform, agencyId: new Types.ObjectId() })).toThrow();
});

test.each([
  ['TEST', 'sk_live_51abcdefgh'],
  ['LIVE', 'sk_test_51abcdefgh'],
] as const)('a platform of mode %s takes no %s', async (mode, secretKey) => {
  const agency = anAgencyContext();
  await expect(connectPlatform(agency, mode, NewPlatform.parse({ stripe: { secretKey } }))).rejects.toMatchObject({
    code: 'MODE_MISMATCH',
    field: ['stripe', 'secretKey'],
  });
  expect(await listPlatforms(agency)).toEqual([]);
});

test('a key that Stripe does not know connects nothing', async () => {
  const agency = anAgencyContext();
  const input = aPlatform();
  await stripe.control('faults', { apiKey: input.stripe!.secretKey, method: 'GET', path: '/v1/account', act: 'answer', status: 401 });
  const refused = await connectPlatform(agency, 'TEST', input).catch((error) => error);
  expect(refused).toMatchObject({ code: 'PROVIDER_REJECTED' });
  expect(refused.message).not.toContain(input.stripe!.secretKey.slice(8));
  expect(await listPlatforms(agency)).toEqual([]);
});

test('an agency has one active platform of a provider and mode, also where two connect at once', async () => {
  const agency = anAgencyContext();
  const both = await Promise.allSettled([connectPlatform(agency, 'TEST', aPlatform()), connectPlatform(agency, 'TEST', aPlatform())]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(connectPlatform(agency, 'TEST', aPlatform())).rejects.toMatchObject({ code: 'ALREADY_CONNECTED' });
  const [first] = await listPlatforms(agency);
  await disablePlatform(agency, idOf(first!));
  await connectPlatform(agency, 'TEST', aPlatform());
  expect((await listPlatforms(agency)).map(platformStatus)).toEqual(['DISABLED', 'ACTIVE']);
});

test('a commission is changed alone, and a new webhook secret joins the one before it', async () => {
  const agency = anAgencyContext();
  const platform = await connectPlatform(agency, 'TEST', aPlatform({ webhookSecret: 'whsec_first123' }));
  const changed = await updatePlatform(agency, idOf(platform), PlatformChange.parse({ stripe: { commission: '1.25' } }));
  expect([changed.commission, percentOf(changed.commission)]).toEqual([125, '1.25']);
  const joined = await updatePlatform(agency, idOf(platform), PlatformChange.parse({ stripe: { webhookSecret: 'whsec_second12' } }));
  expect(openPlatform(joined).signing).toEqual(['whsec_second12', 'whsec_first123']);
  expect(joined.commission).toBe(125);
});

test('another key must be the same Stripe account’s', async () => {
  const agency = anAgencyContext();
  const platform = await connectPlatform(agency, 'TEST', aPlatform());
  const other = PlatformChange.parse({ stripe: { secretKey: aStripeKey() } });
  await expect(updatePlatform(agency, idOf(platform), other)).rejects.toMatchObject({
    code: 'ACCOUNT_MISMATCH',
    field: ['stripe', 'secretKey'],
  });
  await disablePlatform(agency, idOf(platform));
  await expect(updatePlatform(agency, idOf(platform), other)).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test("another agency's platform is not found", async () => {
  const platform = await connectPlatform(anAgencyContext(), 'TEST', aPlatform());
  await expect(getPlatform(anAgencyContext(), idOf(platform))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.each(['30.01', '-1', '0.655', '1e1', '100', ''])('a commission of %j percent is refused at the door', (commission) => {
  expect(NewPlatform.safeParse({ stripe: { secretKey: aStripeKey(), commission } })).toMatchObject({
    success: false,
    error: { issues: [{ path: ['stripe', 'commission'] }] },
  });
});

test.each([
  ['0', 0],
  ['0.6', 60],
  ['0.06', 6],
  ['30', 3000],
  ['2.50', 250],
])('a commission of %s percent is %i basis points', (commission, points) => {
  expect(aPlatform({ commission }).stripe!.commission).toBe(points);
});

test("no shop is connected with the keys of its agency's platform: its money would settle there", async () => {
  const shop = await aShop();
  const input = aPlatform();
  await connectPlatform(anAgencyContext(shop.agencyId), 'TEST', input);
  await expect(connectPaymentAccount(shop, { stripe: { secretKey: input.stripe!.secretKey } })).rejects.toMatchObject({
    code: 'ACCOUNT_MISMATCH',
  });
  await connectStripe(shop); // his own is taken
});

test("no payment starts on an account below a platform without the shop's own account there, nor with the platform as that", async () => {
  const shop = await aShop();
  const platform = await connectPlatform(anAgencyContext(shop.agencyId), 'TEST', aPlatform());
  const account = newAccount(shop, new Types.ObjectId(), 'STRIPE', { externalId: null, secrets: {}, signing: [], settings: {} });
  for (const connectedAccount of [null, platform.externalId]) {
    const { _id } = await paymentAccounts
      .in(shop)
      .insert({ ...account, _id: new Types.ObjectId(), platformId: platform._id, connectedAccount });
    const order = await anOrder(shop);
    await expect(startStripe(shop, order)).rejects.toMatchObject({ code: 'PAYMENT_METHOD_UNAVAILABLE' });
    expect((await booksOf(shop, order)).payments).toEqual([]);
    await paymentAccounts.in(shop).remove({ _id });
  }
});
