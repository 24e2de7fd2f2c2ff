import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** How a collection's products stand. MANUAL: as the merchant placed them; only where they are placed by hand. */
export const COLLECTION_SORTS = ['MANUAL', 'NEWEST', 'PRICE_LOW', 'PRICE_HIGH', 'TITLE'] as const;
export type CollectionSort = (typeof COLLECTION_SORTS)[number];

export const RULE_FIELDS = ['TAG', 'TYPE', 'VENDOR', 'PRICE', 'STOCK', 'CATEGORY'] as const;
export const RULE_RELATIONS = ['EQUALS', 'NOT_EQUALS', 'LESS_THAN', 'GREATER_THAN'] as const;

/** PRICE: the lowest of a product, as a decimal in the shop's currency. STOCK: `in` or `out`. CATEGORY: its public id; those below it too. */
export interface RuleCondition {
  field: (typeof RULE_FIELDS)[number];
  relation: (typeof RULE_RELATIONS)[number];
  value: string;
}

export interface Rules {
  match: 'ALL' | 'ANY';
  conditions: RuleCondition[];
}

/** A named shelf of the shop: products that a merchant shows together. */
export interface Collection extends ShopOwned {
  title: string;
  /** The collection's part of its address, unique in its shop. */
  handle: string;
  /** Sanitised: see html.ts. */
  descriptionHtml: string;
  /** Its products are whatever fits; null: those that were placed on it. */
  rules: Rules | null;
  sort: CollectionSort;
  /** The blueprint's collection that this is a copy of; null for one that was made here. */
  copiedFrom: Types.ObjectId | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A product's place on a shelf. A document of its own, so that a shelf may be long and a product on many. */
export interface Placing extends ShopOwned {
  collectionId: Types.ObjectId;
  productId: Types.ObjectId;
  /** The merchant's order, with gaps; equal ones stand in the order they came. */
  position: number;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;

const schema = new Schema<Collection>({
  shopId: id,
  title: { type: String, required: true },
  handle: { type: String, required: true },
  descriptionHtml: { type: String, default: '' },
  rules: { type: Schema.Types.Mixed, default: null },
  sort: { type: String, enum: COLLECTION_SORTS, default: 'MANUAL' },
  copiedFrom: { type: Schema.Types.ObjectId, default: null },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
schema.index({ shopId: 1, handle: 1 }, { unique: true });
schema.index({ shopId: 1, _id: 1 });
schema.index({ shopId: 1, 'rules.match': 1 }, { partialFilterExpression: { 'rules.match': { $exists: true } } });

export const collectionId = idType('coll');
export const collections = shopOwned<Collection>('Collection', schema);

const placingSchema = new Schema<Placing>(
  { shopId: id, collectionId: id, productId: id, position: { type: Number, required: true } },
  { collection: 'collection_products' },
);
placingSchema.index({ shopId: 1, collectionId: 1, productId: 1 }, { unique: true });
placingSchema.index({ shopId: 1, collectionId: 1, position: 1, _id: 1 });
placingSchema.index({ shopId: 1, productId: 1 });

export const placings = shopOwned<Placing>('CollectionProduct', placingSchema);
