/** The door of files: what is handed in as a file, whatever becomes of it. */
export { type Upload, uploadId, uploads } from './upload.model.js';
export { createUpload, getUpload, NewUpload, type OpenUpload, openUpload, receiveUpload, useUpload } from './uploads.js';
