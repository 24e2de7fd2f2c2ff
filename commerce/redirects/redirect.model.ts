import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** An address that the shop had somewhere else, or had before, and what stands there now: one of the three. */
export interface Redirect extends ShopOwned {
  /** As normalPath writes it; unique in its shop. */
  path: string;
  productId?: Types.ObjectId;
  collectionId?: Types.ObjectId;
  /** A path of the shop itself, ready for an address. */
  to?: string;
  /** A person or his app has made it: no import and no renaming changes it. */
  byHand: boolean;
  createdAt: Date;
}

const schema = new Schema<Redirect>({
  shopId: { type: Schema.Types.ObjectId, required: true },
  path: { type: String, required: true },
  productId: Schema.Types.ObjectId,
  collectionId: Schema.Types.ObjectId,
  to: String,
  byHand: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ shopId: 1, path: 1 }, { unique: true });
schema.index({ shopId: 1, _id: -1 });
schema.index({ shopId: 1, productId: 1 }, { partialFilterExpression: { productId: { $exists: true } } });

export const redirectId = idType('redir');
export const redirects = shopOwned<Redirect>('Redirect', schema);
