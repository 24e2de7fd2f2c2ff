import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  findProduct,
  findVariants,
  getProduct,
  listActiveProducts,
  listProducts,
  productId,
  products,
  variantId,
} from '#commerce/catalog/index.js';
import { claim, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { editProducts } from './bulk-edit.js';
import { levels } from './level.model.js';
import { availableOf } from './levels.js';
import { createDefaultLocation } from './locations.js';
import { createProduct, createProducts, deleteProduct, replayResults, setPricedProducts, updateProduct } from './products.js';

let shop: ShopContext;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
});

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const aHat = (given: object = {}) => ({ title: '草帽 Hat', variants: [{ price: cny('19.99'), sku: 'HAT', available: 5 }], ...given });
const titles = (nodes: readonly { title: string }[]) => nodes.map(({ title }) => title);

test('a product is sold at its price in minor units, from the stock it came with', async () => {
  const hat = await createProduct(shop, aHat({ tags: ['夏', '夏', ' 新 '] }));
  expect(hat).toMatchObject({
    handle: '草帽-hat',
    status: 'ACTIVE',
    tags: ['夏', '新'],
    variants: [{ price: 1999, title: null, tracksInventory: true }],
  });
  expect(await availableOf(shop, [hat.variants[0]!.id])).toEqual([5]);
});

test('a handle that is given must be free, one that is made steps aside', async () => {
  await createProduct(shop, aHat());
  const second = await createProduct(shop, aHat({ variants: [] }));
  expect(second.handle).toBe('草帽-hat-2');
  await expect(createProduct(shop, aHat({ handle: '草帽 HAT', variants: [] }))).rejects.toMatchObject({
    code: 'HANDLE_TAKEN',
    field: ['handle'],
  });
  await expect(createProduct(shop, aHat({ handle: '—', variants: [] }))).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    field: ['handle'],
  });
});

test('ten products of one title made at the same moment get ten handles', async () => {
  const made = await Promise.all(Array.from({ length: 10 }, () => createProduct(shop, aHat({ variants: [] }))));
  expect(new Set(made.map(({ handle }) => handle)).size).toBe(10);
});

test('a SKU is unique in its shop, inside one product too', async () => {
  await createProduct(shop, aHat());
  await expect(createProduct(shop, aHat())).rejects.toMatchObject({ code: 'SKU_TAKEN', field: ['variants', '0', 'sku'] });
  const twice = ['S', 'M'].map((size) => ({ price: cny('1'), sku: 'TWICE', optionValues: [size] }));
  await expect(createProduct(shop, { title: 'x', options: [{ name: 'Size' }], variants: twice })).rejects.toMatchObject({
    code: 'DUPLICATE_SKU',
  });
});

test('an id elsewhere belongs to one product', async () => {
  await createProduct(shop, aHat({ source: 'taobao', externalId: '42', variants: [] }));
  const again = createProduct(shop, aHat({ source: 'taobao', externalId: '42', variants: [] }));
  await expect(again).rejects.toMatchObject({ code: 'EXTERNAL_ID_TAKEN', field: ['externalId'] });
});

test('a product has at most 2,048 variants, and each choice once', async () => {
  const many = Array.from({ length: 2049 }, (_, n) => ({ price: cny('1'), optionValues: [String(n)] }));
  await expect(createProduct(shop, { title: 'x', options: [{ name: 'No.' }], variants: many })).rejects.toThrow();
  const same = [{ price: cny('1') }, { price: cny('2') }];
  await expect(createProduct(shop, { title: 'x', variants: same })).rejects.toMatchObject({ code: 'DUPLICATE_VARIANT' });
});

test('a price in another currency is refused', async () => {
  const dollars = { title: 'x', variants: [{ price: { amount: '1', currency: 'USD' } }] };
  await expect(createProduct(shop, dollars)).rejects.toMatchObject({
    code: 'CURRENCY_MISMATCH',
    field: ['variants', '0', 'price', 'currency'],
  });
});

test('an update changes what it names, and the same update again changes nothing', async () => {
  const hat = await createProduct(shop, aHat({ vendor: '云裳' }));
  const id = productId.encode(hat._id);
  const updated = await updateProduct(shop, id, { title: 'Cap', handle: 'cap', variants: [{ sku: 'HAT', price: cny('25') }] });
  expect(updated).toMatchObject({
    title: 'Cap',
    handle: 'cap',
    vendor: '云裳',
    variants: [{ id: hat.variants[0]!.id, price: 2500 }],
    lowestPrice: 2500,
  });
  expect(await updateProduct(shop, id, { title: 'Cap' })).toEqual(updated);
  expect((await outbox.in(shop).find({})).map(({ type }) => type)).toEqual(['product.created', 'product.updated']);
  expect((await updateProduct(shop, id, { vendor: null })).vendor).toBeNull();
});

test('an update finds a variant by its id, whatever else of it changes', async () => {
  const hat = await createProduct(shop, aHat());
  const [variant] = hat.variants;
  const change = { options: [{ name: 'Size' }], variants: [{ id: variantId.encode(variant!.id), sku: 'NEW', optionValues: ['L'] }] };
  expect((await updateProduct(shop, productId.encode(hat._id), change)).variants).toMatchObject([
    { id: variant!.id, sku: 'NEW', price: 1999, title: 'L' },
  ]);
  const foreign = { variants: [{ id: variantId.encode(hat._id), price: cny('1') }] };
  await expect(updateProduct(shop, productId.encode(hat._id), foreign)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    field: ['variants', '0', 'id'],
  });
});

test('two editors of one product lose neither change', async () => {
  const id = productId.encode((await createProduct(shop, aHat()))._id);
  await Promise.all([
    updateProduct(shop, id, { title: 'Cap' }),
    updateProduct(shop, id, { vendor: '云裳' }),
    updateProduct(shop, id, { tags: ['夏'] }),
  ]);
  expect(await getProduct(shop, id)).toMatchObject({ title: 'Cap', vendor: '云裳', tags: ['夏'] });
});

test('a handle or SKU of another product is not to be had by an update', async () => {
  await createProduct(shop, aHat());
  const other = productId.encode((await createProduct(shop, { title: 'Cap', variants: [{ price: cny('1') }] }))._id);
  await expect(updateProduct(shop, other, { handle: '草帽-hat' })).rejects.toMatchObject({ code: 'HANDLE_TAKEN' });
  await expect(updateProduct(shop, other, { variants: [{ sku: 'HAT' }] })).rejects.toMatchObject({ code: 'SKU_TAKEN' });
});

test('a product goes with its stock, and its handle and SKU are free again', async () => {
  const hat = await createProduct(shop, aHat());
  await deleteProduct(shop, productId.encode(hat._id));
  expect(await levels.in(shop).count({})).toBe(0);
  expect((await createProduct(shop, aHat())).handle).toBe(hat.handle);
});

test("another shop's product does not exist, whatever is done to it", async () => {
  const theirs = await createProduct(shop, aHat());
  const other = await aShop();
  const id = productId.encode(theirs._id);
  await expect(getProduct(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(updateProduct(other, id, { title: 'mine' })).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['product'] });
  await expect(deleteProduct(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await findProduct(other, { id })).toBeNull();
  expect(await findVariants(other, [theirs.variants[0]!.id])).toEqual([null]);
});

test('many at once: each has its own result, and a key remembers all of them', async () => {
  const claimed = await claim(shop, { caller: 'c', mutation: 'productsCreate', key: 'k', input: {} });
  if (claimed.kind !== 'first') throw new Error('the key is new');
  const results = await createProducts(claimed.context, [aHat(), aHat(), { title: 3 }]);
  expect(results.map(({ outcome, errors }) => [outcome, errors[0]?.code])).toEqual([
    ['created', undefined],
    ['refused', 'SKU_TAKEN'],
    ['refused', 'INVALID_INPUT'],
  ]);
  const repeat = await claim(shop, { caller: 'c', mutation: 'productsCreate', key: 'k', input: {} });
  expect(repeat.kind === 'repeat' && replayResults(repeat.result)).toEqual(results);
});

test('a search finds by the beginning of words, by single Chinese characters, and by tag, status and SKU', async () => {
  await createProduct(shop, aHat({ tags: ['beach wear'] }));
  await createProduct(shop, { title: '红色连衣裙', status: 'DRAFT', vendor: 'Cloud & Co' });
  const found = async (query: string) => titles((await listProducts(shop, { query })).nodes);
  expect(await found('裙')).toEqual(['红色连衣裙']);
  expect(await found('ha')).toEqual(['草帽 Hat']);
  expect(await found('status:draft')).toEqual(['红色连衣裙']);
  expect(await found('tag:"beach wear"')).toEqual(['草帽 Hat']);
  expect(await found('sku:HAT 帽')).toEqual(['草帽 Hat']);
  expect(await found('vendor:"Cloud & Co" 红')).toEqual(['红色连衣裙']);
  expect(await found('$where .* nothing')).toEqual([]);
  expect(await found('')).toHaveLength(2);
});

test('shoppers see active products alone, page by page, in the order they ask for', async () => {
  for (const [title, price] of [['A', '3'], ['B', '1'], ['C', '2'], ['D', '2']]) await createProduct(shop, { title: title!, variants: [{ price: cny(price!) }] });
  await createProduct(shop, { title: 'Draft', status: 'DRAFT' });
  const first = await listActiveProducts(shop, { first: 3 }, ['title']);
  const rest = await listActiveProducts(shop, { first: 3, after: first.pageInfo.endCursor }, ['title']);
  expect([titles(first.nodes), titles(rest.nodes)]).toEqual([['D', 'C', 'B'], ['A']]);
  expect(first.nodes[0]).not.toHaveProperty('variants');
  const cheap = await listActiveProducts(shop, { first: 2, sort: 'PRICE_LOW' }, ['title']);
  const dear = await listActiveProducts(shop, { first: 2, sort: 'PRICE_LOW', after: cheap.pageInfo.endCursor }, ['title']);
  expect([...titles(cheap.nodes), ...titles(dear.nodes)]).toEqual(['B', 'C', 'D', 'A']);
  expect(await products.in(shop).count({})).toBe(5);
}); // biome-ignore format: a table

test('a picture of a variant comes from the web, as the product’s do', async () => {
  const image = 'upload:upload_0123456789abcdef01234567';
  const [made] = await createProducts(shop, [aHat({ variants: [{ price: cny('1'), image }] })]);
  expect(made).toMatchObject({ outcome: 'refused', errors: [{ code: 'INVALID_INPUT', field: ['variants', '0', 'image'] }] });
  expect(made!.errors[0]!.message).toMatch(/http/);
});

test('a picture is named by its address or by an upload that was made for the shop', async () => {
  const upload = await anUpload(shop, 'a picture');
  const address = `upload:${upload}`;
  const hat = await createProduct(shop, aHat({ media: [{ upload, alt: 'Hat' }] }));
  expect(hat.media).toEqual([{ url: address, alt: 'Hat', position: 0 }]);
  const id = productId.encode(hat._id);
  const both = [{ url: 'https://img.example.com/1.jpg' }, { upload }];
  expect((await updateProduct(shop, id, { media: both })).media.map(({ url }) => url)).toEqual([both[0]!.url, address]);
  const { results } = await editProducts(shop, [{ product: id, media: [{ upload }] }]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['updated']);

  const strange = await anUpload(await aShop(), 'a picture');
  const agencys = await anUpload(anAgencyContext(shop.agencyId), 'a picture');
  const items = [{ upload: strange }, { upload: agencys }, { upload, url: 'https://img.example.com/1.jpg' }, {}, { upload }].map(
    (picture, at) => ({ title: `Cap ${at}`, handle: `cap-${at}`, media: [picture], variants: [] }),
  );
  for (const told of [await createProducts(shop, items), await setPricedProducts(shop, items)]) {
    expect(told.map(({ errors: [error] }) => error && [error.code, error.field])).toEqual([
      ['NOT_FOUND', ['media', '0', 'upload']],
      ['NOT_FOUND', ['media', '0', 'upload']],
      ['INVALID_INPUT', ['media', '0']],
      ['INVALID_INPUT', ['media', '0']],
      undefined,
    ]);
  }
});
