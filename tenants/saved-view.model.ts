import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from './owned.js';

export const SCREENS = ['ORDERS', 'CUSTOMERS', 'PRODUCTS'] as const;
export type Screen = (typeof SCREENS)[number];

/** What somebody looks for again and again on a screen of a shop's admin, under a name of his own. */
export interface SavedView extends ShopOwned {
  /** The person's, or the access token's: nobody else sees it. */
  ownerId: Types.ObjectId;
  screen: Screen;
  name: string;
  /** The filters, as the screen's address has them. */
  query: string;
  createdAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;

const schema = new Schema<SavedView>(
  {
    shopId: id,
    ownerId: id,
    screen: { type: String, enum: SCREENS, required: true },
    name: text,
    query: text,
    createdAt: { type: Date, required: true },
  },
  { collection: 'saved_views' },
);
schema.index({ shopId: 1, ownerId: 1, screen: 1, name: 1 }, { unique: true });

export const savedViewId = idType('view');
export const savedViews = shopOwned<SavedView>('SavedView', schema);
