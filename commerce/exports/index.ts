/** The door of exports: a shop's catalog on its way out. */
export { CatalogExport, EXPORT_FORMATS, exportAddress, openExport } from './exports.js';
