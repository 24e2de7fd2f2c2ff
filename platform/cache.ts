import { LRUCache } from 'lru-cache';

/**
 * A cache of at most `most` entries; the one that nobody asked for longest goes first. `ttl`: milliseconds after which an entry is gone.
 * Bounded by size rather than by number: for a number lru-cache sets aside the room at once, some 40 bytes an entry, which for all caches of
 * a process were 11 MB.
 */
export const boundedCache = <Key extends NonNullable<unknown>, Value extends NonNullable<unknown>>(most: number, ttl?: number) =>
  new LRUCache<Key, Value>({ maxSize: most, sizeCalculation: () => 1, ...(ttl === undefined ? {} : { ttl }) });
