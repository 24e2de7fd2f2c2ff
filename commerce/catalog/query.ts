import { NotFound, UserError } from '#platform/errors.js';
import { toMinorUnits } from '#platform/money.js';
import type { Filter } from '#platform/mongo.js';
import type { ShopContext } from '#tenants/index.js';
import { categoryId } from './category.model.js';
import { type Collection, collectionId, collections } from './collection.model.js';
import { PRODUCT_STATUSES, type Product, type ProductStatus } from './product.model.js';
import { searchFor } from './rules.js';
import { both, type Demand, EVERYTHING, NOTHING, type Search, withFacet, withFilter } from './search.js';
import { handleNamed } from './slug.js';
import { facet, facetOf, type Wanted, wantedIn } from './words.js';

export const MOST_QUERY = 500;
const MOST_DEMANDS = 20;
/** Each is counted before a search begins: what words ask for beyond it is passed over (`cut`). */
const MOST_TERMS = 20;
const MOST_PARTS = 8;
const PIECES = /(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/g;

/** A search as it was read. */
interface Read extends Search {
  /** Something that was asked for is passed over: it may find more than was meant. */
  cut: boolean;
  /** It names a collection that is not there, and finds nothing. */
  missing: boolean;
}

/**
 * `连衣裙 cotton tag:"summer sale" vendor:… type:… status:DRAFT sku:A-1 category:cat_… collection:hats price:10..20 stock:in`: all of it must
 * fit. Words fit from their beginning, Chinese by words and characters, in title, tags, vendor, type and SKUs. What has the form of a
 * filter and is none, such as `price:cheap`, is looked for as words. Where there is nothing but symbols, nothing fits.
 */
export async function readSearch(shop: ShopContext, query: string | null | undefined): Promise<Read> {
  const text = query ?? '';
  let search = EVERYTHING;
  let termsLeft = MOST_TERMS;
  let [given, understood, cut, missing] = [false, false, text.length > MOST_QUERY, false];
  for (const [whole, key, quoted, plain] of text.slice(0, MOST_QUERY).matchAll(PIECES)) {
    const value = quoted ?? plain ?? '';
    const filter = key && value ? await filterOf(shop, key, value) : null;
    const words = filter ? [] : wantedIn(key ? whole : value);
    given = true;
    understood ||= filter !== null || words.length > 0;
    missing ||= key === 'collection' && filter === NOTHING;
    if (filter) search = both(search, filter);
    else {
      const demands = within(words.map(demandOf), termsLeft);
      termsLeft -= termsOf(demands);
      cut ||= demands.length < words.length || words.some(hasMoreParts);
      search = both(search, { demands, filters: [] });
    }
  }
  if (given && !understood) return { ...NOTHING, cut, missing };
  return { ...search, demands: search.demands.slice(0, MOST_DEMANDS), cut: cut || search.demands.length > MOST_DEMANDS, missing };
}

/**
 * A query as work that takes a while keeps it: it names its collections by their ids, whatever becomes of their handles.
 * @throws {NotFound} for a collection
 * @throws {UserError} INVALID_INPUT where it asks for more than is looked for
 */
export async function lastingQuery(shop: ShopContext, query: string): Promise<string> {
  const pieces: string[] = [];
  for (const [whole, key, quoted, plain] of query.matchAll(PIECES)) {
    const name = key === 'collection' ? (quoted ?? plain) : '';
    const found = name ? await collectionNamed(shop, name) : null;
    if (name && !found) throw new NotFound(name, ['query']);
    pieces.push(found ? `collection:${collectionId.encode(found._id)}` : whole);
  }
  const lasting = pieces.join(' ');
  if ((await readSearch(shop, lasting)).cut)
    throw new UserError('INVALID_INPUT', 'query: asks for more than can be looked for at once: leave some words out', ['query']);
  return lasting;
}

const termsOf = (demands: readonly Demand[]): number => demands.flat(2).length;

/** The first demands, as many as have no more terms. */
function within(demands: readonly Demand[], terms: number): readonly Demand[] {
  const end = demands.findIndex((_demand, at) => termsOf(demands.slice(0, at + 1)) > terms);
  return end < 0 ? demands : demands.slice(0, end);
}

function demandOf(wanted: Wanted): Demand {
  if (wanted.kind === 'exact') return [[wanted.term]];
  if (wanted.kind === 'begins') return [[beginning(wanted.term)]];
  return [[beginning(wanted.term)], wanted.parts.slice(0, MOST_PARTS).map(beginning)];
}

const hasMoreParts = (wanted: Wanted): boolean => wanted.kind === 'joined' && wanted.parts.length > MOST_PARTS;

const beginning = (term: string): RegExp => new RegExp(`^${term.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`);

async function filterOf(shop: ShopContext, key: string, value: string): Promise<Search | null> {
  switch (key) {
    case 'tag':
    case 'vendor':
    case 'type':
      return withFacet(facet(key, value));
    case 'status':
      return isStatus(value.toUpperCase()) ? withFilter({ status: value.toUpperCase() as ProductStatus }) : null;
    case 'sku':
      return withFilter({ skus: value } as Filter<Product>);
    case 'category':
      return categoryId.matches(value) ? withFacet(facetOf('cat', categoryId.decode(value))) : NOTHING;
    case 'collection':
      return inCollection(shop, value);
    case 'price':
      return priced(shop, value);
    case 'stock':
      return value === 'in' || value === 'out' ? withFilter({ inStock: value === 'in' }) : null;
    default:
      return null;
  }
}

const isStatus = (text: string): text is ProductStatus => (PRODUCT_STATUSES as readonly string[]).includes(text);

const collectionNamed = (shop: ShopContext, name: string): Promise<Collection | null> =>
  collections.in(shop).findOne(collectionId.matches(name) ? { _id: collectionId.decode(name) } : { handle: handleNamed(name) });

async function inCollection(shop: ShopContext, name: string): Promise<Search> {
  const found = await collectionNamed(shop, name);
  return found ? searchFor(shop, found) : NOTHING;
}

/** `>10`, `>=10`, `<10`, `<=10`, `10`, `10..20`: the lowest price of a product, in the shop's currency. */
function priced({ currency }: ShopContext, text: string): Search | null {
  const range = /^([\d.]+?)\.\.([\d.]+)$/.exec(text);
  const [, sign = '', amount = ''] = /^([<>]=?)?([\d.]+)$/.exec(text) ?? [];
  const bounds = range
    ? ([
        ['$gte', range[1]!],
        ['$lte', range[2]!],
      ] as const)
    : ([[SIGNS[sign] ?? '$eq', amount]] as const);
  try {
    return withFilter({ lowestPrice: Object.fromEntries(bounds.map(([bound, one]) => [bound, toMinorUnits(one, currency)])) });
  } catch (error) {
    if (error instanceof UserError) return null; // no amount
    throw error;
  }
}

const SIGNS: Readonly<Record<string, string>> = { '>': '$gt', '>=': '$gte', '<': '$lt', '<=': '$lte' };
