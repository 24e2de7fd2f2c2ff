import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getOrder, orderId } from '#commerce/orders/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { connectStripe, openStripe } from '#tests/support/stripe.js';
import { paymentAccountId } from './account.model.js';
import { connectPaymentAccount, disablePaymentAccount, listPaymentAccounts, updatePaymentAccount } from './accounts.js';
import { inOrder, methodChoices, methodsForOrder, offeredMethods, PaymentMethodChoices, updatePaymentMethods } from './methods.js';
import type { MethodChoice } from './methods.model.js';
import { markPaid } from './payments.js';
import { type BuyerPlace, placeOf, type Way } from './places.js';
import { PaymentStart, startPayment } from './start.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const EVERY_WAY = (
  [
    'MANUAL/TRANSFER MANUAL/CASH_ON_DELIVERY STRIPE/INTENT STRIPE/CHECKOUT ALIPAY/APP ALIPAY/QR_CODE ALIPAY/WAP ALIPAY/PAGE',
    'WECHAT_PAY/NATIVE WECHAT_PAY/H5 WECHAT_PAY/APP WECHAT_PAY/MINI_PROGRAM WECHAT_PAY/JSAPI',
  ]
    .join(' ')
    .split(' ') as string[]
).map((name) => {
  const [provider, method] = name.split('/');
  return { provider, method } as Way;
});
const named = (ways: readonly Way[]) => ways.map(({ provider, method }) => `${provider}/${method}`).join(' ');
const choice = (given: Partial<MethodChoice> & Pick<MethodChoice, 'provider'>): MethodChoice => ({
  ...{ method: null, enabled: true, title: null, minAmount: null, maxAmount: null, places: null },
  ...given,
});

describe('without a choice by the merchant', () => {
  test.each([
    ['WECHAT', 'WECHAT_PAY/JSAPI STRIPE/CHECKOUT MANUAL/CASH_ON_DELIVERY MANUAL/TRANSFER'],
    ['MINI_PROGRAM', 'WECHAT_PAY/MINI_PROGRAM MANUAL/CASH_ON_DELIVERY MANUAL/TRANSFER'],
    ['MOBILE', 'WECHAT_PAY/H5 ALIPAY/WAP STRIPE/CHECKOUT MANUAL/CASH_ON_DELIVERY MANUAL/TRANSFER'],
    ['DESKTOP', 'WECHAT_PAY/NATIVE ALIPAY/PAGE ALIPAY/QR_CODE STRIPE/CHECKOUT MANUAL/CASH_ON_DELIVERY MANUAL/TRANSFER'],
    ['APP', 'WECHAT_PAY/APP ALIPAY/APP STRIPE/INTENT MANUAL/CASH_ON_DELIVERY MANUAL/TRANSFER'],
  ] as const)('a buyer in %s is offered %s', (place, ways) => {
    expect(named(inOrder(EVERY_WAY, [], { place, amount: 100 }))).toBe(ways);
  });
});

describe("the merchant's choice", () => {
  const offered = (choices: MethodChoice[], place: BuyerPlace = 'DESKTOP', amount: number | null = 100) =>
    named(inOrder(EVERY_WAY, choices, { place, amount }));

  test('goes first in his order, and what he does not name follows', () => {
    expect(offered([choice({ provider: 'STRIPE' }), choice({ provider: 'ALIPAY', method: 'QR_CODE' })])).toBe(
      'STRIPE/CHECKOUT ALIPAY/QR_CODE WECHAT_PAY/NATIVE ALIPAY/PAGE MANUAL/CASH_ON_DELIVERY MANUAL/TRANSFER',
    );
  });

  test('turns off a whole provider, or all of it but one way', () => {
    expect(offered([choice({ provider: 'ALIPAY', enabled: false })])).not.toContain('ALIPAY');
    const butOne = [choice({ provider: 'ALIPAY', enabled: false }), choice({ provider: 'ALIPAY', method: 'QR_CODE' })];
    expect(offered(butOne)).toContain('ALIPAY/QR_CODE');
    expect(offered(butOne)).not.toContain('ALIPAY/PAGE');
  });

  test('has bounds: an amount at either is taken, beside them it is not', () => {
    const cash = [choice({ provider: 'MANUAL', method: 'CASH_ON_DELIVERY', minAmount: 100, maxAmount: 200 })];
    const taken = [99, 100, 200, 201].map((amount) => offered(cash, 'DESKTOP', amount).includes('CASH_ON_DELIVERY'));
    expect(taken).toEqual([false, true, true, false]);
    expect(offered(cash, 'DESKTOP', null)).toContain('CASH_ON_DELIVERY');
  });

  test('says where: in fewer places than usual, or in one that is not usual', () => {
    const here = (places: BuyerPlace[]) => [choice({ provider: 'STRIPE', method: 'INTENT', places })];
    expect(offered(here(['DESKTOP']), 'DESKTOP')).toContain('STRIPE/INTENT');
    expect(offered(here(['DESKTOP']), 'APP')).not.toContain('STRIPE/INTENT');
    expect(offered([choice({ provider: 'STRIPE', places: ['MOBILE'] })], 'DESKTOP')).not.toContain('STRIPE');
    expect(offered([choice({ provider: 'STRIPE', places: ['MOBILE'] })], 'MOBILE')).toContain('STRIPE/CHECKOUT');
  });
});

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Mobile/15E148 MicroMessenger/8.0.50 Language/zh_CN', 'WECHAT'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Mobile MicroMessenger/8.0.50 miniProgram/wx1234', 'MINI_PROGRAM'],
  [
    'Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50',
    'MINI_PROGRAM',
    'https://servicewechat.com/wx1234567890abcdef/3/page-frame.html',
  ],
  ['Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50', 'WECHAT', 'https://shop.example/servicewechat.com/'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'MOBILE'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'DESKTOP'],
  ['node', 'DESKTOP'],
  ['', 'DESKTOP'],
])('%s is %s', (userAgent, place, referer = '') => {
  expect(placeOf(userAgent, referer)).toBe(place);
});

const BOTH = { manual: { instructions: 'Cash, please', transfer: { instructions: 'To account 123' } } };
const choose = (shop: ShopContext, methods: object[]) => updatePaymentMethods(shop, PaymentMethodChoices.parse({ methods }));
const start = (shop: ShopContext, token: string, input: object) => startPayment(shop, token, PaymentStart.parse(input));

async function aShopWithBoth(given: { currency?: string } = {}) {
  const shop = await aShop(given);
  await connectStripe(shop);
  await connectPaymentAccount(shop, BOTH);
  return shop;
}

test('what a shop offers has the words that its buyers read, and only what is active', async () => {
  const shop = await aShopWithBoth();
  expect(await offeredMethods(shop, 'DESKTOP', null)).toEqual([
    { provider: 'STRIPE', method: 'CHECKOUT', title: '银行卡及其他', instructions: null },
    { provider: 'MANUAL', method: 'CASH_ON_DELIVERY', title: '货到付款', instructions: 'Cash, please' },
    { provider: 'MANUAL', method: 'TRANSFER', title: '转账', instructions: 'To account 123' },
  ]);
  await choose(shop, [{ provider: 'MANUAL', method: 'TRANSFER', enabled: true, title: '公司转账' }]);
  const [account] = await listPaymentAccounts(shop);
  await disablePaymentAccount(shop, paymentAccountId.encode(account!._id));
  expect(await offeredMethods(shop, 'DESKTOP', null)).toMatchObject([
    { method: 'TRANSFER', title: '公司转账' },
    { method: 'CASH_ON_DELIVERY' },
  ]);
});

test('what the provider would refuse is not offered', async () => {
  const shop = await aShopWithBoth({ currency: 'KWD' });
  // Three decimals, of which Stripe takes the last as 0 alone.
  expect((await offeredMethods(shop, 'DESKTOP', 1005)).map(({ provider }) => provider)).not.toContain('STRIPE');
  expect((await offeredMethods(shop, 'DESKTOP', 1000)).map(({ provider }) => provider)).toContain('STRIPE');
});

test("an order's ways end with what is to be paid", async () => {
  const shop = await aShopWithBoth();
  const order = await anOrder(shop);
  const id = orderId.encode(order._id);
  expect(await methodsForOrder(shop, order, 'DESKTOP')).toHaveLength(3);
  await markPaid(shop, id, {});
  expect(await methodsForOrder(shop, await getOrder(shop, id), 'DESKTOP')).toEqual([]);
});

test('a payment without a method takes the first that fits its place', async () => {
  const shop = await aShopWithBoth();
  const { token } = await anOrder(shop);
  const returnUrl = 'https://shop.example/';
  expect((await start(shop, token, { provider: 'STRIPE', returnUrl })).payment.method).toBe('CHECKOUT');
  expect((await start(shop, token, { provider: 'STRIPE', place: 'APP' })).payment.method).toBe('INTENT');
  await choose(shop, [{ provider: 'MANUAL', method: 'TRANSFER', enabled: true }]);
  expect(await start(shop, token, { provider: 'MANUAL' })).toMatchObject({
    payment: { method: 'TRANSFER' },
    action: { kind: 'NoAction', instructions: 'To account 123' },
  });
});

test('a payment by hand in the one way that there is has no method, as ever', async () => {
  const shop = await aShop();
  await connectPaymentAccount(shop, { manual: { instructions: 'Cash' } });
  const { token } = await anOrder(shop);
  expect(await start(shop, token, { provider: 'MANUAL' })).toMatchObject({ payment: { method: null }, action: { instructions: 'Cash' } });
  expect(await start(shop, token, { provider: 'MANUAL', method: 'CASH_ON_DELIVERY' })).toMatchObject({
    payment: { method: 'CASH_ON_DELIVERY' },
  });
  await expect(start(shop, token, { provider: 'MANUAL', method: 'TRANSFER' })).rejects.toMatchObject({
    code: 'PAYMENT_METHOD_UNAVAILABLE',
  });
});

test('what the shop has turned off, or not for so much, is refused', async () => {
  const shop = await aShopWithBoth();
  const { token } = await anOrder(shop, { price: 5000 });
  await choose(shop, [
    { provider: 'STRIPE', enabled: false },
    { provider: 'MANUAL', method: 'CASH_ON_DELIVERY', enabled: true, maxAmount: { amount: '50', currency: 'CNY' } },
  ]);
  const off = { code: 'PAYMENT_METHOD_UNAVAILABLE' };
  await expect(start(shop, token, { provider: 'STRIPE', method: 'INTENT' })).rejects.toMatchObject({ ...off, field: ['method'] });
  await expect(start(shop, token, { provider: 'STRIPE' })).rejects.toMatchObject({ ...off, field: ['provider'] });
  await expect(start(shop, token, { provider: 'MANUAL', method: 'CASH_ON_DELIVERY' })).rejects.toMatchObject(off);
  expect((await start(shop, token, { provider: 'MANUAL' })).payment.method).toBe('TRANSFER');
});

test.each([
  [{ provider: 'WECHAT_PAY', method: 'JSAPI', enabled: true, places: ['DESKTOP'] }, ['methods', '1', 'places']],
  [{ provider: 'STRIPE', enabled: false }, ['methods', '1']],
  [{ provider: 'STRIPE', method: 'JSAPI', enabled: false }, ['methods', '1', 'method']],
  [
    {
      provider: 'ALIPAY',
      enabled: true,
      minAmount: { amount: '2', currency: 'CNY' },
      maxAmount: { amount: '1', currency: 'CNY' },
    },
    ['methods', '1', 'maxAmount'],
  ],
  [{ provider: 'ALIPAY', enabled: true, minAmount: { amount: '2', currency: 'USD' } }, ['methods', '1', 'minAmount', 'currency']],
])('%j is no choice', async (second, field) => {
  const shop = await aShop();
  await expect(choose(shop, [{ provider: 'STRIPE', enabled: true }, second])).rejects.toMatchObject({ field });
  expect(await methodChoices(shop)).toEqual([]);
});

test('an order that is paid is not payable, whatever the least amount of a way', async () => {
  const shop = await aShopWithBoth();
  const order = await anOrder(shop);
  await choose(shop, [{ provider: 'MANUAL', enabled: true, minAmount: { amount: '1', currency: 'CNY' } }]);
  await markPaid(shop, orderId.encode(order._id), {});
  await expect(start(shop, order.token, { provider: 'MANUAL' })).rejects.toMatchObject({ code: 'ORDER_NOT_PAYABLE' });
});

test('two choices at once: one of them holds', async () => {
  const shop = await aShop();
  await Promise.all([1, 2, 3, 4].map(() => choose(shop, [{ provider: 'STRIPE', enabled: true }])));
  expect(await methodChoices(shop)).toHaveLength(1);
});

test('a way by hand is added to an account and taken back; one stays', async () => {
  const shop = await aShop();
  const { _id } = await connectPaymentAccount(shop, { manual: { transfer: { instructions: 'To account 123' } } });
  const id = paymentAccountId.encode(_id);
  const ways = async () => (await offeredMethods(shop, 'DESKTOP', null)).map(({ method }) => method);
  expect(await ways()).toEqual(['TRANSFER']);
  await updatePaymentAccount(shop, id, { manual: { instructions: 'Cash' } });
  expect(await ways()).toEqual(['CASH_ON_DELIVERY', 'TRANSFER']);
  await updatePaymentAccount(shop, id, { manual: { transfer: null } });
  expect(await ways()).toEqual(['CASH_ON_DELIVERY']);
  await expect(updatePaymentAccount(shop, id, { manual: { instructions: null } })).rejects.toMatchObject({
    field: ['manual', 'instructions'],
  });
});
