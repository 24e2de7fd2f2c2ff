import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { config } from '#platform/config.js';
import { connectRedis } from '#platform/redis.js';
import { createAccessToken, SCOPES, shopId } from '#tenants/index.js';
import { signIn } from '#tenants/people.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { PASSWORD, somebody } from '#tests/support/people.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

const usual = { ...config() };
let server: TestServer;
let token: string;
let shops: string[];

beforeAll(async () => {
  // One look at the schema, and a shop beside it, fit into a bucket; a second one does not.
  Object.assign(config(), { COST_BUCKET: 150, COST_RESTORE: 0.001, CALLER_CEILING: 2 });
  await connectForTest();
  server = await startTestServer();
  // Until Redis is there a process counts for itself, and forgets it then.
  await connectRedis();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
  Object.assign(config(), usual);
});
beforeEach(async () => {
  const agencyId = new Types.ObjectId();
  const made = await Promise.all([1, 2, 3].map(() => aShop({ agencyId })));
  shops = made.map((shop) => shopId.encode(shop.shopId));
  token = (await createAccessToken(anAgencyContext(agencyId), SCOPES, { name: 'Robot', scopes: ['read_products'] })).secret;
});

const LOOK = '__schema { types { name } }';
const OF_SHOP = `query ($shop: ID!) { ${LOOK} shop(id: $shop) { name } }`;
const codeOf = async (who: string, query: string, variables: object = {}) =>
  (await server.admin(who, query, variables)).errors?.[0]?.extensions.code ?? null;

test('each shop that a document names has a bucket, and all of them stand under a ceiling', async () => {
  expect(await codeOf(token, OF_SHOP, { shop: shops[0] })).toBeNull();
  expect(await codeOf(token, OF_SHOP, { shop: shops[0] })).toBe('THROTTLED');
  expect(await codeOf(token, OF_SHOP.replaceAll('$shop', '$id'), { id: shops[1] })).toBeNull();
  expect(await codeOf(token, OF_SHOP, { shop: shops[2] })).toBe('THROTTLED');
});

test('a variable that the document knows nothing of opens no further bucket', async () => {
  expect(await codeOf(token, `{ ${LOOK} }`)).toBeNull();
  expect(await codeOf(token, `{ ${LOOK} }`, { shop: shops[0] })).toBe('THROTTLED');
  expect(await codeOf(token, `{ ${LOOK} }`, { id: shops[1] })).toBe('THROTTLED');
});

test('a person has one bucket, however often he signs in', async () => {
  const { email, token: first } = await somebody();
  const { token: second } = await signIn({ email, password: PASSWORD });
  const left = async (who: string) => (await server.admin(who, '{ viewer { id } }')).extensions!.cost!.throttleStatus.currentlyAvailable;
  expect(await left(first)).toBe(1499);
  expect(await left(second)).toBe(1498);
});
