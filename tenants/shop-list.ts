import type { Types } from 'mongoose';
import type { Filter } from '#platform/mongo.js';
import { type Order, type Page, type PageArgs, page } from '#platform/page.js';
import type { AgencyContext } from './context.js';
import { BY_NAME, type Shop, shops } from './shop.model.js';
import { readShopQuery } from './shop-query.js';

type ShopSort = 'NEWEST' | 'NAME';

interface Listing extends PageArgs {
  query?: string | null | undefined;
  sort?: ShopSort | null | undefined;
}

const ORDERS: Readonly<Record<ShopSort, Order<Shop>>> = {
  NEWEST: [
    ['createdAt', -1],
    ['_id', -1],
  ],
  NAME: [
    ['name', 1],
    ['_id', 1],
  ],
};

/** An agency's shops. `query` as in `readShopQuery`; each filter and each sort has its index, and words are looked for in all of its names. */
export async function listShops(agency: AgencyContext, args: Listing): Promise<Page<Shop>> {
  const sorted = args.sort ?? 'NEWEST';
  const collation = sorted === 'NAME' ? BY_NAME : undefined;
  return page<Shop>(
    (bounded, { sort, limit }) =>
      shops
        .documents()
        .find(bounded, { sort, limit, ...(collation ? { collation } : {}) })
        .toArray() as Promise<Shop[]>,
    await shopFilter(agency, args.query),
    ORDERS[sorted],
    args,
  );
}

export interface ShopsCount {
  count: number;
  /** There are more, which nobody counts. */
  more: boolean;
}

/** More are neither counted nor named. */
const MOST_FOUND = 20_000;

/** How many shops fit. */
export async function countShops(agency: AgencyContext, query: string | null | undefined): Promise<ShopsCount> {
  const found = await shops.documents().countDocuments(await shopFilter(agency, query), { limit: MOST_FOUND + 1 });
  return { count: Math.min(found, MOST_FOUND), more: found > MOST_FOUND };
}

export interface ShopIds {
  ids: Types.ObjectId[];
  /** There are more. */
  more: boolean;
}

/** Which shops fit, the newest first. */
export async function findShopIds(agency: AgencyContext, query: string | null | undefined): Promise<ShopIds> {
  const found = await shops
    .documents()
    .find(await shopFilter(agency, query), { projection: { _id: 1 }, sort: { createdAt: -1, _id: -1 }, limit: MOST_FOUND + 1 })
    .toArray();
  return { ids: found.slice(0, MOST_FOUND).map(({ _id }) => _id), more: found.length > MOST_FOUND };
}

const MOST_TAGS_LISTED = 1000;

/** Every tag that a shop of the agency has, by the alphabet. */
export async function listShopTags(agency: AgencyContext): Promise<string[]> {
  const found: unknown[] = await shops.documents().distinct('tags', { agencyId: agency.agencyId });
  // A shop without tags stands in the index as null, which is told while no shop of all has had one.
  const tags = found.filter((tag) => typeof tag === 'string');
  return tags.sort(new Intl.Collator('zh').compare).slice(0, MOST_TAGS_LISTED);
}

async function shopFilter(agency: AgencyContext, query: string | null | undefined): Promise<Filter<Shop>> {
  const { words, tags, status, mode } = readShopQuery(query);
  const filter: Filter<Shop> = { agencyId: agency.agencyId };
  if (tags.length > 0) filter.tags = { $all: await rarestFirst(agency, tags) };
  // Both states are named where one is asked for: the index that leads with them keeps the order of the list then.
  if (status || mode) Object.assign(filter, { status: status ?? { $in: ['OPEN', 'CLOSED'] }, mode: mode ?? { $in: ['TEST', 'LIVE'] } });
  if (words) {
    const literal = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const inName = literal.split(' ').map((word) => ({ name: { $regex: word, $options: 'i' } }));
    filter.$or = [{ handle: { $regex: `^${literal.toLowerCase()}` } }, inName.length > 1 ? { $and: inName } : inName[0]!];
  }
  return filter;
}

const MANY = 1000;

/** Of several tags the database begins with the one that is named first. */
async function rarestFirst({ agencyId }: AgencyContext, tags: readonly string[]): Promise<string[]> {
  if (tags.length < 2) return [...tags];
  const counted = await Promise.all(
    [...new Set(tags)].map(async (tag) => ({
      tag,
      shops: await shops.documents().countDocuments({ agencyId, tags: tag }, { limit: MANY }),
    })),
  );
  return counted.sort((one, other) => one.shops - other.shops).map(({ tag }) => tag);
}
