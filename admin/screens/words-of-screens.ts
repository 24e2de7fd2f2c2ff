// The namespaces of words, for their types alone: a folder of screens each.
export { default as audit } from './audit/words.en';
export { default as console } from './console/words.en';
export { default as developers } from './developers/words.en';
export { default as people } from './people/words.en';
export { default as tokens } from './tokens/words.en';
