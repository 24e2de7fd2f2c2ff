import { Schema, type Types } from 'mongoose';
import type { Product } from '#commerce/catalog/index.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** Pieces that a change of the catalog added to a level or took from it. */
export interface StockMoved {
  variantId: Types.ObjectId;
  locationId: Types.ObjectId;
  delta: number;
}

/** What is needed to take a change of the catalog back: some products of one import, bulk edit or roll-out. Gone after a day. */
export interface JournalEntry extends ShopOwned {
  /** The import, bulk edit or roll-out. */
  changeId: Types.ObjectId;
  /** Made by it, as they were then. */
  created: { productId: Types.ObjectId; revision: number }[];
  /** As they were before, variants and all, and the revision that the change gave them. */
  updated: { before: Product; revision: number; stock: StockMoved[] }[];
  expiresAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const schema = new Schema<JournalEntry>(
  {
    shopId: id,
    changeId: id,
    created: { type: Schema.Types.Mixed, required: true },
    updated: { type: Schema.Types.Mixed, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'catalog_journal' },
);
schema.index({ shopId: 1, changeId: 1, _id: -1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const journal = shopOwned<JournalEntry>('CatalogJournal', schema, { exceptions: { expiresAt_1: 'TTL' } });
