import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined, readFileAs } from '#tests/support/reading.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/shopify/fixtures', name));

test("Shopify's current export: rows of one handle are one product with its variants", async () => {
  const { products, problems, rows } = await readFileAs(files, await fixture('current.csv'));
  expect(problems).toEqual([]);
  expect(rows).toBe(7);
  expect(products).toMatchObject([
    {
      rows: [2, 3, 4, 5],
      partial: false,
      source: 'shopify',
      externalId: 'linen-dress',
      handle: 'linen-dress',
      title: 'Linen dress',
      descriptionHtml: '<p>Cool in summer.</p>\n<p>Two "pockets".</p>',
      status: 'ACTIVE',
      vendor: 'Willow & Co',
      productType: 'Dresses',
      categories: [[{ title: 'Apparel & Accessories' }, { title: 'Clothing' }, { title: 'Dresses' }]],
      attributes: [
        { name: 'Fabric', value: 'Linen' },
        { name: 'care_guide', value: 'Wash cold' },
      ],
      redirectFrom: ['/products/linen-dress'],
      tags: ['summer', 'linen'],
      options: [{ name: 'Size' }, { name: 'Colour' }],
      variants: [
        {
          row: 2,
          sku: 'LD-S-W',
          barcode: '6901234567892',
          price: '199.00',
          compareAtPrice: '259.00',
          cost: '80.5',
          optionValues: ['S', 'White'],
          weightGrams: 320,
          tracksInventory: true,
          available: 12,
          image: 'https://img.example.com/linen-white.jpg',
        },
        { row: 3, sku: 'LD-M-W', price: '199.00', compareAtPrice: null, optionValues: ['M', 'White'], available: 0 },
        { row: 4, sku: 'LD-L-W', price: '1209.00', optionValues: ['L', 'White'], available: 0 },
      ],
      media: [
        { url: 'https://img.example.com/linen-2.jpg', alt: 'Back' },
        { url: 'https://img.example.com/linen-1.jpg', alt: 'Front' },
        { url: 'https://img.example.com/linen-3.jpg', alt: 'Detail' },
        { url: 'https://img.example.com/linen-white.jpg', alt: null },
      ],
      seo: { title: 'Linen dress | Willow', description: 'A cool dress' },
    },
    { handle: 'qinghua-chaju', title: '青花瓷茶具', status: 'DRAFT', options: [], variants: [{ optionValues: [], price: '388' }] },
    { handle: 'gift-note', status: 'DRAFT', variants: [{ price: '5.00', tracksInventory: false, taxClass: 'exempt' }] },
    { handle: 'only-a-title', title: 'Only a title' },
  ]);
  expect(products[0]!.variants![0]!.taxClass).toBeUndefined();
  expect(products[0]!.variants![1]!.image).toBeUndefined();
  expect(products[1]).toMatchObject({ categories: [], attributes: [] });
  expect(products[3]!.variants).toBeUndefined();
  expect(products[3]!.status).toBeUndefined();
});

test('the columns of older exports are known too, with a byte order mark and Windows line ends', async () => {
  const { products, problems } = await readFileAs(files, await fixture('older.csv'));
  expect(problems).toEqual([]);
  expect(products).toMatchObject([
    {
      handle: 'mug',
      descriptionHtml: '<b>Holds tea</b>',
      options: [{ name: 'Glaze' }],
      variants: [
        { sku: 'MUG-C', price: '18.50', available: 10, weightGrams: 350 },
        { sku: 'MUG-T', price: '19.50', compareAtPrice: '22.00', available: 4 },
      ],
    },
  ]);
});

test('a dirty file: every bad row is told by number, column, code and sentence, and the good rows go in', async () => {
  const { products, problems, rows, rejected } = await readFileAs(files, await fixture('dirty.csv'));
  expect(products.map(({ handle, partial, variants }) => [handle, partial, variants?.map(({ sku }) => sku)])).toEqual([
    ['good-one', false, ['G-1']],
    ['inches', true, ['I-1']],
    ['half-good', true, ['H-S', 'H-L']],
    ['last-good', true, ['L-1']],
  ]);
  expect(problems.map(({ row, column, code }) => [row, column, code])).toEqual([
    [3, 'Price', 'PRICE_INVALID'],
    [4, 'Title', 'TITLE_MISSING'],
    [5, '', 'PRODUCT_REJECTED'],
    [7, '', 'QUOTE_MISPLACED'],
    [8, '', 'CELLS_MISMATCH'],
    [9, '', 'CELLS_MISMATCH'],
    [11, 'Product image URL', 'PICTURE_INVALID'],
    [12, 'Inventory quantity', 'NUMBER_INVALID'],
    [14, 'Status', 'STATUS_INVALID'],
    [15, '', 'ROWS_APART'],
    [16, '', 'QUOTE_NOT_CLOSED'],
    [17, '', 'CELLS_MISMATCH'],
  ]);
  for (const { message } of problems) expect(message).toMatch(/^.{20,160}$/);
  expect(problems[0]).toMatchObject({ value: 'ten' });
  expect({ rows, rejected }).toEqual({ rows: 16, rejected: 11 });
});

test('both dialects are told from other tables by their columns', async () => {
  for (const name of ['current.csv', 'older.csv']) {
    const { found } = await examined(files, await fixture(name));
    expect(found).toMatchObject({ format: 'SHOPIFY', reason: expect.stringContaining('Shopify') });
    expect(found!.confidence).toBeGreaterThan(0.9);
  }
  expect((await examined(files, 'Title,Words\nHat,red\n')).refusal).toMatchObject({ code: 'NOT_RECOGNISED' });
});

test('any catalog that is written as Shopify writes it is read as it was', async () => {
  const text = fc
    .string({ unit: fc.constantFrom('a', 'é', '裙', '"', ',', ';', ' ', '5'), maxLength: 10 })
    .map((some) => `x${some}`.trim());
  const price = fc.integer({ min: 1, max: 9_999_999 }).map((cents) => (cents / 100).toFixed(2));
  const aProduct = fc.record({
    title: text,
    vendor: text,
    sizes: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
    price,
    quantity: fc.nat(9999),
    exempt: fc.boolean(),
  });
  const HEADER =
    'Title,URL handle,Vendor,Option1 name,Option1 value,Price,Inventory quantity,Charge tax,Variant image URL,Product image URL';
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(fc.array(aProduct, { minLength: 1, maxLength: 5 }), async (wishes) => {
      const lines = wishes.flatMap(({ title, vendor, sizes, price: amount, quantity, exempt }, at) =>
        sizes.map((size, index) => {
          const own = index === 0 ? [title, `p-${at}`, vendor, 'Size'] : ['', `p-${at}`, '', ''];
          const image = `https://img.example.com/${at}-${index}.jpg`;
          return [...own, size, amount, String(quantity), exempt ? 'FALSE' : 'TRUE', image, ''].map(quoted).join(',');
        }),
      );
      const { products, problems } = await readFileAs(files, [HEADER, ...lines].join('\r\n'));
      expect(problems).toEqual([]);
      const said = products.map(({ title, vendor, variants, media }) => ({ title, vendor, variants, media: media?.length }));
      expect(said).toEqual(
        wishes.map(({ title, vendor, sizes, price: amount, quantity, exempt }, at) => ({
          title,
          vendor,
          variants: sizes.map((size, index) => ({
            row: expect.any(Number),
            price: amount,
            optionValues: [size],
            ...(exempt ? { taxClass: 'exempt' } : {}),
            tracksInventory: true,
            available: quantity,
            image: `https://img.example.com/${at}-${index}.jpg`,
          })),
          media: sizes.length,
        })),
      );
    }),
    { numRuns: 60 },
  );
});

test('a gift card goes in as a draft, and that is told', async () => {
  const { products, problems } = await readFileAs(
    files,
    'Title,URL handle,Status,Published,Price,Gift card\nCard,card,Active,TRUE,50,TRUE\nHat,hat,Active,TRUE,5,FALSE\n',
  );
  expect(products.map(({ status }) => status)).toEqual(['DRAFT', 'ACTIVE']);
  expect(problems).toMatchObject([{ row: 2, column: 'Gift card', code: 'GIFT_CARD', kept: true }]);
});

test('cents may stand behind a comma, as spreadsheets in much of Europe save them', async () => {
  const { products, problems } = await readFileAs(files, 'Title;URL handle;Price\nHat;hat;19,90\nCoat;coat;1.299,00\nRug;rug;1,299\n');
  expect(problems).toEqual([]);
  expect(products.map(({ variants }) => variants![0]!.price)).toEqual(['19.90', '1299.00', '1299']);
});

test("Shopify's inventory export is no catalog, and its pieces at one place are nobody's stock", async () => {
  const text =
    'Handle,Title,Option1 Name,Option1 Value,SKU,Location,Incoming,Available,On hand\n' +
    'hat,Hat,Size,S,HAT-S,Shop,0,3,3\nhat,Hat,Size,S,HAT-S,Store,0,4,4\n';
  expect((await examined(files, text, 'SHOPIFY')).refusal).toMatchObject({ message: expect.stringMatching(/inventory export/) });
  const { table } = await examined(files, text);
  if (table)
    expect((await readFileAs(files, text)).products.flatMap(({ variants }) => variants?.map(({ available }) => available))).toEqual([
      undefined,
    ]);
});
