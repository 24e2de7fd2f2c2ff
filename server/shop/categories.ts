import { categoryId, listCategories } from '#commerce/catalog/index.js';
import type { Resolvers } from '#server/generated/shop.js';
import { categoryParent, categoryPath } from '#server/graphql/catalog-fields.js';

export const categoryResolvers: Resolvers = {
  Query: { categories: (_root, args, { shop }) => listCategories(shop, args) },
  Category: {
    id: ({ _id }) => categoryId.encode(_id),
    parent: (category, _args, request) => categoryParent(request, request.shop, category),
    path: (category, _args, request) => categoryPath(request, request.shop, category),
  },
};
