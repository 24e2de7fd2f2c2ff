import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse';
import { categoriesAt, defineAttributes, findProduct, productId, type SetProduct } from '#commerce/catalog/index.js';
import { closeReader } from '#commerce/imports/index.js';
import { createDefaultLocation, setProducts, updateProduct } from '#commerce/inventory/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { exportText } from '#tests/support/exporting.js';
import { aShop } from '#tests/support/factories.js';
import { importText } from '#tests/support/importing.js';
import { csvLine } from './csv.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

/** Products that say more than Shopify's columns have room for. */
async function aRichShop(): Promise<ShopContext> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  const [tea, gifts, mixed] = await categoriesAt(shop, [
    [{ title: '茶' }, { title: '绿茶' }],
    [{ title: 'Gifts' }],
    [{ title: 'Cups > Bowls' }],
  ]);
  await defineAttributes(shop, ['Kiln', '产地']);
  const sizes = ['S', 'M', 'L'].map((size, at) => ({ price: 100 + at, sku: `SIZE-${size}`, optionValues: [size], available: 1 }));
  const rich: SetProduct[] = [
    { title: 'Two shelves', handle: 'two-shelves', categories: [tea!, gifts!], tags: ['plain', 'red, green'], variants: [{ price: 100 }] },
    { title: 'A strange shelf', handle: 'strange-shelf', categories: [mixed!], variants: [{ price: 100 }] },
    {
      title: 'Attributes in an order of their own',
      handle: 'attributes',
      attributes: [
        { key: '产地', value: '长'.repeat(4000) },
        { key: 'kiln', value: '景德镇' },
      ],
      variants: [{ price: 100 }],
    },
    {
      title: 'The large one first',
      handle: 'sizes',
      options: [{ name: 'Size', values: ['L', 'S', 'M'] }],
      variants: sizes,
    },
  ];
  expect((await setProducts(shop, rich)).map(({ outcome }) => outcome)).toEqual(rich.map(() => 'created'));
  return shop;
}

test.each(['SHOPIFY', 'JSONL'] as const)('what %s has no columns for comes back as unchanged', async (format) => {
  const shop = await aRichShop();
  const [text, whole] = [await exportText(shop, { format }), await saidIn(shop)];
  expect(await importText(shop, text, { format })).toMatchObject({ productsUnchanged: 4, productsUpdated: 0, rowsRejected: 0 });
  expect(await saidIn(shop)).toEqual(whole);
});

/** All that the catalog says. Shopify's file has no place for where a product came from: what has come from it once is known by it. */
const saidIn = async (shop: ShopContext): Promise<object[]> =>
  (await exportText(shop, { format: 'JSONL' }))
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as object), source: undefined, externalId: undefined }));

/** The export with cells of the product changed. */
async function edited(shop: ShopContext, handle: string, cells: Record<string, string>): Promise<string> {
  const [head, ...rows] = (await parse(await exportText(shop, { format: 'SHOPIFY' }), { bom: true }).toArray()) as string[][];
  const row = rows.find((one) => one[head!.indexOf('URL handle')] === handle)!;
  for (const [column, cell] of Object.entries(cells)) {
    expect(head).toContain(column);
    row[head!.indexOf(column)] = cell;
  }
  return [head!, ...rows].map(csvLine).join('');
}

const MORE = 'More (product.metafields.shopyard.more)';
const found = async (shop: ShopContext, handle: string) => (await findProduct(shop, { handle }))!;

test('what a person writes into a column of Shopify counts more than what the export has written beside it', async () => {
  const shop = await aRichShop();
  const text = await edited(shop, 'two-shelves', { 'Product category': 'Gifts', Tags: 'plain, blue' });
  expect(await importText(shop, text)).toMatchObject({ productsUpdated: 1, productsUnchanged: 3, rowsRejected: 0 });
  const product = await found(shop, 'two-shelves');
  expect(product.tags).toEqual(['plain', 'blue']);
  expect(product.categories).toHaveLength(1);
});

test('a damaged cell of ours costs its row and says what to do', async () => {
  const shop = await aRichShop();
  const done = await importText(shop, await edited(shop, 'two-shelves', { [MORE]: '{"categories":' }));
  expect(done).toMatchObject({ productsUnchanged: 3, productsUpdated: 0, rowsRejected: 1 });
  expect((await found(shop, 'two-shelves')).categories).toHaveLength(2);
});

test('a product of Shopify that moved to another address here is known when it comes back', async () => {
  const shop = await aRichShop();
  await setProducts(shop, [{ source: 'shopify', externalId: 'old-name', title: 'Hat', handle: 'old-name', variants: [{ price: 100 }] }]);
  const { _id } = await found(shop, 'old-name');
  await updateProduct(shop, productId.encode(_id), { handle: 'new-name' });
  const text = await exportText(shop, { format: 'SHOPIFY' });
  expect(await importText(shop, text)).toMatchObject({ productsUnchanged: 5, productsCreated: 0, rowsRejected: 0 });
  expect(await found(shop, 'new-name')).toMatchObject({ _id, externalId: 'old-name' });
});
