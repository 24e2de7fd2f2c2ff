import { Schema } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** A place where stock lies. */
export interface Location extends ShopOwned {
  name: string;
  /** One in each shop: where stock goes that names no place. */
  isDefault: boolean;
  createdAt: Date;
}

const schema = new Schema<Location>({
  shopId: { type: Schema.Types.ObjectId, required: true },
  name: { type: String, required: true },
  isDefault: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ shopId: 1, isDefault: 1 }, { unique: true, partialFilterExpression: { isDefault: true } });
schema.index({ shopId: 1, _id: 1 });

export const locationId = idType('loc');
export const locations = shopOwned<Location>('Location', schema);
