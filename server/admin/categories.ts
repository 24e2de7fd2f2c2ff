import { z } from 'zod';
import {
  CategoryChange,
  categoryId,
  createCategory,
  deleteCategory,
  getCategory,
  haveChildren,
  listCategories,
  listCategoriesBelow,
  NewCategory,
  updateCategory,
} from '#commerce/catalog/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { categoryParent, categoryPath } from '#server/graphql/catalog-fields.js';
import { orNull } from '#server/graphql/errors.js';
import { shopMutation } from '#server/graphql/mutations.js';

interface Named {
  category: string;
}

export const categoryResolvers: Resolvers = {
  Shop: {
    categories: ({ context }, args) => listCategories(context, args),
    topCategories: ({ context }, args) => listCategoriesBelow(context, null, args),
    category: ({ context }, { id }) => orNull(getCategory(context, id)),
  },
  Mutation: {
    categoryCreate: shopMutation(NewCategory, async (shop, input) => ({ category: await createCategory(shop, input) }), {
      replay: async (shop, [id]) => ({ category: await getCategory(shop, id!) }),
    }),
    categoryUpdate: shopMutation(CategoryChange, async (shop, input, { category }: Named) => ({
      category: await updateCategory(shop, category, input),
    })),
    categoryDelete: shopMutation(z.object({}), async (shop, _input, { category }: Named) => ({
      category: await deleteCategory(shop, category),
    })),
  },
  Category: {
    id: ({ _id }) => categoryId.encode(_id),
    parent: (category, _args, request) => categoryParent(request, request.shopOf(category.shopId), category),
    children: (category, args, request) => listCategoriesBelow(request.shopOf(category.shopId), category._id, args),
    hasChildren: (category, _args, request) =>
      request.loader(request.shopOf(category.shopId), 'haveChildren', haveChildren).load(category._id),
    path: (category, _args, request) => categoryPath(request, request.shopOf(category.shopId), category),
  },
};
