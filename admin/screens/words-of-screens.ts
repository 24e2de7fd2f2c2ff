// The namespaces of words, for their types alone: a folder of screens each.
export { default as collections } from './collections/words.en';
export { default as console } from './console/words.en';
export { default as people } from './people/words.en';
export { default as products } from './products/words.en';
