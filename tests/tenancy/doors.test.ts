import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addressHashOf } from '#commerce/files/addresses.js';
import { createUpload, uploads } from '#commerce/files/index.js';
import { config } from '#platform/config.js';
import { storage } from '#platform/storage.js';
import { agencyId, shopId } from '#tenants/index.js';
import type { TestServer } from '#tests/support/server.js';
import { closeServer, openServer } from './asking.js';
import { aPlace, type Place } from './places/place.js';
import { Tenant } from './tenants.js';

// The doors beside GraphQL: what opens them stands in the address.

let server: TestServer;
let victim: Place;
let stranger: Place;

beforeAll(async () => {
  server = await openServer();
  Object.assign(config(), { publicUrl: server.url });
  victim = await (await aPlace(await Tenant.make())).fill();
  stranger = await (await aPlace(await Tenant.make())).fill();
});
afterAll(() => closeServer(server));

const anOpenUpload = async (place: Place) => {
  const { url } = await createUpload(place.shop, { filename: 'products.csv', contentType: 'text/csv', bytes: 5 });
  return new URL(url!);
};
/** An answer without its request's id. */
const answered = async (response: Response) => [response.status, (await response.text()).replace(/req_[0-9a-f]{24}/g, 'req')];

test("an upload takes a file under its own token alone, never under another upload's", async () => {
  const [theirs, own] = [await anOpenUpload(victim), await anOpenUpload(stranger)];
  const put = async (url: URL) => answered(await fetch(url, { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: 'a,b\n1' }));
  const withToken = (url: URL, token: string) => {
    const forged = new URL(url);
    forged.searchParams.set('token', token);
    return forged;
  };
  const missing = new URL(theirs.href.replace(/upload_[0-9a-f]{24}/, `upload_${'0'.repeat(24)}`));
  const refusal = await put(withToken(missing, own.searchParams.get('token')!));
  expect(refusal[0]).toBe(404);
  const bare = new URL(theirs);
  bare.search = '';
  const underOwnAgency = new URL(theirs.href.replace(/agency_[0-9a-f]{24}/, agencyId.encode(stranger.shop.agencyId)));
  for (const forged of [withToken(theirs, own.searchParams.get('token')!), withToken(theirs, 'x'), bare, underOwnAgency]) {
    const [status, text] = await put(forged);
    expect([status, String(text).replaceAll(/upload_[0-9a-f]{24}/g, 'upload')]).toEqual([
      refusal[0],
      String(refusal[1]).replaceAll(/upload_[0-9a-f]{24}/g, 'upload'),
    ]);
  }
  const untouched = await uploads.in(victim.tenant.agency).find({ filename: 'products.csv', boundShopId: victim.shop.shopId });
  expect(untouched.map(({ file }) => file)).toEqual([null]);
});

test("an import's report opens under its own token alone", async () => {
  const report = async (token: string, place: Place) => {
    const query = 'query ($shop: ID!, $id: ID!) { shop(id: $shop) { import(id: $id) { reportUrl } } }';
    const { data } = await server.admin<{ shop: { import: { reportUrl: string } } }>(token, query, {
      shop: shopId.encode(place.shop.shopId),
      id: await place.import(),
    });
    return data.shop.import.reportUrl;
  };
  const [theirs, own] = [await report(victim.token, victim), await report(stranger.token, stranger)];
  expect((await fetch(theirs)).status).toBe(200);
  const [theirUrl, ownUrl] = [new URL(theirs), new URL(own)];
  const forged = new URL(theirUrl);
  for (const name of ownUrl.searchParams.keys()) forged.searchParams.set(name, ownUrl.searchParams.get(name)!);
  const response = await fetch(forged);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('not a price');
});

test('an exported catalog opens under its own token alone', async () => {
  const exported = async (token: string) => {
    const mutation = 'mutation { catalogExport(input: { format: PRICES }) { catalogExport { url } } }';
    const { data } = await server.admin<{ catalogExport: { catalogExport: { url: string } } }>(token, mutation);
    const { pathname, search } = new URL(data.catalogExport.catalogExport.url);
    return new URL(`${pathname}${search}`, server.url);
  };
  const [theirs, own] = [await exported(victim.token), await exported(stranger.token)];
  expect(await (await fetch(theirs)).text()).toContain(await victim.variant());
  const forged = new URL(theirs);
  forged.search = own.search;
  const missing = new URL(own.href.replace(/shop_[0-9a-f]{24}/, `shop_${'0'.repeat(24)}`));
  expect(await answered(await fetch(forged))).toEqual(await answered(await fetch(missing)));
  expect((await fetch(forged)).status).toBe(404);
});

test("a picture is found under its own agency alone, and its address in no other's", async () => {
  const hash = await victim.media();
  const address = addressHashOf(`https://${victim.mark}.example/1.jpg`);
  await storage().put(`media/${victim.shop.agencyId.toHexString()}/${hash}/160.webp`, Readable.from([Buffer.from('picture')]));
  const get = async (agency: Place, path: string) =>
    answered(await fetch(`${server.url}/media/${agencyId.encode(agency.shop.agencyId)}/${path}`, { redirect: 'manual' }));
  expect((await get(victim, `${hash}/160.webp`))[0]).toBe(200);
  expect((await get(victim, `of/${address}`))[0]).toBe(302);
  const missing = await get(victim, `${'0'.repeat(64)}/160.webp`);
  expect(missing[0]).toBe(404);
  for (const path of [`${hash}/160.webp`, `${hash}/original`, `of/${address}`]) expect(await get(stranger, path)).toEqual(missing);
});

test('a callback to an account that is not there, or to one that takes none, is told nothing more', async () => {
  const post = async (account: string) =>
    answered(await fetch(`${server.url}/callbacks/stripe/${account}`, { method: 'POST', body: '{}' }));
  const missing = await post(`payacct_${'0'.repeat(24)}`);
  expect(missing[0]).toBe(404);
  expect(await post(await victim.paymentAccount())).toEqual(missing);
  expect(await post('nonsense')).toEqual(missing);
});
