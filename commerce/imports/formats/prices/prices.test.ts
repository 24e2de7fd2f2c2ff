import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined, readFileAs } from '#tests/support/reading.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/prices/fixtures', name));

test('a price list that was sorted by its prices: rows of one product come together, and what is not said stays', async () => {
  const { products, problems, table } = await readFileAs(files, await fixture('changed.csv'));
  expect([table.format, problems]).toEqual(['PRICES', []]);
  expect(products).toEqual([
    {
      rows: [2, 4, 5],
      partial: true,
      handle: 'hat',
      variants: [
        { row: 2, id: 'var_65f1c0ffee65f1c0ffee65f3', price: '21.50', compareAtPrice: null, cost: '8.05', available: 3, availableWas: 5 },
        { row: 4, id: 'var_65f1c0ffee65f1c0ffee65f1', price: '19.90', compareAtPrice: '29.90', cost: '8.05' },
        { row: 5, sku: 'HAT-XL', price: '22.50', compareAtPrice: null, cost: null },
      ],
    },
    {
      rows: [3],
      partial: true,
      handle: 'qinghua-chaju',
      variants: [{ row: 3, id: 'var_65f1c0ffee65f1c0ffee65f9', price: '388.00', compareAtPrice: null, cost: null }],
    },
  ]);
});

test('a bad row costs itself', async () => {
  const { products, problems } = await readFileAs(files, await fixture('dirty.csv'));
  expect(problems.map(({ row, column, code }) => [row, column, code])).toEqual([
    [2, 'Price', 'PRICE_INVALID'],
    [3, 'Available', 'NUMBER_INVALID'],
    [5, 'Variant ID', 'VARIANT_TWICE'],
    [6, 'Variant ID', 'VARIANT_MISSING'],
    [7, 'Variant ID', 'VARIANT_INVALID'],
    [8, 'Handle', 'HANDLE_MISSING'],
  ]);
  expect(products.map(({ handle, variants }) => [handle, variants!.map(({ id, sku }) => id ?? sku)])).toEqual([
    ['hat', ['var_65f1c0ffee65f1c0ffee65f3']],
    [undefined, ['SOCK']],
  ]);
});

test('columns that were taken out are not changed, and a table of other columns is no price list', async () => {
  const { products } = await readFileAs(files, 'Handle,Variant ID,Price\nhat,var_65f1c0ffee65f1c0ffee65f3,5');
  expect(products[0]!.variants).toEqual([{ row: 2, id: 'var_65f1c0ffee65f1c0ffee65f3', price: '5' }]);
  expect((await examined(files, 'Handle,SKU,Price\nhat,H,5', 'PRICES')).refusal).toMatchObject({ code: 'NOT_A_CATALOG' });
});

test('cents may stand behind a comma', async () => {
  const { products } = await readFileAs(files, 'Handle;Variant ID;Price\nhat;var_65f1c0ffee65f1c0ffee65f3;19,90');
  expect(products[0]!.variants).toMatchObject([{ price: '19.90' }]);
});
