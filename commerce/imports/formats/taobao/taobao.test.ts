import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined, readFileAs } from '#tests/support/reading.js';
import { zipped } from '#tests/support/zipped.js';
import { readable } from './description.js';
import { readPictures, readSkus } from './grammar.js';
import { rowsOf } from './text.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/taobao/fixtures', name));

test('a package in UTF-16: SKUs, their own values and pictures, categories, and what it is on Taobao', async () => {
  const { products, problems, table } = await readFileAs(files, await fixture('utf16le.csv'));
  expect(table).toMatchObject({ format: 'TAOBAO', numbered: true, preamble: [['version 1.00'], expect.any(Array), expect.any(Array)] });
  expect(products).toEqual([
    {
      rows: [4],
      partial: false,
      source: 'taobao',
      externalId: '520000000001',
      title: '夏季棉麻连衣裙 中长款',
      descriptionHtml: '<p>透气棉麻</p>\n<p><img src="https://img.alicdn.com/imgextra/i1/dress-detail.jpg" /></p>',
      status: 'ACTIVE',
      vendor: '柳记',
      options: [{ name: '颜色分类' }, { name: '尺码' }],
      variants: [
        {
          row: 4,
          sku: 'LYQ-B-S',
          barcode: '6901234567892',
          price: '88.00',
          optionValues: ['黑色', 'S'],
          weightGrams: 350,
          tracksInventory: true,
          available: 12,
        },
        {
          row: 4,
          sku: 'LYQ-B-M',
          barcode: null,
          price: '88.00',
          optionValues: ['黑色', 'M（加大）'],
          weightGrams: 350,
          tracksInventory: true,
          available: 0,
        },
        {
          row: 4,
          sku: null,
          barcode: '6901234567908',
          price: '99.50',
          optionValues: ['雾霾蓝', 'S'],
          weightGrams: 350,
          tracksInventory: true,
          available: 95,
          image: 'http://img.alicdn.com/bao/dress-mist.jpg',
        },
      ],
      media: [
        { url: 'http://img.alicdn.com/bao/dress-1.jpg', alt: null },
        { url: 'http://img.alicdn.com/bao/dress-mist.jpg', alt: null },
      ],
      categories: [[{ externalId: '1001', title: '1001' }], [{ externalId: '1002', title: '1002' }]],
      attributes: [
        { name: '品牌', value: '柳记' },
        { name: '货号', value: 'LYQ2019' },
        { name: '122276111', value: '20525' },
        { name: '商家编码', value: 'LYQ' },
      ],
      redirectFrom: ['/item.htm?id=520000000001'],
    },
    {
      rows: [5],
      partial: false,
      source: 'taobao',
      externalId: '520000000002',
      title: '手工青瓷杯',
      descriptionHtml: '一只杯子，容量 200ml',
      status: 'DRAFT',
      options: [],
      variants: [{ row: 5, sku: 'QC-01', barcode: '6900000000012', price: '39.9', optionValues: [], tracksInventory: true, available: 20 }],
      media: [{ url: 'https://img.alicdn.com/bao/cup.jpg', alt: null }],
      categories: [],
      attributes: [{ name: '货号', value: '61043120' }],
      redirectFrom: ['/item.htm?id=520000000002'],
    },
    expect.objectContaining({
      title: '尚未上架的鞋',
      options: [{ name: '鞋码' }],
      variants: [
        expect.objectContaining({ optionValues: ['38码'], sku: 'X-38' }),
        expect.objectContaining({ optionValues: ['1235'], price: '130.00' }),
      ],
    }),
  ]);
  expect(products[2]!.externalId).toBeUndefined();
  expect(problems).toMatchObject([
    { row: 4, column: 'picture', code: 'PICTURE_INVALID', kept: true, message: expect.stringContaining('1a1b2c3d') },
  ]);
});

test('whatever its encoding, a package says the same', async () => {
  const text = (await fixture('utf16le.csv')).subarray(2).toString('utf16le');
  const { products } = await readFileAs(files, await fixture('utf16le.csv'));
  const bigEndian = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), bigEndian]) {
    expect((await readFileAs(files, bytes)).products).toEqual(products);
  }
});

test('a package in GB18030, with fewer columns in another order, is read by its keys', async () => {
  const { products, problems } = await readFileAs(files, await fixture('gb18030.csv'));
  expect(problems).toEqual([]);
  expect(products).toMatchObject([
    {
      title: '景德镇茶具',
      externalId: '530000000001',
      descriptionHtml: '<div>一壶四杯，<b>手工</b></div>',
      variants: [{ price: '388.00', sku: 'CJ-01', available: 5 }],
      categories: [[{ externalId: '2001' }]],
    },
  ]);
});

test('dirty rows: what can be understood goes in, and what cannot is told', async () => {
  const { products, problems, rows, rejected } = await readFileAs(files, await fixture('dirty.csv'));
  expect(products.map(({ externalId, title, partial }) => [externalId, title, partial])).toEqual([
    ['540000000001', '丢了一位的颜色', false],
    ['540000000002', '没有引号的描述 5"', false],
    ['540000000003', '坏的规格', true],
    ['540000000006', '引号没有结束', true],
    ['540000000007', '图片不见了', true],
    ['540000000008', '最后一件', false],
  ]);
  expect(products[0]!.variants).toMatchObject([{ optionValues: ['奶茶色', '均码'] }]);
  expect(products[1]!.descriptionHtml).toBe('<p>第一行\n第二行</p>');
  expect(products[2]!.variants).toHaveLength(1);
  expect(problems.map(({ row, column, code, kept }) => [row, column, code, kept])).toEqual([
    [6, 'skuProps', 'SKU_INVALID', true],
    [7, 'title', 'TITLE_MISSING', undefined],
    [8, 'price', 'PRICE_INVALID', undefined],
    [10, '', 'CELLS_MISMATCH', undefined],
    [11, 'picture', 'PICTURE_INVALID', true],
    [12, '', 'ROWS_APART', undefined],
  ]);
  expect(problems[2]).toMatchObject({ value: '面议' });
  expect({ rows, rejected }).toEqual({ rows: 10, rejected: 4 });
});

test('zipped with its pictures: those in the folder are taken from there, under whatever ending', async () => {
  const jpeg = Buffer.from('ffd8ffe0', 'hex');
  const bytes = zipped([
    { path: '夏装/夏装.csv', bytes: await fixture('utf16le.csv') },
    { path: '夏装/夏装/0a1b2c3d4e5f60718293a4b5c6d7e8f9.tbi', bytes: jpeg },
    { path: '夏装/夏装/1A1B2C3D4E5F60718293A4B5C6D7E8F9.jpg', bytes: jpeg },
  ]);
  const { products, problems } = await readFileAs(files, bytes);
  expect(problems).toEqual([]);
  expect(products[0]!.media?.map(({ url }) => url)).toEqual([
    'zip:夏装/夏装/0a1b2c3d4e5f60718293a4b5c6d7e8f9.tbi',
    'zip:夏装/夏装/1A1B2C3D4E5F60718293A4B5C6D7E8F9.jpg',
    'http://img.alicdn.com/bao/dress-mist.jpg',
  ]);
  expect(products[1]!.media).toEqual([{ url: 'https://img.alicdn.com/bao/cup.jpg', alt: null }]);
});

test('it is told from other tables by its keys, with its version line and without', async () => {
  const text = (await fixture('dirty.csv')).toString('utf8');
  expect((await examined(files, text)).found).toMatchObject({ format: 'TAOBAO', confidence: 0.99, delimiter: null });
  const without = text.slice(text.indexOf('\n') + 1);
  expect((await examined(files, without)).found).toMatchObject({
    format: 'TAOBAO',
    confidence: 0.9,
    header: expect.arrayContaining(['skuProps']),
  });
  expect((await examined(files, 'Title,URL handle,Price\nHat,hat,1\n', 'TAOBAO')).refusal).toMatchObject({ code: 'NOT_A_CATALOG' });
});

test('the grammar of SKUs and pictures, as it is written down', () => {
  expect(readSkus('48.41:95:EAN-8:1627207:132069;20509:28383;88:99::1627207:-1001;20509:28381;')).toEqual([
    {
      price: '48.41',
      quantity: '95',
      outerId: 'EAN-8',
      properties: [
        { pid: '1627207', vid: '132069' },
        { pid: '20509', vid: '28383' },
      ],
    },
    {
      price: '88',
      quantity: '99',
      outerId: '',
      properties: [
        { pid: '1627207', vid: '-1001' },
        { pid: '20509', vid: '28381' },
      ],
    },
  ]);
  expect(readPictures('abc:1:0:|http://a.example/x;y.jpg;def.jpg:2:1:1627207:-1|;')).toEqual([
    { names: ['abc'], position: 0, property: null, url: 'http://a.example/x;y.jpg' },
    { names: ['def.jpg'], position: 1, property: { pid: '1627207', vid: '-1' }, url: '' },
  ]);
});

test('descriptions come out readable', () => {
  expect(
    readable('<p><br></p><div><p>&nbsp;</p></div><p>好</p><img data-src="//img.example.com/a.jpg" src="blank.gif" onload="x()">'),
  ).toBe('<p>好</p><img src="https://img.example.com/a.jpg" />');
  expect(readable('<table background="x"><tr><td style="width:1px">尺码</td></tr></table><img><br><br><br><br>')).toBe(
    '<table><tr><td>尺码</td></tr></table><br /><br />',
  );
});

test('any product that is written in the grammar is read as it was', async () => {
  const name = fc.string({ unit: fc.constantFrom('红', '蓝', 'a', 'B', '/', '（', '"'), minLength: 1, maxLength: 6 });
  const price = fc.integer({ min: 1, max: 9_999_999 }).map((cents) => (cents / 100).toFixed(2));
  const aProduct = fc.record({
    title: fc.string({ unit: fc.constantFrom('裙', '"', 'x', '，', '5', '\t', '\n'), maxLength: 12 }).map((text) => `衣${text.trim()}`),
    colours: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
    sizes: fc.uniqueArray(fc.constantFrom('28313', '28314', '28315', '28316'), { minLength: 1, maxLength: 3 }),
    price,
    quantity: fc.nat(9999),
  });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const sizeNames: Record<string, string> = { 28313: 'XS', 28314: 'S', 28315: 'M', 28316: 'L' };
  const keys = [
    'num_id',
    'title',
    'seller_cids',
    'price',
    'cateProps',
    'inputPids',
    'approve_status',
    'skuProps',
    'propAlias',
    'input_custom_cpv',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(aProduct, { minLength: 1, maxLength: 5 }), async (wishes) => {
      const rows = wishes.map(({ title, colours, sizes, price: amount, quantity }, at) => {
        const skus = colours.flatMap((_colour, c) =>
          sizes.map((vid) => `${amount}:${quantity}:S${at}-${c}-${vid}:1627207:-${c + 1};20509:${vid};`),
        );
        const cpv = colours.map((colour, c) => `1627207:-${c + 1}:${colour};`).join('');
        return [`${at + 1}`, quoted(title), '', amount, '', '', '1', quoted(skus.join('')), '', quoted(cpv)].join('\t');
      });
      const { products, problems } = await readFileAs(files, ['version 1.00', keys.join('\t'), ...rows].join('\r\n'));
      expect(problems).toEqual([]);
      expect(
        products.map((product) => [
          product.title,
          product.variants?.map(({ optionValues, price: amount, available }) => [optionValues, amount, available]),
        ]),
      ).toEqual(
        wishes.map(({ title, colours, sizes, price: amount, quantity }) => [
          title,
          colours.flatMap((colour) => sizes.map((vid) => [[colour, sizeNames[vid]], amount, quantity])),
        ]),
      );
    }),
    { numRuns: 60 },
  );
});

test('lines of quotation marks alone are read in a time that grows with the file', async () => {
  async function* text() {
    for (let at = 0; at < 30; at++) yield '"x\ty\n'.repeat(5000);
  }
  let rows = 0;
  for await (const _row of rowsOf(text(), '\t', 3)) rows++;
  expect(rows).toBe(150_000);
});

test.each([
  ['pictures that are never closed', '<img '.repeat(100_000)],
  ['spaces in a paragraph', `<p>${'\u00a0'.repeat(60)}x</p>`],
])('a description of %s is read at once', (_what, html) => {
  const begun = performance.now();
  readable(html);
  expect(performance.now() - begun).toBeLessThan(5000);
});
