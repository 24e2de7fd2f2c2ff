import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { storage, storageFolder } from '#platform/storage.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShopContext } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { aPicture, fetchAll, fetchSlice, folderOf, mediaAt, openSource, stored } from '#tests/support/pictures.js';
import { zipped } from '#tests/support/zipped.js';
import { mediaOf, uploadAddress, usualWidthOf } from './index.js';
import { uploadId, uploads } from './upload.model.js';

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

test.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)(
  'a %s is kept as it came, and drawn in the widths that shops show',
  async (format) => {
    const bytes = await aPicture(1200, 600).toFormat(format).toBuffer();
    const address = source.at(bytes, { headers: { 'content-type': 'application/octet-stream' } });
    await fetchAll(shop, [address]);
    const file = await mediaAt(shop, address);
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
    expect(await stored(`${folderOf(shop, hash)}/original`)).toEqual(bytes);
    for (const width of file!.widths) {
      const drawn = await sharp(await stored(`${folderOf(shop, hash)}/${width}.webp`)).metadata();
      expect(drawn).toMatchObject({ format: 'webp', width, height: width / 2 });
    }
  },
);

test('a picture is never enlarged: a small one has its own width alone', async () => {
  const [small, middling] = [source.at(await aPicture(90, 90).png().toBuffer()), source.at(await aPicture(800, 800).jpeg().toBuffer())];
  await fetchAll(shop, [small, middling]);
  expect((await mediaOf(shop, [middling, small])).map((file) => file!.widths)).toEqual([[160, 320, 640, 800], [90]]);
});

test("a phone's photo stands upright, and tells nothing of where it was taken", async () => {
  const exif = { IFD0: { Artist: 'Somebody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 15/1 0/1' } };
  const lying = await aPicture(600, 300).withMetadata({ orientation: 6 }).withExifMerge(exif).jpeg().toBuffer();
  expect((await sharp(lying).metadata()).exif?.toString('latin1')).toContain('Somebody');
  const address = source.at(lying);
  await fetchAll(shop, [address]);
  const file = (await mediaAt(shop, address))!;
  expect(file).toMatchObject({ width: 300, height: 600, widths: [160, 300] });
  const drawn = await sharp(await stored(`${folderOf(shop, file.hash!)}/300.webp`)).metadata();
  expect([drawn.width, drawn.height, drawn.exif, drawn.orientation]).toEqual([300, 600, undefined, undefined]);
});

test("of a moving picture the first frame is shown, and a description's long picture in the widths that WebP holds", async () => {
  const red = { create: { width: 200, height: 100, channels: 3 as const, background: 'red' } };
  const frames = [await sharp(red).png().toBuffer(), await aPicture(200, 100).png().toBuffer()];
  const moving = source.at(
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
  );
  const long = source.at(await aPicture(750, 24_000).jpeg().toBuffer());
  await fetchAll(shop, [moving, long]);
  const [first, second] = await mediaOf(shop, [moving, long]);
  expect(first).toMatchObject({ state: 'READY', width: 200, height: 100 });
  const { dominant } = await sharp(await stored(`${folderOf(shop, first!.hash!)}/200.webp`)).stats();
  expect(dominant.r).toBeGreaterThan(200);
  expect(second).toMatchObject({ state: 'READY', width: 750, height: 24_000, widths: [160, 320] });
});

test('the same picture under two addresses is kept and drawn once; in another agency it is another', async () => {
  const bytes = await aPicture(700, 700).jpeg().toBuffer();
  const [one, other] = [source.at(bytes), source.at(bytes)];
  await fetchAll(shop, [one]);
  const { hash } = (await mediaAt(shop, one))!;
  const folder = folderOf(shop, hash!);
  // Drawn once more, it would be there again.
  await storage().remove(`${folder}/160.webp`);
  await fetchAll(shop, [other]);
  expect(await mediaAt(shop, other)).toMatchObject({ state: 'READY', hash, widths: [160, 320, 640, 700] });
  expect((await readdir(join(storageFolder(), folder))).sort()).toEqual(['320.webp', '640.webp', '700.webp', 'original']);
  const stranger = aShopContext();
  expect(await mediaAt(stranger, one)).toBeNull();
  await fetchSlice(stranger, [one]);
  expect(await readdir(join(storageFolder(), folderOf(stranger, hash!)))).toHaveLength(5);
  expect(source.timesAsked(one)).toBe(2);
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
  await fetchAll(shop, addresses);
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
  await fetchSlice(stranger, [addresses[0]!]);
  expect(await mediaAt(stranger, addresses[0]!)).toMatchObject({ state: 'FAILED', problem: { code: 'FILE_GONE' } });
});

test('an archive that is none, or was cut off, is told as damaged', async () => {
  const owner = anAgencyContext(shop.agencyId);
  const whole = zipped([{ path: 'a.jpg', bytes: await aPicture().jpeg().toBuffer() }]);
  for (const bytes of [Buffer.from('no archive'), whole.subarray(0, whole.length - 10)]) {
    const broken = (await uploads.in(owner).findOne({ _id: uploadId.decode(await anUpload(owner, bytes)) }))!;
    await fetchAll(shop, [uploadAddress(broken, 'a.jpg')]);
    expect(await mediaAt(shop, uploadAddress(broken, 'a.jpg'))).toMatchObject({ problem: { message: expect.stringMatching(/damaged/) } });
  }
});
