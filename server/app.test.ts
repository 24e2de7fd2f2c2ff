import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let server: TestServer;

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

test('every answer carries its request id and the security headers', async () => {
  const { headers } = await fetch(`${server.url}/healthz`);
  expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{24}$/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('strict-transport-security')).toContain('max-age=');
  expect(headers.get('x-powered-by')).toBeNull();
});

test('the request id of the header is the one in extensions', async () => {
  const { headers, extensions } = await server.admin(null, '{ __typename }');
  expect(extensions?.requestId).toBe(headers.get('x-request-id'));
});

test('readiness tells the state of the parts', async () => {
  const response = await fetch(`${server.url}/readyz`);
  expect([response.status, await response.json()]).toEqual([200, { status: 'ready', parts: { mongo: 'up', redis: 'up' } }]);
});

test('the first page lists the doors and runs no script', async () => {
  const response = await fetch(server.url);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await response.text();
  for (const door of ['/graphql/admin', '/graphql/shop', '/callbacks/', '/readyz']) expect(html).toContain(door);
  expect(html).not.toMatch(/<script|https?:\/\/(?!localhost)/);
});

test('the bare address is the oldest version and says so; an unknown version is refused by name', async () => {
  const { headers } = await server.admin(null, '{ __typename }');
  const version = headers.get('shopyard-version');
  expect(version).toMatch(/^\d{4}-\d{2}$/);
  const named = await post(`/graphql/admin/${version}`, '{"query":"{ __typename }"}');
  expect(await named.json()).toMatchObject({ data: { __typename: 'Query' } });
  const unknown = await post('/graphql/admin/1999-01', '{"query":"{ __typename }"}');
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ errors: [{ message: expect.stringContaining(`it has ${version}`) }] });
});

test('introspection is open: the schema is the reference', async () => {
  for (const asked of [
    await server.admin(null, '{ __schema { queryType { name } } }'),
    await server.shop(null, '{ __schema { queryType { name } } }'),
  ]) {
    expect(asked.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  }
});

test('a form of another page cannot send a mutation', async () => {
  const response = await fetch(`${server.url}/graphql/admin`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: '{"query":"mutation { signOut { userErrors { code } } }"}',
  });
  expect(response.status).toBe(400);
  const viaGet = await fetch(`${server.url}/graphql/admin?query={__typename}`, { headers: { accept: 'application/json' } });
  expect(viaGet.status).toBe(400);
});

test('a batch is refused', async () => {
  const response = await post('/graphql/shop', '[{"query":"{ __typename }"},{"query":"{ __typename }"}]');
  expect(response.status).toBe(400);
});

test('a body that is too large or no JSON gets a sentence', async () => {
  const large = await post('/graphql/admin', JSON.stringify({ query: `{ __typename } #${'x'.repeat(1_100_000)}` }));
  expect([large.status, await large.json()]).toEqual([
    413,
    { errors: [expect.objectContaining({ message: expect.stringContaining('larger than 1mb') })] },
  ]);
  const broken = await post('/graphql/admin', '{"query":');
  expect([broken.status, await broken.json()]).toEqual([
    400,
    { errors: [expect.objectContaining({ message: expect.stringContaining('not JSON') })] },
  ]);
});

test('pages of every origin may use the shop API, those of strangers not the admin API', async () => {
  const origin = 'https://shop.example';
  const preflight = (path: string) =>
    fetch(`${server.url}${path}`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
  const [shop, admin] = [await preflight('/graphql/shop'), await preflight('/graphql/admin')];
  expect([shop.status, shop.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  expect([admin.status, admin.headers.get('access-control-allow-origin')]).toEqual([204, null]);
});

test('a shopper who names no shop, or a closed one, is asked for one', async () => {
  for (const name of [null, 'no-such-shop', 'shop_000000000000000000000000', '../etc']) {
    const { errors } = await server.shop(name, '{ shop { name } }');
    expect(errors?.[0]?.extensions.code).toBe('SHOP_REQUIRED');
  }
});

test('a shop is found by id, by handle and by its host', async () => {
  const shop = await aShop();
  const { data } = await server.shop<{ shop: { handle: string } }>(shopId.encode(shop.shopId), '{ shop { handle } }');
  expect((await server.shop(data.shop.handle, '{ shop { handle } }')).data).toEqual(data);
});

test('an unknown door answers with the way to the others', async () => {
  const response = await fetch(`${server.url}/nothing/here`);
  expect([response.status, await response.json()]).toEqual([
    404,
    { error: expect.objectContaining({ message: 'There is no door at /nothing/here: GET / lists them' }) },
  ]);
});

test('a query that asks for too much is refused before it runs, a cheap one tells what is left', async () => {
  const shop = await aShop();
  const id = shopId.encode(shop.shopId);
  const dear = await server.shop(id, '{ products(first: 250) { nodes { variants(first: 250) { nodes { id } } } } }');
  expect(dear.errors?.[0]?.extensions).toMatchObject({ code: 'COST_EXCEEDED' });
  const { extensions } = await server.shop(id, '{ products(first: 20) { nodes { title } } }');
  expect(extensions?.cost).toMatchObject({
    requestedQueryCost: 20,
    actualQueryCost: 0,
    throttleStatus: { maximumAvailable: 1000, restoreRate: 50 },
  });
});

test('who spends his points is throttled and told when to come back', async () => {
  const shop = await aShop();
  const id = shopId.encode(shop.shopId);
  const asked = Array.from({ length: 40 }, () =>
    server.shop(
      id,
      'mutation { a: cartCreate(input: {lines: []}) { cart { token } } b: cartCreate(input: {lines: []}) { cart { token } } c: cartCreate(input: {lines: []}) { cart { token } } }',
    ),
  );
  const answers = await Promise.all(asked);
  const throttled = answers.filter(({ errors }) => errors?.some(({ extensions }) => extensions.code === 'THROTTLED'));
  expect(throttled.length).toBeGreaterThan(0);
  expect(throttled[0]?.errors?.[0]?.extensions.retryAfter).toBeGreaterThan(0);
});

test('who sends nothing but documents that are refused is stopped before the parser, and told for how long', async () => {
  const answers: number[] = [];
  for (let sent = 0; sent < 260 && answers.at(-1) !== 429; sent++)
    answers.push((await post('/graphql/shop', '{"query":"{ nonsense"}')).status);
  expect(answers.at(-1)).toBe(429);
  expect(answers.length).toBeGreaterThan(100);
  const stopped = await post('/graphql/shop', '{"query":"{ __typename }"}');
  expect(stopped.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await stopped.json()).toMatchObject({ errors: [{ extensions: { code: 'THROTTLED' } }] });
});
