import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

export const MOST_CATEGORIES = 5000;
export const MOST_CATEGORY_DEPTH = 6;

/** A place in the seller's own category tree. */
export interface Category extends ShopOwned {
  title: string;
  /** Null at the top. */
  parentId: Types.ObjectId | null;
  /** From the top down to the parent: whoever asks for a category's products means those below it too. */
  ancestors: Types.ObjectId[];
  /** How many those are: 0 at the top. */
  depth: number;
  /** Among its siblings, with gaps; equal ones stand in the order they came. */
  position: number;
  /** Its id where it came from: Taobao's `seller_cids`. */
  externalId?: string;
  createdAt: Date;
  updatedAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const schema = new Schema<Category>(
  {
    shopId: id,
    title: { type: String, required: true },
    parentId: { type: Schema.Types.ObjectId, default: null },
    ancestors: [Schema.Types.ObjectId],
    depth: { type: Number, required: true },
    position: { type: Number, required: true },
    externalId: String,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'categories' },
);
schema.index({ shopId: 1, depth: 1, position: 1, _id: 1 });
schema.index({ shopId: 1, parentId: 1, position: 1, _id: 1 });
schema.index({ shopId: 1, ancestors: 1 });
schema.index({ shopId: 1, parentId: 1, title: 1 }, { unique: true });
schema.index({ shopId: 1, externalId: 1 }, { unique: true, partialFilterExpression: { externalId: { $exists: true } } });

export const categoryId = idType('cat');
export const categories = shopOwned<Category>('Category', schema);
