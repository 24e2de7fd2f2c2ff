import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type AgencyOwned, agencyOwned, type ShopOwned, shopOwned } from '#tenants/index.js';
import { IMPORT_FORMATS, type ImportFormat } from './formats/index.js';
import { IMPORT_STATUSES, type ImportStatus } from './import.state.js';

/** What an import has done so far. Written together with the products that it counts. */
export interface ImportCounts {
  /** Rows of the file below its header, empty ones not among them. */
  rowsRead: number;
  rowsRejected: number;
  productsCreated: number;
  productsUpdated: number;
  productsUnchanged: number;
}

/** One file on its way into one shop. */
export interface Import extends ShopOwned, ImportCounts {
  agencyId: Types.ObjectId;
  batchId: Types.ObjectId;
  uploadId: Types.ObjectId;
  format: ImportFormat;
  status: ImportStatus;
  /** The checkpoint: the part of the file that is written next; all before it are in, and counted. */
  nextPart: number;
  /** How far in the file, in bytes, and how many there are. */
  bytesRead: number;
  bytesTotal: number;
  /** Errors of our own since the checkpoint last moved. */
  failures: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** What did not fit. */
export interface ImportProblem extends ShopOwned {
  importId: Types.ObjectId;
  /** As a spreadsheet counts: the header is row 1. 0 for the file as a whole. */
  row: number;
  /** As the file's header names it; empty where no one column is to blame. */
  column: string;
  code: string;
  message: string;
}

/** One file on its way into several shops. */
export interface ImportBatch extends AgencyOwned {
  uploadId: Types.ObjectId;
  format: ImportFormat;
  imports: { shopId: Types.ObjectId; importId: Types.ObjectId }[];
  createdAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const count = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;
const format = { type: String, enum: IMPORT_FORMATS, required: true } as const;

const importSchema = new Schema<Import>({
  shopId: id,
  agencyId: id,
  batchId: id,
  uploadId: id,
  format,
  status: { type: String, enum: IMPORT_STATUSES, required: true },
  nextPart: count,
  bytesRead: count,
  bytesTotal: count,
  failures: count,
  rowsRead: count,
  rowsRejected: count,
  productsCreated: count,
  productsUpdated: count,
  productsUnchanged: count,
  createdAt: date,
  startedAt: optionalDate,
  finishedAt: optionalDate,
});
importSchema.index({ shopId: 1, _id: -1 });
export const importId = idType('imp');
export const imports = shopOwned<Import>('Import', importSchema);

const problemSchema = new Schema<ImportProblem>(
  { shopId: id, importId: id, row: count, column: { type: String, default: '' }, code: text, message: text },
  { collection: 'import_problems' },
);
problemSchema.index({ shopId: 1, importId: 1, row: 1, column: 1, code: 1 }, { unique: true });
export const importProblems = shopOwned<ImportProblem>('ImportProblem', problemSchema);

const batchSchema = new Schema<ImportBatch>(
  { agencyId: id, uploadId: id, format, imports: { type: Schema.Types.Mixed, required: true }, createdAt: date },
  { collection: 'import_batches' },
);
batchSchema.index({ agencyId: 1, _id: -1 });
export const importBatchId = idType('batch');
export const importBatches = agencyOwned<ImportBatch>('ImportBatch', batchSchema);
