import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { listLocations } from '#commerce/inventory/index.js';
import { nextOrderNumber } from '#commerce/orders/index.js';
import { connectPaymentAccount, listPaymentAccounts, offeredMethods } from '#commerce/payments/index.js';
import { outbox } from '#tenants/index.js';
import { shopHandles } from '#tenants/shop.model.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { aHandle, contextOf, idOf, newShop, wish } from '#tests/support/openings.js';
import { aConfirmedOwner, somebody } from '#tests/support/people.js';
import { openShop, openShops } from './openings.js';
import { NewShop, NewShops } from './shop.input.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

describe('a new shop', () => {
  test('can sell at once: settings, a place for its stock, order numbers from 1001, and the event that it was created', async () => {
    const agency = anAgencyContext();
    const made = await openShop(agency, newShop());
    const shop = await contextOf(agency, made);
    expect(made).toMatchObject({ status: 'OPEN', mode: 'TEST', currency: 'CNY', locale: 'zh-CN', timezone: 'UTC', blueprintId: null });
    expect(made.settings.tax).toEqual({ mode: 'INCLUDED', rate: 1300, shipping: true });
    expect(made.settings.shippingMethods).toHaveLength(1);
    expect(await listLocations(shop)).toMatchObject([{ isDefault: true, name: '默认仓库' }]);
    expect(await nextOrderNumber(shop)).toBe('1001');
    expect(await outbox.in(shop).find({})).toMatchObject([{ type: 'shop.created', subject: idOf(made) }]);
  });

  test.each([
    ['zh-CN', 'TEST', '货到付款'],
    ['en', 'LIVE', 'Cash on delivery'],
  ] as const)('in %s, a %s one, takes cash on delivery until its merchant says otherwise', async (locale, mode, words) => {
    const agency = anAgencyContext();
    await aConfirmedOwner(agency);
    const shop = await contextOf(agency, await openShop(agency, newShop({ locale, mode })));
    const [account] = await listPaymentAccounts(shop);
    expect(account).toMatchObject({ provider: 'MANUAL', status: 'ACTIVE', mode, byDefault: true });
    expect(account!.settings.instructions).toContain(words);
    await connectPaymentAccount(shop, { manual: { instructions: 'Pay the courier' } });
    expect((await offeredMethods(shop, 'DESKTOP', null)).map(({ instructions }) => instructions)).toEqual(['Pay the courier']);
  });

  test.each([
    ['zh-CN', 'CNY', 'INCLUDED', 1300],
    ['en', 'GBP', 'INCLUDED', 2000],
    ['en', 'USD', 'EXCLUDED', 0],
    ['de', 'EUR', 'INCLUDED', 1900],
    ['en-SG', 'USD', 'INCLUDED', 900],
    ['zh-HK', 'HKD', 'INCLUDED', 0],
  ])('in %s, selling in %s, shows prices with tax %s at %d basis points', async (locale, currency, mode, rate) => {
    const { settings } = await openShop(anAgencyContext(), newShop({ locale, currency }));
    expect(settings.tax).toMatchObject({ mode, rate });
  });

  test('is live where an owner of the agency has confirmed his address; others of a batch do not suffer', async () => {
    const { agency } = await somebody();
    await expect(openShop(agency, newShop({ mode: 'LIVE' }))).rejects.toMatchObject({ code: 'EMAIL_UNCONFIRMED', field: ['mode'] });
    const results = await openShops(agency, NewShops.parse({ shops: [wish(), wish({ mode: 'LIVE' })] }));
    expect(results).toMatchObject([{ error: null }, { shop: null, error: { code: 'EMAIL_UNCONFIRMED', field: ['mode'] } }]);
    await aConfirmedOwner(agency);
    expect(await openShop(agency, newShop({ mode: 'LIVE' }))).toMatchObject({ mode: 'LIVE' });
  });

  test('has a handle that no other shop has, of whatever agency', async () => {
    const handle = aHandle();
    await openShop(anAgencyContext(), newShop({ handle }));
    await expect(openShop(anAgencyContext(), newShop({ handle }))).rejects.toMatchObject({ code: 'HANDLE_TAKEN', field: ['handle'] });
  });

  test('of two that want one handle at the same moment, one gets it', async () => {
    const handle = aHandle();
    const both = await Promise.allSettled([1, 2].map(() => openShop(anAgencyContext(), newShop({ handle }))));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('gets a handle whose claim led to no shop two minutes ago, and not one of a minute ago', async () => {
    const [old, fresh] = [aHandle(), aHandle()];
    const left = (_id: string, seconds: number) => ({
      _id,
      shopId: new Types.ObjectId(),
      agencyId: new Types.ObjectId(),
      claimedAt: new Date(Date.now() - seconds * 1000),
    });
    await shopHandles.documents().insertMany([left(old, 130), left(fresh, 60)]);
    await expect(openShop(anAgencyContext(), newShop({ handle: old }))).resolves.toMatchObject({ handle: old });
    await expect(openShop(anAgencyContext(), newShop({ handle: fresh }))).rejects.toMatchObject({ code: 'HANDLE_TAKEN' });
  });

  test('needs to know its currency', async () => {
    await expect(openShop(anAgencyContext(), newShop({ currency: null }))).rejects.toMatchObject({ field: ['currency'] });
  });
});

describe('a handle', () => {
  const said = (handle: string) => NewShop.safeParse(wish({ handle })).error?.issues[0]?.message;

  test.each(['ab', 'a'.repeat(41), '-hats', 'hats-', 'hats.shop', 'hüte', 'xn--abc', 'my hats', ''])('is not %j', (handle) => {
    expect(said(handle)).toMatch(/takes 3 to 40 letters/);
  });
  test.each(['www', 'admin', 'api', 'graphql', 'WWW', 'checkout'])('is not %s, which is kept', (handle) => {
    expect(said(handle)).toMatch(/is kept for Shopyard/);
  });
  test('is small letters, however it is typed', () => {
    expect(NewShop.parse(wish({ handle: ' Hats-2026 ' })).handle).toBe('hats-2026');
  });
});

test.each([
  ['currency', 'XYZ'],
  ['currency', 'cny'],
  ['locale', 'not a language'],
  ['locale', 'qq'],
  ['timezone', 'Asia/Shangri-La'],
  ['timezone', '+08:00'],
  ['name', '  '],
  ['name', 'two\nlines'],
])('%s is not %j', (field, value) => {
  expect(NewShop.safeParse(wish({ [field]: value })).error?.issues).toMatchObject([{ path: [field] }]);
});

test('a language tag is kept in its usual form', () => {
  expect(NewShop.parse(wish({ locale: 'zh-hans-cn' })).locale).toBe('zh-Hans-CN');
});
