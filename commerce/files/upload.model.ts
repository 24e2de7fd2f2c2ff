import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type AgencyOwned, agencyOwned } from '#tenants/index.js';

/** A file that an agency, or one of its shops, hands in. What becomes of it is said when it is used. */
export interface Upload extends AgencyOwned {
  /** Only this shop may use it; null: every shop of the agency. */
  boundShopId: Types.ObjectId | null;
  filename: string;
  contentType: string;
  /** At most so many bytes are taken. */
  bytes: number;
  /** Of the token in the address that it is sent to. */
  tokenHash: string;
  /** Where it stands in storage, its size, and SHA-256 of its content in hex; null until it has arrived. */
  file: { key: string; bytes: number; digest: string } | null;
  /** From then on it stays as it is. */
  usedAt: Date | null;
  createdAt: Date;
  /** Then it goes, and its file with it. */
  expiresAt: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<Upload>({
  agencyId: { type: Schema.Types.ObjectId, required: true },
  boundShopId: { type: Schema.Types.ObjectId, default: null },
  filename: text,
  contentType: text,
  bytes: { type: Number, required: true },
  tokenHash: text,
  file: { type: Schema.Types.Mixed, default: null },
  usedAt: { type: Date, default: null },
  createdAt: date,
  expiresAt: date,
});
schema.index({ agencyId: 1, _id: 1 });
schema.index({ agencyId: 1, 'file.digest': 1 });
schema.index({ expiresAt: 1 });

export const uploadId = idType('upload');
export const uploads = agencyOwned<Upload>('Upload', schema, { exceptions: { expiresAt_1: 'expired files of all agencies are removed' } });
