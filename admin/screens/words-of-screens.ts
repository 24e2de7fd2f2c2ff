// The namespaces of words, for their types alone: a folder of screens each.
export { default as console } from './console/words.en';
export { default as imports } from './imports/words.en';
export { default as inventory } from './inventory/words.en';
export { default as people } from './people/words.en';
export { default as settings } from './settings/words.en';
