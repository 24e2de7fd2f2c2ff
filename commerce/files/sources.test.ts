import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { Outgoing } from '#platform/outgoing.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShopContext } from '#tests/support/factories.js';
import { aPicture, fetchAll, fetchSlice, means, mediaAt, openSource, theTimeComes } from '#tests/support/pictures.js';
import { mediaOf, mediaProblems } from './index.js';

let source: Awaited<ReturnType<typeof openSource>>;
beforeAll(async () => {
  await connectForTest();
  source = await openSource();
});
afterAll(async () => {
  await source.close();
  await disconnectAfterTest();
});

let shop: ShopContext;
beforeEach(() => {
  shop = aShopContext();
});

test('what is no picture is told in a sentence, whatever it calls itself, and is asked for once', async () => {
  const png = await aPicture(400, 400).png().toBuffer();
  const cases: [string, RegExp][] = [
    [source.at('<!DOCTYPE html><html>', { headers: { 'content-type': 'image/jpeg' } }), /web page/],
    [source.at('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', { headers: { 'content-type': 'image/svg+xml' } }), /SVG/],
    [source.at('%PDF-1.7'), /no picture/],
    [source.at(''), /empty/],
    [source.at(png.subarray(0, png.length / 2)), /damaged/],
    [source.at(Buffer.concat([png.subarray(0, 8), Buffer.from('nonsense')])), /damaged/],
    [`${source.url}/nowhere`, /answers 404/],
    ['http://user:secret@127.0.0.1/a.jpg', /user name or password/],
  ];
  const addresses = cases.map(([address]) => address);
  await fetchAll(shop, addresses);
  for (const [address, sentence] of cases)
    expect(await mediaAt(shop, address)).toMatchObject({ state: 'FAILED', problem: { message: expect.stringMatching(sentence) } });
  expect(addresses.slice(0, 7).map(source.timesAsked)).toEqual(Array(7).fill(1));
  expect((await mediaProblems(shop, addresses)).map(({ address, code }) => [address, code]).sort()).toEqual(
    addresses.map((address) => [address, 'PICTURE_FAILED']).sort(),
  );
});

test('an address inside our own network is not called, nor one that a redirect leads to', async () => {
  const picture = await aPicture().png().toBuffer();
  const inside = source.at(picture);
  await fetchAll(shop, [inside], { ...means, outgoing: new Outgoing() });
  expect(await mediaAt(shop, inside)).toMatchObject({ state: 'FAILED', problem: { code: 'ADDRESS_REFUSED' } });
  const secret = source.at(picture);
  const redirecting = source.answering((_request, response) =>
    response.writeHead(302, { location: secret.replace('127.0.0.1', '[::ffff:127.0.0.1]') }).end(),
  );
  const onlyHere = new Outgoing((address) => address === '127.0.0.1');
  await fetchAll(shop, [redirecting], { ...means, outgoing: onlyHere });
  await onlyHere.close();
  expect(await mediaAt(shop, redirecting)).toMatchObject({ state: 'FAILED', problem: { code: 'ADDRESS_REFUSED' } });
  expect([source.timesAsked(inside), source.timesAsked(redirecting), source.timesAsked(secret)]).toEqual([0, 1, 0]);
});

test('a picture that has moved is found, and one that is too large is not loaded', async () => {
  const moved = source.answering((_request, response) => response.writeHead(301, { location: new URL(there).pathname }).end());
  const there = source.at(await aPicture().png().toBuffer());
  const block = Buffer.alloc(1024 ** 2);
  const endless = source.answering((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(block));
      response.once('drain', more);
    };
    response.writeHead(200);
    more();
  });
  const announced = source.answering(
    (_request, response) => void response.writeHead(200, { 'content-length': String(30 * 1024 ** 2) }).flushHeaders(),
  );
  const huge = source.at(
    await sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'white' } })
      .png()
      .toBuffer(),
  );
  await fetchAll(shop, [moved, endless, announced, huge]);
  const files = await mediaOf(shop, [moved, endless, announced, huge]);
  expect(files.map((file) => file!.problem?.code ?? file!.state)).toEqual(['READY', 'TOO_LARGE', 'TOO_LARGE', 'TOO_LARGE']);
});

test('a source that is ill is asked again, later each time, and given up after the fourth time', async () => {
  const down = source.at('', { status: 503 });
  const busy = source.at('', { status: 429, headers: { 'retry-after': '120' } });
  const silent = source.answering(() => {});
  const addresses = [down, busy, silent];
  const quick = { ...means, timeoutMs: 100 };
  const began = Date.now();
  for (const soonest of [5, 30, 180]) {
    const again = await fetchSlice(shop, addresses, quick);
    const waits = (await mediaOf(shop, addresses)).map((file) => (file!.nextAttemptAt.getTime() - began) / 1000);
    expect(waits[0]).toBeGreaterThanOrEqual(soonest);
    expect(waits[1]).toBeGreaterThanOrEqual(Math.max(120, soonest));
    expect(again).toMatchObject({ again: true, data: { addresses: expect.arrayContaining(addresses) } });
    expect(again!.at!.getTime()).toBe(Math.min(...waits) * 1000 + began);
    // Not before its time.
    expect(await fetchSlice(shop, addresses, quick)).toMatchObject({ again: true });
    await theTimeComes(shop);
  }
  expect(await fetchSlice(shop, addresses, quick)).toBeUndefined();
  const files = await mediaOf(shop, addresses);
  expect(files.map((file) => [file!.state, file!.problem!.code])).toEqual([
    ['FAILED', 'REFUSED'],
    ['FAILED', 'REFUSED'],
    ['FAILED', 'TIMED_OUT'],
  ]);
  expect(addresses.map(source.timesAsked)).toEqual([4, 4, 4]);
});

test('a source that is well again is forgiven', async () => {
  const picture = await aPicture().png().toBuffer();
  const address = source.answering((_request, response) =>
    source.timesAsked(address) === 1 ? response.writeHead(500).end() : response.end(picture),
  );
  await fetchAll(shop, [address]);
  expect(await mediaAt(shop, address)).toMatchObject({ state: 'READY', problem: null, attempts: 2 });
});
