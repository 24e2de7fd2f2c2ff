import {
  collectionsOf,
  findProduct,
  isPublished,
  listActiveProducts,
  listVariantsApart,
  productId,
  variantId,
} from '#commerce/catalog/index.js';
import { availableOf } from '#commerce/inventory/index.js';
import type { Resolvers } from '#server/generated/shop.js';
import { ArrayPage } from '#server/graphql/array-page.js';
import { mediaFields, shownMedia } from '#server/graphql/media.js';
import { money, moneyOrNull } from '#server/graphql/money.js';
import { productFields } from '#server/graphql/product-fields.js';
import type { ShopRequest } from '#server/graphql/request.js';
import { selected } from '#server/graphql/selection.js';

export const productResolvers: Resolvers = {
  Query: {
    products: (_root, args, { shop }, info) => listActiveProducts(shop, args, productFields(selected(info, 'nodes'))),
    product: async (_root, { id, handle }, { shop }, info) => {
      const found = await findProduct(shop, { id, handle }, [...productFields(selected(info)), 'status', 'publishedAt']);
      return found && isPublished(found) ? found : null;
    },
  },
  Product: {
    id: ({ _id }) => productId.encode(_id),
    media: shownMedia,
    variants: ({ variants, variantsApart, _id }, args, { shop }) =>
      variantsApart ? listVariantsApart(shop, _id, args) : new ArrayPage(variants, args),
    collections: async ({ _id }, args, request) =>
      new ArrayPage(await request.loader(request.shop, 'collectionsOf', collectionsOf).load(_id), args),
  },
  Media: mediaFields<ShopRequest>(({ shop }) => shop).shown,
  Variant: {
    id: ({ id }) => variantId.encode(id),
    price: ({ price }, _args, { shop }) => money(price, shop.currency),
    image: ({ image }, _args, { shop }) => (image === null ? null : { url: image, alt: null, position: 0, shopId: shop.shopId }),
    compareAtPrice: ({ compareAtPrice }, _args, { shop }) => moneyOrNull(compareAtPrice, shop.currency),
    available: ({ id, tracksInventory }, _args, request) =>
      tracksInventory ? request.loader(request.shop, 'availableOf', availableOf).load(id) : null,
  },
};
