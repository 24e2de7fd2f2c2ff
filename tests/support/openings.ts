import { Types } from 'mongoose';
import { NewShop } from '#commerce/openings/index.js';
import { type AgencyContext, type Shop, type ShopContext, shopId, shopOfAgency } from '#tenants/index.js';

let handles = 0;
/** One that no shop has. */
export const aHandle = (): string => `shop-${++handles}-${new Types.ObjectId().toHexString().slice(-8)}`;

/** A new shop as the API is given it. */
export const wish = (given: object = {}) => ({ name: 'Hats', handle: aHandle(), currency: 'CNY', locale: 'zh-CN', ...given });
export const newShop = (given: object = {}): NewShop => NewShop.parse(wish(given));

export const idOf = (shop: Shop): string => shopId.encode(shop._id);
/** As its agency comes to it. */
export const contextOf = (agency: AgencyContext, shop: Shop): Promise<ShopContext> => shopOfAgency(agency, idOf(shop));
