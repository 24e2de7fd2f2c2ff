import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse';
import { Types } from 'mongoose';
import {
  categoriesAt,
  defineAttributes,
  findProduct,
  MOST_EMBEDDED,
  type Product,
  productId,
  products,
  productsWithVariants,
  type SetProduct,
} from '#commerce/catalog/index.js';
import { IMPORT_FORMATS, type ImportFormat } from '#commerce/imports/formats/index.js';
import { closeReader } from '#commerce/imports/index.js';
import { availableOf, createDefaultLocation, setInventoryBulk, setProducts, updateProduct } from '#commerce/inventory/index.js';
import { type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { addressParts, exportText } from '#tests/support/exporting.js';
import { aShop } from '#tests/support/factories.js';
import { importText } from '#tests/support/importing.js';
import { csvLine } from './csv.js';
import { EXPORT_FORMATS, exportAddress, openExport } from './index.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

async function anOpenShop(wishes: Parameters<typeof aShop>[0] = {}): Promise<ShopContext> {
  const shop = await aShop(wishes);
  await createDefaultLocation(shop);
  return shop;
}

/** What makes a catalog hard to carry. */
const AWKWARD: SetProduct[] = [
  {
    source: 'taobao',
    externalId: '520',
    title: '青花瓷茶具「一壶四杯」',
    handle: '青花瓷茶具',
    descriptionHtml: '<p>景德镇，\n"手工"</p>\n<table><tr><td>a, b</td></tr></table>',
    vendor: '瓷坊',
    productType: '茶具',
    tags: ['瓷器', 'two words'],
    options: [{ name: '颜色' }, { name: '尺寸' }, { name: 'Set of' }],
    variants: [
      { sku: 'CJ-1', price: 38800, compareAtPrice: 45000, cost: 12050, optionValues: ['蓝', '大', '4'], weightGrams: 1500, available: 5 },
      { sku: 'CJ-2', price: 28800, optionValues: ['蓝', '小', '4'], barcode: '0690123', available: 0, taxClass: 'exempt' },
      { price: 18800, optionValues: ['白, "纯"', '小', '4'], tracksInventory: false, image: 'https://img.example.com/3.jpg' },
      { price: 18900, optionValues: ['白, "纯"', '大', '4'] },
    ],
    media: [
      { url: 'https://img.example.com/1.jpg', alt: '=alt, "one"' },
      { url: 'https://img.example.com/2.jpg' },
      { url: 'https://img.example.com/3.jpg', alt: 'Third' },
    ],
    seo: { title: '青花', description: '=1+1' },
  },
  { title: '=1+1', handle: 'formula', status: 'DRAFT', variants: [{ sku: '-2+3', price: 0, available: 3 }], tags: ['@sum', '+x'] },
  { title: 'Only a title', handle: 'only-a-title' },
  { title: 'Many pictures\twith a tab', handle: 'pictures', media: [1, 2, 3].map((at) => ({ url: `https://img.example.com/m${at}.jpg` })) },
  { title: 'Out of the range', handle: 'archived', status: 'ARCHIVED', variants: [{ price: 100 }] },
  {
    title: 'Later',
    handle: 'later',
    publishedAt: new Date('2099-01-01'),
    variants: [{ price: 100, sku: '=HYPERLINK("x")', available: 1 }],
  },
  {
    title: 'As many as there may be',
    handle: 'large',
    options: [{ name: 'Number' }],
    variants: Array.from({ length: MOST_EMBEDDED + 10 }, (_, at) => ({ price: 100 + at, optionValues: [`N${at}`], available: at })),
  },
];
interface State {
  revision: number;
  stock: number[];
}

async function stateOf(shop: ShopContext): Promise<Map<string, State>> {
  const all = await productsWithVariants(
    shop,
    (await products.in(shop).find({})).map(({ _id }) => _id),
  );
  const states = new Map<string, State>();
  for (const { handle, revision, variants } of all) {
    const ids = variants.map(({ id }) => id);
    states.set(handle, { revision, stock: await availableOf(shop, ids) });
  }
  return states;
}

const ROUND_TRIPS = EXPORT_FORMATS.filter((format) => (IMPORT_FORMATS as readonly string[]).includes(format));

test.each(ROUND_TRIPS.flatMap((format) => ['CNY', 'JPY'].map((currency) => [format, currency] as const)))(
  'what is exported as %s in %s imports again as unchanged',
  async (format, currency) => {
    const shop = await anOpenShop({ currency });
    const made = await setProducts(shop, AWKWARD);
    expect(made.map(({ outcome, errors }) => [outcome, errors])).toEqual(AWKWARD.map(() => ['created', []]));
    const before = await stateOf(shop);
    const text = await exportText(shop, { format });
    const done = await importText(shop, text, { format: format as ImportFormat });
    expect(done).toMatchObject({ status: 'COMPLETED', rowsRejected: 0, productsCreated: 0, productsUpdated: 0 });
    expect(done.productsUnchanged).toBe(format === 'PRICES' ? AWKWARD.filter(({ variants }) => variants).length : AWKWARD.length);
    expect(await stateOf(shop)).toEqual(before);
    // It is known by its hash now, and looked at no further.
    expect((await importText(shop, text, { format: format as ImportFormat })).productsUnchanged).toBe(done.productsUnchanged);
    expect(await exportText(shop, { format })).toBe(text);
  },
);

test('every format that an import knows too is tried', () => {
  expect(ROUND_TRIPS).toEqual(expect.arrayContaining(['SHOPIFY', 'JSONL', 'PRICES']));
});

test("a catalog goes into another shop as Shopify's file and says the same there", async () => {
  const [from, to] = [await anOpenShop(), await anOpenShop()];
  await setProducts(
    from,
    AWKWARD.map(({ variants, ...rest }) => ({ ...rest, variants: variants?.map(({ taxClass: _, image: __, ...one }) => one) })),
  );
  const text = await exportText(from, { format: 'SHOPIFY' });
  expect(await importText(to, text)).toMatchObject({ productsCreated: AWKWARD.length, rowsRejected: 0 });
  expect(await exportText(to, { format: 'SHOPIFY' })).toBe(text);
});

test('a price that was changed in the list changes that variant alone, and what was sold since stays sold', async () => {
  const shop = await anOpenShop();
  await setProducts(shop, AWKWARD);
  const rows = (await parse(await exportText(shop, { format: 'PRICES' }), { bom: true }).toArray()) as string[][];
  const at = (name: string) => rows[0]!.indexOf(name);
  const [sold, changed] = ['N6', 'N7'].map((choice) => rows.find((row) => row[at('Variant')] === choice)!) as [string[], string[]];
  changed[at('Price')] = '99.00';
  changed[at('Available')] = '70';
  await setInventoryBulk(shop, { levels: [{ variant: sold[at('Variant ID')], available: 2 }] });

  const done = await importText(shop, rows.map(csvLine).join(''), { format: 'PRICES' });
  expect(done).toMatchObject({ productsUpdated: 1, rowsRejected: 0 });
  const [product] = await productsWithVariants(shop, [(await findProduct(shop, { handle: 'large' }))!._id]);
  expect(product!.variants).toHaveLength(MOST_EMBEDDED + 10);
  const some = product!.variants.slice(6, 9);
  expect(some.map(({ price }) => price)).toEqual([106, 9900, 108]);
  const ids = some.map(({ id }) => id);
  expect(await availableOf(shop, ids)).toEqual([2, 70, 8]);
});

test("Shopify's columns hold what the catalog says, categories and attributes too", async () => {
  const shop = await anOpenShop();
  const [shirts] = await categoriesAt(shop, [[{ title: '服装' }, { title: '衬衫' }]]);
  await defineAttributes(shop, ['fabric', '产地']);
  const attributes = [
    { key: 'fabric', value: '棉, 100%' },
    { key: '产地', value: '杭州' },
  ];
  await setProducts(shop, [
    { title: 'Shirt', categories: [shirts!], attributes, variants: [{ price: 1999, cost: 800, taxClass: 'exempt' }] },
  ]);
  const [row] = (await parse(await exportText(shop, { format: 'SHOPIFY' }), { columns: true }).toArray()) as Record<string, string>[];
  expect(row).toMatchObject({
    Title: 'Shirt',
    'URL handle': 'shirt',
    'Product category': '服装 > 衬衫',
    Status: 'Active',
    'Option1 name': 'Title',
    'Option1 value': 'Default Title',
    Price: '19.99',
    'Cost per item': '8.00',
    'Charge tax': 'FALSE',
    'Inventory quantity': '',
    'fabric (product.metafields.custom.fabric)': '棉, 100%',
    '产地 (product.metafields.custom.attribute_2)': '杭州',
  });
});

test('a line of JSON holds a whole product', async () => {
  const shop = await anOpenShop();
  const [root] = await categoriesAt(shop, [[{ title: 'Ceramics' }]]);
  await defineAttributes(shop, ['Kiln']);
  await setProducts(shop, [{ ...AWKWARD[0]!, categories: [root!], attributes: [{ key: 'kiln', value: '景德镇' }] }, AWKWARD[2]!]);
  const lines = (await exportText(shop, { format: 'JSONL' })).trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  const [tea, plain] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(tea).toEqual({
    source: 'taobao',
    externalId: '520',
    title: '青花瓷茶具「一壶四杯」',
    handle: '青花瓷茶具',
    descriptionHtml: expect.stringContaining('景德镇'),
    status: 'ACTIVE',
    publishedAt: null,
    vendor: '瓷坊',
    productType: '茶具',
    tags: ['瓷器', 'two words'],
    options: [
      { name: '颜色', values: ['蓝', '白, "纯"'] },
      { name: '尺寸', values: ['大', '小'] },
      { name: 'Set of', values: ['4'] },
    ],
    variants: [
      {
        sku: 'CJ-1',
        barcode: null,
        price: '388.00',
        compareAtPrice: '450.00',
        cost: '120.50',
        optionValues: ['蓝', '大', '4'],
        weightGrams: 1500,
        taxClass: null,
        tracksInventory: true,
        available: 5,
      },
      expect.objectContaining({ sku: 'CJ-2', available: 0, taxClass: 'exempt' }),
      expect.not.objectContaining({ available: expect.anything() }),
      expect.not.objectContaining({ available: expect.anything() }),
    ],
    media: [
      { url: 'https://img.example.com/1.jpg', alt: '=alt, "one"' },
      { url: 'https://img.example.com/2.jpg', alt: null },
      { url: 'https://img.example.com/3.jpg', alt: 'Third' },
    ],
    seo: { title: '青花', description: '=1+1' },
    categories: [[{ title: 'Ceramics' }]],
    attributes: [{ name: 'Kiln', value: '景德镇' }],
  });
  expect(plain).toMatchObject({ title: 'Only a title', variants: [], options: [], media: [], categories: [], attributes: [] });
  expect(plain).not.toHaveProperty('source');
});

test('a query chooses what is exported, the oldest first', async () => {
  const shop = await anOpenShop();
  await setProducts(
    shop,
    ['Hat red', 'Scarf red', 'Hat blue'].map((title) => ({ title, status: title === 'Hat blue' ? 'DRAFT' : 'ACTIVE' })),
  );
  const titlesOf = async (query: string | null) =>
    (await exportText(shop, { format: 'JSONL', query }))
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Product).title);
  expect(await titlesOf(null)).toEqual(['Hat red', 'Scarf red', 'Hat blue']);
  expect(await titlesOf('hat')).toEqual(['Hat red', 'Hat blue']);
  expect(await titlesOf('status:DRAFT')).toEqual(['Hat blue']);
});

test('an address opens its own shop and format alone, for an hour', async () => {
  const [shop, other] = [await anOpenShop(), await anOpenShop()];
  const { url, expiresAt } = exportAddress(shop, { format: 'SHOPIFY' });
  expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(3600_000);
  const address = addressParts(url);
  expect((await openExport(address)).filename).toMatch(/^shop-[0-9a-f]{12}-\d{4}-\d{2}-\d{2}\.csv$/);
  for (const wrong of [
    { token: '' },
    { token: `${address.token}x` },
    { format: 'prices' },
    { format: 'nonsense' },
    { shop: shopId.encode(other.shopId) },
    { shop: shopId.encode(new Types.ObjectId()) },
  ]) {
    await expect(openExport({ ...address, ...wrong })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('a product of Shopify’s whose handle was changed here is found again by the file of this shop', async () => {
  const shop = await anOpenShop();
  const header = 'Title,URL handle,SKU,Price';
  await importText(shop, [header, 'Hat,hat,H,10', 'Cap,cap,C,20'].join('\n'));
  const { _id } = (await findProduct(shop, { handle: 'hat' }))!;
  await updateProduct(shop, productId.encode(_id), { handle: 'straw-hat' });
  const text = (await exportText(shop, { format: 'SHOPIFY' })).replace('10.00', '11.00');
  expect(await importText(shop, text)).toMatchObject({ productsCreated: 0, productsUpdated: 1, rowsRejected: 0 });
  expect(await products.in(shop).findOne({ _id })).toMatchObject({ handle: 'straw-hat', lowestPrice: 1100, externalId: 'hat' });
  // In one file, the product that has the id is meant by it, wherever it moved to.
  const both = [header, 'Hat,hat,H,12', 'Straw hat,straw-hat,SH,30'].join('\n');
  expect(await importText(shop, both)).toMatchObject({ productsCreated: 1, productsUpdated: 1, rowsRejected: 0 });
  expect(await products.in(shop).findOne({ _id })).toMatchObject({ handle: 'hat', lowestPrice: 1200 });
});
