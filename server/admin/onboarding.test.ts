import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AgencyContext, agencyId, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { aPicture, weChatPayApplication } from '#tests/support/platforms.js';
import { type Answer, startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, openStripe } from '#tests/support/stripe.js';
import { aToken } from '#tests/support/tokens.js';
import { openWechatPay, wechatPayInput } from '#tests/support/wechat-pay.js';

let server: TestServer;
let wechat: Awaited<ReturnType<typeof openWechatPay>>;
let stripe: Awaited<ReturnType<typeof openStripe>>;
let agency: AgencyContext;
let shop: ShopContext;
let token: string;

beforeAll(async () => {
  await connectForTest();
  wechat = await openWechatPay();
  stripe = await openStripe();
  server = await startTestServer();
  shop = await aShop();
  agency = anAgencyContext(shop.agencyId);
  token = await aToken(agency);
});
afterAll(async () => {
  await server.close();
  await stripe.close();
  await wechat.close();
  await disconnectAfterTest();
});

// biome-ignore lint/suspicious/noExplicitAny: answers are as wide as the documents
type Any = any;
const ask = async (query: string, variables: object = {}): Promise<Any> => {
  const { data, errors }: Answer<Any> = await server.admin(token, query, variables);
  expect(errors).toBeUndefined();
  return data;
};

const ERRORS = 'userErrors { code message field }';
const PLATFORM = 'paymentPlatform { id provider mode status externalId callbackUrl publishableKey commission }';
const CONNECT = `mutation ($mode: ShopMode!, $input: PaymentPlatformConnectInput!, $key: String) {
  paymentPlatformConnect(mode: $mode, input: $input, idempotencyKey: $key) { ${PLATFORM} ${ERRORS} } }`;
const ONBOARDING = `paymentOnboarding { id status provider providerState nextStep { kind text url deadline } problems { field message }
  paymentAccount { id status } shop { id } }`;
const START = `mutation ($shop: ID!, $input: PaymentOnboardingStartInput!, $key: String) {
  paymentOnboardingStart(shop: $shop, input: $input, idempotencyKey: $key) { link ${ONBOARDING} ${ERRORS} } }`;
const of = (name: string) => `mutation ($shop: ID!, $id: ID!) { ${name}(shop: $shop, paymentOnboarding: $id) { ${ONBOARDING} ${ERRORS} } }`;
const LISTS = `query ($shop: ID!, $status: PaymentOnboardingStatus) {
  shop(id: $shop) { paymentOnboardings { id status } paymentAccounts { provider status externalId } }
  agency { paymentPlatforms { id } paymentOnboardings(first: 5, status: $status) { nodes { id shop { id } } } } }`;

const inShop = (given: object = {}) => ({ shop: shopId.encode(shop.shopId), ...given });

test('an agency connects its platform once under one key, and its commission is shown as it was given', async () => {
  const variables = { mode: 'TEST', input: { stripe: { secretKey: aStripeKey(), commission: '0.60' } }, key: 'platform' };
  const { paymentPlatform, userErrors } = (await ask(CONNECT, variables)).paymentPlatformConnect;
  expect(userErrors).toEqual([]);
  expect(paymentPlatform).toMatchObject({ provider: 'STRIPE', mode: 'TEST', status: 'ACTIVE', commission: '0.6' });
  expect(paymentPlatform.callbackUrl).toContain(`/callbacks/stripe/${paymentPlatform.id}`);
  expect((await ask(CONNECT, variables)).paymentPlatformConnect.paymentPlatform).toEqual(paymentPlatform);
  const refused = (await ask(CONNECT, { ...variables, input: { stripe: { secretKey: aStripeKey(), commission: '31' } }, key: 'more' }))
    .paymentPlatformConnect;
  expect(refused.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'stripe', 'commission'] }]);
});

test('from the first click to a paid order: Stripe asks the merchant, and the repeat of a start has no second link', async () => {
  const stripeInput = { country: 'CN', email: 'merchant@example.com', businessType: 'COMPANY', returnUrl: 'https://shop.example/back' };
  const variables = inShop({ input: { stripe: stripeInput }, key: 'start' });
  const { link, paymentOnboarding, userErrors } = (await ask(START, variables)).paymentOnboardingStart;
  expect(userErrors).toEqual([]);
  expect(paymentOnboarding).toMatchObject({
    status: 'NEEDS_ACTION',
    nextStep: { kind: 'COMPLETE', text: 'Tell Stripe on its page what it still wants to know.' },
    paymentAccount: { status: 'ONBOARDING' },
    shop: { id: shopId.encode(shop.shopId) },
  });
  const again = (await ask(START, variables)).paymentOnboardingStart;
  expect([again.link, again.paymentOnboarding.id]).toEqual([null, paymentOnboarding.id]);

  await fetch(link, { method: 'POST', body: new URLSearchParams({ action: 'finish' }), redirect: 'manual' });
  await applyCallbacks(shop);
  const lists = await ask(LISTS, inShop({ status: 'ACTIVE' }));
  expect(lists.shop.paymentOnboardings).toEqual([{ id: paymentOnboarding.id, status: 'ACTIVE' }]);
  expect(lists.shop.paymentAccounts).toMatchObject([{ provider: 'STRIPE', status: 'ACTIVE' }]);
  expect(lists.agency.paymentOnboardings.nodes).toMatchObject([{ id: paymentOnboarding.id, shop: { id: shopId.encode(shop.shopId) } }]);

  const order = await anOrder(shop);
  const pay = `mutation ($order: String!) { paymentStart(order: $order, input: { provider: STRIPE, returnUrl: "https://shop.example/thanks" }) {
    payment { status action { ... on RedirectAction { url } } } ${ERRORS} } }`;
  const { data }: Answer<Any> = await server.shop(shopId.encode(shop.shopId), pay, { order: order.token });
  expect(data.paymentStart.payment.action.url).toContain('/pay/cs_');
});

test('WeChat Pay: the application is shown with its state, and given up', async () => {
  const provider = await wechat.makeMerchant({ kind: 'PROVIDER' });
  const connected = (await ask(CONNECT, { mode: 'TEST', input: { wechatPay: wechatPayInput(provider) } })).paymentPlatformConnect;
  expect(connected).toMatchObject({
    paymentPlatform: { provider: 'WECHAT_PAY', externalId: provider.mchid, commission: '0' },
    userErrors: [],
  });

  const application = weChatPayApplication(await aPicture(shop));
  const wrong = { ...application, bankAccount: { ...application.bankAccount, number: 'IBAN' } };
  const refused = (await ask(START, inShop({ input: { wechatPay: wrong } }))).paymentOnboardingStart;
  expect(refused.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'wechatPay', 'bankAccount', 'number'] }]);

  const { paymentOnboarding } = (await ask(START, inShop({ input: { wechatPay: application } }))).paymentOnboardingStart;
  expect(paymentOnboarding).toMatchObject({ status: 'AUDITING', providerState: 'APPLYMENT_STATE_AUDITING', nextStep: null });
  await wechat.control(`applyments/${paymentOnboarding.id}`, { state: 'TO_BE_SIGNED' });
  const link = (await ask(of('paymentOnboardingLink'), inShop({ id: paymentOnboarding.id }))).paymentOnboardingLink;
  expect(link.paymentOnboarding).toMatchObject({
    status: 'NEEDS_ACTION',
    nextStep: { kind: 'SIGN', url: expect.stringContaining('/sign/'), deadline: expect.any(String) },
  });
  const given = (await ask(of('paymentOnboardingCancel'), inShop({ id: paymentOnboarding.id }))).paymentOnboardingCancel;
  expect(given.paymentOnboarding).toMatchObject({ status: 'CANCELLED', nextStep: null });
  expect((await ask(LISTS, inShop({ status: 'CANCELLED' }))).agency.paymentOnboardings.nodes).toHaveLength(1);
});

test('no answer holds a secret of a platform', async () => {
  const all = JSON.stringify(await ask(`{ agency { id paymentPlatforms { id externalId publishableKey callbackUrl } } }`));
  expect(all).toContain(agencyId.encode(agency.agencyId));
  expect(all).not.toMatch(/sk_test_|whsec_|PRIVATE KEY/);
});
