import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closeRedis, connectRedis, redis } from '#platform/redis.js';
import { until } from '#tests/support/until.js';
import { giveBack, take } from './budget.js';

beforeAll(() => connectRedis());
afterAll(closeRedis);

/** Restores so slowly that nothing comes back while a test runs. */
const aBucket = (capacity: number, restore = 0.001) => ({ key: `{${randomUUID()}}`, capacity, restore });

test('a bucket gives what it holds and not a point more', async () => {
  const buckets = [aBucket(100)];
  expect(await take(buckets, 60)).toMatchObject({ granted: true, retryAfter: 0 });
  expect(await take(buckets, 60)).toMatchObject({ granted: false });
  expect((await take(buckets, 60)).retryAfter).toBeGreaterThan(1000);
  expect(await take(buckets, 40)).toMatchObject({ granted: true });
});

test('fifty who take ten of a hundred at once: ten get them', async () => {
  const buckets = [aBucket(100)];
  const taken = await Promise.all(Array.from({ length: 50 }, () => take(buckets, 10)));
  expect(taken.filter(({ granted }) => granted)).toHaveLength(10);
});

test('where the ceiling is reached nothing is taken from the bucket below it', async () => {
  const tag = `{${randomUUID()}}`;
  const [mine, shops] = [
    { key: `${tag}me`, capacity: 100, restore: 0.001 },
    { key: tag, capacity: 50, restore: 0.001 },
  ];
  expect(await take([mine, shops], 60)).toMatchObject({ granted: false });
  expect((await take([mine], 0)).available).toBeCloseTo(100, 0);
});

test('what is given back is there for the next document at once, and for other processes a moment later', async () => {
  const buckets = [aBucket(100)];
  await take(buckets, 100);
  giveBack(buckets, 30);
  expect(await take(buckets, 30)).toMatchObject({ granted: true });
  giveBack(buckets, 20);
  const { key } = buckets[0]!;
  await until(async () => Number(await redis().hget(`${process.env.REDIS_PREFIX}:cost:${key}`, 'points')) >= 20);
});

test('giving back never fills a bucket above its brim', async () => {
  const buckets = [aBucket(100)];
  await take(buckets, 10);
  giveBack(buckets, 500);
  expect((await take(buckets, 0)).available).toBeLessThanOrEqual(100);
});
