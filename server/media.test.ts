import { request as ask } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { products } from '#commerce/catalog/index.js';
import { fetchMedia, uploadAddress, uploadId, uploads } from '#commerce/files/index.js';
import { mediaFiles } from '#commerce/files/media.model.js';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { config } from '#platform/config.js';
import { Outgoing } from '#platform/outgoing.js';
import { agencyId, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { type Listening, listening } from '#tests/support/listening.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
let shop: ShopContext;
let token: string;
const outgoing = new Outgoing(() => true);
const picture = await sharp({ create: { width: 1300, height: 650, channels: 3, background: 'teal' } })
  .png()
  .toBuffer();
let source: Listening;
let origin: string;

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  Object.assign(config(), { publicUrl: server.url });
  source = await listening((request, response) => (request.url === '/hat.png' ? response.end(picture) : response.writeHead(410).end()));
  origin = source.url;
  shop = await aShop();
  await createDefaultLocation(shop);
  token = await aToken(shop);
});
afterAll(async () => {
  await outgoing.close();
  await source.close();
  await server.close();
  await disconnectAfterTest();
});

const CREATE =
  'mutation ($input: ProductCreateInput!) { productCreate(input: $input) { product { id media { url } } userErrors { message } } }';
const ADMIN = `query ($id: ID!, $shop: ID!) { shop(id: $shop) { product(id: $id) {
  media { url alt position width height state problem sourceUrl sizes { width url } } } } }`;
const SHOPPER = 'query ($id: ID!) { product(id: $id) { media { url alt position width height sizes { width url } } } }';

interface Shown {
  url: string;
  width: number | null;
  state: string | null;
  problem: string | null;
  sourceUrl: string | null;
  sizes: { width: number; url: string }[];
}

async function aProductWith(...urls: string[]) {
  const input = {
    title: 'Hat',
    media: urls.map((url) => ({ url, alt: 'A hat' })),
    variants: [{ price: { amount: '10', currency: 'CNY' } }],
  };
  const { data } = await server.admin<{ productCreate: { product: { id: string } } }>(token, CREATE, { input });
  return data.productCreate.product.id;
}
async function mediaOf(id: string): Promise<{ merchant: Shown[]; shopper: Omit<Shown, 'state' | 'problem' | 'sourceUrl'>[] }> {
  const name = shopId.encode(shop.shopId);
  const merchant = await server.admin<{ shop: { product: { media: Shown[] } } }>(token, ADMIN, { id, shop: name });
  const shopper = await server.shop<{ product: { media: Shown[] } }>(name, SHOPPER, { id });
  expect([merchant.errors, shopper.errors]).toEqual([undefined, undefined]);
  return { merchant: merchant.data.shop.product.media, shopper: shopper.data.product.media };
}
const fetched = (...addresses: string[]) => fetchMedia(shop, { data: { addresses } }, { outgoing, timeoutMs: 5000 });

test('a picture is shown from where it came until it is ours, and one that cannot be had says why to the merchant alone', async () => {
  const [there, gone] = [`${origin}/hat.png`, `${origin}/gone.png`];
  const id = await aProductWith(there, gone);
  const before = await mediaOf(id);
  expect(before.merchant).toMatchObject([
    { url: there, alt: 'A hat', position: 0, state: 'WAITING', width: null, sizes: [], sourceUrl: there },
    { url: gone, position: 1, state: 'WAITING', problem: null },
  ]);
  expect(before.shopper).toMatchObject([{ url: there, width: null, sizes: [] }, { url: gone }]);

  await fetched(there, gone);
  const { merchant, shopper } = await mediaOf(id);
  const hash = (await mediaFiles.in(anAgencyContext(shop.agencyId)).findOne({ address: there }))!.hash;
  const ours = (width: number) => `${server.url}/media/${agencyId.encode(shop.agencyId)}/${hash}/${width}.webp`;
  const sizes = [160, 320, 640, 1080, 1300].map((width) => ({ width, url: ours(width) }));
  expect(merchant).toEqual([
    { url: ours(1080), alt: 'A hat', position: 0, width: 1300, height: 650, state: 'READY', problem: null, sourceUrl: there, sizes },
    {
      url: gone,
      alt: 'A hat',
      position: 1,
      width: null,
      height: null,
      state: 'FAILED',
      problem: expect.stringMatching(/410/),
      sourceUrl: gone,
      sizes: [],
    },
  ]);
  expect(shopper).toEqual(merchant.map(({ state: _s, problem: _p, sourceUrl: _u, ...shown }) => shown));
});

test('an uploaded picture has an address at once, which leads to it as soon as it is there', async () => {
  const agency = anAgencyContext(shop.agencyId);
  const upload = (await uploads.in(agency).findOne({ _id: uploadId.decode(await anUpload(shop, picture)) }))!;
  const address = uploadAddress(upload);
  const id = await aProductWith(`${origin}/hat.png`);
  await products.in(shop).set({ title: 'Hat' }, { $set: { 'media.0.url': address } as never });
  const product = (await products.in(shop).findOne({ 'media.url': address } as never))!;
  expect(id.endsWith(product._id.toHexString())).toBe(false); // the first of this shop
  const shown = async () => (await mediaOf(`prod_${product._id.toHexString()}`)).merchant[0]!;
  const early = await shown();
  expect([early.sourceUrl, early.state]).toEqual([null, 'WAITING']);
  expect((await fetch(early.url, { redirect: 'manual' })).status).toBe(404);
  await fetched(address);
  const late = await shown();
  expect(late).toMatchObject({ state: 'READY', width: 1300, sourceUrl: null });
  const led = await fetch(early.url, { redirect: 'manual' });
  expect([led.status, led.headers.get('location'), led.headers.get('cache-control')]).toEqual([302, late.url, 'no-store']);
});

const aFile = async (file: string): Promise<string> => {
  await fetched(`${origin}/hat.png`);
  const found = await mediaFiles.in(anAgencyContext(shop.agencyId)).findOne({ address: `${origin}/hat.png` });
  return `${server.url}/media/${agencyId.encode(shop.agencyId)}/${found!.hash}/${file}`;
};

test('what stands at an address never changes: it is kept for a year, and never taken for anything but a picture', async () => {
  const answer = await fetch(await aFile('640.webp'));
  const body = Buffer.from(await answer.arrayBuffer());
  expect([answer.status, body.length]).toEqual([200, Number(answer.headers.get('content-length'))]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    etag: expect.stringMatching(/^"[0-9a-f]{64}-.+"$/),
  });
});

test('who has it already is told so, and who has a part of it gets the rest', async () => {
  const url = await aFile('640.webp');
  const whole = await fetch(url);
  const etag = whole.headers.get('etag')!;
  const picture = Buffer.from(await whole.arrayBuffer());
  const get = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await fetch(url, { headers, method });
    return { status: answer.status, range: answer.headers.get('content-range'), body: Buffer.from(await answer.arrayBuffer()) };
  };
  for (const known of [etag, `"another", ${etag}`, '*'])
    expect(await get({ 'if-none-match': known })).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  expect((await get({ 'if-none-match': '"another"' })).status).toBe(200);
  const total = picture.length;
  expect(await get({ range: 'bytes=10-19' })).toEqual({ status: 206, range: `bytes 10-19/${total}`, body: picture.subarray(10, 20) });
  expect(await get({ range: `bytes=${total - 5}-` })).toMatchObject({ status: 206, body: picture.subarray(total - 5) });
  expect(await get({ range: 'bytes=-5' })).toMatchObject({ status: 206, body: picture.subarray(total - 5) });
  expect(await get({ range: `bytes=${total}-` })).toMatchObject({ status: 416, range: `bytes */${total}`, body: Buffer.alloc(0) });
  for (const range of ['bytes=0-1,5-6', 'lines=1-2', 'nonsense'])
    expect(await get({ range })).toMatchObject({ status: 200, range: null, body: picture });
  expect(await get({ range: 'bytes=0-4', 'if-range': etag })).toMatchObject({ status: 206 });
  expect(await get({ range: 'bytes=0-4', 'if-range': '"another"' })).toMatchObject({ status: 200, body: picture });
  expect(await get({}, 'HEAD')).toMatchObject({ status: 200, body: Buffer.alloc(0) });
});

test('anything else is not found, whatever way its path takes', async () => {
  const url = await aFile('640.webp');
  const paths = [
    url.replace('640.webp', '641.webp'),
    url.replace('640.webp', '0640.webp'),
    // What came from outside stays with us: it may tell where it was taken.
    url.replace('640.webp', 'original'),
    url.replace('640.webp', '..%2f..%2foriginal'),
    url.replace(/[0-9a-f]{64}/, '0'.repeat(64)),
    url.replace(/agency_[0-9a-f]{24}/, `agency_${'0'.repeat(24)}`),
    url.replace(/agency_[0-9a-f]{24}/, 'nonsense'),
  ];
  for (const path of paths) {
    const answer = await fetch(path);
    expect([path, answer.status, answer.headers.get('cache-control'), answer.headers.get('etag')]).toEqual([path, 404, 'no-store', null]);
    expect(await answer.json()).toMatchObject({ error: { code: 'NOT_FOUND', message: 'There is no picture at this address' } });
  }
});

test('who goes away in the middle holds up nobody', async () => {
  const url = await aFile('640.webp');
  await new Promise<void>((gone) => {
    const asking = ask(url, (answer) => answer.once('data', () => answer.destroy()).once('close', gone));
    asking.on('error', () => gone()).end();
  });
  expect((await fetch(url)).status).toBe(200);
});
