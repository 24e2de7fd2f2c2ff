import type { Types } from 'mongoose';
import { NotFound } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import type { Page, PageArgs } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import { type Fields, listFound, type ProductSort } from './listing.js';
import { forSale, type Product, productId, products, type Variant } from './product.model.js';
import { readSearch } from './query.js';
import { handleNamed } from './slug.js';
import { findApart } from './variants.js';

/** @throws {NotFound} for an id of another shop too */
export async function getProduct(shop: ShopContext, id: string): Promise<Product> {
  const found = await products.in(shop).findOne({ _id: productId.decode(id, ['product']) });
  if (!found) throw new NotFound(id, ['product']);
  return found;
}

interface Names {
  id?: string | null | undefined;
  handle?: string | null | undefined;
  externalId?: string | null | undefined;
}

/** By one of its names; null where there is none. Without a name: null. */
export async function findProduct(shop: ShopContext, { id, handle, externalId }: Names, fields?: Fields): Promise<Product | null> {
  const reading = fields ? { fields } : {};
  if (id != null) return productId.matches(id) ? products.in(shop).findOne({ _id: productId.decode(id) }, reading) : null;
  if (handle != null) return products.in(shop).findOne({ handle: handleNamed(handle) }, reading);
  return externalId != null ? products.in(shop).findOne({ externalId }, reading) : null;
}

type Searched = PageArgs & { query?: string | null | undefined; sort?: ProductSort | null | undefined };

/** The shop's products, the newest first unless another order is asked for. `query`: see readSearch. */
export const listProducts = async (shop: ShopContext, args: Searched, fields?: Fields): Promise<Page<Product>> =>
  listFound(shop, await readSearch(shop, args.query), args, { sort: args.sort, fields });

/** Which of these products the query finds, by their ids in hexadecimal: see readSearch. */
export async function productsAmong(shop: ShopContext, query: string, ids: readonly Types.ObjectId[]): Promise<Set<string>> {
  const { demands, filters } = await readSearch(shop, query);
  const words = demands.map((demand) => ({ $or: demand.map((terms) => ({ $and: terms.map((term) => ({ terms: term })) })) }));
  const found = await products
    .in(shop)
    .find({ $and: [{ _id: { $in: [...ids] } }, ...filters, ...words] } as Filter<Product>, { fields: ['_id'] });
  return new Set(found.map(({ _id }) => _id.toHexString()));
}

/** What shoppers see. */
export const listActiveProducts = async (shop: ShopContext, args: Searched, fields: Fields): Promise<Page<Product>> =>
  listFound(shop, await readSearch(shop, args.query), args, { sort: args.sort, fields, onlyForSale: true });

type ListedProduct = Pick<Product, '_id' | 'shopId' | 'title' | 'handle' | 'status' | 'publishedAt' | 'media'>;

export interface ListedVariant {
  product: ListedProduct;
  variant: Variant;
}

const LISTED = ['title', 'handle', 'status', 'publishedAt', 'media'] as const;

/** Variants with what a cart shows of their products, in the order of the ids; null where there is none. One read where none stands apart. */
export async function findVariants(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<(ListedVariant | null)[]> {
  const found = await products.in(shop).find({ 'variants.id': { $in: [...ids] } } as Filter<Product>, { fields: [...LISTED, 'variants'] });
  const byId = new Map<string, ListedVariant>();
  for (const product of found) for (const variant of product.variants) byId.set(variant.id.toHexString(), { product, variant });
  const missing = ids.filter((id) => !byId.has(id.toHexString()));
  for (const listed of await listApart(shop, missing)) byId.set(listed.variant.id.toHexString(), listed);
  return ids.map((id) => byId.get(id.toHexString()) ?? null);
}

async function listApart(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<ListedVariant[]> {
  const apart = await findApart(shop, ids);
  if (apart.length === 0) return [];
  const owners = await products.in(shop).find({ _id: { $in: apart.map(({ productId }) => productId) } }, { fields: LISTED });
  const byId = new Map(owners.map((product) => [product._id.toHexString(), product]));
  return apart.flatMap(({ productId: owner, variant }) => {
    const product = byId.get(owner.toHexString());
    return product ? [{ product, variant }] : [];
  });
}

/** Whether there is anything that shoppers may see. */
export const sellsAnything = async (shop: ShopContext): Promise<boolean> => (await products.in(shop).count(forSale(), 1)) > 0;

/** Whether shoppers may see it at this moment. */
export const isPublished = ({ status, publishedAt }: Pick<Product, 'status' | 'publishedAt'>, now = new Date()): boolean =>
  status === 'ACTIVE' && !(publishedAt && publishedAt > now);
