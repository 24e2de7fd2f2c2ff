import { Schema } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type AgencyOwned, agencyOwned } from '#tenants/index.js';
import type { MappedColumn } from './options.js';

/** What the columns of a supplier's or a seller's table mean, said once for all files of that form. */
export interface ImportMapping extends AgencyOwned {
  name: string;
  columns: MappedColumn[];
  createdAt: Date;
  updatedAt: Date;
}

const schema = new Schema<ImportMapping>(
  {
    agencyId: { type: Schema.Types.ObjectId, required: true },
    name: { type: String, required: true },
    columns: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'import_mappings' },
);
schema.index({ agencyId: 1, _id: -1 });

export const importMappingId = idType('mapping');
export const importMappings = agencyOwned<ImportMapping>('ImportMapping', schema);
