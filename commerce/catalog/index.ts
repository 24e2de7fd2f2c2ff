/** The door of the catalog: what is for sale and how it is shelved. Writing a product also writes its stock: that is in inventory/. */

export { type Collection, collectionId } from './collection.model.js';
export {
  addToCollection,
  CollectionChange,
  CollectionProducts,
  collectionsOf,
  createCollection,
  deleteCollection,
  findCollection,
  getCollection,
  listCollections,
  NewCollection,
  removeFromCollection,
  updateCollection,
} from './collections.js';
export { attributeKeys, categoryPaths, eachProduct } from './each.js';
export { slug } from './handles.js';
export { cleanHtml } from './html.js';
export { changedFields, cleaned, derived, type Merged, merge, sameContent } from './product.content.js';
export {
  inMinorUnits,
  NewProduct,
  ProductChange,
  type ReadProduct,
  SetPricedProduct,
  SetProduct,
} from './product.input.js';
export {
  type Media,
  MOST_EMBEDDED,
  MOST_VARIANTS,
  type Product,
  type ProductContent,
  productId,
  products,
  type Variant,
  variantId,
} from './product.model.js';
export {
  findProduct,
  findVariants,
  getProduct,
  isPublished,
  type ListedVariant,
  listActiveProducts,
  listProducts,
} from './products.js';
export {
  identitiesOf,
  MATCHED_BY,
  type MatchedBy,
  type Plan,
  type Planned,
  planBatch,
  planned,
  type Refusal,
  refusalOf,
  type SetMode,
} from './set-plan.js';
export { copyCollections, copyPlacings, listProductsIn, takeOffShelves } from './shelves.js';
export type { GivenStock } from './variant.content.js';
export { embedded, listVariantsApart, productsWithVariants, removeApart, withVariants, writeApart } from './variants.js';
