import { Schema } from 'mongoose';
import { type AgencyOwned, agencyOwned } from '#tenants/index.js';
import { MEDIA_STATES, type MediaState } from './media.state.js';
import type { PictureProblemCode } from './picture.problem.js';

/** A picture by the address that products give it: fetched once, for all shops of the agency. */
export interface MediaFile extends AgencyOwned {
  /** The source's URL, `upload:<upload id>`, or `upload:<upload id>/<path in the ZIP archive>`. */
  address: string;
  /** SHA-256 of the address, in hex: addresses are too long for an index. */
  addressHash: string;
  state: MediaState;
  /** SHA-256 of the file, in hex; its place in storage. Null until it is there, like all that follows. */
  hash: string | null;
  contentType: string | null;
  bytes: number | null;
  /** In pixels, as it is looked at. */
  width: number | null;
  height: number | null;
  /** The WebP files that there are, by width, the smallest first. */
  widths: number[];
  /** How often it was begun. */
  attempts: number;
  /** While it waits: not before. Whoever takes it up moves this on, so that nobody else does. */
  nextAttemptAt: Date;
  /** Why it has failed, or failed the last time. */
  problem: { code: PictureProblemCode; message: string } | null;
  createdAt: Date;
  updatedAt: Date;
}

const date = { type: Date, required: true } as const;
const number = { type: Number, default: null } as const;
const text = { type: String, required: true } as const;

const schema = new Schema<MediaFile>(
  {
    agencyId: { type: Schema.Types.ObjectId, required: true },
    address: text,
    addressHash: text,
    state: { type: String, enum: MEDIA_STATES, required: true },
    hash: { type: String, default: null },
    contentType: { type: String, default: null },
    bytes: number,
    width: number,
    height: number,
    widths: [Number],
    attempts: { type: Number, required: true },
    nextAttemptAt: date,
    problem: { type: Schema.Types.Mixed, default: null },
    createdAt: date,
    updatedAt: date,
  },
  { collection: 'media_files' },
);
schema.index({ agencyId: 1, addressHash: 1 }, { unique: true });
schema.index({ agencyId: 1, hash: 1 }, { partialFilterExpression: { hash: { $type: 'string' } } });

export const mediaFiles = agencyOwned<MediaFile>('MediaFile', schema);
