import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { config } from '#platform/config.js';
import { type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let shop: ShopContext;
let server: TestServer | undefined;
let keys = 0;

beforeAll(async () => {
  await connectForTest();
  shop = await aShop();
});
afterEach(async () => {
  await server?.close();
  Object.assign(config(), { TRUST_PROXY: 0 });
});
afterAll(disconnectAfterTest);

async function behind(proxies: number) {
  Object.assign(config(), { TRUST_PROXY: proxies });
  server = await startTestServer();
  const key = `key-${++keys}`;
  const create =
    'mutation ($key: String) { cartCreate(input: {lines: [], idempotencyKey: $key}) { cart { id: token } userErrors { code } } }';
  /** A key belongs to its shopper, who is his address as long as he has no cart: whoever gets the first one's cart is the same. */
  return async (forwarded: string): Promise<boolean> => {
    const answer = await server!.shop<{ cartCreate: { cart: { id: string | null } } }>(
      shopId.encode(shop.shopId),
      create,
      { key },
      {
        'x-forwarded-for': forwarded,
      },
    );
    return answer.data.cartCreate.cart.id !== null; // a repeat is shown no token
  };
}

test('without a proxy, what a client says of its address is not believed', async () => {
  const isNew = await behind(0);
  expect(await isNew('203.0.113.1')).toBe(true);
  expect(await isNew('203.0.113.2')).toBe(false);
});

test('behind one proxy, the address is the one that the proxy was called from, whatever was said before it', async () => {
  const isNew = await behind(1);
  expect(await isNew('203.0.113.1')).toBe(true);
  expect(await isNew('203.0.113.2')).toBe(true);
  expect(await isNew('198.51.100.7, 203.0.113.1')).toBe(false);
});

test('behind two proxies, it is the one that the outer was called from', async () => {
  const isNew = await behind(2);
  expect(await isNew('203.0.113.1, 10.0.0.1')).toBe(true);
  expect(await isNew('203.0.113.1, 10.0.0.2')).toBe(false);
  expect(await isNew('203.0.113.2, 10.0.0.1')).toBe(true);
});
