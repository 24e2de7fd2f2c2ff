import { once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import { config } from './config.js';
import { log } from './log.js';

const opened = new Set<Redis>();

/**
 * A connection of its own. `answering` fails at once while Redis is away, so that a request never waits for it;
 * `waiting` queues and retries for ever, as a worker does.
 */
export function openRedis(manner: 'answering' | 'waiting', options: Pick<RedisOptions, 'keyPrefix' | 'lazyConnect'> = {}): Redis {
  const redis = new Redis(config().REDIS_URL, {
    enableReadyCheck: true,
    retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 6), 2000),
    ...(manner === 'answering'
      ? { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2000, connectTimeout: 2000 }
      : // Longer than any blocking read; without it a connection whose server vanished could hang for ever.
        { maxRetriesPerRequest: null, socketTimeout: 30_000 }),
    ...options,
  });
  let told = false;
  redis.on('error', (err) => {
    if (!told) log.warn({ err }, 'Redis is away: requests go on without it, jobs wait in MongoDB');
    told = true;
  });
  redis.on('ready', () => {
    told = false;
  });
  opened.add(redis);
  redis.once('end', () => opened.delete(redis));
  return redis;
}

let shared: Redis | undefined;

/** The process's connection for short questions; fails at once while Redis is away. */
export function redis(): Redis {
  shared ??= openRedis('answering');
  return shared;
}

/** Waits until the process's connection stands, but no longer than `milliseconds`: a server starts without Redis too. */
export async function connectRedis(milliseconds = 2000): Promise<void> {
  const connection = redis();
  if (connection.status === 'ready') return;
  await once(connection, 'ready', { signal: AbortSignal.timeout(milliseconds) }).catch(() => {});
}

/** `shopyard:wake`, under this deployment's prefix. */
export const redisKey = (...parts: string[]): string => [config().REDIS_PREFIX, ...parts].join(':');

export async function closeRedis(): Promise<void> {
  shared = undefined;
  await Promise.all([...opened].map((connection) => connection.quit().catch(() => connection.disconnect())));
}
