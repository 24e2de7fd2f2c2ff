/** The door of the inventory: products together with their stock, the stock itself, and where it lies. */
export { editedBefore, editProducts, isUndoable, listBulkEdits, statusOfEdit, undoBulkEdit } from './bulk-edit.js';
export { type BulkEdit, bulkEditId } from './bulk-edit.model.js';
export { cancelBulkEdit, editFound, getBulkEdit, ProductsUpdateFound, runEditSlice, runEditUndoSlice } from './bulk-edit-found.js';
export { type Copied, type CopyOptions, copyProducts } from './copy.js';
export { availableOfProducts, figuresApart, figuresOf, type VariantFigures } from './figures.js';
export { lookAtStock } from './inventory.jobs.js';
export { keepJournal, UNDO_MS } from './journal.js';
export { type Adjustment, type Hold, type Level, levels } from './level.model.js';
export {
  adjustInventory,
  availableOf,
  getLevel,
  InventoryAdjust,
  InventorySet,
  levelsOf,
  listAdjustments,
  setInventory,
} from './levels.js';
export { InventorySetBulk, type LevelResult, levelsSetBefore, setInventoryBulk } from './levels-bulk.js';
export { type Location, locationId } from './location.model.js';
export {
  createDefaultLocation,
  createLocation,
  deleteLocation,
  getLocation,
  LocationChange,
  listLocations,
  locationsByIds,
  NewLocation,
  updateLocation,
} from './locations.js';
export { listLowStock, lowStockWaiting } from './low-stock.js';
export { removeHoldsSoon } from './placed-holds.js';
export {
  createProduct,
  createProducts,
  deleteProduct,
  productsByIds,
  replayResults,
  setPricedProducts,
  updateProduct,
} from './products.js';
export {
  CartMoved,
  endHold,
  giveBack,
  type Reservation,
  refuseLate,
  removeHoldsOf,
  reserve,
  returnStock,
  type Sold,
} from './reserve.js';
export { mannerOf } from './set-batch.js';
export type { Ahead, SetOptions, SetResult } from './set-options.js';
export { planAhead, setChecked, setProducts } from './set-products.js';
export { followStock, tellLow } from './stock.js';
export { listStock } from './stock-list.js';
export { tellEachProduct } from './told.js';
export { canUndo, type Undone, undoNext } from './undo.js';
export { upgradeProducts } from './upgrade.js';
