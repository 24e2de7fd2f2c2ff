/** The door of files: what is handed in as a file, and pictures, wherever they come from. */
export { isUploadAddress, mediaAddress, uploadAddress } from './addresses.js';
export { fetchMedia } from './media.jobs.js';
export { mediaOf, mediaProblems, mediaUrl, noteMedia, planMedia, usualWidthOf, waitingUrl, wantMedia } from './media.js';
export type { MediaFile } from './media.model.js';
export { ownAddresses } from './own-addresses.js';
export { foundMedia, servedMedia } from './served.js';
export { type Upload, uploadId, uploads } from './upload.model.js';
export { createUpload, getUpload, NewUpload, type OpenUpload, openUpload, receiveUpload, useUpload } from './uploads.js';
