/** The door of this noun: opening shops, from nothing or from a blueprint, and what is changed about them, by a blueprint in many at once too. */
export { applyBlueprint } from './apply.jobs.js';
export { type ChangedResult, closeShop, updateShop, updateShops } from './changes.js';
export { stockFromBlueprint } from './openings.jobs.js';
export { type OpenedResult, openShop, openShops } from './openings.js';
export { applicationId, type BlueprintApplication, type BlueprintRollout, rolloutId } from './rollout.model.js';
export { rolloutSummary } from './rollout-summary.js';
export { undoApplication, undoableUntil, undoIn, undoRollout } from './rollout-undo.js';
export {
  BlueprintApply,
  cancelRollout,
  continueRollout,
  getApplication,
  getRollout,
  getRolloutOf,
  listApplications,
  listRollouts,
  startRollout,
} from './rollouts.js';
export { ManyShopsChanges, NewShop, NewShops, ShopChanges } from './shop.input.js';
