import type { Redis } from 'ioredis';
import { boundedCache } from '#platform/cache.js';
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
 * Gives ARGV[2] points back to every bucket, then takes ARGV[1] points from each, or from none. A bucket is a hash {points, at};
 * Redis' own clock counts. Answers granted, points left in the first, wait in ms.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local cost, refund = tonumber(ARGV[1]), tonumber(ARGV[2])
local points, wait = {}, 0
for i, key in ipairs(KEYS) do
  local capacity, restore = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  local kept = redis.call('HMGET', key, 'points', 'at')
  local left = capacity
  if kept[1] then left = math.min(capacity, tonumber(kept[1]) + refund + (now - tonumber(kept[2])) * restore / 1000) end
  points[i] = left
  if left < cost then wait = math.max(wait, (cost - left) / restore * 1000) end
end
local spent = wait == 0 and cost or 0
for i, key in ipairs(KEYS) do
  local capacity, restore = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  points[i] = points[i] - spent
  redis.call('HSET', key, 'points', tostring(points[i]), 'at', now)
  redis.call('PEXPIRE', key, math.ceil(capacity / restore * 1000) + 1000)
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

/** What documents did not use: it rides on the next question to the same buckets, or goes by itself a moment later. */
const owed = new Map<string, { buckets: readonly Bucket[]; points: number }>();
const OWED_MS = 50;
let repaying: NodeJS.Timeout | undefined;

const nameOf = (buckets: readonly Bucket[]): string => buckets[0]!.key;

/** Takes `cost` points from each bucket, or from none. While Redis is away each process counts for itself. */
export async function take(buckets: readonly Bucket[], cost: number): Promise<Taken> {
  const name = nameOf(buckets);
  const refund = owed.get(name)?.points ?? 0;
  if (refund > 0) owed.delete(name);
  try {
    const [granted, available, wait] = await withScript().takePoints(
      buckets.length,
      ...buckets.map(({ key }) => redisKey('cost', key)),
      cost,
      refund,
      ...buckets.flatMap(({ capacity, restore }) => [capacity, restore]),
    );
    return { granted: granted === 1, available: Number(available), retryAfter: Math.ceil(wait / 1000) };
  } catch {
    return takeHere(buckets, cost, refund);
  }
}

/** Gives back what a document did not use, without waiting for it. */
export function giveBack(buckets: readonly Bucket[], points: number): void {
  if (points <= 0) return;
  const name = nameOf(buckets);
  owed.set(name, { buckets, points: points + (owed.get(name)?.points ?? 0) });
  if (repaying) return;
  repaying = setTimeout(() => {
    repaying = undefined;
    for (const { buckets: waiting } of [...owed.values()]) void take(waiting, 0);
  }, OWED_MS);
}

const local = boundedCache<string, { points: number; at: number }>(50_000);

function takeHere(buckets: readonly Bucket[], cost: number, refund: number): Taken {
  const now = Date.now();
  const left = buckets.map(({ key, capacity, restore }) => {
    const kept = local.get(key);
    return kept ? Math.min(capacity, kept.points + refund + ((now - kept.at) * restore) / 1000) : capacity;
  });
  const wait = Math.max(0, ...buckets.map(({ restore }, index) => (cost - left[index]!) / restore));
  const spent = wait > 0 ? 0 : cost;
  for (const [index, { key }] of buckets.entries()) local.set(key, { points: left[index]! - spent, at: now });
  return { granted: wait === 0, available: left[0]! - spent, retryAfter: Math.ceil(wait) };
}
