import type { ShopMode } from './context.js';
import type { ShopStatus } from './shop.model.js';

const MOST_QUERY = 300;
const MOST_WORDS = 100;
const PIECES = /(?<=^|\s)(tag|status|mode):(?:"([^"]*)"|(\S+))/gi;

/** What an agency looks for among its shops. */
export interface ShopSearch {
  /** Each of them in the name, or the beginning of the handle; empty: any. */
  words: string;
  /** All of them. */
  tags: string[];
  status: ShopStatus | null;
  mode: ShopMode | null;
}

/**
 * `hats tag:vip tag:"north east" status:open mode:live`: all of it must fit; of two states the last counts. What has the form of a filter
 * and is none, such as `status:sleepy`, is looked for as words.
 */
export function readShopQuery(query: string | null | undefined): ShopSearch {
  const search: ShopSearch = { words: '', tags: [], status: null, mode: null };
  const words = (query ?? '').slice(0, MOST_QUERY).replace(PIECES, (whole, key: string, quoted?: string, plain?: string) => {
    const value = (quoted ?? plain ?? '').trim();
    return take(search, key.toLowerCase(), value) ? ' ' : whole;
  });
  return { ...search, words: words.replace(/\s+/g, ' ').trim().slice(0, MOST_WORDS) };
}

function take(search: ShopSearch, key: string, value: string): boolean {
  const state = value.toUpperCase();
  if (key === 'tag' && value) search.tags.push(value);
  else if (key === 'status' && (state === 'OPEN' || state === 'CLOSED')) search.status = state;
  else if (key === 'mode' && (state === 'LIVE' || state === 'TEST')) search.mode = state;
  else return false;
  return true;
}
