import { Schema, type Types } from 'mongoose';
import type { Undone } from '#commerce/inventory/index.js';
import { idType } from '#platform/ids.js';
import { type AgencyOwned, agencyOwned, type ShopOwned, shopOwned } from '#tenants/index.js';
import { IMPORT_FORMATS, type ImportFormat } from './formats/index.js';
import { IMPORT_STATUSES, type ImportStatus } from './import.state.js';
import type { ImportOptions, MappedColumn } from './options.js';

/** What an import has done so far. Written together with the products that it counts. */
export interface ImportCounts {
  /** Rows of the file below its header, empty ones not among them. */
  rowsRead: number;
  rowsRejected: number;
  productsCreated: number;
  productsUpdated: number;
  productsUnchanged: number;
  /** Left alone by the import's mode: those that are there already, or those that are not. */
  productsSkipped: number;
}

/** As what a file is read. */
interface Reading {
  /** As what it was to be read; null where its content is to tell. */
  format: ImportFormat | null;
  /** What its columns were said to mean; null where nothing was said. */
  columns: MappedColumn[] | null;
}

/** One file on its way into one shop. */
export interface Import extends ShopOwned, ImportCounts, Reading {
  agencyId: Types.ObjectId;
  batchId: Types.ObjectId;
  uploadId: Types.ObjectId;
  options: ImportOptions;
  /** What the file was taken for; null until it has been looked at. */
  found: { format: ImportFormat; confidence: number } | null;
  status: ImportStatus;
  /** Rises each time it is taken up again: tasks of earlier times end when they see it. */
  run: number;
  /** The checkpoint: the part of the file that is written next; all before it are in, and counted. */
  nextPart: number;
  /** How far in the file, in bytes, and how many there are. */
  bytesRead: number;
  bytesTotal: number;
  /** Null until the whole file has been read, by this import or by another of the same file. */
  rowsTotal: number | null;
  /** Where it stood when it was last taken up: from there its pace is told. */
  pace: { since: Date; rows: number; bytes: number } | null;
  /** Errors of our own since the checkpoint last moved. */
  failures: number;
  /** The shop had no product when it began. */
  intoEmpty?: true;
  /** Null until somebody undoes it. */
  undo: Undone | null;
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
  /** The cell that is to blame, its beginning; empty where there is none. */
  value: string;
  /** The row is in all the same, without what the problem tells of. */
  kept: boolean;
}

/** What is shown of a problem, of an import's or of a file that is only looked at. */
export type ShownProblem = Pick<ImportProblem, 'row' | 'column' | 'code' | 'message' | 'value' | 'kept'>;

/** Pictures of one part of a file that were not there when it was written: what becomes of them is known to the media. */
export interface ImportPictures extends ShopOwned {
  importId: Types.ObjectId;
  pictures: { row: number; address: string }[];
}

/** One file on its way into several shops. */
export interface ImportBatch extends AgencyOwned, Reading {
  uploadId: Types.ObjectId;
  /** Of the file. Absent in batches that are older than it. */
  filename?: string;
  imports: { shopId: Types.ObjectId; importId: Types.ObjectId }[];
  createdAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const optionalText = { type: String, default: '' } as const;
const count = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;
const optional = { type: Schema.Types.Mixed, default: null } as const;
const format = { type: String, enum: [...IMPORT_FORMATS, null], default: null } as const;

const importSchema = new Schema<Import>({
  shopId: id,
  agencyId: id,
  batchId: id,
  uploadId: id,
  format,
  columns: optional,
  options: { type: Schema.Types.Mixed, required: true },
  found: optional,
  status: { type: String, enum: IMPORT_STATUSES, required: true },
  run: count,
  nextPart: count,
  bytesRead: count,
  bytesTotal: count,
  rowsTotal: { type: Number, default: null },
  pace: optional,
  failures: count,
  intoEmpty: Boolean,
  undo: optional,
  rowsRead: count,
  rowsRejected: count,
  productsCreated: count,
  productsUpdated: count,
  productsUnchanged: count,
  productsSkipped: count,
  createdAt: date,
  startedAt: optionalDate,
  finishedAt: optionalDate,
});
importSchema.index({ shopId: 1, _id: -1 });
export const importId = idType('imp');
export const imports = shopOwned<Import>('Import', importSchema);

const problemSchema = new Schema<ImportProblem>(
  {
    shopId: id,
    importId: id,
    row: count,
    column: optionalText,
    code: text,
    message: text,
    value: optionalText,
    kept: { type: Boolean, required: true },
  },
  { collection: 'import_problems' },
);
problemSchema.index({ shopId: 1, importId: 1, row: 1, column: 1, code: 1 }, { unique: true });
problemSchema.index({ shopId: 1, importId: 1, code: 1, row: 1, column: 1, kept: 1 });
export const importProblems = shopOwned<ImportProblem>('ImportProblem', problemSchema);

const picturesSchema = new Schema<ImportPictures>(
  { shopId: id, importId: id, pictures: { type: Schema.Types.Mixed, required: true } },
  { collection: 'import_pictures' },
);
picturesSchema.index({ shopId: 1, importId: 1, _id: 1 });
export const importPictures = shopOwned<ImportPictures>('ImportPictures', picturesSchema);

const batchSchema = new Schema<ImportBatch>(
  {
    agencyId: id,
    uploadId: id,
    filename: String,
    format,
    columns: optional,
    imports: { type: Schema.Types.Mixed, required: true },
    createdAt: date,
  },
  { collection: 'import_batches' },
);
batchSchema.index({ agencyId: 1, _id: -1 });
export const importBatchId = idType('batch');
export const importBatches = agencyOwned<ImportBatch>('ImportBatch', batchSchema);
