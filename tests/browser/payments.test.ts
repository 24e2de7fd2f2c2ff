import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Types } from 'mongoose';
import { NewShop, openShop } from '#commerce/openings/index.js';
import { orderId } from '#commerce/orders/index.js';
import {
  createRefund,
  followOnboardings,
  linkOnboarding,
  listOnboardings,
  listPaymentAccounts,
  methodChoices,
  NewOnboarding,
  onboardingId,
  PaymentMethodChoices,
  platformId,
  RefundCreate,
  startOnboarding,
  updatePaymentMethods,
} from '#commerce/payments/index.js';
import { payments } from '#commerce/payments/payment.model.js';
import { differences } from '#commerce/payments/reconciliation/difference.model.js';
import { recordDifferences } from '#commerce/payments/reconciliation/differences.js';
import { newReconciliation, reconciliations } from '#commerce/payments/reconciliation/reconciliation.model.js';
import { config } from '#platform/config.js';
import { memberships } from '#tenants/agency.model.js';
import { AgencyContext } from '#tenants/context.js';
import { agencyId, type ShopContext, shopForJob, shopId, signUp } from '#tenants/index.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aPicture, aStripePlatform, aWeChatPayPlatform, makeDue, weChatPayApplication } from '#tests/support/platforms.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { until } from '#tests/support/until.js';
import { openWechatPay, wechatPayInput } from '#tests/support/wechat-pay.js';

jest.setTimeout(120_000);

const password = 'long enough for all';
const owner = { email: 'owner@payments.example', password };
const staff = { email: 'staff@payments.example', password };

let server: TestServer;
let stripe: Awaited<ReturnType<typeof openStripe>>;
let wechat: Awaited<ReturnType<typeof openWechatPay>>;
let agency: AgencyContext;
/** Paid through Stripe, disputed, and with a difference. */
let shop: ShopContext;
let difference: string;
let platform: string;

beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
  wechat = await openWechatPay();
  server = await startTestServer();
  Object.assign(config(), { publicUrl: server.url });
  const { agency: made, person } = await signUp({ ...owner, name: 'Owner', agencyName: 'Agency' }, 'en');
  agency = new AgencyContext(made._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
  shop = await aShopOfOurs('books');
  difference = await fillBooks(shop);
  platform = platformId.encode((await aStripePlatform(agency))._id);
  await aWeChatPayPlatform(agency, wechat);
  const { person: clerk } = await signUp({ ...staff, name: 'Staff', agencyName: 'Another' }, 'en');
  const member = { _id: new Types.ObjectId(), agencyId: agency.agencyId, shopId: shop.shopId, personId: clerk._id, role: 'STAFF' as const };
  await memberships.documents().insertOne({ ...member, createdAt: new Date() });
});
afterAll(async () => {
  await closeBrowser();
  await server.close();
  await wechat.close();
  await stripe.close();
  await disconnectAfterTest();
});

async function aShopOfOurs(handle: string): Promise<ShopContext> {
  const opened = await openShop(agency, NewShop.parse({ name: handle, handle, currency: 'CNY', locale: 'zh-CN' }));
  return shopForJob(opened._id, 'test');
}

/** Answers the difference's id. */
async function fillBooks(where: ShopContext): Promise<string> {
  const { _id: account } = await connectStripe(where);
  const order = await anOrder(where);
  const { payment: begun } = await startStripe(where, order, 'INTENT');
  await stripe.pay(begun);
  await applyCallbacks(where);
  const { _id, amount, currency, references } = (await payments.in(where).findOne({ _id: begun._id }))!;
  await createRefund(where, orderId.encode(order._id), RefundCreate.parse({ amount: { amount: '5.00', currency } }));
  await stripe.control(`payment_intents/${references.paymentIntent}/dispute`, { of: {} });
  await applyCallbacks(where);
  await reconciliations
    .in(where)
    .insert({ ...newReconciliation(account, '2026-11-25'), status: 'COMPLETED', lines: 3, matched: 2, differences: 1 });
  const side = { amount, currency, status: 'CAPTURED' };
  const of = { accountId: account, orderId: order._id, paymentId: _id };
  const line = { kind: 'PAYMENT' as const, ours: null, reference: 'txn_1', of: {}, amount: 100, currency, fee: 0, at: new Date() };
  await recordDifferences(where, [{ key: 'one', kind: 'AMOUNT', ...of, ours: side, theirs: { ...side, amount: 100 }, line }]);
  return `diff_${(await differences.in(where).findOne({ key: 'one' }))!._id}`;
}

const at = (where: ShopContext, path = '') => `/s/${shopId.encode(where.shopId)}/payments${path}`;

const WAYS: Visit[] = [
  { size: 'desk', language: 'en' },
  { size: 'phone', language: 'zh', dark: true },
];

test.each(WAYS)('every screen of payments: $size, $language', async (visit) => {
  const visitor = await aVisitor(server.url, visit);
  await signInAs(visitor, owner);
  const [account] = await listPaymentAccounts(shop);
  const screens = {
    overview: at(shop),
    methods: at(shop, '/methods'),
    ledger: at(shop, '/ledger'),
    statements: at(shop, '/statements'),
    differences: at(shop, '/differences'),
    difference: at(shop, `/differences/${difference}`),
    disputes: at(shop, '/disputes'),
    account: at(shop, `/accounts/payacct_${account!._id}`),
    'connect-wechat-pay': at(shop, '/connect/wechat-pay'),
    'connect-alipay': at(shop, '/connect/alipay'),
    application: at(shop, '/onboarding/wechat-pay'),
    agency: `/a/${agencyId.encode(agency.agencyId)}/payments`,
    'agency-platform': `/a/${agencyId.encode(agency.agencyId)}/payments/platforms/${platform}`,
    'agency-connect': `/a/${agencyId.encode(agency.agencyId)}/payments/connect/stripe?mode=TEST`,
  };
  for (const [name, path] of Object.entries(screens)) {
    await visitor.open(path);
    await visitor.look(`payments-${name}`);
  }
  await visitor.close();
});

test('a merchant connects WeChat Pay: what is wrong is told before it is sent, and no secret stays in the browser', async () => {
  const where = await aShopOfOurs('connecting');
  const merchant = wechatPayInput(await wechat.makeMerchant());
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owner);
  await visitor.open(at(where, '/connect/wechat-pay'));
  await page.getByLabel('Merchant id (mchid)').fill(merchant.mchid);
  await page.getByLabel('AppID', { exact: false }).first().fill(merchant.appId);
  await page.getByLabel('Serial number').fill(merchant.serial);
  await page.getByLabel('Private key').fill(merchant.publicKey!);
  const key = page.locator('input[type=password]').first();
  await key.fill(merchant.apiV3Key.slice(1));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByText('Takes 32 characters; here are 31.').waitFor();
  await page.getByText('This is a public key: take the private one.').waitFor();
  await visitor.look('payments-connect-refused');
  await page.getByLabel('Private key').fill(merchant.privateKey);
  await key.fill(merchant.apiV3Key);
  await page.getByLabel('Id of the public key').fill(merchant.publicKeyId!);
  await page.getByLabel('Public key (pub_key.pem)').fill(merchant.publicKey!);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.waitForURL('**/payments/accounts/*');
  await page.getByText(merchant.mchid).waitFor();
  expect(await page.getByLabel('Callback address').inputValue()).toContain(`${server.url}/callbacks/wechat_pay/`);
  expect(await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])')).not.toContain(merchant.apiV3Key);

  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('Takes no new payments.', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Disable' }).waitFor();
  expect(await listPaymentAccounts(where)).toContainEqual(expect.objectContaining({ provider: 'WECHAT_PAY', status: 'ACTIVE' }));
  await visitor.close();
});

test('the ways to pay are put in order by keyboard, switched off, bounded, and set back', async () => {
  const where = await aShopOfOurs('ordering');
  await connectStripe(where);
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owner);
  await visitor.open(at(where, '/methods'));
  const names = async () => (await methodChoices(where)).map(({ method, enabled }) => `${method}${enabled ? '' : ' off'}`);
  // Quicker than the server answers: each is made from what the one before it made.
  await page.getByRole('button', { name: /^Move Cash on delivery:/ }).focus();
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown']) await page.keyboard.press(key);
  await page.getByText('The order is changed.').nth(2).waitFor();
  expect(await names()).toEqual(['CHECKOUT', 'CASH_ON_DELIVERY', 'INTENT']);
  await page.getByLabel('Offer Stripe in your own page or app').press('Space');
  await page.getByText('Stripe in your own page or app is not offered.').waitFor();
  expect(await names()).toEqual(['CHECKOUT', 'CASH_ON_DELIVERY', 'INTENT off']);
  // Somebody else chooses meanwhile: nobody overwrites him unseen.
  await updatePaymentMethods(where, PaymentMethodChoices.parse({ methods: [] }));
  await page.getByLabel('Offer Cash on delivery').press('Space');
  await page.getByText('Somebody has changed the ways to pay', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Usual order' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Move Cash on delivery:/ }).press('ArrowUp');
  await until(async () => (await names()).length === 3);
  await page.getByRole('button', { name: 'Edit' }).nth(1).click();
  await page.getByLabel('Up to (CNY)').fill('500.001');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Takes an amount in CNY with at most 2 decimals.').waitFor();
  await page.getByLabel('Up to (CNY)').fill('500');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Cash on delivery is changed.').waitFor();
  expect((await methodChoices(where))[1]).toMatchObject({ method: 'CASH_ON_DELIVERY', maxAmount: 500_00, places: null });
  await page.getByRole('button', { name: 'Usual order' }).click();
  await page.getByText('The usual order holds again.').waitFor();
  expect(await names()).toEqual([]);
  await visitor.close();
});

test('a difference is accepted with a note, and the month is had as a file', async () => {
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owner);
  await visitor.open(at(shop, `/differences/${difference}`));
  await page.getByLabel('Accept it').check();
  await page.getByLabel('Note').fill('Put right at Stripe');
  await page.getByRole('button', { name: 'Accept it' }).click();
  await page.getByText('Resolved', { exact: true }).waitFor();
  expect(await differences.in(shop).findOne({ key: 'one' })).toMatchObject({ status: 'RESOLVED', note: 'Put right at Stripe' });

  await visitor.open(at(shop, '/statements'));
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^books-statement-.*\.csv$/);
  await visitor.close();
});

test('a shop is taken on by Stripe: begun here, told there, active here', async () => {
  const where = await aShopOfOurs('taken-on');
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owner);
  await visitor.open(at(where, '/onboarding/stripe'));
  await page.getByRole('combobox', { name: 'Country or region' }).click();
  await page.getByRole('option', { name: /\(US\)$/ }).click();
  await page.getByRole('button', { name: 'Begin, and go on at Stripe' }).click();
  await page.waitForURL(`${stripe.sandbox.url}/**`);
  await page.getByRole('button', { name: 'Finish: take payments now' }).click();
  await page.waitForURL('**/payments/onboarding/stripe');
  const [onboarding] = await listOnboardings(where);
  await makeDue(onboarding!);
  await followOnboardings();
  await visitor.open(at(where, '/onboarding/stripe'));
  await page.getByText('The provider pays this shop').waitFor();
  await visitor.look('payments-taken-on');
  await visitor.close();
});

test('what WeChat Pay rejected stands at its field, and that part alone is handed in again', async () => {
  const where = await aShopOfOurs('rejected');
  const picture = await aPicture(where);
  const input = NewOnboarding.parse({ wechatPay: weChatPayApplication(picture) });
  const { onboarding } = await startOnboarding(where, input, { wholeAgency: true });
  const id = onboardingId.encode(onboarding._id);
  await wechat.control(`applyments/${id}`, { state: 'REJECTED' });
  await linkOnboarding(where, id);
  const visitor = await aVisitor(server.url, { size: 'phone' });
  const { page } = visitor;
  await signInAs(visitor, owner);
  await visitor.open(at(where, '/onboarding/wechat-pay'));
  await visitor.look('payments-rejected');
  const phone = page.getByLabel('Mobile phone');
  expect(await phone.getAttribute('aria-invalid')).toBe('true');
  await page.getByLabel('Name of the super administrator').fill('张三');
  await phone.fill('13800000000');
  await page.getByLabel('E-mail address').fill('trader@example.com');
  await page.getByRole('button', { name: 'Hand it in again' }).click();
  await page.getByText('Being looked at').waitFor();
  await visitor.close();
});

test('whoever may only read sees accounts, ways and books, and no form', async () => {
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, staff);
  for (const path of ['', '/methods', `/accounts/payacct_${(await listPaymentAccounts(shop))[0]!._id}`, `/differences/${difference}`]) {
    await visitor.open(at(shop, path));
    await page.locator('h1').waitFor();
    expect([path, await page.locator('main :is(form, input:not([readonly]), [role=switch])').count()]).toEqual([
      path,
      // Where the buyer is and what is to be paid, of the preview.
      path === '/methods' ? 6 : 0,
    ]);
    expect(await page.getByRole('button', { name: /Disable|Enable|Connect/ }).count()).toBe(0);
  }
  await visitor.open(at(shop, '/connect/stripe'));
  await page.getByText('Your role does not include this').waitFor();
  await visitor.close();
});
