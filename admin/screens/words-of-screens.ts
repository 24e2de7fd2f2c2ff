// The namespaces of words, for their types alone: a folder of screens each.
export { default as 'agency-imports' } from './agency-imports/words.en';
export { default as console } from './console/words.en';
export { default as openings } from './openings/words.en';
export { default as people } from './people/words.en';
export { default as rollouts } from './rollouts/words.en';
