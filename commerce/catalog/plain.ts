/**
 * The second door of catalog: what can be told of a product without a database. Whoever comes in here loads neither models nor drivers, which is
 * why the thread that reads files is a small one (commerce/imports/reading).
 */
export { cleanHtml } from './html.js';
export { MOST_OPTIONS, MOST_VARIANTS } from './limits.js';
export { slug } from './slug.js';
export { isVariantId } from './variant-id.js';
