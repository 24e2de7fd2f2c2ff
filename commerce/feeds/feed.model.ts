import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

/** DISABLED: it failed too often in a row, and waits for a person. */
const FEED_STATUSES = ['ACTIVE', 'PAUSED', 'DISABLED'] as const;
type FeedStatus = (typeof FEED_STATUSES)[number];

/** A catalog at an address outside, fetched and imported again and again. */
export interface Feed extends ShopOwned {
  /** May hold a secret in its query: it is shown to who may write products, and stands in no log. */
  url: string;
  everyHours: number;
  /** As CatalogImportStartInput has them; null: as an import does without. */
  format: string | null;
  mapping: string | null;
  /** The other fields of CatalogImportStartInput. */
  options: Record<string, unknown>;
  status: FeedStatus;
  /** In a row: fetches that failed, and imports that did. */
  failures: number;
  lastError: string | null;
  nextRunAt: Date;
  lastRunAt: Date | null;
  lastImportId: Types.ObjectId | null;
  /** How that import ended is not known yet. */
  awaiting: boolean;
  /** Until then one run is fetching it: another waits. */
  fetchingUntil: Date | null;
  /** How often somebody had it fetched besides its hours: a write that others see. */
  asked?: number;
  /** What the source said of the file that came last: with them it need not be sent again. */
  etag: string | null;
  lastModified: string | null;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, default: null } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;

const schema = new Schema<Feed>({
  shopId: { type: Schema.Types.ObjectId, required: true },
  url: { type: String, required: true },
  everyHours: { type: Number, required: true },
  format: text,
  mapping: text,
  options: { type: Schema.Types.Mixed, required: true },
  status: { type: String, enum: FEED_STATUSES, required: true },
  failures: { type: Number, required: true },
  lastError: text,
  nextRunAt: date,
  lastRunAt: optionalDate,
  lastImportId: { type: Schema.Types.ObjectId, default: null },
  awaiting: { type: Boolean, required: true },
  fetchingUntil: optionalDate,
  asked: Number,
  etag: text,
  lastModified: text,
  createdAt: date,
  updatedAt: date,
});
schema.index({ shopId: 1, _id: -1 });
schema.index({ status: 1, nextRunAt: 1 });

export const feedId = idType('feed');
export const feeds = shopOwned<Feed>('Feed', schema, { exceptions: { status_1_nextRunAt_1: 'what is due in any shop is found by time' } });
