import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined, readFileAs } from '#tests/support/reading.js';
import { zipped } from '#tests/support/zipped.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/jsonl/fixtures', name));

test('a product in each line, with amounts as decimals and as Money; what is not known is passed over', async () => {
  const { products, problems, table } = await readFileAs(files, await fixture('export.jsonl'));
  expect(table).toMatchObject({ format: 'JSONL', delimiter: null });
  expect(problems).toEqual([]);
  expect(products).toEqual([
    {
      id: 'prod_1',
      rows: [1],
      partial: false,
      source: 'shopify',
      externalId: 'hat',
      handle: 'warm-hat',
      title: 'Warm hat',
      descriptionHtml: '<p>Warm</p>',
      status: 'ACTIVE',
      publishedAt: '2026-05-01T08:00:00.000Z',
      vendor: 'Loom',
      productType: 'Hats',
      tags: ['wool', 'winter'],
      options: [{ name: 'Size', values: ['S', 'M', 'L'] }],
      variants: [
        {
          row: 1,
          id: 'var_1',
          sku: 'HAT-S',
          barcode: null,
          price: '19.90',
          compareAtPrice: '25.00',
          cost: '8',
          optionValues: ['S'],
          weightGrams: 120,
          taxClass: null,
          tracksInventory: true,
          available: 5,
          image: 'https://img.example.com/hat.jpg',
        },
        { row: 1, sku: 'HAT-M', price: '21.90', compareAtPrice: null, currency: 'CNY', optionValues: ['M'], tracksInventory: false },
      ],
      media: [
        { url: 'https://img.example.com/hat.jpg', alt: 'A hat' },
        { url: 'https://img.example.com/hat-2.jpg', alt: null },
      ],
      seo: { title: 'Hat', description: null },
      categories: [[{ title: 'Clothing' }, { title: 'Hats', externalId: '7' }]],
      attributes: [
        { name: 'Fabric', value: 'Wool' },
        { name: 'care', value: 'Wash cold' },
      ],
      redirectFrom: ['/products/hat'],
    },
    { rows: [2], partial: false, handle: '青花瓷', title: '青花瓷', variants: [{ row: 2, price: '388', optionValues: [] }] },
    { rows: [4], partial: true, handle: 'warm-hat', variants: [{ row: 4, sku: 'HAT-S', available: 3, optionValues: [] }] },
  ]);
});

test('a broken line costs that line, and what is of a wrong type is named by its key', async () => {
  const { products, problems, rows, rejected } = await readFileAs(files, await fixture('dirty.jsonl'));
  expect(products.map(({ handle }) => handle)).toEqual(['good', 'picture']);
  expect(problems.map(({ row, column, code }) => [row, column, code])).toEqual([
    [2, '', 'JSON_INVALID'],
    [3, '', 'JSON_INVALID'],
    [4, 'title', 'FIELD_INVALID'],
    [5, 'variants[1].price', 'FIELD_INVALID'],
    [6, 'status', 'FIELD_INVALID'],
    [7, 'variants[0]', 'FIELD_INVALID'],
    [8, 'variants[0].price.currency', 'FIELD_INVALID'],
    [9, 'publishedAt', 'FIELD_INVALID'],
    [11, '', 'ID_TWICE'],
    [10, 'media[0].url', 'PICTURE_INVALID'],
    [12, '', 'ROWS_APART'],
  ]);
  expect(problems[3]).toMatchObject({
    message: 'variants[1].price takes "19.99", or { "amount": "19.99", "currency": "USD" }',
    value: '1.5',
  });
  expect(products[1]!.media).toEqual([{ url: 'https://img.example.com/a.jpg', alt: null }]);
  expect({ rows, rejected }).toEqual({ rows: 12, rejected: 10 });
});

test('a picture of the archive is told where the file came in none: the product goes in without it', async () => {
  const [web, packed] = ['https://img.example.com/a.jpg', 'zip:pics/b.jpg'];
  const line = JSON.stringify({ title: 'Hat', handle: 'hat', variants: [{ price: '5' }], media: [{ url: packed }, { url: web }] });
  const alone = await readFileAs(files, line);
  expect(alone.products.map(({ media }) => media)).toEqual([[{ url: web, alt: null }]]);
  expect(alone.problems).toEqual([
    { row: 1, column: 'media[0].url', code: 'PICTURE_INVALID', message: expect.stringMatching(/the file came in none/), kept: true },
  ]);
  const archive = zipped([
    { path: 'products.jsonl', bytes: line },
    { path: 'pics/b.jpg', bytes: 'a picture' },
  ]);
  const together = await readFileAs(files, archive);
  expect(together.products.map(({ media }) => media?.map(({ url }) => url))).toEqual([[packed, web]]);
  expect(together.problems).toEqual([]);
});

test('JSON that is no list of products is not taken for one', async () => {
  for (const text of [
    '{"name":"package","version":"1.0.0"}\n',
    '[{"title":"Hat","variants":[]}]\n',
    '{\n  "title": "Hat",\n  "variants": []\n}\n',
  ]) {
    expect((await examined(files, text)).refusal).toMatchObject({ code: 'NOT_RECOGNISED' });
  }
});

test('whatever products are written, they are read as they were', async () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((middle) => `x${middle.replaceAll('\ufffd', '')}x`);
  const decimal = fc.integer({ min: 0, max: 9_999_999 }).map((cents) => (cents / 100).toFixed(2));
  const aProduct = fc.record(
    {
      title: text,
      status: fc.constantFrom('DRAFT', 'ACTIVE', 'ARCHIVED'),
      vendor: fc.option(text),
      tags: fc.array(text, { maxLength: 3 }),
      options: fc.constant([{ name: 'Size' }]),
      variants: fc.array(
        fc.record(
          {
            sku: fc.option(text),
            price: decimal,
            cost: fc.option(decimal),
            optionValues: fc.tuple(text),
            available: fc.nat(99),
            weightGrams: fc.option(fc.nat(9999)),
          },
          { requiredKeys: ['optionValues'] },
        ),
        { maxLength: 3 },
      ),
      attributes: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
      categories: fc.array(fc.array(fc.record({ title: text }), { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
    },
    { requiredKeys: ['title', 'variants'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(aProduct, { minLength: 1, maxLength: 5 }), async (wishes) => {
      const { products, problems } = await readFileAs(files, wishes.map((wish) => JSON.stringify(wish)).join('\n'));
      expect(problems).toEqual([]);
      const plain = products.map(({ rows: _rows, partial: _partial, variants, ...product }) => ({
        ...product,
        variants: variants!.map(({ row: _row, ...variant }) => variant),
      }));
      expect(plain).toEqual(wishes);
    }),
    { numRuns: 60 },
  );
});
