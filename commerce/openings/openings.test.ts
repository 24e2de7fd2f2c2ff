import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { createCollection, listCollections, listProducts, listProductsIn, productId } from '#commerce/catalog/index.js';
import { availableOf, createProduct, listLocations } from '#commerce/inventory/index.js';
import { nextOrderNumber } from '#commerce/orders/index.js';
import {
  connectPaymentAccount,
  listPaymentAccounts,
  methodChoices,
  offeredMethods,
  updatePaymentMethods,
} from '#commerce/payments/index.js';
import type { AgencyContext } from '#tenants/context.js';
import { claim, outbox, type Shop, shopId, shopOfAgency } from '#tenants/index.js';
import { shopHandles, shops } from '#tenants/shop.model.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { aConfirmedOwner, somebody } from '#tests/support/people.js';
import { closeShop, updateShop } from './changes.js';
import { stockFromBlueprint } from './openings.jobs.js';
import { openShop, openShops } from './openings.js';
import { NewShop, NewShops, ShopChanges } from './shop.input.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

let handles = 0;
const aHandle = () => `shop-${++handles}-${new Types.ObjectId().toHexString().slice(-8)}`;
const wish = (given: object = {}) => ({ name: 'Hats', handle: aHandle(), currency: 'CNY', locale: 'zh-CN', ...given });
const newShop = (given: object = {}) => NewShop.parse(wish(given));
const idOf = (shop: Shop) => shopId.encode(shop._id);
const contextOf = (agency: AgencyContext, shop: Shop) => shopOfAgency(agency, idOf(shop));

/** The agency under an idempotency key, as a request comes with it. */
async function keyed(agency: AgencyContext, key: string, input: unknown = null): Promise<AgencyContext> {
  const claimed = await claim(agency, { caller: 'app', mutation: 'shopsCreate', key, input });
  if (claimed.kind !== 'first') throw new Error('this key has its answer already');
  return claimed.context;
}

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

describe('a blueprint', () => {
  const aBlueprint = async (agency: AgencyContext) => {
    const shop = await openShop(agency, newShop({ timezone: 'Asia/Shanghai' }));
    const context = await contextOf(agency, shop);
    await connectPaymentAccount(context, { manual: { instructions: 'Pay the courier' } });
    await updateShop(context, ShopChanges.parse({ settings: { lowStock: 3, merchantEmail: 'hats@example.com' } }));
    return { id: idOf(shop), context };
  };

  test('gives its settings, its currency, its language and its manual way to pay, but not whose mails they are', async () => {
    const agency = anAgencyContext();
    const { id } = await aBlueprint(agency);
    const made = await openShop(agency, newShop({ blueprint: id, currency: null, locale: null }));
    expect(made).toMatchObject({
      currency: 'CNY',
      locale: 'zh-CN',
      timezone: 'Asia/Shanghai',
      settings: { lowStock: 3, merchantEmail: null },
    });
    expect(await listPaymentAccounts(await contextOf(agency, made))).toMatchObject([
      { provider: 'MANUAL', settings: { instructions: 'Pay the courier' } },
    ]);
  });

  test('gives the choice of its ways to pay, and not the cash that came to itself', async () => {
    const agency = anAgencyContext();
    const blueprint = await openShop(agency, newShop());
    await updatePaymentMethods(await contextOf(agency, blueprint), { methods: [{ provider: 'ALIPAY', enabled: false }] });
    const shop = await contextOf(agency, await openShop(agency, newShop({ blueprint: idOf(blueprint), locale: 'en' })));
    expect(await methodChoices(shop)).toMatchObject([{ provider: 'ALIPAY', enabled: false }]);
    expect(await listPaymentAccounts(shop)).toMatchObject([
      { provider: 'MANUAL', byDefault: true, settings: { instructions: expect.stringContaining('Cash on delivery') } },
    ]);
  });

  test('gives its collections, and its products with their stock and places once the worker has come by; twice is the same', async () => {
    const agency = anAgencyContext();
    const { id, context } = await aBlueprint(agency);
    const variants = [{ price: { amount: '9.90', currency: 'CNY' }, sku: 'HAT', available: 7 }];
    const hat = await createProduct(context, { title: 'Hat', variants } as never);
    await createCollection(context, { title: 'Summer', products: [productId.encode(hat._id)] });
    const made = await openShop(agency, newShop({ blueprint: id, blueprintProducts: true }));
    const shop = await contextOf(agency, made);
    const [summer] = (await listCollections(shop, {})).nodes;
    expect(summer).toMatchObject({ title: 'Summer', handle: 'summer' });
    expect((await listProducts(shop, {})).nodes).toEqual([]);
    const [task] = await outbox.in(shop).find({ type: 'shop.stock' });
    for (const _ of [1, 2]) {
      expect(await stockFromBlueprint(shop, task!)).toBeUndefined();
      const { nodes } = await listProducts(shop, {});
      expect(nodes).toMatchObject([{ title: 'Hat', shopId: made._id, variants: [{ sku: 'HAT', price: 990 }] }]);
      expect(await availableOf(shop, [nodes[0]!.variants[0]!.id])).toEqual([7]);
      expect((await listProductsIn(shop, summer!, {})).nodes).toHaveLength(1);
    }
  });

  test("never stocks another agency's shop", async () => {
    const { id } = await aBlueprint(anAgencyContext());
    const agency = anAgencyContext();
    const shop = await contextOf(agency, await openShop(agency, newShop()));
    await expect(stockFromBlueprint(shop, { data: { blueprint: id } })).rejects.toThrow('is no shop of this agency');
  });

  test("of another agency does not exist, and neither does one that isn't there", async () => {
    const { id } = await aBlueprint(anAgencyContext());
    for (const blueprint of [id, 'shop_000000000000000000000000', 'nonsense'])
      await expect(openShop(anAgencyContext(), newShop({ blueprint }))).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `${blueprint} does not exist`,
        field: ['blueprint'],
      });
  });

  test('that sells in another currency is refused: its prices would be wrong', async () => {
    const agency = anAgencyContext();
    const { id } = await aBlueprint(agency);
    await expect(openShop(agency, newShop({ blueprint: id, currency: 'USD' }))).rejects.toMatchObject({ code: 'CURRENCY_MISMATCH' });
  });
});

describe('many shops at once', () => {
  const batch = (shops: unknown[]) => NewShops.parse({ shops });
  const count = (agency: AgencyContext) => shops.documents().countDocuments({ agencyId: agency.agencyId });

  test('each has its own result: a bad one spoils no other', async () => {
    const agency = anAgencyContext();
    const taken = wish();
    await openShop(anAgencyContext(), NewShop.parse(taken));
    const results = await openShops(agency, batch([wish(), wish({ handle: 'no' }), taken, wish()]));
    expect(results.map(({ index, shop }) => [index, Boolean(shop)])).toEqual([
      [0, true],
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(results[1]!.error).toMatchObject({ issues: [{ path: ['handle'] }] });
    expect(results[2]!.error).toMatchObject({ code: 'HANDLE_TAKEN' });
    expect(await count(agency)).toBe(2);
  });

  test('250 are made, 251 are refused as a whole', async () => {
    expect(NewShops.safeParse({ shops: Array.from({ length: 251 }, () => wish()) }).success).toBe(false);
    const agency = anAgencyContext();
    const results = await openShops(agency, batch(Array.from({ length: 250 }, () => wish())));
    expect(results.filter(({ shop }) => shop)).toHaveLength(250);
  });

  test('a repeat with the same key reads what the first made, and makes the rest', async () => {
    const agency = anAgencyContext();
    const wishes = [wish(), wish(), wish()];
    const first = await keyed(agency, 'july');
    // As far as the first came: two of its three.
    const [one, two] = await openShops(first, batch([wishes[0], wishes[1], { handle: '' }]));
    const results = await openShops(await keyed(agency, 'july'), batch(wishes));
    expect(results.map(({ shop }) => shop?.handle)).toEqual(wishes.map(({ handle }) => handle));
    expect(results.slice(0, 2).map(({ shop }) => shop?._id)).toEqual([one!.shop!._id, two!.shop!._id]);
    expect(await count(agency)).toBe(3);
  });

  test('two requests with one key, side by side, make each shop once', async () => {
    const agency = anAgencyContext();
    const one = await keyed(agency, 'august');
    const wishes = batch(Array.from({ length: 20 }, () => wish()));
    // The second took the claim over while the first was still at work.
    const both = await Promise.allSettled([openShops(one, wishes), openShops(one, wishes)]);
    const done = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(done.length).toBeGreaterThan(0);
    for (const results of done) expect(results.map(({ error }) => error)).toEqual(Array(20).fill(null));
    expect(await count(agency)).toBe(20);
  });

  test('the same key in another agency makes other shops', async () => {
    const [ours, theirs] = [anAgencyContext(), anAgencyContext()];
    const [mine] = await openShops(await keyed(ours, 'k'), batch([wish()]));
    const [other] = await openShops(await keyed(theirs, 'k'), batch([wish()]));
    expect(other!.shop!._id).not.toEqual(mine!.shop!._id);
    expect(other!.shop!.agencyId).toEqual(theirs.agencyId);
  });
});

describe('settings', () => {
  const aNewShop = async () => {
    const agency = anAgencyContext();
    return contextOf(agency, await openShop(agency, newShop()));
  };
  const method = (given: object = {}) => ({ id: 'courier', title: 'Courier', price: { amount: '12.50', currency: 'CNY' }, ...given });

  test('what is left out stays, a list that is given replaces the whole list', async () => {
    const shop = await aNewShop();
    await updateShop(shop, ShopChanges.parse({ settings: { lowStock: 5, merchantEmail: 'hats@example.com' } }));
    const changed = await updateShop(
      shop,
      ShopChanges.parse({
        name: 'Better hats',
        settings: { tax: { mode: 'EXCLUDED', rate: '8.25', shipping: false }, shippingMethods: [method()], merchantEmail: null },
      }),
    );
    expect(changed).toMatchObject({ name: 'Better hats', locale: 'zh-CN' });
    expect(changed.settings).toEqual({
      tax: { mode: 'EXCLUDED', rate: 825, shipping: false },
      taxClasses: [],
      shippingMethods: [{ id: 'courier', title: 'Courier', price: 1250, freeFrom: null, countries: [] }],
      merchantEmail: null,
      orderExpiryMinutes: null,
      lowStock: 5,
      handles: 'KEEP',
    });
  });

  test.each([
    ['a price in another currency', { price: { amount: '1', currency: 'USD' } }, 'CURRENCY_MISMATCH', ['price', 'currency']],
    ['a price below nothing', { price: { amount: '-1', currency: 'CNY' } }, 'INVALID_AMOUNT', ['price']],
    ['a price with a thousandth', { freeFrom: { amount: '1.001', currency: 'CNY' } }, 'INVALID_AMOUNT', ['freeFrom', 'amount']],
  ])('shipping does not take %s', async (_what, given, code, field) => {
    const shop = await aNewShop();
    await expect(updateShop(shop, ShopChanges.parse({ settings: { shippingMethods: [method(given)] } }))).rejects.toMatchObject({
      code,
      field: ['settings', 'shippingMethods', '0', ...field],
    });
  });

  const taxClass = (given: object = {}) => ({ id: 'books', title: 'Books', rate: '9', ...given });
  test.each([
    [{ tax: { mode: 'INCLUDED', rate: '101', shipping: true } }],
    [{ tax: { mode: 'INCLUDED', rate: '-1', shipping: true } }],
    [{ shippingMethods: [method(), method()] }],
    [{ shippingMethods: [method({ countries: ['cn'] })] }],
    [{ merchantEmail: 'nobody' }],
    [{ orderExpiryMinutes: 0 }],
    [{ lowStock: -1 }],
    [{ taxClasses: [taxClass(), taxClass()] }],
    [{ taxClasses: [taxClass({ id: 'exempt' })] }],
    [{ taxClasses: [taxClass({ rate: '9.001' })] }],
    [{ taxClasses: Array.from({ length: 21 }, (_, at) => taxClass({ id: `class-${at}` })) }],
  ])('are not %j', (settings) => {
    expect(ShopChanges.safeParse({ settings }).success).toBe(false);
  });

  test('a closed shop is closed, however often', async () => {
    const shop = await aNewShop();
    expect(await closeShop(shop)).toMatchObject({ status: 'CLOSED' });
    expect(await closeShop(shop)).toMatchObject({ status: 'CLOSED' });
  });
});
