/** The door of this noun: opening shops, from nothing or from a blueprint, and what is changed about them. */
export { closeShop, updateShop } from './changes.js';
export { stockFromBlueprint } from './openings.jobs.js';
export { type OpenedResult, openShop, openShops } from './openings.js';
export { NewShop, NewShops, ShopChanges } from './shop.input.js';
