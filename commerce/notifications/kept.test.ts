import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { type Onboarding, onboardingId } from '#commerce/payments/index.js';
import { onboardings } from '#commerce/payments/onboarding/onboarding.model.js';
import { emit } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { listNotifications } from './notifications.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test('without a mail server mails are kept, to be read', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await workOff();
  const { nodes } = await listNotifications(shop, { first: 10 });
  expect(nodes.map(({ status }) => status)).toEqual(['KEPT', 'KEPT']);
  expect(nodes[0]!.text).toContain(order.number);
  expect((await listNotifications(shop, {}, { without: ['html'] })).nodes[0]).not.toHaveProperty('html');
});

test('a merchant is told of an import that took its time or failed, where it was for his shop alone', async () => {
  const shop = await aShop();
  const counts = { productsCreated: 7, productsUpdated: 2, rowsRejected: 3 };
  const subject = 'imp_65f1c0ffee65f1c0ffee65f1';
  await emit(shop, { type: 'import.completed', subject, data: { ...counts, shops: 1, seconds: 90 } });
  await emit(shop, { type: 'import.failed', subject, data: { ...counts, shops: 1, seconds: 1, message: 'This is a picture' } });
  await emit(shop, { type: 'import.completed', subject, data: { ...counts, shops: 1, seconds: 3 } });
  await emit(shop, { type: 'import.completed', subject, data: { ...counts, shops: 500, seconds: 90 } });
  await emit(shop, { type: 'import.completed', subject, data: { ...counts, shops: 1, seconds: 90, dryRun: true } });
  await workOff();
  const { nodes } = await listNotifications(shop, { first: 10 });
  expect(nodes.map(({ template }) => template).toSorted()).toEqual(['import-completed', 'import-failed']);
  expect(nodes.find(({ template }) => template === 'import-completed')?.text).toMatch(/新增 7 件商品[\s\S]*3 行/);
  expect(nodes.find(({ template }) => template === 'import-failed')?.text).toContain('This is a picture');
});

test('a merchant is told when a provider begins to pay his shop or pauses, and not of what he disabled himself', async () => {
  for (const [locale, begins, pauses] of [
    ['zh-CN', '已可通过微信支付收款', '暂时不能通过微信支付收款'],
    ['en-US', 'can be paid through WeChat Pay', 'cannot be paid through WeChat Pay'],
  ] as const) {
    const shop = await aShop({ locale });
    for (const status of ['ACTIVE', 'ONBOARDING', 'DISABLED'])
      await emit(shop, { type: 'payment_account.updated', subject: 'payacct_1', data: { provider: 'WECHAT_PAY', status } });
    await workOff();
    const { nodes } = await listNotifications(shop, { first: 10 });
    expect(nodes.map(({ template }) => template)).toEqual(['payment-account', 'payment-account']);
    expect(nodes.some(({ subject }) => subject.includes(begins))).toBe(true);
    expect(nodes.some(({ subject }) => subject.includes(pauses))).toBe(true);
  }
});

/** A shop whose application at WeChat Pay has come to this step. */
async function anOnboarding(given: Pick<Onboarding, 'status' | 'nextStep' | 'problems'>) {
  const shop = await aShop();
  const now = new Date();
  const { _id } = await onboardings.in(shop).insert({
    agencyId: shop.agencyId,
    provider: 'WECHAT_PAY',
    platformId: new Types.ObjectId(),
    mode: 'TEST',
    providerState: null,
    externalId: null,
    accountId: null,
    application: null,
    visits: null,
    submissions: 1,
    polls: 0,
    createdAt: now,
    updatedAt: now,
    ...given,
  });
  const tell = (nextStep: string | null) =>
    emit(shop, {
      type: 'payment_onboarding.updated',
      subject: onboardingId.encode(_id),
      data: { provider: 'WECHAT_PAY', status: given.status, nextStep },
    });
  return { shop, tell };
}

test('a merchant who is being taken on is told what to do, where and until when, and nothing where it has gone on since', async () => {
  const deadline = new Date('2026-12-24T04:00:00Z');
  const signing = await anOnboarding({
    status: 'NEEDS_ACTION',
    nextStep: { kind: 'SIGN', url: 'https://pay.example/sign', deadline },
    problems: [],
  });
  for (const step of ['CONFIRM', null, 'SIGN']) await signing.tell(step);
  const mending = await anOnboarding({
    status: 'REJECTED',
    nextStep: { kind: 'MEND', url: null, deadline: null },
    problems: [{ field: 'mobile_phone', message: '手机号码填写有误' }],
  });
  await mending.tell('MEND');
  await workOff();
  const [sign, ...others] = (await listNotifications(signing.shop, { first: 10 })).nodes;
  expect(others).toEqual([]);
  expect(sign).toMatchObject({ template: 'onboarding-step', recipient: 'merchant@example.com' });
  expect(sign!.text).toMatch(/签约[\s\S]*https:\/\/pay\.example\/sign[\s\S]*2026年12月24日/);
  const [mend] = (await listNotifications(mending.shop, { first: 10 })).nodes;
  expect(mend!.text).toContain('mobile_phone: 手机号码填写有误');
});
