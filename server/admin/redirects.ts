import { z } from 'zod';
import { type Collection, collections, type Product } from '#commerce/catalog/index.js';
import { productsByIds } from '#commerce/inventory/index.js';
import {
  collectionPath,
  createRedirect,
  createRedirects,
  deleteRedirect,
  getRedirect,
  listRedirects,
  NewRedirect,
  NewRedirects,
  productPath,
  type Redirect,
  type RedirectResult,
  redirectId,
} from '#commerce/redirects/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import { userErrorsOf } from '#server/graphql/user-errors.js';
import type { ShopContext } from '#tenants/index.js';

const resultOf = ({ index, redirect, error }: RedirectResult) => ({
  index,
  redirect,
  userErrors: error
    ? userErrorsOf(error, ['input']).map(({ field, ...told }) => ({
        ...told,
        field: ['input', 'redirects', String(index), ...(field?.slice(1) ?? [])],
      }))
    : [],
});

const productOf = async ({ shopId, productId }: Redirect, request: AdminRequest): Promise<Product | null> =>
  productId ? request.loader(request.shopOf(shopId), 'productsByIds', productsByIds).load(productId) : null;

const collectionOf = async ({ shopId, collectionId: id }: Redirect, request: AdminRequest): Promise<Collection | null> =>
  id ? request.loader(request.shopOf(shopId), 'collectionsByIds', collectionsByIds).load(id) : null;

async function collectionsByIds(shop: ShopContext, ids: readonly Collection['_id'][]): Promise<(Collection | null)[]> {
  const found = await collections.in(shop).find({ _id: { $in: [...ids] } });
  return ids.map((id) => found.find(({ _id }) => _id.equals(id)) ?? null);
}

export const redirectResolvers: Resolvers = {
  Mutation: {
    redirectCreate: shopMutation(NewRedirect, async (shop, input) => ({ redirect: await createRedirect(shop, input) }), {
      replay: async (shop, [id]) => ({ redirect: await getRedirect(shop, id!) }),
    }),
    redirectsCreate: shopMutation(NewRedirects, async (shop, input) => ({ results: (await createRedirects(shop, input)).map(resultOf) })),
    redirectDelete: shopMutation(z.object({}), async (shop, _input, { redirect }: { redirect: string }) => ({
      redirect: await deleteRedirect(shop, redirect),
    })),
  },
  Shop: { redirects: ({ context }, args) => listRedirects(context, args) },
  Redirect: {
    id: ({ _id }) => redirectId.encode(_id),
    target: async (redirect, _args, request) => {
      const [product, collection] = await Promise.all([productOf(redirect, request), collectionOf(redirect, request)]);
      return redirect.to ?? (product && productPath(product.handle)) ?? (collection && collectionPath(collection.handle));
    },
    product: (redirect, _args, request) => productOf(redirect, request),
    collection: (redirect, _args, request) => collectionOf(redirect, request),
  },
};
