/** The door of redirects: old addresses, and where they lead now. */
export { addRedirects, dropRedirects, followHandle } from './following.js';
export { redirectAt } from './lookup.js';
export { collectionPath, productPath } from './paths.js';
export { type Redirect, redirectId } from './redirect.model.js';
export {
  createRedirect,
  createRedirects,
  deleteRedirect,
  getRedirect,
  listRedirects,
  NewRedirect,
  NewRedirects,
  type RedirectResult,
} from './redirects.js';
