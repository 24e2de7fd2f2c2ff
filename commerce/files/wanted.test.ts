import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Outgoing } from '#platform/outgoing.js';
import { outbox, type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShopContext } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { aPicture, fetchAll, fetchSlice, means, mediaAt, openSource, theTimeComes } from '#tests/support/pictures.js';
import { mediaAddress, mediaOf, planMedia, wantMedia } from './index.js';
import { mediaFiles } from './media.model.js';
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

test('one that many shops of an agency want is asked for once, though all begin together', async () => {
  const addresses = await Promise.all(Array.from({ length: 6 }, async () => source.at(await aPicture().png().toBuffer())));
  const sisters = Array.from({ length: 4 }, () => aShopContext({ agencyId: shop.agencyId }));
  await Promise.all(sisters.map((sister) => fetchSlice(sister, addresses)));
  await fetchAll(shop, addresses);
  expect((await mediaOf(shop, addresses)).every((file) => file!.state === 'READY')).toBe(true);
  expect(addresses.map(source.timesAsked)).toEqual(Array(6).fill(1));
});

test('what a killed worker had taken up is taken over after its time, and given up where it kills every time', async () => {
  const address = source.at(await aPicture().png().toBuffer());
  const mine = mediaFiles.in(anAgencyContext(shop.agencyId));
  await wantMedia(shop, [address]);
  const claim = new Date(Date.now() + 60_000);
  await mine.set({ address }, { $set: { nextAttemptAt: claim, attempts: 1 } });
  expect(await fetchSlice(shop, [address])).toEqual({ again: true, data: { addresses: [address] }, at: claim });
  expect(source.timesAsked(address)).toBe(0);
  await theTimeComes(shop);
  expect(await fetchSlice(shop, [address])).toBeUndefined();
  expect(await mediaAt(shop, address)).toMatchObject({ state: 'READY', attempts: 2 });

  const deadly = source.at(await aPicture().png().toBuffer());
  await wantMedia(shop, [deadly]);
  await mine.set({ address: deadly }, { $set: { attempts: 4 } });
  expect(await fetchSlice(shop, [deadly])).toBeUndefined();
  expect(await mediaAt(shop, deadly)).toMatchObject({ state: 'FAILED', problem: { code: 'INTERRUPTED' } });
  expect(source.timesAsked(deadly)).toBe(0);
});

test('an error of our own counts as no attempt, and the job is tried again', async () => {
  const address = source.at(await aPicture().png().toBuffer());
  const broken = { ...means, outgoing: { call: () => Promise.reject(new TypeError('a bug')) } as unknown as Outgoing };
  await expect(fetchSlice(shop, [address], broken)).rejects.toThrow('a bug');
  expect(await mediaAt(shop, address)).toMatchObject({ state: 'WAITING', attempts: 0 });
  expect(await fetchSlice(shop, [address])).toBeUndefined();
  expect(await mediaAt(shop, address)).toMatchObject({ state: 'READY' });
});

test('what is wanted twice is wanted once; what has failed is left alone for an hour', async () => {
  const [there, gone] = [source.at(await aPicture().png().toBuffer()), `${source.url}/gone`];
  expect((await wantMedia(shop, [there, gone, there])).sort()).toEqual([there, gone].sort());
  await Promise.all(Array.from({ length: 5 }, () => wantMedia(shop, [there, gone])));
  expect(await mediaFiles.in(anAgencyContext(shop.agencyId)).count({})).toBe(2);
  await fetchAll(shop, [there, gone]);
  expect(await wantMedia(shop, [there, gone])).toEqual([]);
  const anHourAgo = new Date(Date.now() - 3600_000);
  await mediaFiles.in(anAgencyContext(shop.agencyId)).updateMany({}, { $set: { updatedAt: anHourAgo } });
  expect(await wantMedia(shop, [there, gone])).toEqual([gone]);
  expect(await mediaAt(shop, gone)).toMatchObject({ state: 'WAITING', attempts: 0, problem: null });
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
