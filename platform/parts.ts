import { pingMongo } from './mongo.js';
import { connectRedis, redis } from './redis.js';

export type State = 'up' | 'down';

/** Whether the servers behind this process answer at this moment. */
export async function partsOf(): Promise<{ mongo: State; redis: State }> {
  const [mongo, cache] = await Promise.allSettled([pingMongo(), pingRedis()]);
  return { mongo: mongo.status === 'fulfilled' ? 'up' : 'down', redis: cache.status === 'fulfilled' ? 'up' : 'down' };
}

async function pingRedis(): Promise<void> {
  await connectRedis(1000);
  await redis().ping();
}
