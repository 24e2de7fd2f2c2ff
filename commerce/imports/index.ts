/** The door of imports: catalogs on their way from files into shops. */
export { type Import, type ImportBatch, type ImportProblem, importBatchId, importId } from './import.model.js';
export { runImportSlice } from './imports.jobs.js';
export {
  cancelImport,
  getBatch,
  getBatchOf,
  getImport,
  listBatch,
  listImports,
  listProblems,
  problemsAsCsv,
  reportUrlOf,
  statusOfBatch,
} from './imports.js';
export { closeReader } from './reading/reader.js';
export { removeExpiredUploads } from './retention.js';
export { NewImport, startImports } from './start.js';
