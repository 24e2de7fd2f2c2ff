import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { createDefaultLocation, setProducts } from '#commerce/inventory/index.js';
import { createAccessToken, SCOPES, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

/** Far more than the two ends of a line hold on their way. */
const MANY = 2000;
const DESCRIPTION = `<p>${'景德镇 '.repeat(2000)}</p>`;

let server: TestServer;
let shop: ShopContext;
let token: string;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  shop = await aShop();
  await createDefaultLocation(shop);
  const catalog = Array.from({ length: MANY }, (_, at) => ({
    title: `Hat ${at}`,
    descriptionHtml: DESCRIPTION,
    variants: [{ price: at }],
  }));
  await setProducts(shop, catalog, { events: 'none', cleaned: true });
  token = (await createAccessToken(shop, SCOPES, { name: 'test', scopes: ['read_products'] })).secret;
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

interface Exported {
  catalogExport: { catalogExport: { url: string; expiresAt: string } | null; userErrors: { code: string; field: string[] }[] };
}
const EXPORT = `mutation ($shop: ID, $input: CatalogExportInput!) {
  catalogExport(shop: $shop, input: $input) { catalogExport { url expiresAt } userErrors { code field } } }`;

/** The address on this test's own port. */
async function anAddress(format: string, query?: string): Promise<string> {
  const { data } = await server.admin<Exported>(token, EXPORT, { shop: shopId.encode(shop.shopId), input: { format, query } });
  const { pathname, search } = new URL(data.catalogExport.catalogExport!.url);
  return `${server.url}${pathname}${search}`;
}

/** How much of the catalog has been read by now: each batch looks once at its stock. */
function batchesRead() {
  let count = 0;
  const look = ({ commandName, command }: mongo.CommandStartedEvent) => {
    if (commandName === 'find' && command.find === 'inventory_levels') count++;
  };
  const client = mongoose.connection.getClient();
  client.on('commandStarted', look);
  return {
    get count() {
      return count;
    },
    stop: () => void client.off('commandStarted', look),
  };
}

test('a reader who takes his time is given no more than he takes, and in the end all of it', async () => {
  const url = await anAddress('JSONL');
  const read = batchesRead();
  const whole = await (await fetch(url, { headers: { 'accept-encoding': 'identity' } })).text();
  const all = read.count;
  expect(all).toBeGreaterThan(MANY / 200);

  const [slow] = (await once(get(url), 'response')) as [IncomingMessage];
  slow.setEncoding('utf8').pause();
  // While this one waits, another reads all of it.
  await (await fetch(url)).text();
  expect(read.count - 2 * all).toBeLessThan(all / 2);
  let late = '';
  for await (const chunk of slow) late += chunk;
  expect(read.count).toBe(3 * all);
  read.stop();
  expect(late).toBe(whole);
  expect(whole.trimEnd().split('\n')).toHaveLength(MANY);
});

test('two files of a shop are read at once, and who goes away in the middle leaves his place to the next', async () => {
  const url = await anAddress('JSONL');
  const begin = async () => ((await once(get(url), 'response')) as [IncomingMessage])[0].pause();
  const [first, second] = [await begin(), await begin()];
  expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
  const third = await fetch(url);
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '10']);
  expect(await third.json()).toMatchObject({ error: { code: 'UNAVAILABLE', message: expect.stringContaining('2 files of this shop') } });
  // A look at the head takes no place.
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  first.destroy();
  const next = await untilFree(url);
  expect(next.split('\n').length).toBeGreaterThan(MANY);
  second.destroy();
});

/** The server hears of a broken line a moment later. */
async function untilFree(url: string): Promise<string> {
  for (;;) {
    const answer = await fetch(url);
    const text = await answer.text();
    if (answer.status === 200) return text;
  }
}

test('a file comes under the name of its shop and day, packed where that is accepted', async () => {
  const url = await anAddress('SHOPIFY', '"Hat 7"');
  const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(plain.headers.get('content-disposition')).toMatch(/^attachment; filename="shop-[0-9a-f]{12}-\d{4}-\d{2}-\d{2}\.csv"$/);
  expect(plain.headers.get('cache-control')).toBe('private, no-store');
  expect(plain.headers.get('content-encoding')).toBeNull();
  const text = await plain.text();
  expect(text).toMatch(/^Title,URL handle,/);
  const [packed] = (await once(get(url, { headers: { 'accept-encoding': 'gzip' } }), 'response')) as [IncomingMessage];
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(Buffer.concat(await packed.toArray())).toString()).toBe(text);
});

test('an address that was not given, or a format that there is not, opens nothing', async () => {
  const url = await anAddress('PRICES');
  for (const wrong of [url.replace('/prices', '/shopify'), `${url}x`, url.split('?')[0]!, url.replace('/prices', '/xml')]) {
    const answer = await fetch(wrong);
    expect([answer.status, await answer.json()]).toEqual([404, { error: expect.objectContaining({ code: 'NOT_FOUND' }) }]);
  }
  const { data } = await server.admin<Exported>(token, EXPORT, { input: { format: 'JSONL', query: 'x'.repeat(501) } });
  expect(data.catalogExport).toMatchObject({ catalogExport: null, userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'query'] }] });
});
