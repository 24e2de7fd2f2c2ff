import type { Types } from 'mongoose';
import { z } from 'zod';
import {
  type Collection,
  collectionsOf,
  findProduct,
  findVariants,
  getProduct,
  listProducts,
  listVariantsApart,
  NewProduct,
  type Product,
  ProductChange,
  productId,
  type Variant,
  variantId,
} from '#commerce/catalog/index.js';
import { isUploadAddress } from '#commerce/files/index.js';
import {
  availableOf,
  availableOfProducts,
  createProduct,
  createProducts,
  deleteProduct,
  editedBefore,
  editProducts,
  figuresApart,
  figuresOf,
  productsByIds,
  replayResults,
  type SetResult,
  setPricedProducts,
  updateProduct,
  type VariantFigures,
} from '#commerce/inventory/index.js';
import { NotFound } from '#platform/errors.js';
import { MOST_A_PAGE, mapPage } from '#platform/page.js';
import type { Resolvers } from '#server/generated/admin.js';
import { ArrayPage } from '#server/graphql/array-page.js';
import { productAttributes, productCategories } from '#server/graphql/catalog-fields.js';
import { mediaFields, shownMedia } from '#server/graphql/media.js';
import { money, moneyOrNull } from '#server/graphql/money.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { productFields } from '#server/graphql/product-fields.js';
import type { AdminRequest } from '#server/graphql/request.js';
import { selected } from '#server/graphql/selection.js';
import { told } from '#server/graphql/user-errors.js';
import type { ShopContext } from '#tenants/index.js';
import { actsForAgency } from './imports.js';

/** A variant as the admin API shows it: it knows its shop and its product. */
export interface ShopVariant extends Variant {
  shopId: Product['shopId'];
  productId: Product['_id'];
}

/** @throws {NotFound} */
export async function getShopVariant(shop: ShopContext, id: string): Promise<ShopVariant> {
  const [found] = await findVariants(shop, [variantId.decode(id)]);
  if (!found) throw new NotFound(id);
  return { ...found.variant, shopId: found.product.shopId, productId: found.product._id };
}

/** In the order of the ids; null for what is gone. */
export async function shopVariants(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<(ShopVariant | null)[]> {
  const found = await findVariants(shop, ids);
  return found.map((one) => one && { ...one.variant, shopId: one.product.shopId, productId: one.product._id });
}

const pictures = mediaFields<AdminRequest>((request, { shopId }) => request.shopOf(shopId));

const giver = (request: AdminRequest, shop: ShopContext) => ({ wholeAgency: () => actsForAgency(request, shop) });

/** Each item is judged on its own, by the function that makes it. */
const Items = z.object({ products: z.array(z.unknown()).min(1).max(MOST_A_PAGE) });

export const productResolvers: Resolvers = {
  Shop: {
    products: ({ context }, args, _request, info) => listProducts(context, args, productFields(selected(info, 'nodes'))),
    product: ({ context }, args, _request, info) => findProduct(context, args, productFields(selected(info))),
  },
  Mutation: {
    productCreate: shopMutation(
      NewProduct,
      async (shop, input, _args, request) => ({ product: await createProduct(shop, input, giver(request, shop)) }),
      {
        replay: async (shop, [id]) => ({ product: await getProduct(shop, id!) }),
      },
    ),
    productUpdate: shopMutation(ProductChange, async (shop, input, { product }: { product: string }, request) => ({
      product: await updateProduct(shop, product, input, giver(request, shop)),
    })),
    productDelete: shopMutation(z.object({}), async (shop, _input, { product }: { product: string }) => ({
      product: await deleteProduct(shop, product),
    })),
    productsCreate: shopMutation(
      Items,
      async (shop, { products }, _args, request) => shown(shop, await createProducts(shop, products, giver(request, shop))),
      {
        replay: (shop, kept) => shown(shop, replayResults(kept)),
      },
    ),
    productsSet: shopMutation(
      Items,
      async (shop, { products }, _args, request) => shown(shop, await setPricedProducts(shop, products, giver(request, shop))),
      {
        replay: (shop, kept) => shown(shop, replayResults(kept)),
      },
    ),
    productsUpdate: shopMutation(
      Items,
      async (shop, { products }, _args, request) => edited(shop, await editProducts(shop, products, giver(request, shop))),
      {
        replay: async (shop, kept) => edited(shop, await editedBefore(shop, kept)),
      },
    ),
  },
  Product: {
    id: ({ _id }) => productId.encode(_id),
    media: shownMedia,
    picture: (product) => shownMedia({ ...product, media: product.media.slice(0, 1) })[0] ?? null,
    variantsCount: async (product, _args, request) => (await figures(product, request)).count,
    priceRange: async (product, _args, request) => {
      const { lowest, highest } = await figures(product, request);
      const { currency } = request.shopOf(product.shopId);
      return lowest === null || highest === null ? null : { lowest: money(lowest, currency), highest: money(highest, currency) };
    },
    available: async (product, _args, request) => {
      const shop = request.shopOf(product.shopId);
      const { tracked, count } = await figures(product, request);
      if (tracked === 0) return null;
      if (tracked === count || product.variantsApart)
        return request.loader(shop, 'availableOfProducts', availableOfProducts).load(product._id);
      const counted = product.variants.filter(({ tracksInventory }) => tracksInventory);
      const pieces = await Promise.all(counted.map(({ id }) => request.loader(shop, 'availableOf', availableOf).load(id)));
      return pieces.reduce((sum, one) => sum + one, 0);
    },
    variants: async (product, args, request) => {
      if (!product.variantsApart) {
        return new ArrayPage(
          product.variants.map((variant) => ofProduct(product, variant)),
          args,
        );
      }
      const found = await listVariantsApart(request.shopOf(product.shopId), product._id, args);
      return mapPage(found, (variant) => ofProduct(product, variant));
    },
    categories: (product, _args, request) => productCategories(request, request.shopOf(product.shopId), product),
    attributes: (product, _args, request) => productAttributes(request, request.shopOf(product.shopId), product),
    collections: async (product, args, request) =>
      new ArrayPage<Collection>(
        await request.loader(request.shopOf(product.shopId), 'collectionsOf', collectionsOf).load(product._id),
        args,
      ),
  },
  Media: {
    ...pictures.shown,
    sourceUrl: ({ url }) => (isUploadAddress(url) ? null : url),
    // What a product names will be fetched, though the job may not have looked at it yet.
    state: async (media, _args, request) => (await pictures.fileOf(media, request))?.state ?? 'WAITING',
    problem: async (media, _args, request) => {
      const file = await pictures.fileOf(media, request);
      return file?.state === 'FAILED' ? told(file.problem?.message, request) : null;
    },
  },
  Variant: {
    product: async ({ productId: id, shopId }, _args, request) =>
      (await request.loader(request.shopOf(shopId), 'productsByIds', productsByIds).load(id))!,
    id: ({ id }) => variantId.encode(id),
    price: ({ price, shopId }, _args, request) => money(price, request.shopOf(shopId).currency),
    image: ({ image, shopId }) => (image === null ? null : { url: image, alt: null, position: 0, shopId }),
    compareAtPrice: ({ compareAtPrice, shopId }, _args, request) => moneyOrNull(compareAtPrice, request.shopOf(shopId).currency),
    cost: ({ cost, shopId }, _args, request) => moneyOrNull(cost, request.shopOf(shopId).currency),
    available: ({ id, shopId, tracksInventory }, _args, request) =>
      tracksInventory ? request.loader(request.shopOf(shopId), 'availableOf', availableOf).load(id) : null,
  },
};

const figures = (product: Product, request: AdminRequest): Promise<VariantFigures> | VariantFigures =>
  product.variantsApart
    ? request.loader(request.shopOf(product.shopId), 'figuresApart', figuresApart).load(product._id)
    : figuresOf(product.variants);

const ofProduct = ({ shopId, _id }: Product, variant: Variant): ShopVariant => ({ ...variant, shopId, productId: _id });

const edited = async (shop: ShopContext, { results, bulkEdit }: Awaited<ReturnType<typeof editProducts>>) => ({
  ...(await shown(shop, results)),
  bulkEdit,
});

/** Results as the API shows them, with their products read once. */
async function shown(shop: ShopContext, results: readonly SetResult[]) {
  const products = await productsByIds(
    shop,
    results.map(({ productId: id }) => id),
  );
  return {
    results: results.map(({ index, outcome, errors }) => ({
      index,
      outcome: outcome.toUpperCase() as 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REFUSED',
      product: products[index] ?? null,
      userErrors: errors.map(({ code, message, field }) => ({
        code: code as never,
        message,
        field: ['input', 'products', String(index), ...field],
      })),
    })),
  };
}
