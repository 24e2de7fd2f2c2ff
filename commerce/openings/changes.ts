import { UserError } from '#platform/errors.js';
import { changeShop, inShopCurrency, type ShippingMethod, type Shop, type ShopContext, type ShopSettings } from '#tenants/index.js';
import type { ShopChanges } from './shop.input.js';

/** @throws {UserError} CURRENCY_MISMATCH, INVALID_AMOUNT, CHANGED_MEANWHILE */
export async function updateShop(shop: ShopContext, { name, locale, timezone, settings, unchangedSince }: ShopChanges): Promise<Shop> {
  return changeShop(
    shop,
    { ...given({ name, locale, timezone }), ...(settings ? { settings: settingsOf(shop, settings) } : {}) },
    unchangedSince,
  );
}

/** Shoppers find it no more; its orders and its records stay. Closing twice is the same as once. */
export const closeShop = (shop: ShopContext): Promise<Shop> => changeShop(shop, { status: 'CLOSED' });

function settingsOf(shop: ShopContext, { shippingMethods, ...rest }: NonNullable<ShopChanges['settings']>): Partial<ShopSettings> {
  return { ...given(rest), ...(shippingMethods ? { shippingMethods: shippingMethods.map((method, at) => priced(shop, method, at)) } : {}) };
}

type GivenMethod = NonNullable<NonNullable<ShopChanges['settings']>['shippingMethods']>[number];

function priced(shop: ShopContext, { price, freeFrom, countries, ...method }: GivenMethod, at: number): ShippingMethod {
  const minor = (money: GivenMethod['price'], name: string) => {
    const field = ['settings', 'shippingMethods', String(at), name];
    const amount = inShopCurrency(shop, money, field);
    if (amount < 0) throw new UserError('INVALID_AMOUNT', 'Shipping costs nothing or more', field);
    return amount;
  };
  return {
    ...method,
    price: minor(price, 'price'),
    freeFrom: freeFrom ? minor(freeFrom, 'freeFrom') : null,
    countries: countries ?? [],
  };
}

/** Without what was left out: null is a value, undefined is none. */
const given = <T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
