import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import exceljs from 'exceljs';
import fc from 'fast-check';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined, inChunks, readFileAs } from '#tests/support/reading.js';
import { inspect } from '../../reading/examine.js';
import { guessMapping } from './index.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/generic/fixtures', name));

test('an English table: adjacent rows of one title with options are one product', async () => {
  const { products, problems, table } = await readFileAs(files, await fixture('english.csv'));
  expect(table.format).toBe('GENERIC');
  expect(problems).toEqual([]);
  expect(products).toEqual([
    {
      rows: [2, 3],
      partial: false,
      title: 'Linen shirt',
      descriptionHtml: '<p>Cool<br />in summer</p>',
      status: 'ACTIVE',
      publishedAt: '2026-05-01T00:00:00.000Z',
      vendor: 'Loom',
      categories: [[{ title: 'Men' }, { title: 'Shirts' }]],
      attributes: [{ name: 'Material', value: 'Linen' }],
      options: [{ name: 'Colour' }, { name: 'Size' }],
      variants: [
        {
          row: 2,
          sku: 'LS-W-S',
          price: '29.90',
          compareAtPrice: '39.90',
          currency: 'USD',
          weightGrams: 250,
          tracksInventory: true,
          available: 12,
          optionValues: ['White', 'S'],
          image: 'https://img.example.com/ls-w.jpg',
        },
        {
          row: 3,
          sku: 'LS-B-S',
          price: '29.90',
          compareAtPrice: null,
          currency: 'USD',
          weightGrams: 250,
          tracksInventory: true,
          available: 0,
          optionValues: ['Blue', 'S'],
          image: 'https://img.example.com/ls-b.jpg',
        },
      ],
      media: ['ls-w', 'ls-back', 'ls-b'].map((name) => ({ url: `https://img.example.com/${name}.jpg`, alt: null })),
    },
    expect.objectContaining({
      rows: [4],
      title: 'Gift box',
      status: 'DRAFT',
      options: [],
      variants: [expect.objectContaining({ price: '1005.00', optionValues: [] })],
    }),
  ]);
});

test('a Chinese table in GB18030: a line above its header, full-width digits, merged cells, levels of a category', async () => {
  const { products, problems, table } = await readFileAs(files, await fixture('chinese.csv'));
  expect(table).toMatchObject({ format: 'GENERIC', preamble: [expect.arrayContaining(['商品导入模板']), expect.any(Array)] });
  expect(problems).toEqual([]);
  expect(products).toMatchObject([
    {
      rows: [3, 4, 5],
      title: '夏季连衣裙',
      vendor: '柳记',
      categories: [[{ title: '女装' }, { title: '连衣裙' }]],
      options: [{ name: '颜色' }, { name: '尺码' }],
      variants: [
        {
          sku: 'LYQ-01',
          price: '129.00',
          compareAtPrice: '199',
          available: 12,
          optionValues: ['红色', 'S'],
          image: 'https://img.example.com/red.jpg',
        },
        { sku: 'LYQ-02', available: 0, optionValues: ['红色', 'M'] },
        { sku: 'LYQ-03', price: '1129.00', compareAtPrice: null, optionValues: ['蓝色', 'M'] },
      ],
    },
    { rows: [6], title: '青花瓷碗', options: [], variants: [{ sku: 'CW-01', price: '39.9', available: 100 }] },
  ]);
});

test('a list of prices names single variants by their SKUs, and leaves the others alone', async () => {
  const { products } = await readFileAs(files, await fixture('prices.csv'));
  expect(products).toEqual([
    { rows: [2], partial: true, variants: [{ row: 2, sku: 'A-1', price: '10.00', tracksInventory: true, available: 5, optionValues: [] }] },
    { rows: [3], partial: true, variants: [{ row: 3, sku: 'A-2', price: '12.50', tracksInventory: true, available: 0, optionValues: [] }] },
  ]);
});

test('a dirty table: each bad row is told by the name of its column, and the others go in', async () => {
  const { products, problems, rows, rejected } = await readFileAs(files, await fixture('dirty.csv'));
  expect(products.map(({ title, partial, variants }) => [title, partial, variants!.map(({ sku }) => sku)])).toEqual([
    ['好的', true, ['G-1']],
    ['好的', false, ['G-3']],
    ['坏图片', false, ['P-1']],
  ]);
  expect(problems.map(({ row, column, code, kept }) => [row, column, code, kept ?? false])).toEqual([
    [3, '价格', 'PRICE_INVALID', false],
    [5, '标题', 'TITLE_MISSING', false],
    [6, '状态', 'STATUS_INVALID', false],
    [7, '发布时间', 'DATE_INVALID', false],
    [8, '图片', 'PICTURE_INVALID', true],
    [9, '库存', 'NUMBER_INVALID', false],
    [10, '重量', 'NUMBER_INVALID', false],
    [11, '', 'ROWS_APART', false],
    [12, '', 'CELLS_MISMATCH', false],
  ]);
  for (const { message } of problems) expect(message).toMatch(/^.{16,200}$/);
  expect({ rows, rejected }).toEqual({ rows: 11, rejected: 8 });
});

test('what columns mean can be said: what is said goes before what is guessed, and null leaves a column out', async () => {
  const text = 'Title,Code,Farbe,Price,Old price,Hersteller\nHat,H-1,rot,5,9,Loom\nHat,H-2,blau,6,9,Loom\n';
  const mapping = { Code: 'sku', Farbe: 'option1', Hersteller: 'attribute:Maker', Price: null, ' Old price ': 'price' };
  const { products, table } = await readFileAs(files, text, null, mapping);
  expect(table).toMatchObject({ format: 'GENERIC', mapping });
  expect(products).toMatchObject([
    {
      title: 'Hat',
      options: [{ name: 'Farbe' }],
      attributes: [{ name: 'Maker', value: 'Loom' }],
      variants: [
        { sku: 'H-1', price: '9', optionValues: ['rot'] },
        { sku: 'H-2', price: '9', optionValues: ['blau'] },
      ],
    },
  ]);
});

test.each([
  [{ Titel: 'title', Preis: 'prize' }, /Preis cannot mean prize/],
  [{ Titel: 'title', Preis: 'price', Alt: 'price' }, /Preis and Alt cannot both mean price/],
])('a mapping that makes no sense is refused: %j', async (mapping, sentence) => {
  const { refusal } = await examined(files, 'Titel;Preis;Alt\nHut;5;6\n', null, mapping as Record<string, string>);
  expect(refusal).toMatchObject({ code: 'MAPPING_INVALID', message: expect.stringMatching(sentence) });
});

test('rows of one id without options are told apart by nothing', async () => {
  const { products, problems } = await readFileAs(files, 'Product ID,Name,Price\n7,Hat,5\n7,Hat,6\n8,Mug,5\n');
  expect(products).toMatchObject([
    { source: 'table', externalId: '7', partial: true },
    { source: 'table', externalId: '8' },
  ]);
  expect(problems).toMatchObject([{ row: 3, column: 'Product ID', code: 'OPTION_MISSING' }]);
});

test('products that nothing names but their titles are read in parts too', async () => {
  const rows = Array.from({ length: 1300 }, (_, at) => `Hat ${at},5`);
  const { products, parts } = await readFileAs(files, ['Title,Price', ...rows].join('\n'));
  expect(products).toHaveLength(1300);
  expect(parts.length).toBeGreaterThan(2);
});

test('the guess of a mapping says how sure it is, and suggests by the cells what no header says', () => {
  const header = ['商品名称', '货号', 'SKU', '商品价格', '本款颜色', 'Foto', 'Kode', '备注', '价格'];
  const rows = [['碗', 'W', 'W-1', '5', '红', 'https://img.example.com/1.jpg', '6901234567892', 'x', '面议']];
  expect(guessMapping(header, rows)).toEqual([
    { column: '商品名称', field: 'title', confidence: 0.95 },
    { column: '货号', field: 'externalId', confidence: 0.95 },
    { column: 'SKU', field: 'sku', confidence: 0.95 },
    { column: '商品价格', field: null, confidence: 0 },
    { column: '本款颜色', field: 'option1', confidence: 0.6 },
    { column: 'Foto', field: 'image', confidence: 0.4 },
    { column: 'Kode', field: 'barcode', confidence: 0.4 },
    { column: '备注', field: null, confidence: 0 },
    { column: '价格', field: 'price', confidence: 0.55 },
  ]);
});

test.each([
  ['商品名称 标题 名称', 'title'],
  ['价格 售价 现价 Price selling_price', 'price'],
  ['原价 划线价 市场价 Compare-at-price', 'compareAtPrice'],
  ['成本价 COST', 'cost'],
  ['库存 数量 Quantity', 'available'],
  ['货号 商家编码 商品编码 SKU', 'sku'],
  ['条码 条形码 Barcode', 'barcode'],
  ['分类 类目 Category', 'category'],
  ['品牌 Brand', 'vendor'],
  ['标签 Tags', 'tags'],
  ['图片 主图 Image_URL 图片1', 'image'],
  ['描述 详情 Description', 'description'],
  ['重量(kg) 重量（克） Weight_(lb)', 'weightGrams'],
  ['规格 颜色 尺码 Color Size', 'option1'],
])('%s: each alone means %s', (names, field) => {
  for (const name of names.split(' ')) {
    expect(guessMapping([name])).toEqual([{ column: name, field, confidence: expect.any(Number) }]);
    expect(guessMapping([name])[0]!.confidence).toBeGreaterThanOrEqual(0.5);
  }
});

test.each([
  ['customers', 'Name,Email,Phone,Tags\nAnn,a@example.com,1,vip\n'],
  ['orders', '订单编号,商品名称,价格,收货人\n1,碗,5,张三\n'],
  ['words', 'Rank;Player\n1;Ann\n'],
])('a table of %s is no catalog', async (_what, text) => {
  expect((await examined(files, text)).refusal).toMatchObject({ code: 'NOT_RECOGNISED' });
});

async function aWorkbook(rows: readonly unknown[][]): Promise<Buffer> {
  const workbook = new exceljs.Workbook();
  workbook.addWorksheet('商品').addRows(rows as unknown[]);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

test('a workbook is read like the table that it holds, in whatever format its header is', async () => {
  const chinese = await readFileAs(
    files,
    await aWorkbook([['商品名称', '售价', '库存', '上市时间'], [], ['青花瓷碗', 39.9, 100, new Date('2026-05-01T12:30:00Z')]]),
  );
  expect(chinese.table.format).toBe('GENERIC');
  expect(chinese.products).toMatchObject([
    { rows: [3], title: '青花瓷碗', publishedAt: '2026-05-01T12:30:00.000Z', variants: [{ price: '39.9', available: 100 }] },
  ]);
  const woo = await readFileAs(
    files,
    await aWorkbook([
      ['ID', 'Type', 'Name', 'Regular price', 'In stock?'],
      [1, 'simple', 'Hat', 5.5, 1],
    ]),
  );
  expect(woo.table.format).toBe('WOOCOMMERCE');
  expect(woo.products).toMatchObject([{ externalId: '1', title: 'Hat', variants: [{ price: '5.5' }] }]);
});

test('the preview of a table shows its header and first rows', async () => {
  await files.put('preview', inChunks(await fixture('chinese.csv')));
  const { found } = await inspect(files, { key: 'preview', format: null });
  expect(found).toMatchObject({ format: 'GENERIC', encoding: 'gb18030', header: expect.arrayContaining(['*商品名称']) });
  expect(guessMapping(found!.header, found!.samples)[4]).toEqual({ column: '售价（元）', field: 'price', confidence: 0.95 });
});

test('whatever products are written under whatever names, they are read as they were', async () => {
  const text = fc
    .string({ unit: fc.constantFrom('a', 'B', ',', ';', '"', '红', '\n', '>'), maxLength: 6 })
    .map((middle) => `x${middle.trim()}x`);
  const aProduct = fc.record({
    title: text,
    values: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
    cents: fc.integer({ min: 1, max: 9_999_999 }),
    stock: fc.nat(9999),
  });
  const quoted = (plain: string) => `"${plain.replaceAll('"', '""')}"`;
  const names = fc.tuple(
    fc.constantFrom('Title', '商品名称', 'Product Name'),
    fc.constantFrom('Size', '尺码', '规格'),
    fc.constantFrom('Price', '售价', '现价'),
    fc.constantFrom('Stock', '库存', 'QTY'),
  );
  const price = fc.constantFrom(
    (amount: string) => amount,
    (amount: string) => `¥${amount}`,
    (amount: string) => `${amount}元`,
  );
  await fc.assert(
    fc.asyncProperty(
      names,
      price,
      fc.constantFrom(',', '\t', ';', '|'),
      fc.array(aProduct, { minLength: 1, maxLength: 5 }),
      async (header, asPrice, delimiter, wishes) => {
        const rows = wishes.flatMap(({ title, values, cents, stock }, at) =>
          values.map((one) => [`${at}${title}`, one, asPrice((cents / 100).toFixed(2)), `${stock}`]),
        );
        const written = [header, ...rows].map((row) => row.map(quoted).join(delimiter)).join('\n');
        const { products, problems } = await readFileAs(files, written);
        expect(problems).toEqual([]);
        expect(
          products.map(({ title, variants }) => [
            title,
            variants!.map(({ optionValues, price: amount, available }) => [optionValues, amount, available]),
          ]),
        ).toEqual(
          wishes.map(({ title, values, cents, stock }, at) => [
            `${at}${title}`,
            values.map((one) => [[one], (cents / 100).toFixed(2), stock]),
          ]),
        );
      },
    ),
    { numRuns: 60 },
  );
});
