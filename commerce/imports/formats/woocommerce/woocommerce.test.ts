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

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/woocommerce/fixtures', name));

test('an export: variations find their product by ID and by SKU, before it and after it', async () => {
  const { products, table } = await readFileAs(files, await fixture('export.csv'));
  expect(table.format).toBe('WOOCOMMERCE');
  expect(products[0]).toEqual({
    rows: [3, 2, 5],
    partial: false,
    source: 'woocommerce',
    externalId: '10',
    title: 'Tee',
    descriptionHtml: '<p>Soft</p>',
    status: 'ACTIVE',
    vendor: 'Loom',
    tags: ['cotton', 'summer'],
    categories: [[{ title: 'Clothing' }, { title: 'Tees' }], [{ title: 'Sale, now' }]],
    seo: { title: 'Tee | Loom' },
    options: [{ name: 'Color' }, { name: 'Size' }],
    variants: [
      {
        row: 2,
        sku: 'TEE-R-S',
        barcode: null,
        price: '15.50',
        compareAtPrice: '20',
        weightGrams: 200,
        taxClass: 'reduced-rate',
        tracksInventory: true,
        available: 7,
        optionValues: ['Red', 'S'],
        image: 'https://img.example.com/tee-red.jpg',
      },
      {
        row: 5,
        sku: 'TEE-B-M',
        barcode: null,
        price: '20',
        compareAtPrice: null,
        weightGrams: 250,
        taxClass: 'reduced-rate',
        tracksInventory: true,
        available: 0,
        optionValues: ['Blue', 'M'],
      },
    ],
    attributes: [
      { name: 'Short description', value: 'A tee' },
      { name: 'fabric', value: 'Jersey' },
      { name: 'Care', value: 'Wash cold, hang' },
    ],
    media: [
      { url: 'https://img.example.com/tee.jpg', alt: null },
      { url: 'https://img.example.com/tee-back.jpg', alt: null },
      { url: 'https://img.example.com/tee-red.jpg', alt: null },
    ],
  });
});

test('products without variations: prices, what is exempt from tax, stock, and what may be ordered beyond it', async () => {
  const { products } = await readFileAs(files, await fixture('export.csv'));
  expect(products.slice(1)).toMatchObject([
    {
      title: 'Gift card',
      descriptionHtml: '<p>First line<br />Second line</p>',
      options: [],
      variants: [{ sku: 'CARD', barcode: '6901234567892', price: '1250.00', taxClass: 'exempt', tracksInventory: false }],
      attributes: [
        { name: 'Type', value: 'virtual' },
        { name: 'Length (cm)', value: '9' },
      ],
    },
    { title: 'Book', status: 'DRAFT' },
    { title: 'Tea set', status: 'DRAFT' },
    { title: 'Cup', status: 'DRAFT', variants: [{ tracksInventory: false, available: 0 }] },
    { title: 'Pot', status: 'DRAFT', variants: [{ tracksInventory: true, available: 0 }] },
  ]);
  expect(products.every((product) => product.redirectFrom === undefined)).toBe(true);
});

test('what WooCommerce does not sell itself goes in as a draft, and the report says why', async () => {
  const { products, problems, rejected } = await readFileAs(files, await fixture('export.csv'));
  expect(problems.map(({ row, column, code, kept }) => [row, column, code, kept])).toEqual([
    [6, 'Type', 'EXTERNAL_PRODUCT', true],
    [7, 'Type', 'GROUPED_PRODUCT', true],
  ]);
  expect(rejected).toBe(0);
  const [book, set] = ['Book', 'Tea set'].map((title) => products.find((product) => product.title === title)!);
  expect(book!.attributes).toEqual([
    { name: 'External URL', value: 'https://books.example.com/1' },
    { name: 'Button text', value: 'Buy there' },
  ]);
  expect(set!.attributes).toEqual([{ name: 'Grouped products', value: 'CUP, POT' }]);
  expect(set).not.toHaveProperty('variants');
});

test('a dirty file: every row that does not go in is told, and the others do', async () => {
  const { products, problems, rows, rejected } = await readFileAs(files, await fixture('dirty.csv'));
  expect(products.map(({ title, partial, variants }) => [title, partial, variants?.map(({ sku }) => sku)])).toEqual([
    ['Hat', true, ['HAT-M']],
    ['Lone', false, ['LONE']],
    ['Tea club', false, ['SUB']],
    ['=Sale', true, ['SALE']],
    ['Dark', false, ['DARK']],
  ]);
  expect(products[0]).toMatchObject({ descriptionHtml: 'Warm', variants: [{ price: '10.50', available: 9 }] });
  expect(products[3]!.variants).toMatchObject([{ price: '10', compareAtPrice: null }]);
  const told = problems.map(({ row, column, code, kept }) => [row, column, code, kept ?? false]);
  expect(told.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
    [2, 'Stock', 'STOCK_SHARED', true],
    [3, 'Regular price', 'PRICE_INVALID', false],
    [5, 'Attribute 1 value(s)', 'OPTION_MISSING', false],
    [6, 'Published', 'VARIATION_HIDDEN', false],
    [7, 'Parent', 'PARENT_MISSING', false],
    [8, 'Parent', 'PARENT_MISSING', false],
    [9, 'Type', 'NO_VARIATIONS', true],
    [10, 'Name', 'TITLE_MISSING', false],
    [11, 'Published', 'STATUS_INVALID', false],
    [12, 'Images', 'PICTURE_INVALID', true],
    [12, 'Type', 'TYPE_UNKNOWN', true],
    [13, 'Tax class', 'TEXT_TOO_LONG', false],
    [14, '', 'PRODUCT_REJECTED', false],
    [16, 'ID', 'ID_TWICE', false],
    [17, 'Visibility in catalog', 'HIDDEN_PRODUCT', true],
  ]);
  for (const { message } of problems) expect(message).toMatch(/^.{20,200}$/);
  expect({ rows, rejected }).toEqual({ rows: 16, rejected: 10 });
});

test('with a column of addresses, old ones lead to the product', async () => {
  const text = 'ID,Type,Name,Regular price,In stock?,Permalink\n1,simple,Hat,5,1,https://old.example.com/product/warm-hat/\n';
  const { products } = await readFileAs(files, text);
  expect(products).toMatchObject([{ handle: 'warm-hat', redirectFrom: ['/product/warm-hat/'] }]);
});

test('more than three options: those from the third on are one', async () => {
  const header = [
    'ID',
    'Type',
    'Name',
    'Parent',
    'Regular price',
    ...[1, 2, 3, 4].flatMap((n) => [`Attribute ${n} name`, `Attribute ${n} value(s)`]),
  ];
  const variation = ['2', 'variation', 'Sofa', 'id:1', '900', 'Size', 'L', 'Color', 'Red', 'Legs', 'Oak', 'Cover', 'Linen'];
  const { products, problems } = await readFileAs(
    files,
    [header, ['1', 'variable', 'Sofa', ...Array<string>(10).fill('')], variation].map(String).join('\n'),
  );
  expect(products).toMatchObject([
    { options: [{ name: 'Size' }, { name: 'Color' }, { name: 'Legs / Cover' }], variants: [{ optionValues: ['L', 'Red', 'Oak / Linen'] }] },
  ]);
  expect(problems).toMatchObject([{ row: 2, code: 'OPTIONS_JOINED', kept: true }]);
});

test.each([
  ['kg', '1.5', 1500],
  ['g', '320.4', 320],
  ['lbs', '1', 454],
  ['oz', '2', 57],
])('a weight in %s is read in grams', async (unit, weight, grams) => {
  const text = `ID,Type,Name,Regular price,In stock?,Weight (${unit})\n1,simple,Hat,5,1,${weight}\n`;
  expect((await readFileAs(files, text)).products).toMatchObject([{ variants: [{ weightGrams: grams }] }]);
});

test('named as such, a file without names and SKUs is refused', async () => {
  expect((await examined(files, 'Title,Price\nHat,5\n', 'WOOCOMMERCE')).refusal).toMatchObject({ code: 'NOT_A_CATALOG' });
});

test('whatever products are written in whatever order, they are read as they were', async () => {
  const value = fc
    .string({ unit: fc.constantFrom('a', 'B', ',', ' ', '红', '"', '>'), minLength: 1, maxLength: 6 })
    .map((text) => `v${text.trim()}`);
  const price = fc.integer({ min: 1, max: 9_999_999 }).map((cents) => (cents / 100).toFixed(2));
  const aProduct = fc.record({
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }),
    price,
    stock: fc.nat(999),
    tags: fc.uniqueArray(value, { maxLength: 3 }),
    bySku: fc.boolean(),
  });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const listed = (all: readonly string[]) => all.map((one) => one.replaceAll(',', '\\,')).join(', ');
  const header = ['ID', 'Type', 'SKU', 'Name', 'Regular price', 'Stock', 'Tags', 'Parent', 'Attribute 1 name', 'Attribute 1 value(s)'];
  await fc.assert(
    fc.asyncProperty(fc.array(aProduct, { minLength: 1, maxLength: 5 }), fc.infiniteStream(fc.nat()), async (wishes, order) => {
      const rows = wishes.flatMap(({ values, price: amount, stock, tags, bySku }, at) => [
        [`${at}`, 'variable', `P${at}`, `Product ${at}`, '', '', listed(tags), '', 'Size', listed(values)],
        ...values.map((one, v) => [
          `${at}00${v}`,
          'variation',
          `P${at}-${v}`,
          '',
          amount,
          `${stock}`,
          '',
          bySku ? `P${at}` : `id:${at}`,
          'Size',
          listed([one]),
        ]),
      ]);
      const shuffled = rows.map((row) => ({ row, place: order.next().value as number })).toSorted((a, b) => a.place - b.place);
      const text = [header, ...shuffled.map(({ row }) => row)].map((row) => row.map(quoted).join(',')).join('\n');
      const { products, problems } = await readFileAs(files, text);
      expect(problems).toEqual([]);
      const said = products.map(({ externalId, tags, variants }) => [
        externalId,
        tags,
        variants!
          .toSorted((a, b) => (a.sku! < b.sku! ? -1 : 1))
          .map(({ optionValues, price: amount, available }) => [optionValues, amount, available]),
      ]);
      expect(said.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(
        wishes.map(({ values, price: amount, stock, tags }, at) => [`${at}`, tags, values.map((one) => [[one], amount, stock])]),
      );
    }),
    { numRuns: 60 },
  );
});

test('what plugins keep from sight stays out', async () => {
  const { products } = await readFileAs(
    files,
    'ID,Type,Name,Published,Visibility in catalog,Regular price,Meta: _wp_old_slug,Meta: fabric\n1,simple,Hat,1,visible,5,cap,Wool\n',
  );
  expect(products[0]!.attributes).toEqual([{ name: 'fabric', value: 'Wool' }]);
});
