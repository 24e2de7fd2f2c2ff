import { NotFound, UserError } from '#platform/errors.js';
import {
  type AgencyContext,
  changeShop,
  changeShops,
  findShops,
  inShopCurrency,
  type ShippingMethod,
  type Shop,
  type ShopContext,
  type ShopSettings,
  shopId,
} from '#tenants/index.js';
import { type ManyShopsChanges, MOST_TAGS, type ShopChanges } from './shop.input.js';

/** @throws {UserError} CURRENCY_MISMATCH, INVALID_AMOUNT, CHANGED_MEANWHILE */
export async function updateShop(
  shop: ShopContext,
  { name, locale, timezone, tags, settings, unchangedSince }: ShopChanges,
): Promise<Shop> {
  return changeShop(
    shop,
    { ...given({ name, locale, timezone, tags }), ...(settings ? { settings: settingsOf(shop, settings) } : {}) },
    unchangedSince,
  );
}

/** Shoppers find it no more; its orders and its records stay. Closing twice is the same as once. */
export const closeShop = (shop: ShopContext): Promise<Shop> => changeShop(shop, { status: 'CLOSED' });

/** What came of one of many shops that were to be changed. */
export interface ChangedResult {
  index: number;
  shop: Shop | null;
  tagsBefore: string[];
  error: UserError | null;
}

/** Changes many shops of an agency in the same way, each with a result of its own. One that is not the agency's is not found. */
export async function updateShops(
  agency: AgencyContext,
  { shops, tagsAdd = [], tagsRemove = [], close }: ManyShopsChanges,
): Promise<ChangedResult[]> {
  const ids = shops.flatMap((id) => (shopId.matches(id) ? [shopId.decode(id)] : []));
  const change = { tagsAdd, tagsRemove, ...(close ? { status: 'CLOSED' as const } : {}) };
  const before = byIdOf(await findShops(agency, ids));
  const found = await changeShops(agency, ids, change, MOST_TAGS);
  const after = byIdOf(found);
  return shops.map((id, index) => {
    const shop = after.get(id);
    const tagsBefore = before.get(id)?.tags ?? [];
    if (!shop) return { index, shop: null, tagsBefore, error: new NotFound(id, ['shops', String(index)]) };
    const isFull = tagsAdd.some((tag) => !shop.tags?.includes(tag));
    return { index, shop, tagsBefore, error: isFull ? tooManyTags(shop) : null };
  });
}

const byIdOf = (found: readonly Shop[]) => new Map<string, Shop>(found.map((shop) => [shopId.encode(shop._id), shop]));

const tooManyTags = ({ name }: Shop) =>
  new UserError('INVALID_INPUT', `${name} would have more than ${MOST_TAGS} tags: nothing of it was changed`, ['tagsAdd']);

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
