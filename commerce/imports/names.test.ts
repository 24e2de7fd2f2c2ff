import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findProduct, productId } from '#commerce/catalog/index.js';
import { createDefaultLocation, setProducts, updateProduct } from '#commerce/inventory/index.js';
import { listRedirects, redirectAt } from '#commerce/redirects/index.js';
import { root } from '#platform/root.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { importText } from '#tests/support/importing.js';
import { importProblems } from './import.model.js';
import type { NewImport } from './options.js';
import { closeReader } from './reading/reader.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

async function anOpenShop(): Promise<ShopContext> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  return shop;
}

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats', name));
const inJson = (...given: object[]) => given.map((one) => JSON.stringify(one)).join('\n');
const targetAt = async (shop: ShopContext, address: string) => (await redirectAt(shop, address))?.target ?? null;
const titleAt = async (shop: ShopContext, handle: string) => (await findProduct(shop, { handle }))?.title;
const titleOf = async (shop: ShopContext, externalId: string) => (await findProduct(shop, { externalId }))?.title;
const codesOf = async (shop: ShopContext) => (await importProblems.in(shop).find({}, { sort: { row: 1 } })).map(({ code }) => code);

describe('old addresses', () => {
  const DRESS = 'https://item.taobao.com/item.htm?spm=a1z10&id=520000000001';

  test("a Taobao product's page leads to the product, wherever it moves; one that is not for sale is nowhere", async () => {
    const shop = await anOpenShop();
    expect(await importText(shop, await fixture('taobao/fixtures/utf16le.csv'), { format: 'TAOBAO' })).toMatchObject({
      productsCreated: 3,
    });
    const dress = (await findProduct(shop, { externalId: '520000000001' }))!;
    expect(await targetAt(shop, DRESS)).toBe(`/products/${encodeURIComponent(dress.handle)}`);
    await updateProduct(shop, productId.encode(dress._id), { handle: 'dress' });
    expect(await targetAt(shop, DRESS)).toBe('/products/dress');
    // In the warehouse on Taobao, so a draft here.
    expect(await targetAt(shop, '/item.htm?id=520000000002')).toBeNull();
    // The third had never been put up, and has no page of its own.
    expect((await listRedirects(shop, {})).nodes.map(({ path }) => path)).not.toContain('/item.htm?id=0');
  });

  const ownDress = (shop: ShopContext) =>
    setProducts(shop, [
      { title: 'Own dress', handle: 'own-dress', status: 'ACTIVE', variants: [{ sku: 'LD-S-W', price: 1, optionValues: [] }] },
    ]);

  test('a Shopify address leads to the product where it stands elsewhere, and only there', async () => {
    const shop = await anOpenShop();
    await ownDress(shop);
    const done = await importText(shop, await fixture('shopify/fixtures/current.csv'), { keep: ['HANDLE'] });
    expect(done).toMatchObject({ productsUpdated: 1, productsCreated: 3 });
    expect(await targetAt(shop, '/products/linen-dress?variant=3')).toBe('/products/own-dress');
    expect((await listRedirects(shop, {})).nodes.map(({ path }) => path)).toEqual(['/products/linen-dress']);
  });

  test('an address of Shopify that is written otherwise here leads on', async () => {
    const shop = await anOpenShop();
    await importText(shop, 'Title,URL handle,Status,Price\nHat,Top.Hat,Active,10');
    expect(await titleAt(shop, 'top-hat')).toBe('Hat');
    expect(await targetAt(shop, '/products/Top.Hat')).toBe('/products/top-hat');
  });

  test('lead nowhere where nobody wants them to', async () => {
    const shop = await anOpenShop();
    await ownDress(shop);
    const wishes = { keep: ['HANDLE'], redirects: false } satisfies Partial<NewImport>;
    await importText(shop, await fixture('shopify/fixtures/current.csv'), wishes);
    await importText(shop, await fixture('taobao/fixtures/utf16le.csv'), { ...wishes, format: 'TAOBAO' });
    expect(await findProduct(shop, { handle: 'own-dress' })).toMatchObject({ externalId: 'linen-dress' });
    expect(await titleOf(shop, '520000000001')).toBe('夏季棉麻连衣裙 中长款');
    for (const address of [DRESS, '/products/linen-dress']) expect(await targetAt(shop, address)).toBeNull();
    expect((await listRedirects(shop, {})).nodes).toEqual([]);
  });
});

describe('the name that finds a product first decides', () => {
  /** Found by its id at one source, and at the address of a product of another source. */
  const torn = inJson({ source: 'erp', externalId: '1', handle: 'second', title: 'New', variants: [{ price: '12' }] });
  async function aTornShop(): Promise<ShopContext> {
    const shop = await anOpenShop();
    await setProducts(shop, [
      { source: 'erp', externalId: '1', handle: 'first', title: 'First', variants: [{ price: 100, optionValues: [] }] },
      { source: 'woocommerce', externalId: '7', handle: 'second', title: 'Second', variants: [{ price: 100, optionValues: [] }] },
    ]);
    return shop;
  }

  test.each<[NonNullable<NewImport['matchBy']>, string, string]>([
    [['EXTERNAL_ID', 'HANDLE'], 'New', 'Second'],
    [['HANDLE', 'EXTERNAL_ID'], 'First', 'New'],
    [['HANDLE'], 'First', 'New'],
  ])('its id or its address: %j', async (matchBy, first, second) => {
    const shop = await aTornShop();
    const wishes = { format: 'JSONL', matchBy, keep: ['HANDLE'] } satisfies Partial<NewImport>;
    expect(await importText(shop, torn, wishes)).toMatchObject({ productsUpdated: 1, productsCreated: 0, rowsRejected: 0 });
    expect([await titleAt(shop, 'first'), await titleAt(shop, 'second')]).toEqual([first, second]);
    // Each is known as before: it comes again and changes nothing.
    expect([await titleOf(shop, '1'), await titleOf(shop, '7')]).toEqual([first, second]);
    expect(await importText(shop, torn, wishes)).toMatchObject({ productsUnchanged: 1, productsUpdated: 0 });
  });

  test('an address that its product would take is refused where another keeps it, and not where the product stays at its own', async () => {
    const shop = await aTornShop();
    expect(await importText(shop, torn, { format: 'JSONL' })).toMatchObject({ rowsRejected: 1 });
    expect(await codesOf(shop)).toEqual(['HANDLE_TAKEN']);
    expect(await importText(shop, torn, { format: 'JSONL', only: ['PRICES'] })).toMatchObject({ productsUpdated: 1, rowsRejected: 0 });
    const first = (await findProduct(shop, { handle: 'first' }))!;
    expect(first).toMatchObject({ title: 'First', variants: [{ price: 1200 }] });
    await updateProduct(shop, productId.encode(first._id), { handle: 'mine' });
    expect(await importText(shop, torn, { format: 'JSONL', keepEdits: true })).toMatchObject({ productsUpdated: 1, rowsRejected: 0 });
    expect([await titleAt(shop, 'mine'), await titleAt(shop, 'second')]).toEqual(['New', 'Second']);
  });

  test('an address that is kept is not given up to another of the file', async () => {
    const shop = await aTornShop();
    const file = inJson(
      { source: 'woocommerce', externalId: '7', handle: 'elsewhere', title: 'Second again' },
      { source: 'woocommerce', externalId: '8', handle: 'second', title: 'Third' },
    );
    expect(await importText(shop, file, { format: 'JSONL', keep: ['HANDLE'] })).toMatchObject({ productsUpdated: 1, rowsRejected: 1 });
    expect(await importProblems.in(shop).find({})).toMatchObject([{ code: 'HANDLE_TAKEN', message: 'Another product is at second' }]);
    expect(await titleAt(shop, 'second')).toBe('Second again');
  });

  test.each<[NonNullable<NewImport['matchBy']>, string[], string[]]>([
    [
      ['HANDLE', 'SKU'],
      ['hat', 'New hat', 'B'],
      ['cap', 'New cap', 'A'],
    ],
    [
      ['SKU', 'HANDLE'],
      ['cap', 'New cap', 'A'],
      ['hat', 'New hat', 'B'],
    ],
  ])('two products that crossed, by address or by SKU: %j', async (matchBy, first, second) => {
    const shop = await anOpenShop();
    await setProducts(shop, [
      { title: 'Hat', handle: 'hat', variants: [{ sku: 'A', price: 100, optionValues: [] }] },
      { title: 'Cap', handle: 'cap', variants: [{ sku: 'B', price: 100, optionValues: [] }] },
    ]);
    const before = [await findProduct(shop, { handle: 'hat' }), await findProduct(shop, { handle: 'cap' })];
    const crossed = inJson(
      { title: 'New hat', handle: 'hat', variants: [{ sku: 'B', price: '1' }] },
      { title: 'New cap', handle: 'cap', variants: [{ sku: 'A', price: '1' }] },
    );
    expect(await importText(shop, crossed, { format: 'JSONL', matchBy })).toMatchObject({ productsUpdated: 2, rowsRejected: 0 });
    const after = await Promise.all(before.map((product) => findProduct(shop, { id: productId.encode(product!._id) })));
    expect(after.map((product) => [product?.handle, product?.title, product?.variants[0]?.sku])).toEqual([first, second]);
  });
});
