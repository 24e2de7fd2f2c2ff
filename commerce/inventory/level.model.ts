import { Schema, type Types } from 'mongoose';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** Pieces that a checkout keeps for its cart until the order stands. */
export interface Hold {
  cart: Types.ObjectId;
  /** Of the cart's lines: an older one's hold is dead once a newer is being ordered. */
  revision: number;
  n: number;
  until: Date;
  /** The orders-to-be that count on it, by their ids: two requests may order one cart at once. The last to fail gives it back. */
  attempts: Types.ObjectId[];
}

/** The stock of a variant at a location. A document of its own, because many buyers change it at once. */
export interface Level extends ShopOwned {
  variantId: Types.ObjectId;
  productId: Types.ObjectId;
  locationId: Types.ObjectId;
  /** What may still be sold, holds taken off already. Never negative. */
  available: number;
  holds: Hold[];
}

const id = { type: Schema.Types.ObjectId, required: true } as const;

const schema = new Schema<Level>(
  {
    shopId: id,
    variantId: id,
    productId: id,
    locationId: id,
    available: { type: Number, required: true, min: 0 },
    holds: [new Schema<Hold>({ cart: id, revision: Number, n: Number, until: Date, attempts: [Schema.Types.ObjectId] }, { _id: false })],
  },
  { collection: 'inventory_levels' },
);
schema.index({ shopId: 1, variantId: 1, locationId: 1 }, { unique: true });
schema.index({ shopId: 1, productId: 1 });
// What is low at a place, the fewest first.
schema.index({ shopId: 1, locationId: 1, available: 1, _id: 1 });
schema.index({ shopId: 1, available: 1 });
schema.index({ 'holds.until': 1 }, { partialFilterExpression: { 'holds.until': { $exists: true } } });

export const levels = shopOwned<Level>('InventoryLevel', schema, {
  exceptions: { 'holds.until_1': 'the sweeper gives back holds without an order' },
});

/** One change of a level by hand or by import, and why. A level's opening stock is its first state; every later change is here. */
export interface Adjustment extends ShopOwned {
  variantId: Types.ObjectId;
  productId: Types.ObjectId;
  locationId: Types.ObjectId;
  delta: number;
  /** What was available then. */
  after: number;
  reason: string;
  /** Who: `staff`, `app` or `system`, and the person's or token's id or the job's name. */
  actor: { kind: string; id: string | null };
  /** What may happen once only, such as an order's stock coming back: a second row of the same key is refused. */
  key?: string;
  createdAt: Date;
}

const adjustmentSchema = new Schema<Adjustment>(
  {
    shopId: id,
    variantId: id,
    productId: id,
    locationId: id,
    delta: { type: Number, required: true },
    after: { type: Number, required: true },
    reason: { type: String, required: true },
    actor: { kind: String, id: { type: String, default: null } },
    key: String,
    createdAt: { type: Date, required: true },
  },
  { collection: 'inventory_adjustments' },
);
adjustmentSchema.index({ shopId: 1, variantId: 1, _id: 1 });
adjustmentSchema.index({ shopId: 1, variantId: 1, locationId: 1, _id: 1 });
adjustmentSchema.index({ shopId: 1, key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });

export const adjustments = shopOwned<Adjustment>('InventoryAdjustment', adjustmentSchema);
