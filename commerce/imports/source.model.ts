import { Schema, type Types } from 'mongoose';
import { type AgencyOwned, agencyOwned } from '#tenants/index.js';
import { IMPORT_FORMATS, type ImportFormat } from './formats/index.js';
import type { Inspection } from './reading/examine.js';
import type { Place, Table } from './reading/table.js';

/** A file as it was understood, once for all shops that it goes into. Written once, never changed. */
export interface Source extends AgencyOwned {
  uploadId: Types.ObjectId;
  /** As what it was to be read; null where its content was to tell. */
  format: ImportFormat | null;
  /** Digest of what its columns were said to mean; empty where nothing was said. */
  mapping: string;
  /** What it was taken for. */
  found: Inspection | null;
  /** Where its parts stand, if an equal file was read before: that file's source and upload. */
  home: { sourceId: Types.ObjectId; uploadId: Types.ObjectId } | null;
  /** Null: this is no catalog, and `refusal` says why. */
  table: Table | null;
  refusal: { code: string; message: string } | null;
}

/**
 * One part of a file, read: some hundred products as canonical lines in storage. Parts are numbered from 0 and written once;
 * whoever reads the same part a second time finds it there. The file can be read on from any part's end.
 */
export interface SourcePart extends AgencyOwned {
  sourceId: Types.ObjectId;
  number: number;
  /** Where its lines stand in storage. */
  key: string;
  /** Rows of the file in it, and how many of them were rejected as they stand. */
  rows: number;
  rejected: number;
  /** Digests of the product keys met, 8 bytes each: rows of one product that stand apart are noticed by them. */
  keys: Buffer;
  /** Where the next part begins; null at the end of the file. */
  next: Place | null;
}

/** A part as those who write it know it: its keys are for reading the next. */
export type ReadPart = Omit<SourcePart, 'keys'>;

const id = { type: Schema.Types.ObjectId, required: true } as const;

const sourceSchema = new Schema<Source>(
  {
    agencyId: id,
    uploadId: id,
    format: { type: String, enum: [...IMPORT_FORMATS, null], default: null },
    mapping: { type: String, default: '' },
    found: { type: Schema.Types.Mixed, default: null },
    home: { type: Schema.Types.Mixed, default: null },
    table: { type: Schema.Types.Mixed, default: null },
    refusal: { type: Schema.Types.Mixed, default: null },
  },
  { collection: 'import_sources' },
);
sourceSchema.index({ agencyId: 1, uploadId: 1, format: 1, mapping: 1 }, { unique: true });
sourceSchema.index({ agencyId: 1, 'home.uploadId': 1 });
export const sources = agencyOwned<Source>('ImportSource', sourceSchema);

const partSchema = new Schema<SourcePart>(
  {
    agencyId: id,
    sourceId: id,
    number: { type: Number, required: true },
    key: { type: String, required: true },
    rows: { type: Number, required: true },
    rejected: { type: Number, required: true },
    keys: Buffer,
    next: { type: Schema.Types.Mixed, default: null },
  },
  { collection: 'import_source_parts' },
);
partSchema.index({ agencyId: 1, sourceId: 1, number: 1 }, { unique: true });
export const sourceParts = agencyOwned<SourcePart>('ImportSourcePart', partSchema);
