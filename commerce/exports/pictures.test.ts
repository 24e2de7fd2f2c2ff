import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { type Product, productId, products } from '#commerce/catalog/index.js';
import { fetchMedia, mediaOf, mediaUrl, waitingUrl } from '#commerce/files/index.js';
import { mediaFiles } from '#commerce/files/media.model.js';
import { type Import, importPictures } from '#commerce/imports/import.model.js';
import { closeReader } from '#commerce/imports/index.js';
import { createDefaultLocation, createProduct, setPricedProducts, updateProduct } from '#commerce/inventory/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { exportText } from '#tests/support/exporting.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anUpload, importText } from '#tests/support/importing.js';
import { zipped } from '#tests/support/zipped.js';

const price = { amount: '10', currency: 'CNY' };
let picture: Buffer;
let shop: ShopContext;

beforeAll(async () => {
  await connectForTest();
  picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
});
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

async function anOpenShop(wishes: Parameters<typeof aShop>[0] = {}): Promise<ShopContext> {
  const made = await aShop(wishes);
  await createDefaultLocation(made);
  return made;
}
beforeEach(async () => {
  shop = await anOpenShop();
});

/** A hat with an uploaded picture, which its variant shows too. */
async function aHat(): Promise<Product> {
  const upload = await anUpload(shop, picture);
  const { _id, media } = await createProduct(shop, { title: 'Hat', handle: 'hat', media: [{ upload }], variants: [{ sku: 'H-1', price }] });
  const image = waitingUrl(shop, media[0]!.url);
  return updateProduct(shop, productId.encode(_id), { variants: [{ sku: 'H-1', image }] });
}
const fetched = (address: string) => fetchMedia(shop, { data: { addresses: [address] } });
const picturesIn = async (where: ShopContext) =>
  (await products.in(where).find({})).flatMap(({ media, variants }) => [
    ...media.map(({ url }) => url),
    ...variants.map(({ image }) => image),
  ]);
const knownOf = (where: ShopContext) => mediaFiles.in(anAgencyContext(where.agencyId)).find({});
const counts = ({ productsCreated, productsUpdated, productsUnchanged, rowsRejected }: Import) => ({
  created: productsCreated,
  updated: productsUpdated,
  unchanged: productsUnchanged,
  rejected: rowsRejected,
});
const NONE = { created: 0, updated: 0, unchanged: 0, rejected: 0 };

const WAYS = (['JSONL', 'SHOPIFY'] as const).flatMap((format) => [true, false].map((ready) => ({ format, ready })));

test.each(WAYS)('an uploaded picture that is there ($ready) comes back from $format as the one it is', async ({ format, ready }) => {
  const { media } = await aHat();
  const address = media[0]!.url;
  expect(address).toMatch(/^upload:/);
  if (ready) await fetched(address);
  const text = await exportText(shop, { format });
  expect(text).toContain(waitingUrl(shop, address));
  expect(counts(await importText(shop, text, { format }))).toEqual({ ...NONE, unchanged: 1 });
  expect(await picturesIn(shop)).toEqual([address, address]);

  const sister = await anOpenShop({ agencyId: shop.agencyId });
  expect(counts(await importText(sister, text, { format }))).toEqual({ ...NONE, created: 1 });
  expect(await picturesIn(sister)).toEqual([address, address]);
  expect((await knownOf(shop)).map((one) => [one.address, one.state])).toEqual([[address, ready ? 'READY' : 'WAITING']]);
  expect(await importPictures.in(sister).count({})).toBe(ready ? 0 : 1);

  const stranger = await anOpenShop();
  expect(counts(await importText(stranger, text, { format }))).toEqual({ ...NONE, created: 1 });
  expect(await picturesIn(stranger)).toEqual([waitingUrl(shop, address), waitingUrl(shop, address)]);
});

test('pictures of an uploaded archive come back as they are', async () => {
  const packed = { format: 'JSONL' } as const;
  const line = { title: 'Hat', handle: 'hat', media: [{ url: 'zip:hat.png' }], variants: [{ price: '10.00' }] };
  const archive = zipped([
    { path: 'products.jsonl', bytes: JSON.stringify(line) },
    { path: 'hat.png', bytes: picture },
  ]);
  await importText(shop, archive, { ...packed, dryRun: true });
  expect(await knownOf(shop)).toEqual([]);
  expect(counts(await importText(shop, archive, packed))).toEqual({ ...NONE, created: 1 });
  const before = await picturesIn(shop);
  expect(before[0]).toMatch(/^upload:.*\/hat\.png$/);
  const text = await exportText(shop, { format: 'JSONL' });
  expect(counts(await importText(shop, text, { format: 'JSONL' }))).toEqual({ ...NONE, unchanged: 1 });
  expect(await picturesIn(shop)).toEqual(before);
});

test('the API takes the addresses that it gave out, and no others for its own', async () => {
  const { _id, media } = await aHat();
  const address = media[0]!.url;
  await fetched(address);
  const [file] = await mediaOf(shop, [address]);
  const shown = mediaUrl(file!, 300);
  const { revision } = (await products.in(shop).findOne({ _id }))!;
  for (const url of [shown, waitingUrl(shop, address)]) {
    const [result] = await setPricedProducts(shop, [{ handle: 'hat', media: [{ url }], variants: [{ sku: 'H-1', image: url }] }]);
    expect(result).toMatchObject({ outcome: 'unchanged', errors: [] });
  }
  expect((await products.in(shop).findOne({ _id }))!.revision).toBe(revision);

  const strange = [
    shown.replace(/[0-9a-f]{64}/, '0'.repeat(64)),
    shown.replace('.webp', '.webp?v=1'),
    shown.replace('300.webp', 'original'),
  ];
  const changed = await updateProduct(shop, productId.encode(_id), {
    media: strange.map((url) => ({ url })),
    variants: [{ sku: 'H-1', image: null }],
  });
  expect(changed.media.map(({ url }) => url)).toEqual(strange);
});
