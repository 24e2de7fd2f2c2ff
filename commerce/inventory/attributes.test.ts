import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  attributeDefinitionId,
  createAttributeDefinition,
  createCollection,
  defineAttributes,
  deleteAttributeDefinition,
  findProduct,
  listActiveProducts,
  listAttributeDefinitions,
  type NewAttributeDefinition,
  products,
  updateAttributeDefinition,
} from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { createDefaultLocation } from './locations.js';
import { createProduct } from './products.js';
import { setProducts } from './set-products.js';

let shop: ShopContext;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
});

const define = (name: string, given: Partial<NewAttributeDefinition> = {}) => createAttributeDefinition(shop, { name, ...given });

const VALUES: readonly [NewAttributeDefinition['type'], string[], string[]][] = [
  ['TEXT', ['红', ''], []],
  ['NUMBER', ['12', '-1.5'], ['12 cm', '1e3', '½']],
  ['BOOLEAN', ['true', 'false'], ['yes', 'TRUE']],
  ['DATE', ['2026-02-28'], ['2026-02-30', '28.02.2026', '2026-2-8']],
  ['URL', ['https://example.com/a?b'], ['example.com', 'javascript:alert(1)', 'https://']],
  ['LIST', ['["a","b"]', '[]'], ['a, b', '{"a":1}', '[1]']],
]; // biome-ignore format: a table

test.each(VALUES)('a value of %s is of its type, or refuses its product alone', async (type, good, bad) => {
  const { key } = await define('Any', { type });
  const results = await setProducts(
    shop,
    [...good, ...bad].map((value, at) => ({ title: String(at), attributes: [{ key, value }] })),
  );
  expect(results.map(({ outcome, errors: [error] }) => [outcome, error?.code, error?.field])).toEqual([
    ...good.map(() => ['created', undefined, undefined]),
    ...bad.map(() => ['refused', 'INVALID_INPUT', ['attributes', '0', 'value']]),
  ]);
});

test('a value is one of the options where there are some', async () => {
  const { key } = await define('Size', { type: 'LIST', options: ['S', 'M'] });
  await expect(createProduct(shop, { title: 'A', attributes: [{ key, value: '["M","XL"]' }] })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('S, M'),
  });
  await expect(createProduct(shop, { title: 'A', attributes: [{ key, value: '["M"]' }] })).resolves.toMatchObject({
    attributes: [{ key, value: '["M"]' }],
  });
});

test('a product says only what its shop defines', async () => {
  await createAttributeDefinition(await aShop(), { name: 'material' });
  await expect(createProduct(shop, { title: 'A', attributes: [{ key: 'material', value: 'wool' }] })).rejects.toMatchObject({
    code: 'ATTRIBUTE_UNKNOWN',
    field: ['attributes', '0', 'key'],
  });
});

test('a definition has a key of its own, which stays', async () => {
  const made = await define('材质 Material');
  expect(made).toMatchObject({ key: '材质-material', type: 'TEXT' });
  await expect(define('other', { key: '材质 material' })).rejects.toMatchObject({ code: 'ATTRIBUTE_TAKEN', field: ['key'] });
  const id = attributeDefinitionId.encode(made._id);
  expect(await updateAttributeDefinition(shop, id, { name: 'Stoff', unit: 'g' })).toMatchObject({
    key: '材质-material',
    name: 'Stoff',
    unit: 'g',
  });
  await deleteAttributeDefinition(shop, id);
  expect(await listAttributeDefinitions(shop)).toEqual([]);
});

test('names from a file become keys, once, however often they come, and up to 200', async () => {
  await define('Material', { key: 'stuff' });
  const names = ['Material', '季节', 'Care', '!?'];
  const all = await Promise.all([defineAttributes(shop, names), defineAttributes(shop, names)]);
  expect(all).toEqual([
    ['stuff', '季节', 'care', null],
    ['stuff', '季节', 'care', null],
  ]);
  const many = await defineAttributes(
    shop,
    Array.from({ length: 250 }, (_, at) => `n${at}`),
  );
  expect([many.filter(Boolean).length, many.indexOf(null)]).toEqual([197, 197]);
  await expect(define('one more')).rejects.toMatchObject({ code: 'ATTRIBUTES_LIMIT' });
});

test('handles made from titles keep Chinese, or are pinyin where the shop says so; given ones stay as they are', async () => {
  const pinyin = await aShop({ settings: { handles: 'PINYIN' } });
  await createDefaultLocation(pinyin);
  const handles = async (where: ShopContext) => {
    await setProducts(where, [
      { title: '夏季 Dress' },
      { title: '绿色重庆火锅' },
      { title: 'Plain', handle: '夏季' },
      { title: '夏季dress' },
    ]);
    return (await products.in(where).find({}, { sort: { _id: 1 } })).map(({ handle }) => handle);
  };
  expect(await handles(shop)).toEqual(['夏季-dress', '绿色重庆火锅', '夏季', '夏季dress']);
  expect(await handles(pinyin)).toEqual(['xia-ji-dress', 'lv-se-chong-qing-huo-guo', '夏季', 'xia-ji-dress-2']);
  expect((await createCollection(pinyin, { title: '新品' })).handle).toBe('xin-pin');
});

test('a product with a time to be published is in the list from then on', async () => {
  const publishedAt = new Date(Date.now() + 60_000);
  await createProduct(shop, { title: 'Later', publishedAt });
  await createProduct(shop, { title: 'Now', publishedAt: new Date(Date.now() - 1000) });
  const shown = async () => (await listActiveProducts(shop, {}, ['title'])).nodes.map(({ title }) => title);
  expect(await shown()).toEqual(['Now']);
  await products.in(shop).set({ title: 'Later' }, { $set: { publishedAt: new Date(Date.now() - 1) } });
  expect(await shown()).toEqual(['Now', 'Later']);
  expect((await findProduct(shop, { handle: 'later' }))!.publishedAt).not.toBeNull();
});
