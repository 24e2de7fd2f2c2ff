import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { aPicture, aWeChatPayPlatform, makeDue, weChatPayApplication } from '#tests/support/platforms.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, booksOf } from '#tests/support/stripe.js';
import { connectWechatPay, openWechatPay, startWechatPay } from '#tests/support/wechat-pay.js';
import { paymentAccountId, paymentAccounts } from '../account.model.js';
import { disablePaymentAccount, newAccount } from '../accounts.js';
import { sharePayment } from '../sharing.js';
import { NewOnboarding } from './application.js';
import { askOrHandIn } from './calls.js';
import { followOnboardings } from './follow.js';
import { type Onboarding, onboardingId, onboardings } from './onboarding.model.js';
import { cancelOnboarding, getOnboarding, linkOnboarding, resubmitOnboarding, resumeOnboarding, startOnboarding } from './onboardings.js';

let wechat: Awaited<ReturnType<typeof openWechatPay>>;
beforeAll(async () => {
  await connectForTest();
  wechat = await openWechatPay();
});
afterAll(async () => {
  await wechat.close();
  await disconnectAfterTest();
});

const caller = { wholeAgency: false };
const DAY = 24 * 3600_000;
const idOf = ({ _id }: Onboarding) => onboardingId.encode(_id);
const nowOf = (shop: ShopContext, onboarding: Onboarding) => getOnboarding(shop, idOf(onboarding));
const activeOf = (shop: ShopContext) => paymentAccounts.in(shop).findOne({ provider: 'WECHAT_PAY', active: true });

interface Applyment {
  businessCode: string;
  application: { contact_info: Record<string, string>; subject_info: { identity_info: { id_card_info: Record<string, string> } } };
}
const applymentsOf = async (onboarding: Onboarding) =>
  (await wechat.control<{ data: Applyment[] }>(`applyments?businessCode=${idOf(onboarding)}`)).data;

/** WeChat Pay's people, or the merchant's administrator: and then the time to ask has come. */
async function move(onboarding: Onboarding, state: string, more: object = {}): Promise<void> {
  await wechat.control(`applyments/${idOf(onboarding)}`, { state, ...more });
  await makeDue(onboarding);
  await followOnboardings();
}

/** What the provider's API is made to do wrong. */
const fault = (mchid: string, path: string, given: object) =>
  wechat.control<{ id: string }>('faults', { mchid, method: 'POST', path, ...given });

async function aProvidersShop(commission = '1.5') {
  const shop = await aShop({ currency: 'CNY' });
  const { platform, provider } = await aWeChatPayPlatform(anAgencyContext(shop.agencyId), wechat, { commission });
  const application = weChatPayApplication(await aPicture(shop));
  const start = () => startOnboarding(shop, NewOnboarding.parse({ wechatPay: application }), caller);
  return { shop, platform, provider, application, start };
}

async function anApplication() {
  const begun = await aProvidersShop();
  return { ...begun, onboarding: (await begun.start()).onboarding };
}

test('a sole trader is taken on, confirms and signs; his shop is paid on his own sub-merchant id, the agency by its share', async () => {
  const { shop, platform, provider, start } = await aProvidersShop('1.5');
  const byDefault = newAccount(shop, platform._id, 'WECHAT_PAY', { externalId: null, secrets: {}, signing: [], settings: {} });
  await paymentAccounts.in(shop).insert({ ...byDefault, byDefault: true });
  const order = await anOrder(shop, { price: 10_000 });
  const { onboarding } = await start();
  expect(onboarding).toMatchObject({ status: 'AUDITING', providerState: 'AUDITING', nextStep: null });
  const { link } = await linkOnboarding(shop, idOf(onboarding));
  expect(link).toMatch(/\/sign\//);

  await move(onboarding, 'TO_BE_CONFIRMED');
  const confirming = await nowOf(shop, onboarding);
  expect(confirming).toMatchObject({ status: 'NEEDS_ACTION', nextStep: { kind: 'CONFIRM', url: link } });
  expect(confirming.nextStep!.deadline!.getTime()).toBeLessThanOrEqual(Date.now() + 10 * DAY);
  await move(onboarding, 'TO_BE_SIGNED');
  const signing = await nowOf(shop, onboarding);
  expect(signing).toMatchObject({ status: 'NEEDS_ACTION', nextStep: { kind: 'SIGN', url: link } });
  expect(signing.nextStep!.deadline!.getTime()).toBeGreaterThan(Date.now() + 29 * DAY);
  await move(onboarding, 'SIGNING');
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'AUDITING', providerState: 'SIGNING', nextStep: null });
  await move(onboarding, 'FINISHED');
  const finished = await nowOf(shop, onboarding);
  expect(finished).toMatchObject({ status: 'ACTIVE', application: null, nextStep: null });
  expect(finished.pollAt).toBeUndefined();

  const account = (await activeOf(shop))!;
  expect(account).toMatchObject({ status: 'ACTIVE', platformId: platform._id, secrets: {}, signing: [] });
  expect(account.connectedAccount).not.toBe(provider.mchid);
  const { payment } = await startWechatPay(shop, order);
  expect(payment.connectedAccount).toBe(account.connectedAccount);
  await wechat.pay(payment);
  await applyCallbacks(shop);
  const books = await booksOf(shop, order);
  expect([books.order.paymentStatus, books.mismatches]).toEqual(['PAID', []]);
  const [task] = await outbox.in(shop).find({ type: 'payment.share' });
  await sharePayment(shop, task!);
  const { data } = await wechat.control<{ data: { receivers: { account: string; amount: number }[] }[] }>('sharings');
  const commission = Math.floor((payment.amount * 150) / 10_000);
  expect(data[0]!.receivers).toMatchObject([
    { account: provider.mchid, amount: commission },
    { account: account.connectedAccount, amount: payment.amount - commission },
  ]);
});

test('what is sensitive reaches WeChat Pay and stands nowhere in clear', async () => {
  const { shop, application, onboarding } = await anApplication();
  const stored = JSON.stringify(await onboardings.in(shop).findOne({ _id: onboarding._id }));
  for (const secret of [
    application.contact.name,
    application.contact.mobilePhone,
    application.subject.identity.number,
    application.bankAccount.number,
  ])
    expect(stored).not.toContain(secret);
  const [{ application: handedIn }] = (await applymentsOf(onboarding)) as [Applyment];
  expect(handedIn.contact_info).toMatchObject({ contact_name: '张三', mobile_phone: '13900000000' });
  const { id_card_number, id_card_copy } = handedIn.subject_info.identity_info.id_card_info;
  expect(id_card_number).toBe('440300199001011234');
  // A picture of WeChat Pay's, not our upload.
  expect(id_card_copy).toMatch(/^[\w-]{60,}$/);
});

test('a rejected application tells why, is mended in part and handed in again under the same number', async () => {
  const { shop, onboarding } = await anApplication();
  await move(onboarding, 'REJECTED');
  const rejected = await nowOf(shop, onboarding);
  expect(rejected).toMatchObject({
    status: 'REJECTED',
    nextStep: { kind: 'MEND' },
    problems: [{ field: 'mobile_phone', message: expect.stringContaining('手机号码填写有误') }],
  });
  const contact = { ...weChatPayApplication('').contact, mobilePhone: '13911111111' };
  const mended = await resubmitOnboarding(shop, idOf(onboarding), { wechatPay: { contact } }, caller);
  expect(mended).toMatchObject({ status: 'AUDITING', problems: [], nextStep: null });
  const [handedIn, ...others] = await applymentsOf(onboarding);
  expect(others).toEqual([]);
  expect(handedIn!.application.contact_info).toMatchObject({ contact_name: '张三', mobile_phone: '13911111111' });
  expect(handedIn!.application.subject_info.identity_info.id_card_info.id_card_name).toBe('张三');
  await expect(resubmitOnboarding(shop, idOf(onboarding), { wechatPay: { contact } }, caller)).rejects.toMatchObject({
    code: 'WRONG_STATE',
  });
  await move(onboarding, 'TO_BE_SIGNED');
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'NEEDS_ACTION' });
});

test('accepted, and the answer lost: it is found again, not handed in twice', async () => {
  const { shop, provider, start } = await aProvidersShop();
  const path = '/v3/applyment4sub/applyment/';
  const { id } = await fault(provider.mchid, path, { act: 'drop', when: 'after', times: 10 });
  const { onboarding } = await start();
  expect(onboarding.status).toBe('DRAFT');
  await fetch(`${wechat.sandbox.url}/_sandbox/faults/${id}`, { method: 'DELETE' });
  await makeDue(onboarding);
  await followOnboardings();
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'AUDITING', submissions: 1 });
  expect(await applymentsOf(onboarding)).toHaveLength(1);
});

test('accepted, the answer lost, and refused when it is sent again at once: it is with WeChat Pay all the same', async () => {
  const { shop, provider, start } = await aProvidersShop();
  await fault(provider.mchid, '/v3/applyment4sub/applyment/', { act: 'drop', when: 'after', times: 1 });
  const { onboarding } = await start();
  expect(onboarding).toMatchObject({ status: 'AUDITING', externalId: expect.stringMatching(/^\d+$/) });
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'AUDITING' });
});

test("WeChat Pay's no leaves nothing behind, and the next attempt is another application", async () => {
  const { shop, provider, start } = await aProvidersShop();
  await fault(provider.mchid, '/v3/applyment4sub/applyment/', {
    act: 'answer',
    status: 400,
    code: 'PARAM_ERROR',
    when: 'before',
    times: 1,
  });
  await expect(start()).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  expect(await onboardings.in(shop).find({})).toEqual([]);
  expect((await start()).onboarding.status).toBe('AUDITING');
});

test('WeChat Pay is away: the draft is handed in by itself once it is back', async () => {
  const { shop, provider, start } = await aProvidersShop();
  const { id } = await fault(provider.mchid, '/v3/applyment4sub/applyment/', { act: 'answer', status: 503, when: 'before', times: 10 });
  const { onboarding } = await start();
  expect(await applymentsOf(onboarding)).toEqual([]);
  await fetch(`${wechat.sandbox.url}/_sandbox/faults/${id}`, { method: 'DELETE' });
  await makeDue(onboarding);
  await followOnboardings();
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'AUDITING' });
  expect(await applymentsOf(onboarding)).toHaveLength(1);
});

test('an application that WeChat Pay cancels is over, and another may begin', async () => {
  const { shop, onboarding, start } = await anApplication();
  await expect(start()).rejects.toMatchObject({ code: 'ONBOARDING_OPEN' });
  await move(onboarding, 'CANCELED');
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'CANCELLED', application: null });
  await expect(linkOnboarding(shop, idOf(onboarding))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  expect((await start()).onboarding.status).toBe('AUDITING');
});

test('one that the merchant gave up is asked about no more, even if WeChat Pay finishes it', async () => {
  const { shop, onboarding } = await anApplication();
  await cancelOnboarding(shop, idOf(onboarding));
  for (const state of ['TO_BE_SIGNED', 'SIGNING', 'FINISHED']) await wechat.control(`applyments/${idOf(onboarding)}`, { state });
  await followOnboardings(new Date(Date.now() + DAY));
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'CANCELLED' });
  expect(await activeOf(shop)).toBeNull();
});

test("a merchant's own account stays, and the onboarding says so", async () => {
  const { shop, onboarding } = await anApplication();
  const own = await connectWechatPay(shop, await wechat.makeMerchant());
  for (const state of ['TO_BE_SIGNED', 'SIGNING', 'FINISHED']) await wechat.control(`applyments/${idOf(onboarding)}`, { state });
  await makeDue(onboarding);
  await followOnboardings();
  expect((await activeOf(shop))?._id).toEqual(own._id);
  expect(await nowOf(shop, onboarding)).toMatchObject({ status: 'ACTIVE', nextStep: { kind: 'OWN_ACCOUNT' } });
});

test('an account that the merchant disabled takes payments again when he says so, without another application', async () => {
  const { shop, onboarding } = await anApplication();
  await expect(resumeOnboarding(shop, idOf(onboarding))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  for (const state of ['TO_BE_SIGNED', 'SIGNING', 'FINISHED']) await wechat.control(`applyments/${idOf(onboarding)}`, { state });
  await makeDue(onboarding);
  await followOnboardings();
  const account = (await activeOf(shop))!;
  await disablePaymentAccount(shop, paymentAccountId.encode(account._id));
  await makeDue(onboarding);
  await followOnboardings();
  expect(await activeOf(shop)).toBeNull();
  await resumeOnboarding(shop, idOf(onboarding));
  expect((await activeOf(shop))?._id).toEqual(account._id);
});

test('several workers learn at once that it is finished: one account, told once', async () => {
  const { shop, onboarding } = await anApplication();
  for (const state of ['TO_BE_SIGNED', 'SIGNING', 'FINISHED']) await wechat.control(`applyments/${idOf(onboarding)}`, { state });
  await Promise.all(Array.from({ length: 5 }, () => askOrHandIn(shop, onboarding)));
  expect(await paymentAccounts.in(shop).count({ provider: 'WECHAT_PAY' })).toBe(1);
  expect(await outbox.in(shop).count({ type: 'payment_account.updated' })).toBe(1);
});

test('a shop that sells in another currency than WeChat Pay pays in is not taken on there', async () => {
  const shop = await aShop({ currency: 'USD' });
  const input = NewOnboarding.parse({ wechatPay: weChatPayApplication('upload_0') });
  await expect(startOnboarding(shop, input, caller)).rejects.toMatchObject({ code: 'CURRENCY_MISMATCH' });
});

test('what is no picture, is empty or is another shop’s is refused before anything is handed in, naming the field', async () => {
  const { shop, application } = await aProvidersShop();
  const other = await aPicture(await aShop({ agencyId: shop.agencyId }));
  const wrong = { text: await anUpload(shop, 'not a picture'), other };
  for (const [copy, code] of [
    [wrong.text, 'UPLOAD_TYPE'],
    [wrong.other, 'NOT_FOUND'],
  ] as const) {
    const subject = { ...application.subject, businessLicense: { ...application.subject.businessLicense, copy } };
    const input = NewOnboarding.parse({ wechatPay: { ...application, subject } });
    await expect(startOnboarding(shop, input, caller)).rejects.toMatchObject({
      code,
      field: ['wechatPay', 'subject', 'businessLicense', 'copy'],
    });
  }
  expect(await onboardings.in(shop).find({})).toEqual([]);
});

test('a business needs its licence, an institution its certificate, an agent his own document', () => {
  const application = weChatPayApplication('upload');
  const { businessLicense: _, ...bare } = application.subject;
  const refused = (given: object) =>
    NewOnboarding.safeParse({ wechatPay: { ...application, ...given } }).error?.issues.map(({ path }) => path.join('.'));
  expect(refused({ subject: bare })).toEqual(['wechatPay.subject.businessLicense']);
  expect(refused({ subject: { ...bare, type: 'INSTITUTIONS' } })).toEqual(['wechatPay.subject.certificate']);
  expect(refused({ contact: { ...application.contact, type: 'SUPER' } })).toEqual(['wechatPay.contact.documentNumber']);
  expect(refused({ business: { ...application.business, sales: {} } })).toEqual(['wechatPay.business.sales']);
});

test('of many shops of an agency no more are asked about in a second than WeChat Pay bears, and none is left out', async () => {
  const { shop, onboarding } = await anApplication();
  const stored = (await onboardings.in(shop).findOne({ _id: onboarding._id }))!;
  const { _id, shopId, ...rest } = stored;
  const others = await Promise.all(Array.from({ length: 24 }, () => aShop({ agencyId: shop.agencyId })));
  for (const other of others) await onboardings.in(other).insert({ ...rest, application: null });
  const began = Date.now();
  const asked = await followOnboardings(new Date(began + DAY));
  // 24 at ten a second.
  expect(asked).toBeGreaterThanOrEqual(25);
  expect(Date.now() - began).toBeGreaterThan(1000);
});
