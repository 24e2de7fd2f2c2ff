import { afterEach, expect, test } from '@jest/globals';
import { config } from './config.js';
import { RateLimit } from './rate-limit.js';
import { closeRedis, redis } from './redis.js';

const { REDIS_URL } = config();
let names = 0;
const aLimit = (points = 2) => new RateLimit({ name: `test-${Date.now()}-${++names}`, points, seconds: 60 });

afterEach(async () => {
  await closeRedis();
  Object.assign(config(), { REDIS_URL });
});

test.each([
  ['Redis counts', REDIS_URL],
  ['Redis is away', 'redis://127.0.0.1:1'],
])('while %s, the third of two attempts waits; one that is given back makes room', async (_state, url) => {
  Object.assign(config(), { REDIS_URL: url });
  if (url === REDIS_URL)
    await redis()
      .ping()
      .catch(() => new Promise((ready) => redis().once('ready', ready)));
  const limit = aLimit();
  expect([await limit.take('a'), await limit.take('a')]).toEqual([0, 0]);
  expect(await limit.take('a')).toBeGreaterThan(50);
  expect(await limit.take('b')).toBe(0);
  await limit.giveBack('a');
  await limit.giveBack('a');
  expect(await limit.take('a')).toBe(0);
});

test('two processes count together: what one has used up the other refuses', async () => {
  await redis()
    .ping()
    .catch(() => new Promise((ready) => redis().once('ready', ready)));
  const bounds = { name: `test-${Date.now()}-shared`, points: 1, seconds: 60 };
  expect(await new RateLimit(bounds).take('a')).toBe(0);
  expect(await new RateLimit(bounds).take('a')).toBeGreaterThan(0);
});
