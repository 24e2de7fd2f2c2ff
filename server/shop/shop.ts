import type { Resolvers } from '#server/generated/shop.js';
import type { ShopRequest } from '#server/graphql/request.js';
import { getShop, type Shop, type ShopContext, shopId } from '#tenants/index.js';

/** One read however many of its fields are asked for. */
const documentOf = (shop: ShopContext, request: ShopRequest): Promise<Shop> =>
  request.loader<string, Shop>(shop, 'shop', async (context) => [await getShop(context)]).load('');

export const shopResolvers: Resolvers = {
  Query: { shop: (_root, _args, request) => request.shop },
  Shop: {
    id: ({ shopId: id }) => shopId.encode(id),
    currency: ({ currency }) => currency,
    handle: async (shop, _args, request) => (await documentOf(shop, request)).handle,
    name: async (shop, _args, request) => (await documentOf(shop, request)).name,
    locale: async (shop, _args, request) => (await documentOf(shop, request)).locale,
    timezone: async (shop, _args, request) => (await documentOf(shop, request)).timezone,
  },
};
