import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getUpload } from '#commerce/files/index.js';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anUpload, importText } from '#tests/support/importing.js';
import { countProblems, listProblems } from './imports.js';
import { type InspectedAs, inspectUpload } from './inspect.js';
import { closeReader } from './reading/reader.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

const previewOf = async (text: string, as: Partial<InspectedAs> = {}) => {
  const shop = await aShop();
  const upload = await getUpload(shop, await anUpload(shop, text));
  return inspectUpload(upload, { format: null, columns: null, ...as });
};

test('a table shows its products as they would come in, with what is wrong', async () => {
  const { preview, refusal } = await previewOf('标题,价格,库存,颜色\n帽子,19.90,5,红\n帽子,19.90,x,蓝\n围巾,贵,1,\n');
  expect(refusal).toBeNull();
  expect(preview.rows).toBe(3);
  expect(preview.products[0]).toMatchObject({ title: '帽子', rows: expect.arrayContaining([2]) });
  expect(preview.products[0]!.variants).toContainEqual(expect.objectContaining({ price: '19.90', available: 5, optionValues: ['红'] }));
  expect(preview.problems.map(({ row, code }) => `${row} ${code}`)).toEqual(['3 NUMBER_INVALID', '4 PRICE_INVALID']);
});

test('what columns are said to mean shows at once', async () => {
  const text = 'Naam,Bedrag,Title\nHoed,12.50,not this\n';
  const columns = [
    { name: 'Naam', field: 'title' },
    { name: 'Bedrag', field: 'price' },
    { name: 'Title', field: null },
  ];
  const { found, columns: shown, preview } = await previewOf(text, { columns });
  expect(found?.format).toBe('GENERIC');
  expect(shown.map(({ field }) => field)).toEqual(['title', 'price', null]);
  expect(preview.products).toMatchObject([{ title: 'Hoed', variants: [{ price: '12.50' }] }]);
});

test('a product of JSON lines, and rows of a Shopify file that stand apart, are read as an import reads them', async () => {
  const line = JSON.stringify({ title: 'Hat', handle: 'hat', variants: [{ sku: 'H', price: '10' }] });
  expect((await previewOf(`${line}\n`)).preview.products).toMatchObject([{ title: 'Hat', handle: 'hat' }]);
  const shopify = await previewOf('Handle,Title,Body (HTML),Variant SKU,Variant Price\nhat,Hat,,H,10\ncap,Cap,,C,11\nhat,,,H2,12\n');
  expect(shopify.preview.products.map(({ title }) => title)).toEqual(['Hat', 'Cap']);
  expect(shopify.preview.problems).toMatchObject([{ row: 4, code: 'ROWS_APART' }]);
});

test('a long file shows its first ten products, and of no file anything where it is no catalog', async () => {
  const rows = Array.from({ length: 5000 }, (_, n) => `Hat ${n},${n + 1}`);
  const { preview } = await previewOf(`Title,Price\n${rows.join('\n')}\n`);
  expect(preview.products.map(({ title }) => title)).toEqual(Array.from({ length: 10 }, (_, n) => `Hat ${n}`));
  expect(preview.rows).toBe(200);
  expect(await previewOf('dear reader\n')).toMatchObject({ found: null, preview: { products: [], rows: 0 } });
});

test('the problems of an import are counted by their code, and listed by it', async () => {
  const shop = await aShop();
  await createDefaultLocation(shop);
  const done = await importText(shop, 'Title,Price,Stock\nHat,x,1\nCap,y,1\nScarf,3,z\nGlove,4,4\n', { format: 'GENERIC' });
  expect(await countProblems(shop, done)).toEqual([
    { code: 'PRICE_INVALID', message: expect.any(String), count: 2, rejected: 2 },
    { code: 'NUMBER_INVALID', message: expect.any(String), count: 1, rejected: 1 },
  ]);
  expect((await listProblems(shop, done, { code: 'PRICE_INVALID' })).nodes.map(({ row }) => row)).toEqual([2, 3]);
});
