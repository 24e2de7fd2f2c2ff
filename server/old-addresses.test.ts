import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productId } from '#commerce/catalog/index.js';
import { closeShop } from '#commerce/openings/index.js';
import { createRedirect } from '#commerce/redirects/index.js';
import { config } from '#platform/config.js';
import { claimShopHandle, getShop, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { aProduct } from '#tests/support/shopping.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

/** A shop that answers at its own host, with a hat that an old address leads to. */
async function aHostedShop(): Promise<{ shop: ShopContext; host: string }> {
  const shop = await aShop();
  const { handle } = await getShop(shop);
  await claimShopHandle(anAgencyContext(shop.agencyId), handle, shop.shopId);
  const hat = await aProduct(shop, { title: '帽子' });
  await createRedirect(shop, { path: '/item.htm?id=5821', product: productId.encode(hat._id) });
  return { shop, host: `${handle}.${config().SHOPS_DOMAIN}` };
}

const ask = (host: string, path: string, method = 'GET') =>
  new Promise<{ status: number | undefined; location: string | undefined }>((answered, failed) => {
    const { port } = new URL(server.url);
    request({ host: '127.0.0.1', port, path, method, headers: { host } }, (response) => {
      response.resume();
      answered({ status: response.statusCode, location: response.headers.location });
    })
      .on('error', failed)
      .end();
  });

test("on a shop's own host an old address is answered with the new one, for good", async () => {
  const { host } = await aHostedShop();
  const there = { status: 301, location: '/products/%E5%B8%BD%E5%AD%90' };
  expect(await ask(host, '/item.htm?spm=1&id=5821')).toEqual(there);
  expect(await ask(host, '/Item.htm?id=5821', 'HEAD')).toEqual(there);
});

test('what leads nowhere stays unknown: another address, method, host or shop, and a shop that has closed', async () => {
  const { shop, host } = await aHostedShop();
  const other = await aHostedShop();
  const unknown = { status: 404, location: undefined };
  await createRedirect(other.shop, { path: '/theirs', to: '/pages/theirs' });
  expect(await ask(host, '/item.htm?id=1')).toEqual(unknown);
  expect(await ask(host, '/item.htm?id=5821', 'POST')).toEqual(unknown);
  expect(await ask(host, '/theirs')).toEqual(unknown);
  expect(await ask('127.0.0.1', '/item.htm?id=5821')).toEqual(unknown);
  expect((await ask(host, '/healthz')).status).toBe(200);
  await closeShop(shop);
  expect(await ask(host, '/item.htm?id=5821')).toEqual(unknown);
});
