import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { redis, redisKey } from '#platform/redis.js';

/** A leaky bucket: holds `capacity` points, gets `restore` back each second. */
export interface Bucket {
  /** Whose: buckets that are asked together share a `{tag}`, so that Redis Cluster keeps them on one node. */
  key: string;
  capacity: number;
  restore: number;
}

export interface Taken {
  granted: boolean;
  /** Points left in the first bucket. */
  available: number;
  /** Seconds until there are enough; 0 where granted. */
  retryAfter: number;
}

/**
 * Takes ARGV[1] points from every bucket, or from none. A negative number gives points back.
 * Each bucket is a hash {points, at}; Redis' own clock counts. Answers granted, points left in the first, wait in ms.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local cost = tonumber(ARGV[1])
local points, wait = {}, 0
for i, key in ipairs(KEYS) do
  local capacity, restore = tonumber(ARGV[i * 2]), tonumber(ARGV[i * 2 + 1])
  local kept = redis.call('HMGET', key, 'points', 'at')
  local left = capacity
  if kept[1] then left = math.min(capacity, tonumber(kept[1]) + (now - tonumber(kept[2])) * restore / 1000) end
  points[i] = left
  if left < cost then wait = math.max(wait, (cost - left) / restore * 1000) end
end
if wait == 0 then
  for i, key in ipairs(KEYS) do
    local capacity, restore = tonumber(ARGV[i * 2]), tonumber(ARGV[i * 2 + 1])
    points[i] = math.min(capacity, points[i] - cost)
    redis.call('HSET', key, 'points', tostring(points[i]), 'at', now)
    redis.call('PEXPIRE', key, math.ceil(capacity / restore * 1000) + 1000)
  end
end
return {wait == 0 and 1 or 0, tostring(points[1]), math.ceil(wait)}
`;

type Scripted = Redis & { takePoints(keys: number, ...rest: (string | number)[]): Promise<[number, string, number]> };

let scripted: Scripted | undefined;

function withScript(): Scripted {
  const connection = redis() as Scripted;
  if (scripted !== connection) {
    connection.defineCommand('takePoints', { lua: SCRIPT });
    scripted = connection;
  }
  return connection;
}

/** Takes `cost` points from each bucket, or from none. While Redis is away each process counts for itself. */
export async function take(buckets: readonly Bucket[], cost: number): Promise<Taken> {
  try {
    const [granted, available, wait] = await withScript().takePoints(
      buckets.length,
      ...buckets.map(({ key }) => redisKey('cost', key)),
      cost,
      ...buckets.flatMap(({ capacity, restore }) => [capacity, restore]),
    );
    return { granted: granted === 1, available: Number(available), retryAfter: Math.ceil(wait / 1000) };
  } catch {
    return takeHere(buckets, cost);
  }
}

/** Gives back what a document did not use, without waiting for it. */
export function giveBack(buckets: readonly Bucket[], points: number): void {
  if (points > 0) void take(buckets, -points);
}

const local = new LRUCache<string, { points: number; at: number }>({ max: 50_000 });

function takeHere(buckets: readonly Bucket[], cost: number): Taken {
  const now = Date.now();
  const left = buckets.map(({ key, capacity, restore }) => {
    const kept = local.get(key);
    return kept ? Math.min(capacity, kept.points + ((now - kept.at) * restore) / 1000) : capacity;
  });
  const wait = Math.max(0, ...buckets.map(({ restore }, index) => (cost - left[index]!) / restore));
  if (wait > 0) return { granted: false, available: left[0]!, retryAfter: Math.ceil(wait) };
  for (const [index, { key, capacity }] of buckets.entries()) local.set(key, { points: Math.min(capacity, left[index]! - cost), at: now });
  return { granted: true, available: Math.min(buckets[0]!.capacity, left[0]! - cost), retryAfter: 0 };
}
