import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import type { ShopMode } from './context.js';
import { globalCollection } from './global.js';

export type ShopStatus = 'OPEN' | 'CLOSED';

/** How a shop's prices relate to tax. INCLUDED: the price that is shown has the tax in it. */
export type TaxMode = 'INCLUDED' | 'EXCLUDED';

export interface ShippingMethod {
  /** Unique in its shop; a name, chosen when it is made. */
  id: string;
  title: string;
  /** Minor units of the shop's currency. */
  price: number;
  /** Free from this subtotal on, in minor units; null: never. */
  freeFrom: number | null;
  /** ISO 3166 codes where it delivers; empty: everywhere. */
  countries: string[];
}

/** A kind of goods that is taxed otherwise than usual: books, food. */
interface TaxClass {
  /** Unique in its shop; a name, chosen when it is made. */
  id: string;
  title: string;
  /** In basis points. */
  rate: number;
}
/** What handles that are made from titles do with Chinese: `夏季-dress` or `xia-ji-dress`. */
export type HandleStyle = 'KEEP' | 'PINYIN';

export interface ShopSettings {
  tax: { mode: TaxMode /** In basis points: 1300 is 13%. */; rate: number /** Shipping is taxed like goods. */; shipping: boolean };
  /** Absent: none. What names no class is taxed at `tax.rate`, and `exempt` (tax.ts) at nothing. */
  taxClasses?: TaxClass[];
  shippingMethods: ShippingMethod[];
  /** Where the merchant's mails go; null: nowhere. */
  merchantEmail: string | null;
  /** How long an order waits for an online payment; null: the deployment's setting. */
  orderExpiryMinutes: number | null;
  /** At or below it a level is low; null: no event. */
  lowStock: number | null;
  handles: HandleStyle;
}

export interface Shop {
  /** Random, so that shops spread over the shards. */
  _id: Types.ObjectId;
  agencyId: Types.ObjectId;
  /** Its part of the address: {handle}.SHOPS_DOMAIN. Unique over all shops, lower case. */
  handle: string;
  name: string;
  mode: ShopMode;
  status: ShopStatus;
  currency: string;
  locale: string;
  timezone: string;
  settings: ShopSettings;
  /** What its agency sorts its shops by, in the order in which they were given. Absent: none. */
  tags?: string[];
  /** The shop it was made from. */
  blueprintId: Types.ObjectId | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Who holds a handle. A collection of its own, so that it is unique over all shards. */
export interface ShopHandle {
  /** The handle. */
  _id: string;
  shopId: Types.ObjectId;
  agencyId: Types.ObjectId;
  claimedAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const shopSchema = new Schema<Shop>({
  agencyId: id,
  handle: text,
  name: text,
  mode: { type: String, enum: ['TEST', 'LIVE'], required: true },
  status: { type: String, enum: ['OPEN', 'CLOSED'], required: true },
  currency: text,
  locale: text,
  timezone: text,
  settings: { type: Schema.Types.Mixed, required: true },
  tags: { type: [String], default: undefined },
  blueprintId: { type: Schema.Types.ObjectId, default: null },
  createdAt: date,
  updatedAt: date,
});
/** Chinese names by their pinyin, and no letter before another for being large. Told with each query that sorts by names. */
export const BY_NAME = { locale: 'zh' } as const;

// A state is one of few: one index of both serves either, and keeps the order of the list.
shopSchema.index({ agencyId: 1, createdAt: -1, _id: -1 });
shopSchema.index({ agencyId: 1, tags: 1, createdAt: -1, _id: -1 });
shopSchema.index({ agencyId: 1, status: 1, mode: 1, createdAt: -1, _id: -1 });
shopSchema.index({ agencyId: 1, name: 1, _id: 1 }, { collation: BY_NAME });
shopSchema.index({ agencyId: 1, tags: 1, name: 1, _id: 1 }, { collation: BY_NAME });
shopSchema.index({ agencyId: 1, status: 1, mode: 1, name: 1, _id: 1 }, { collation: BY_NAME });
export const shopId = idType('shop');
const LISTED = 'an agency lists its shops';
export const shops = globalCollection<Shop>('Shop', shopSchema, {
  shardKey: { _id: 1 },
  exceptions: {
    'agencyId_1_createdAt_-1__id_-1': LISTED,
    'agencyId_1_tags_1_createdAt_-1__id_-1': LISTED,
    'agencyId_1_status_1_mode_1_createdAt_-1__id_-1': LISTED,
    agencyId_1_name_1__id_1: LISTED,
    agencyId_1_tags_1_name_1__id_1: LISTED,
    agencyId_1_status_1_mode_1_name_1__id_1: LISTED,
  },
});

const handleSchema = new Schema<ShopHandle>(
  { _id: { type: String, required: true }, shopId: id, agencyId: id, claimedAt: date },
  { collection: 'shop_handles' },
);
export const shopHandles = globalCollection<ShopHandle>('ShopHandle', handleSchema, { shardKey: { _id: 1 } });
