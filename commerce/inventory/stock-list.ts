import { Types } from 'mongoose';
import { findProduct, findVariants, listProducts, productId, productsAmong, type Variant, withVariants } from '#commerce/catalog/index.js';
import { UserError } from '#platform/errors.js';
import { type Page, type PageArgs, page, pageSize } from '#platform/page.js';
import { type ShopContext, shopSettings } from '#tenants/index.js';
import { type Level, levels } from './level.model.js';
import { getLocation } from './locations.js';

export interface StockArgs extends PageArgs {
  /** As products are searched: see readSearch. */
  query?: string | null | undefined;
  location?: string | null | undefined;
  low?: boolean | null | undefined;
}

/** Where little fits, a page ends after so many products or levels were looked at. */
const MOST_LOOKED_AT = 2000;
const A_READ = 250;

/**
 * The stock of every variant that is counted, at one location: 0 where none ever lay there. With `low` the levels at or below the shop's
 * limit, the fewest first.
 * @throws {UserError} NOT_FOUND for the location, INVALID_CURSOR, PAGE_TOO_LARGE
 */
export async function listStock(shop: ShopContext, { query, location, low, ...args }: StockArgs): Promise<Page<Level>> {
  const place = (await getLocation(shop, location))._id;
  return low ? listLow(shop, place, query, args) : listAll(shop, place, query, args);
}

/** A variant in the list: where it stands, so that the next page begins behind it. */
interface Slot {
  variant: Variant;
  productId: Types.ObjectId;
  cursor: string;
}

/** By product and variant, each way: the cursor of the product's own list, the product, and the variant's place in it. */
type Place = readonly [list: string, product: string, position: number];

async function listAll(
  shop: ShopContext,
  locationId: Types.ObjectId,
  query: string | null | undefined,
  args: PageArgs,
): Promise<Page<Level>> {
  const size = pageSize(args);
  const backwards = args.last != null;
  const given = backwards ? args.before : args.after;
  const taken: Slot[] = [];
  let stopped: string | null = null;
  for await (const slot of slots(shop, query, given ? readPlace(given) : null, backwards, size)) {
    if (typeof slot === 'string') stopped = slot;
    else if (taken.push(slot) > size) break;
  }
  const more = taken.length > size || stopped !== null;
  const shown = taken.slice(0, size);
  if (backwards) shown.reverse();
  const found = await levels.in(shop).find({ variantId: { $in: shown.map(({ variant }) => variant.id) }, locationId });
  const known = new Map(found.map((level) => [level.variantId.toHexString(), level]));
  const edges = shown.map(({ variant, productId: product, cursor }) => ({
    node: known.get(variant.id.toHexString()) ?? neverStocked(shop, { variantId: variant.id, productId: product, locationId }),
    cursor,
  }));
  const [first, last] = backwards ? [stopped ?? edges[0]?.cursor, edges.at(-1)?.cursor] : [edges[0]?.cursor, edges.at(-1)?.cursor];
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: backwards ? Boolean(args.before) : more,
      hasPreviousPage: backwards ? more : Boolean(args.after),
      startCursor: first ?? null,
      endCursor: (backwards || taken.length > size ? last : (stopped ?? last)) ?? null,
    },
  };
}

/** The variants behind a place, or before it; in the end, where looking stopped early, the cursor to go on from. */
async function* slots(
  shop: ShopContext,
  query: string | null | undefined,
  from: Place | null,
  backwards: boolean,
  size: number,
): AsyncGenerator<Slot | string> {
  const [begun, product, position] = from ?? [null, null, 0];
  const same = product && productId.matches(product) ? await findProduct(shop, { id: product }, ['variants', 'variantsApart']) : null;
  if (same && begun) {
    const rest = await slotsOf(shop, [{ node: same, cursor: begun }], backwards);
    yield* rest.filter(({ at }) => (backwards ? at < position : at > position));
  }
  let cursor = begun;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += A_READ) {
    const few = Math.min(size + 1, A_READ);
    const way = backwards ? { last: few, before: cursor } : { first: few, after: cursor };
    const found = await listProducts(shop, { ...way, query }, ['variants', 'variantsApart']);
    yield* await slotsOf(shop, backwards ? found.edges.toReversed() : found.edges, backwards);
    if (!(backwards ? found.pageInfo.hasPreviousPage : found.pageInfo.hasNextPage)) return;
    cursor = backwards ? found.pageInfo.startCursor : found.pageInfo.endCursor;
  }
  if (cursor) yield writePlace([cursor, '', 0]);
}

type Edges = Awaited<ReturnType<typeof listProducts>>['edges'];

async function slotsOf(shop: ShopContext, edges: Edges, backwards: boolean): Promise<(Slot & { at: number })[]> {
  const whole = await withVariants(
    shop,
    edges.map(({ node }) => node),
  );
  return whole.flatMap((product, index) => {
    const id = productId.encode(product._id);
    const counted = product.variants.flatMap((variant, at) =>
      variant.tracksInventory ? [{ variant, at, productId: product._id, cursor: writePlace([edges[index]!.cursor, id, at]) }] : [],
    );
    return backwards ? counted.reverse() : counted;
  });
}

const writePlace = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function readPlace(cursor: string): Place {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(read) && typeof read[0] === 'string' && typeof read[1] === 'string' && typeof read[2] === 'number')
      return [read[0], read[1], read[2]];
  } catch {} // told below
  throw new UserError('INVALID_CURSOR', 'The cursor was not made by this list: take endCursor or startCursor of a page as it is', [
    'after',
  ]);
}

const neverStocked = ({ shopId }: ShopContext, place: Pick<Level, 'variantId' | 'productId' | 'locationId'>): Level => ({
  _id: new Types.ObjectId(),
  shopId,
  ...place,
  available: 0,
  holds: [],
});

async function listLow(
  shop: ShopContext,
  locationId: Types.ObjectId,
  query: string | null | undefined,
  args: PageArgs,
): Promise<Page<Level>> {
  const limit = (await shopSettings(shop)).lowStock ?? 0;
  const backwards = args.last != null;
  const size = pageSize(args);
  const edges: Page<Level>['edges'] = [];
  let cursor = (backwards ? args.before : args.after) ?? null;
  let more = true;
  for (let looked = 0; more && edges.length <= size && looked < MOST_LOOKED_AT; looked += A_READ) {
    const some = await page<Level>(
      (filter, reading) => levels.in(shop).find(filter, reading),
      { locationId, available: { $lte: limit } },
      [
        ['available', 1],
        ['_id', 1],
      ],
      backwards ? { last: A_READ, before: cursor } : { first: A_READ, after: cursor },
    );
    const fitting = await counted(shop, query, some.edges);
    edges.push(...(backwards ? fitting.toReversed() : fitting));
    more = backwards ? some.pageInfo.hasPreviousPage : some.pageInfo.hasNextPage;
    cursor = (backwards ? some.pageInfo.startCursor : some.pageInfo.endCursor) ?? cursor;
  }
  const full = edges.length > size;
  const shown = edges.slice(0, size);
  const end = full ? shown.at(-1)!.cursor : cursor;
  if (backwards) shown.reverse();
  return {
    edges: shown,
    nodes: shown.map(({ node }) => node),
    pageInfo: {
      hasNextPage: backwards ? Boolean(args.before) : full || more,
      hasPreviousPage: backwards ? full || more : Boolean(args.after),
      startCursor: (backwards ? end : shown[0]?.cursor) ?? null,
      endCursor: (backwards ? shown.at(-1)?.cursor : end) ?? null,
    },
  };
}

/** Those whose variant is there, is counted, and belongs to a product that the query finds. */
async function counted(shop: ShopContext, query: string | null | undefined, edges: Page<Level>['edges']): Promise<Page<Level>['edges']> {
  if (edges.length === 0) return [];
  const ids = edges.map(({ node }) => node.productId);
  const among = query ? await productsAmong(shop, query, ids) : null;
  const variants = await findVariants(
    shop,
    edges.map(({ node }) => node.variantId),
  );
  return edges.filter(({ node }, at) => variants[at]?.variant.tracksInventory && (!among || among.has(node.productId.toHexString())));
}
