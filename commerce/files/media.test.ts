import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { Outgoing } from '#platform/outgoing.js';
import { storage, storageFolder } from '#platform/storage.js';
import { type Again, outbox, type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShopContext } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { zipped } from '#tests/support/zipped.js';
import type { Means } from './fetching.js';
import { fetchMedia, mediaAddress, mediaOf, mediaProblems, planMedia, uploadAddress, usualWidthOf, wantMedia } from './index.js';
import { mediaFiles } from './media.model.js';
import { uploadId, uploads } from './upload.model.js';

const means: Means = { outgoing: new Outgoing(() => true), timeoutMs: 10_000 };
/** What the source answers, by path; and how often it was asked. */
const pages = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
const asked = new Map<string, number>();
const source = createServer((request, response) => {
  const path = request.url!;
  asked.set(path, (asked.get(path) ?? 0) + 1);
  const page = pages.get(path);
  if (page) page(request, response);
  else response.writeHead(404).end();
});
let origin: string;

beforeAll(async () => {
  await connectForTest();
  await new Promise<void>((listening) => source.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await means.outgoing.close();
  source.closeAllConnections();
  await new Promise((closed) => source.close(closed));
  await disconnectAfterTest();
});

let shop: ShopContext;
beforeEach(() => {
  shop = aShopContext();
});

/** An address of the source, which answers it with these bytes. */
function at(bytes: Buffer | string, { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}): string {
  return answering((_request, response) => response.writeHead(status, headers).end(bytes));
}
function answering(page: (request: IncomingMessage, response: ServerResponse) => void): string {
  const path = `/${randomUUID()}`;
  pages.set(path, page);
  return origin + path;
}
const timesAsked = (address: string): number => asked.get(new URL(address).pathname) ?? 0;

/** A picture of one colour, each another one. */
let shade = 0;
const aPicture = (width = 300, height = 200) => {
  shade += 1;
  return sharp({ create: { width, height, channels: 3, background: { r: shade % 256, g: 100, b: 200 } } });
};

const run = (addresses: string[], by = means, of = shop): Promise<Again | undefined> => fetchMedia(of, { data: { addresses } }, by);
/** All of its slices, whenever they are due. */
async function fetchAll(addresses: string[], by = means): Promise<void> {
  while (await run(addresses, by)) await theTimeComes();
}
const theTimeComes = () => mediaFiles.in(anAgencyContext(shop.agencyId)).updateMany({}, { $set: { nextAttemptAt: new Date(0) } });
const oneOf = async (address: string, of = shop) => (await mediaOf(of, [address]))[0];
const folderOf = (hash: string, of = shop) => `media/${of.agencyId.toHexString()}/${hash}`;
const stored = async (key: string): Promise<Buffer> => Buffer.concat(await storage().get(key).toArray());

test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)(
  'a %s is kept as it came, and drawn in the widths that shops show',
  async (format) => {
    const bytes = await aPicture(1200, 600).toFormat(format).toBuffer();
    const address = at(bytes, { headers: { 'content-type': 'application/octet-stream' } });
    await fetchAll([address]);
    const file = await oneOf(address);
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect(file).toMatchObject({
      state: 'READY',
      hash,
      contentType: `image/${format}`,
      bytes: bytes.length,
      width: 1200,
      height: 600,
      problem: null,
    });
    expect(file!.widths).toEqual([160, 320, 640, 1080, 1200]);
    expect(usualWidthOf(file!)).toBe(1080);
    expect(await stored(`${folderOf(hash)}/original`)).toEqual(bytes);
    for (const width of file!.widths) {
      const drawn = await sharp(await stored(`${folderOf(hash)}/${width}.webp`)).metadata();
      expect(drawn).toMatchObject({ format: 'webp', width, height: width / 2 });
    }
  },
);

test('a picture is never enlarged: a small one has its own width alone', async () => {
  const [small, middling] = [at(await aPicture(90, 90).png().toBuffer()), at(await aPicture(800, 800).jpeg().toBuffer())];
  await fetchAll([small, middling]);
  expect((await mediaOf(shop, [middling, small])).map((file) => file!.widths)).toEqual([[160, 320, 640, 800], [90]]);
});

test("a phone's photo stands upright, and tells nothing of where it was taken", async () => {
  const exif = { IFD0: { Artist: 'Somebody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 15/1 0/1' } };
  const lying = await aPicture(600, 300).withMetadata({ orientation: 6 }).withExifMerge(exif).jpeg().toBuffer();
  expect((await sharp(lying).metadata()).exif?.toString('latin1')).toContain('Somebody');
  const address = at(lying);
  await fetchAll([address]);
  const file = (await oneOf(address))!;
  expect(file).toMatchObject({ width: 300, height: 600, widths: [160, 300] });
  const drawn = await sharp(await stored(`${folderOf(file.hash!)}/300.webp`)).metadata();
  expect([drawn.width, drawn.height, drawn.exif, drawn.orientation]).toEqual([300, 600, undefined, undefined]);
});

test("of a moving picture the first frame is shown, and a description's long picture in the widths that WebP holds", async () => {
  const red = { create: { width: 200, height: 100, channels: 3 as const, background: 'red' } };
  const frames = [await sharp(red).png().toBuffer(), await aPicture(200, 100).png().toBuffer()];
  const moving = at(
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
  );
  const long = at(await aPicture(750, 24_000).jpeg().toBuffer());
  await fetchAll([moving, long]);
  const [first, second] = await mediaOf(shop, [moving, long]);
  expect(first).toMatchObject({ state: 'READY', width: 200, height: 100 });
  const { dominant } = await sharp(await stored(`${folderOf(first!.hash!)}/200.webp`)).stats();
  expect(dominant.r).toBeGreaterThan(200);
  expect(second).toMatchObject({ state: 'READY', width: 750, height: 24_000, widths: [160, 320] });
});

test('what is no picture is told in a sentence, whatever it calls itself, and is asked for once', async () => {
  const png = await aPicture(400, 400).png().toBuffer();
  const cases: [string, RegExp][] = [
    [at('<!DOCTYPE html><html>', { headers: { 'content-type': 'image/jpeg' } }), /web page/],
    [at('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', { headers: { 'content-type': 'image/svg+xml' } }), /SVG/],
    [at('%PDF-1.7'), /no picture/],
    [at(''), /empty/],
    [at(png.subarray(0, png.length / 2)), /damaged/],
    [at(Buffer.concat([png.subarray(0, 8), Buffer.from('nonsense')])), /damaged/],
    [`${origin}/nowhere`, /answers 404/],
    ['http://user:secret@127.0.0.1/a.jpg', /user name or password/],
  ];
  const addresses = cases.map(([address]) => address);
  await fetchAll(addresses);
  for (const [address, sentence] of cases)
    expect(await oneOf(address)).toMatchObject({ state: 'FAILED', problem: { message: expect.stringMatching(sentence) } });
  expect(addresses.slice(0, 7).map(timesAsked)).toEqual(Array(7).fill(1));
  expect((await mediaProblems(shop, addresses)).map(({ address, code }) => [address, code]).sort()).toEqual(
    addresses.map((address) => [address, 'PICTURE_FAILED']).sort(),
  );
});

test('an address inside our own network is not called, nor one that a redirect leads to', async () => {
  const picture = await aPicture().png().toBuffer();
  const inside = at(picture);
  await fetchAll([inside], { ...means, outgoing: new Outgoing() });
  expect(await oneOf(inside)).toMatchObject({ state: 'FAILED', problem: { code: 'ADDRESS_REFUSED' } });
  const secret = at(picture);
  const redirecting = answering((_request, response) =>
    response.writeHead(302, { location: secret.replace('127.0.0.1', '[::ffff:127.0.0.1]') }).end(),
  );
  const onlyHere = new Outgoing((address) => address === '127.0.0.1');
  await fetchAll([redirecting], { ...means, outgoing: onlyHere });
  await onlyHere.close();
  expect(await oneOf(redirecting)).toMatchObject({ state: 'FAILED', problem: { code: 'ADDRESS_REFUSED' } });
  expect([timesAsked(inside), timesAsked(redirecting), timesAsked(secret)]).toEqual([0, 1, 0]);
});

test('a picture that has moved is found, and one that is too large is not loaded', async () => {
  const moved = answering((_request, response) => response.writeHead(301, { location: new URL(there).pathname }).end());
  const there = at(await aPicture().png().toBuffer());
  const block = Buffer.alloc(1024 ** 2);
  const endless = answering((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(block));
      response.once('drain', more);
    };
    response.writeHead(200);
    more();
  });
  const announced = answering(
    (_request, response) => void response.writeHead(200, { 'content-length': String(30 * 1024 ** 2) }).flushHeaders(),
  );
  const huge = at(
    await sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'white' } })
      .png()
      .toBuffer(),
  );
  await fetchAll([moved, endless, announced, huge]);
  const files = await mediaOf(shop, [moved, endless, announced, huge]);
  expect(files.map((file) => file!.problem?.code ?? file!.state)).toEqual(['READY', 'TOO_LARGE', 'TOO_LARGE', 'TOO_LARGE']);
});

test('a source that is ill is asked again, later each time, and given up after the fourth time', async () => {
  const down = at('', { status: 503 });
  const busy = at('', { status: 429, headers: { 'retry-after': '120' } });
  const silent = answering(() => {});
  const addresses = [down, busy, silent];
  const quick = { ...means, timeoutMs: 100 };
  const began = Date.now();
  for (const soonest of [5, 30, 180]) {
    const again = await run(addresses, quick);
    const waits = (await mediaOf(shop, addresses)).map((file) => (file!.nextAttemptAt.getTime() - began) / 1000);
    expect(waits[0]).toBeGreaterThanOrEqual(soonest);
    expect(waits[1]).toBeGreaterThanOrEqual(Math.max(120, soonest));
    expect(again).toMatchObject({ again: true, data: { addresses: expect.arrayContaining(addresses) } });
    expect(again!.at!.getTime()).toBe(Math.min(...waits) * 1000 + began);
    // Not before its time.
    expect(await run(addresses, quick)).toMatchObject({ again: true });
    await theTimeComes();
  }
  expect(await run(addresses, quick)).toBeUndefined();
  const files = await mediaOf(shop, addresses);
  expect(files.map((file) => [file!.state, file!.problem!.code])).toEqual([
    ['FAILED', 'REFUSED'],
    ['FAILED', 'REFUSED'],
    ['FAILED', 'TIMED_OUT'],
  ]);
  expect(addresses.map(timesAsked)).toEqual([4, 4, 4]);
});

test('a source that is well again is forgiven', async () => {
  const picture = await aPicture().png().toBuffer();
  const address = answering((_request, response) => (timesAsked(address) === 1 ? response.writeHead(500).end() : response.end(picture)));
  await fetchAll([address]);
  expect(await oneOf(address)).toMatchObject({ state: 'READY', problem: null, attempts: 2 });
});

test('the same picture under two addresses is kept and drawn once; in another agency it is another', async () => {
  const bytes = await aPicture(700, 700).jpeg().toBuffer();
  const [one, other] = [at(bytes), at(bytes)];
  await fetchAll([one]);
  const { hash } = (await oneOf(one))!;
  const folder = folderOf(hash!);
  // Drawn once more, it would be there again.
  await storage().remove(`${folder}/160.webp`);
  await fetchAll([other]);
  expect(await oneOf(other)).toMatchObject({ state: 'READY', hash, widths: [160, 320, 640, 700] });
  expect((await readdir(join(storageFolder(), folder))).sort()).toEqual(['320.webp', '640.webp', '700.webp', 'original']);
  const stranger = aShopContext();
  expect(await oneOf(one, stranger)).toBeNull();
  await run([one], means, stranger);
  expect(await readdir(join(storageFolder(), folderOf(hash!, stranger)))).toHaveLength(5);
  expect(timesAsked(one)).toBe(2);
});

test('one that many shops of an agency want is asked for once, though all begin together', async () => {
  const addresses = await Promise.all(Array.from({ length: 6 }, async () => at(await aPicture().png().toBuffer())));
  const sisters = Array.from({ length: 4 }, () => aShopContext({ agencyId: shop.agencyId }));
  await Promise.all(sisters.map((sister) => run(addresses, means, sister)));
  await fetchAll(addresses);
  expect((await mediaOf(shop, addresses)).every((file) => file!.state === 'READY')).toBe(true);
  expect(addresses.map(timesAsked)).toEqual(Array(6).fill(1));
});

test('what a killed worker had taken up is taken over after its time, and given up where it kills every time', async () => {
  const address = at(await aPicture().png().toBuffer());
  const mine = mediaFiles.in(anAgencyContext(shop.agencyId));
  await wantMedia(shop, [address]);
  const claim = new Date(Date.now() + 60_000);
  await mine.set({ address }, { $set: { nextAttemptAt: claim, attempts: 1 } });
  expect(await run([address])).toEqual({ again: true, data: { addresses: [address] }, at: claim });
  expect(timesAsked(address)).toBe(0);
  await theTimeComes();
  expect(await run([address])).toBeUndefined();
  expect(await oneOf(address)).toMatchObject({ state: 'READY', attempts: 2 });

  const deadly = at(await aPicture().png().toBuffer());
  await wantMedia(shop, [deadly]);
  await mine.set({ address: deadly }, { $set: { attempts: 4 } });
  expect(await run([deadly])).toBeUndefined();
  expect(await oneOf(deadly)).toMatchObject({ state: 'FAILED', problem: { code: 'INTERRUPTED' } });
  expect(timesAsked(deadly)).toBe(0);
});

test('an error of our own counts as no attempt, and the job is tried again', async () => {
  const address = at(await aPicture().png().toBuffer());
  const broken = { ...means, outgoing: { call: () => Promise.reject(new TypeError('a bug')) } as unknown as Outgoing };
  await expect(run([address], broken)).rejects.toThrow('a bug');
  expect(await oneOf(address)).toMatchObject({ state: 'WAITING', attempts: 0 });
  expect(await run([address])).toBeUndefined();
  expect(await oneOf(address)).toMatchObject({ state: 'READY' });
});

test('an uploaded picture, and those in an uploaded archive, are pictures like others', async () => {
  const owner = anAgencyContext(shop.agencyId);
  const [one, tbi, named] = [
    await aPicture(333, 300).png().toBuffer(),
    await aPicture(444, 300).jpeg().toBuffer(),
    await aPicture(555, 300).webp().toBuffer(),
  ];
  const alone = await uploads.in(owner).findOne({ _id: uploadId.decode(await anUpload(owner, one)) });
  const archive = zipped([
    { path: '衣服/0a1b.tbi', bytes: tbi },
    { path: Buffer.from('cdbc2f312e746269', 'hex'), bytes: named }, // 图/1.tbi in GB18030
    { path: 'notes.txt', bytes: 'no picture' },
    { path: 'locked.tbi', bytes: tbi, encrypted: true },
  ]);
  const packed = (await uploads.in(owner).findOne({ _id: uploadId.decode(await anUpload(owner, archive)) }))!;
  const addresses = [
    uploadAddress(alone!),
    ...['衣服/0a1b.tbi', '0a1b.tbi', '图/1.tbi', 'notes.txt', 'missing.tbi', 'locked.tbi'].map((path) => uploadAddress(packed, path)),
    `upload:upload_${'0'.repeat(24)}`,
  ];
  await fetchAll(addresses);
  const files = await mediaOf(shop, addresses);
  expect(files.map((file) => file!.width ?? file!.problem!.code)).toEqual([
    333,
    444,
    444,
    555,
    'NOT_A_PICTURE',
    'FILE_GONE',
    'FILE_GONE',
    'FILE_GONE',
  ]);
  // In another agency the same name is nobody's.
  const stranger = aShopContext();
  await run([addresses[0]!], means, stranger);
  expect(await oneOf(addresses[0]!, stranger)).toMatchObject({ state: 'FAILED', problem: { code: 'FILE_GONE' } });
});

test('an archive that is none, or was cut off, is told as damaged', async () => {
  const owner = anAgencyContext(shop.agencyId);
  const whole = zipped([{ path: 'a.jpg', bytes: await aPicture().jpeg().toBuffer() }]);
  for (const bytes of [Buffer.from('no archive'), whole.subarray(0, whole.length - 10)]) {
    const broken = (await uploads.in(owner).findOne({ _id: uploadId.decode(await anUpload(owner, bytes)) }))!;
    await fetchAll([uploadAddress(broken, 'a.jpg')]);
    expect(await oneOf(uploadAddress(broken, 'a.jpg'))).toMatchObject({ problem: { message: expect.stringMatching(/damaged/) } });
  }
});

test('what is wanted twice is wanted once; what has failed is left alone for an hour', async () => {
  const [there, gone] = [at(await aPicture().png().toBuffer()), `${origin}/gone`];
  expect((await wantMedia(shop, [there, gone, there])).sort()).toEqual([there, gone].sort());
  await Promise.all(Array.from({ length: 5 }, () => wantMedia(shop, [there, gone])));
  expect(await mediaFiles.in(anAgencyContext(shop.agencyId)).count({})).toBe(2);
  await fetchAll([there, gone]);
  expect(await wantMedia(shop, [there, gone])).toEqual([]);
  const anHourAgo = new Date(Date.now() - 3600_000);
  await mediaFiles.in(anAgencyContext(shop.agencyId)).updateMany({}, { $set: { updatedAt: anHourAgo } });
  expect(await wantMedia(shop, [there, gone])).toEqual([gone]);
  expect(await oneOf(gone)).toMatchObject({ state: 'WAITING', attempts: 0, problem: null });
});

test('a change plans its pictures in rows of two hundred, each once', async () => {
  const addresses = Array.from({ length: 450 }, (_, index) => `https://img.example/${index}.jpg`);
  await transaction(shop, (tx) => planMedia(tx, [...addresses, ...addresses]));
  const rows = await outbox.in(shop).find({ type: 'media.fetch' }, { sort: { _id: 1 } });
  expect(rows.map(({ queue, data }) => [queue, (data.addresses as string[]).length])).toEqual([
    ['media', 200],
    ['media', 200],
    ['media', 50],
  ]);
  expect(rows.flatMap(({ data }) => data.addresses)).toEqual(addresses);
});

test('a picture is given by its url or by an upload of this shop; with the whole agency behind one, by the uploads of that too', async () => {
  const agency = anAgencyContext(shop.agencyId);
  const sister = aShopContext({ agencyId: shop.agencyId });
  const [own, sisters, agencys] = [await anUpload(shop, 'x'), await anUpload(sister, 'x'), await anUpload(agency, 'x')];
  expect(await mediaAddress(shop, { url: 'https://img.example/1.jpg' })).toBe('https://img.example/1.jpg');
  expect(await mediaAddress(shop, { upload: own })).toBe(`upload:${own}`);
  expect((await uploads.in(agency).findOne({ _id: uploadId.decode(own) }))!.usedAt).not.toBeNull();
  expect(await mediaAddress(shop, { upload: agencys }, { wholeAgency: true })).toBe(`upload:${agencys}`);
  for (const [upload, wholeAgency] of [
    [sisters, true],
    [agencys, false],
    [`upload_${'0'.repeat(24)}`, true],
    ['nonsense', false],
  ] as const)
    await expect(mediaAddress(shop, { upload }, { wholeAgency })).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['upload'] });
  for (const given of [{}, { url: 'https://img.example/1.jpg', upload: own }])
    await expect(mediaAddress(shop, given)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
