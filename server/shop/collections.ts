import { collectionId, findCollection, listProductsIn } from '#commerce/catalog/index.js';
import type { Resolvers } from '#server/generated/shop.js';
import { productFields } from '#server/graphql/product-fields.js';
import { selected } from '#server/graphql/selection.js';

export const collectionResolvers: Resolvers = {
  Query: { collection: (_root, { handle }, { shop }) => findCollection(shop, handle) },
  Collection: {
    id: ({ _id }) => collectionId.encode(_id),
    products: (collection, args, { shop }, info) =>
      listProductsIn(shop, collection, args, { onlyActive: true, fields: productFields(selected(info, 'nodes')) }),
  },
};
