/** The door of imports: catalogs on their way from files into shops. */
export { summaryOf } from './batch-summary.js';

export { type Import, type ImportBatch, importBatchId, importId, type ShownProblem } from './import.model.js';

export { runImportSlice } from './imports.jobs.js';
export {
  cancelBatch,
  cancelImport,
  countProblems,
  getBatch,
  getBatchOf,
  getImport,
  listBatch,
  listBatches,
  listImports,
  listProblems,
  resumeBatch,
  resumeImport,
  statusOfBatch,
  undoBatch,
  uploadsByIds,
} from './imports.js';
export { type Inspected, inspectUpload } from './inspect.js';
export { type ImportMapping, importMappingId } from './mapping.model.js';
export { createMapping, deleteMapping, getMapping, listMappings, MappingChange, NewMapping, updateMapping } from './mappings.js';
export { InspectAs, NewImport } from './options.js';
export { progressOf } from './progress.js';
export { closeReader } from './reading/reader.js';
export { reportOf, reportUrlOf } from './report.js';
export { removeExpiredUploads } from './retention.js';
export { readAs, startImports } from './start.js';
export { runUndoSlice, undoableUntil, undoImport } from './undo.js';
export { upgradeImports } from './upgrade.js';
export { importsWaiting } from './waiting.js';
