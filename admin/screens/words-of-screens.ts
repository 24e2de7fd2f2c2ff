// The namespaces of words, for their types alone: a folder of screens each.

export { default as 'agency-imports' } from './agency-imports/words.en';
export { default as 'agency-orders' } from './agency-orders/words.en';
export { default as audit } from './audit/words.en';
export { default as collections } from './collections/words.en';
export { default as console } from './console/words.en';
export { default as customers } from './customers/words.en';
export { default as developers } from './developers/words.en';
export { default as home } from './home/words.en';
export { default as imports } from './imports/words.en';
export { default as inventory } from './inventory/words.en';
export { default as notifications } from './notifications/words.en';
export { default as openings } from './openings/words.en';
export { default as orders } from './orders/words.en';
export { default as payments } from './payments/words.en';
export { default as people } from './people/words.en';
export { default as products } from './products/words.en';
export { default as rollouts } from './rollouts/words.en';
export { default as sales } from './sales/words.en';
export { default as settings } from './settings/words.en';
export { default as tokens } from './tokens/words.en';
