import type { Types } from 'mongoose';
import type { Filter } from '#platform/mongo.js';
import { type Order, type Page, type PageArgs, page } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import { forSale, PRODUCT_STATUSES, type Product, products } from './product.model.js';
import type { Demand, Search, Term } from './search.js';

export type ProductSort = 'NEWEST' | 'PRICE_LOW' | 'PRICE_HIGH' | 'TITLE' | 'UPDATED';
export type Fields = readonly (keyof Product & string)[];

interface Way {
  order: Order<Product>;
  /** The index whose order it is, forwards or backwards. */
  index: Record<string, 1>;
}

const byIndex = (field: keyof Product & string, direction: 1 | -1): Way => ({
  order: [
    [field, direction],
    ['_id', direction],
  ],
  index: { shopId: 1, status: 1, [field]: 1, _id: 1 },
});

const WAYS: Readonly<Record<ProductSort, Way>> = {
  NEWEST: { order: [['_id', -1]], index: { shopId: 1, status: 1, _id: 1 } },
  PRICE_LOW: byIndex('lowestPrice', 1),
  PRICE_HIGH: byIndex('lowestPrice', -1),
  TITLE: byIndex('title', 1),
  UPDATED: byIndex('updatedAt', -1),
};

const TERMS = { shopId: 1, terms: 1, _id: 1 } as const;

/**
 * So many products with a term are read and sorted for a page. Of a term that more have, the order's own index meets a page of 20 in a shop of
 * 50,000 within as many.
 */
const RARE = 1000;

const EMPTY: Page<Product> = {
  edges: [],
  nodes: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

export interface Listing {
  sort?: ProductSort | null | undefined;
  /** As shoppers see it. */
  onlyForSale?: boolean;
  fields?: Fields | undefined;
}

/** A page of the products that a search finds. */
export async function listFound(
  shop: ShopContext,
  search: Search,
  args: PageArgs,
  { sort, onlyForSale = false, fields }: Listing,
): Promise<Page<Product>> {
  const way = WAYS[sort ?? 'NEWEST'];
  const found = await wayTo(shop, search, way);
  if (!found) return EMPTY;
  // All statuses by name where all are shown, so that the indexes that begin with the status also give the order.
  const status = onlyForSale ? forSale() : { status: { $in: [...PRODUCT_STATUSES] } };
  const filter = { $and: [status, ...search.filters, ...found.filters] } as Filter<Product>;
  // The cursor is made of what the list is ordered by.
  const read = fields && { fields: [...new Set([...fields, ...way.order.map(([field]) => field)])] };
  return page<Product>(
    (bounded, reading) => products.in(shop).find(bounded, { ...reading, ...read, ...hintOf(found) }),
    filter,
    way.order,
    args,
  );
}

/** Every product that a search finds, the oldest first. */
export async function* eachFound(shop: ShopContext, search: Search): AsyncGenerator<Product> {
  const found = await wayTo(shop, search, WAYS.NEWEST);
  if (!found) return;
  yield* products.in(shop).each(anyStatus(search, found), { sort: { _id: 1 }, ...hintOf(found) });
}

/** How many products a search finds, counted up to `most`, and given up after so long (`tookTooLong`). */
export async function countFound(shop: ShopContext, search: Search, most: number, mostMs: number): Promise<number> {
  const found = await wayTo(shop, search, WAYS.NEWEST);
  return found ? products.in(shop).count(anyStatus(search, found), most, { ...hintOf(found), mostMs }) : 0;
}

/** The next products that a search finds among those made after one and up to another, the oldest first. */
export async function* foundBetween(
  shop: ShopContext,
  search: Search,
  { after, upTo }: { after: Types.ObjectId | null; upTo: Types.ObjectId },
  { limit, fields }: { limit: number; fields: Fields },
): AsyncGenerator<Product> {
  const found = await wayTo(shop, search, WAYS.NEWEST);
  if (!found) return;
  const among = { _id: { ...(after ? { $gt: after } : {}), $lte: upTo } } as Filter<Product>;
  const filter = { $and: [among, anyStatus(search, found)] } as Filter<Product>;
  yield* products.in(shop).each(filter, { sort: { _id: 1 }, limit, fields, ...hintOf(found) });
}

const anyStatus = ({ filters }: Search, found: Found): Filter<Product> =>
  ({ $and: [{ status: { $in: [...PRODUCT_STATUSES] } }, ...filters, ...found.filters] }) as Filter<Product>;

const hintOf = ({ hint }: Found) => (hint ? { hint } : {});

interface Found {
  filters: Filter<Product>[];
  /** Absent where the planner finds out by trying. */
  hint?: Record<string, 1>;
}

/**
 * How the demands are read: MongoDB enters the index of terms by one of them and would take any, so the rarest is made the only one that it
 * can enter by. Null where something is demanded that no product has.
 */
async function wayTo(shop: ShopContext, { demands, filters }: Search, way: Way): Promise<Found | null> {
  const [only] = demands;
  if (!only) return filters.length === 0 ? { filters: [], hint: way.index } : { filters: [] };
  const streams = (demand: Demand) => way === WAYS.NEWEST && isExact(demand);
  if (demands.length === 1 && filters.length === 0 && streams(only)) return { filters: [entering(only, () => 0)], hint: TERMS };
  const counts = await countTerms(shop, demands);
  const costOf = (demand: Demand) => demand.reduce((sum, terms) => sum + Math.min(...terms.map(counts)), 0);
  const ordered = [...demands].sort((a, b) => costOf(a) - costOf(b));
  const cost = costOf(ordered[0]!);
  if (cost === 0) return null;
  const rare = cost <= RARE;
  // Of common ones, one that is read in the order of the list ends with the page.
  const entrance = (rare ? undefined : ordered.find(streams)) ?? ordered[0]!;
  const found = [entering(entrance, counts), ...ordered.filter((demand) => demand !== entrance).map(checked)];
  if (rare || streams(entrance)) return { filters: found, hint: TERMS };
  return demands.length > 1 || filters.length > 0 ? { filters: found } : { filters: found, hint: way.index };
}

/** Every way is one whole term: what has them stands in the index in the order of the list. */
const isExact = (demand: Demand): boolean => demand.every((terms) => terms.length === 1 && typeof terms[0] === 'string');

/** One search leaves connections to others. */
const MOST_COUNTS_AT_ONCE = 4;

/** How many products have each term, counted as far as it matters. */
async function countTerms(shop: ShopContext, demands: readonly Demand[]): Promise<(term: Term) => number> {
  const terms = [...new Map(demands.flat(2).map((term) => [String(term), term])).values()];
  const counts = new Map<string, number>();
  for (let at = 0; at < terms.length; at += MOST_COUNTS_AT_ONCE) {
    const some = terms.slice(at, at + MOST_COUNTS_AT_ONCE);
    const counted = await Promise.all(some.map((term) => products.in(shop).count({ terms: term }, RARE + 1, { hint: TERMS })));
    for (const [place, term] of some.entries()) counts.set(String(term), counted[place]!);
  }
  return (term) => counts.get(String(term)) ?? 0;
}

/** By the rarest term of each way. */
function entering(demand: Demand, counts: (term: Term) => number): Filter<Product> {
  if (isExact(demand)) return { terms: { $in: demand.map(([term]) => term as string) } };
  const ways = demand.map((terms) => {
    const [first, ...rest] = [...terms].sort((a, b) => counts(a) - counts(b));
    return { $and: [{ terms: first }, ...rest.map((term) => checked([[term]]))] } as Filter<Product>;
  });
  return ways.length === 1 ? ways[0]! : { $or: ways };
}

/** The same, said so that no index is entered by it. */
const checked = (demand: Demand): Filter<Product> =>
  ({ $nor: [{ $nor: demand.map((terms) => ({ $and: terms.map((term) => ({ terms: term })) })) }] }) as Filter<Product>;
