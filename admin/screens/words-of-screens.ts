// The namespaces of words, for their types alone: a folder of screens each.
export { default as console } from './console/words.en';
export { default as openings } from './openings/words.en';
export { default as people } from './people/words.en';
