import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { config } from '#platform/config.js';
import { type AgencyContext, acrossShops, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { paymentAccounts } from './account.model.js';
import { newAccount } from './accounts.js';
import { openApplication, openMedia, sealApplication } from './onboarding/kept.js';
import { onboardings } from './onboarding/onboarding.model.js';
import { openAccount, openPlatform, openSigning, sealAll, sealPlatform, sealPlatformSigning } from './opened.js';
import { platforms } from './platform.model.js';
import { resealSecrets, sealedSecrets } from './reseal.js';

const usual = config().SECRET_KEYS;
const keys = (...ids: string[]) => Object.assign(config(), { SECRET_KEYS: ids.map((id) => ({ id, key: keyOf(id) })) });
const known = new Map<string, Buffer>();
const keyOf = (id: string): Buffer => {
  const key = known.get(id) ?? randomBytes(32);
  known.set(id, key);
  return key;
};
let [k1, k2] = ['', ''];
let time = Date.now();
/** Each look comes after the rest that follows a pass. */
const pass = async () => {
  time += 2 * 3600_000;
  return resealSecrets(time);
};

beforeAll(connectForTest);
beforeEach(async () => {
  [k1, k2] = ['old', 'new'].map((word) => `${word}-${randomBytes(4).toString('hex')}`) as [string, string];
  keys(k1);
  for (const { name } of [paymentAccounts, platforms, onboardings]) await removeAll(name);
});
afterEach(() => void Object.assign(config(), { SECRET_KEYS: usual }));
afterAll(disconnectAfterTest);

/** Nothing of another test's is counted. */
const removeAll = (name: string) => acrossShops<{ _id: Types.ObjectId }>(name, 'test').bulkWrite([{ deleteMany: { filter: {} } }]);

async function anAccount(shop?: ShopContext) {
  const at = shop ?? (await aShop());
  const secrets = { secretKey: 'sk_test_first', other: 'second' };
  const connection = { externalId: 'acct_1', secrets, signing: ['whsec_1', 'whsec_2'], settings: {} };
  const account = await paymentAccounts.in(at).insert(newAccount(at, new Types.ObjectId(), 'STRIPE', connection));
  return { shop: at, _id: account._id };
}
const read = async ({ shop, _id }: { shop: ShopContext; _id: Types.ObjectId }) => (await paymentAccounts.in(shop).findOne({ _id }))!;
const secretsOf = async (one: { shop: ShopContext; _id: Types.ObjectId }) => {
  const account = await read(one);
  return { ...(await openAccount(one.shop, account)).secrets, signing: openSigning(one.shop, account) };
};
const SECRETS = { secretKey: 'sk_test_first', other: 'second', signing: ['whsec_1', 'whsec_2'] };

async function aPlatform(agency: AgencyContext) {
  const _id = new Types.ObjectId();
  const now = new Date();
  return platforms.in(agency).insert({
    _id,
    provider: 'STRIPE',
    mode: 'TEST',
    externalId: 'acct_platform',
    secrets: sealPlatform(agency.agencyId, _id, { secretKey: 'sk_test_platform' }),
    signing: sealPlatformSigning(agency.agencyId, _id, ['whsec_platform']),
    settings: {},
    commission: 0,
    createdAt: now,
    updatedAt: now,
  });
}

test('a secret that is sealed under the old key is read under both, sealed anew, and read under the new one alone', async () => {
  const one = await anAccount();
  const agency = anAgencyContext();
  const { _id: platform } = await aPlatform(agency);
  keys(k2, k1);
  expect(await secretsOf(one)).toEqual(SECRETS);
  expect(await sealedSecrets()).toEqual({
    newest: k2,
    left: 6,
    collections: { people: {}, person_mails: {}, payment_accounts: { [k1]: 4 }, payment_platforms: { [k1]: 2 }, [onboardings.name]: {} },
  });
  expect(await pass()).toBe(2);
  expect(await sealedSecrets()).toMatchObject({ left: 0, collections: { payment_accounts: { [k2]: 4 } } });
  keys(k2);
  expect(await secretsOf(one)).toEqual(SECRETS);
  expect(openPlatform((await platforms.in(agency).findOne({ _id: platform }))!)).toMatchObject({
    secrets: { secretKey: 'sk_test_platform' },
    signing: ['whsec_platform'],
  });
});

test('what was handed in for an onboarding that is under way is sealed anew; one that is over has nothing', async () => {
  const shop = await aShop();
  const _id = new Types.ObjectId();
  const now = new Date();
  const kept = { application: { provider: 'STRIPE', email: 'me@example.com' } as never, media: { picture: 'media-1' } };
  const common = { agencyId: shop.agencyId, platformId: new Types.ObjectId(), mode: 'TEST', status: 'SUBMITTED', problems: [] };
  const times = { submissions: 1, polls: 0, createdAt: now, updatedAt: now };
  const onboarding = { provider: 'STRIPE', providerState: null, externalId: null, nextStep: null, accountId: null, visits: null };
  const application = sealApplication(shop, { _id }, kept);
  await onboardings.in(shop).insert({ _id, ...common, ...onboarding, ...times, application } as never);
  await onboardings.in(shop).insert({ ...common, ...onboarding, ...times, application: null } as never);
  keys(k2, k1);
  expect(await sealedSecrets()).toMatchObject({ left: 1 });
  expect(await pass()).toBe(1);
  keys(k2);
  const now2 = (await onboardings.in(shop).findOne({ _id }))!;
  expect([openApplication(shop, now2), openMedia(shop, now2)]).toEqual([kept.application, kept.media]);
});

test('twice is the same, and several at once are', async () => {
  const one = await anAccount();
  keys(k2, k1);
  time += 2 * 3600_000;
  const all = await Promise.all([1, 2, 3].map(() => resealSecrets(time)));
  expect(all.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  const sealed = await read(one);
  expect(await pass()).toBe(0);
  expect(await read(one)).toEqual(sealed);
  expect(await secretsOf(one)).toEqual(SECRETS);
});

test('more than one slice holds are all sealed anew', async () => {
  const shops = await Promise.all(Array.from({ length: 8 }, () => aShop()));
  for (let round = 0; round < 30; round++)
    for (const shop of shops) {
      const { _id } = await anAccount(shop);
      await paymentAccounts.in(shop).set({ _id }, { $unset: { active: '' } });
    }
  keys(k2, k1);
  await pass();
  for (let rounds = 0; (await sealedSecrets()).left > 0 && rounds < 50; rounds++) await resealSecrets(time);
  expect((await sealedSecrets()).left).toBe(0);
});

test('a change that comes in between is not lost', async () => {
  const one = await anAccount();
  const before = await read(one);
  keys(k2, k1);
  const changed = sealAll(one.shop, one._id, { secretKey: 'sk_test_changed' });
  // What a pass has read before the change fits no more: the merchant's words stay.
  await paymentAccounts.in(one.shop).set({ _id: one._id }, { $set: { secrets: changed } });
  const { _id, secrets, signing } = before;
  expect(await paymentAccounts.in(one.shop).set({ _id, secrets, signing }, { $set: { signing: [] } })).toBe(false);
  await pass();
  expect(await secretsOf(one)).toEqual({ secretKey: 'sk_test_changed', signing: ['whsec_1', 'whsec_2'] });
});

test('changes and passes beside each other: every change stands, and all is under the new key in the end', async () => {
  const one = await anAccount();
  keys(k2, k1);
  for (let round = 0; round < 10; round++) {
    const name = `name${round}`;
    const { secrets } = await read(one);
    const [, done] = await Promise.all([
      pass(),
      paymentAccounts
        .in(one.shop)
        .set({ _id: one._id, secrets }, { $set: { secrets: { ...secrets, ...sealAll(one.shop, one._id, { [name]: name }) } } }),
    ]);
    const now = await secretsOf(one);
    expect(now).toMatchObject(done ? { ...SECRETS, [name]: name } : SECRETS);
  }
  await pass();
  expect((await sealedSecrets()).left).toBe(0);
});

test('one whose key is gone holds up no other, and is counted', async () => {
  const lost = await anAccount();
  keys(k2);
  const lostKey = k1;
  k1 = `gone-${randomBytes(4).toString('hex')}`;
  keys(k1);
  const one = await anAccount();
  keys(k2, k1);
  expect(await pass()).toBe(1);
  expect(await secretsOf(one)).toEqual(SECRETS);
  expect(await sealedSecrets()).toMatchObject({ left: 4, collections: { payment_accounts: { [lostKey]: 4 } } });
  await expect(secretsOf(lost)).rejects.toThrow(`SECRET_KEYS no longer holds the key ${lostKey}`);
});

test('with one key there is nothing to do', async () => {
  await anAccount();
  expect(await pass()).toBe(0);
});
