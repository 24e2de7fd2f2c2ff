/** The door of the catalog: what is for sale and how it is shelved. Writing a product also writes its stock: that is in inventory/. */

export { type AttributeDefinition, type AttributeType, attributeDefinitionId, MOST_ATTRIBUTES } from './attribute.model.js';
export {
  AttributeDefinitionChange,
  createAttributeDefinition,
  defineAttributes,
  deleteAttributeDefinition,
  getAttributeDefinition,
  listAttributeDefinitions,
  NewAttributeDefinition,
  updateAttributeDefinition,
} from './attributes.js';
export {
  categoriesByIds,
  createCategory,
  deleteCategory,
  getCategory,
  haveChildren,
  listCategories,
  listCategoriesBelow,
  updateCategory,
} from './categories.js';
export { CategoryChange, NewCategory } from './category.input.js';
export { type Category, categories, categoryId, MOST_CATEGORIES, MOST_CATEGORY_DEPTH } from './category.model.js';
export { categoriesAt } from './category-paths.js';
export { CollectionChange, CollectionProductMove, CollectionProducts, NewCollection, RulesInput } from './collection.input.js';
export {
  type Collection,
  collectionId,
  collections,
  placings,
  type RuleCondition,
  type Rules,
} from './collection.model.js';
export {
  collectionsOf,
  createCollection,
  deleteCollection,
  findCollection,
  getCollection,
  listCollections,
  roomForRules,
  updateCollection,
} from './collections.js';
export { categoriesHere, categoriesInRules, copyCollections, referencesHere, rulesHere } from './copying.js';
export { categoryPaths, countProducts, eachProduct, newestProduct, nextProducts } from './each.js';
export type { ProductSort } from './listing.js';
export { addToCollection, moveInCollection, removeFromCollection } from './placing.js';
export { changedFields, cleaned, derived, type Fresh, freshOf, type Merged, merge, sameContent } from './product.content.js';
export {
  inMinorUnits,
  NewProduct,
  type PictureAddresses,
  ProductChange,
  ProductEdit,
  type ReadProduct,
  SetPricedProduct,
  SetProduct,
} from './product.input.js';
export {
  type Media,
  MOST_EMBEDDED,
  PRODUCT_STATUSES,
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
  productsAmong,
  sellsAnything,
} from './products.js';
export { lastingQuery, MOST_QUERY } from './query.js';
export { checkReferences } from './references.js';
export { previewRules } from './rules-preview.js';
export { staysAtHandle } from './set-handles.js';
export { MATCHED_BY, type MatchedBy, metAmong } from './set-met.js';
export {
  identitiesOf,
  type Plan,
  type Planned,
  planBatch,
  planned,
  type Refusal,
  refusalOf,
  type SetMode,
} from './set-plan.js';
export { copyPlacings, listProductsIn, takeOffShelves } from './shelves.js';
export { refreshTerms, termsAbove } from './terms.jobs.js';
export type { GivenStock } from './variant.content.js';
export { variantsApart } from './variant.model.js';
export { embedded, listVariantsApart, productsWithVariants, removeApart, withVariants, writeApart } from './variants.js';
