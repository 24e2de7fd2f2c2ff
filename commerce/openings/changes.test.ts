import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { contextOf, newShop } from '#tests/support/openings.js';
import { closeShop, updateShop } from './changes.js';
import { openShop } from './openings.js';
import { ShopChanges } from './shop.input.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

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
