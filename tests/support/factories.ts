import { randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { randomId } from '#platform/ids.js';
import { AgencyContext, ShopContext, type ShopMode } from '#tenants/context.js';
import { type Shop, type ShopSettings, shops } from '#tenants/shop.model.js';

const request = { actor: { kind: 'system', job: 'test' }, requestId: 'req_test', locale: 'zh-CN' } as const;

export const aSettings = (given: Partial<ShopSettings> = {}): ShopSettings => ({
  tax: { mode: 'INCLUDED', rate: 1300, shipping: true },
  shippingMethods: [{ id: 'standard', title: '快递', price: 800, freeFrom: null, countries: [] }],
  merchantEmail: 'merchant@example.com',
  orderExpiryMinutes: null,
  lowStock: null,
  handles: 'KEEP',
  ...given,
});

interface ShopWishes {
  agencyId?: Types.ObjectId;
  currency?: string;
  mode?: ShopMode;
  locale?: string;
  settings?: Partial<ShopSettings>;
}

/** A context of a shop that nothing else knows: enough for what reads no shop document. */
export const aShopContext = ({ agencyId = new Types.ObjectId(), currency = 'CNY', mode = 'TEST' }: ShopWishes = {}): ShopContext =>
  new ShopContext({ shopId: randomId(), agencyId, mode, currency }, request);

/** A shop with its document. */
export async function aShop(wishes: ShopWishes = {}): Promise<ShopContext> {
  const context = aShopContext(wishes);
  const now = new Date();
  const shop: Shop = {
    _id: context.shopId,
    agencyId: context.agencyId,
    handle: `shop-${randomBytes(6).toString('hex')}`,
    name: 'Test shop',
    mode: context.mode,
    status: 'OPEN',
    currency: context.currency,
    locale: wishes.locale ?? 'zh-CN',
    timezone: 'Asia/Shanghai',
    settings: aSettings(wishes.settings),
    blueprintId: null,
    createdAt: now,
    updatedAt: now,
  };
  await shops.documents().insertOne(shop);
  return context;
}

export const anAgencyContext = (agencyId = new Types.ObjectId()): AgencyContext =>
  new AgencyContext(agencyId, request.actor, request.requestId, request.locale);
