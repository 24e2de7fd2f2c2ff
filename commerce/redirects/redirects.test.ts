import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { collectionId, createCollection, type Product, productId } from '#commerce/catalog/index.js';
import { deleteProduct, setProducts, undoNext, updateProduct } from '#commerce/inventory/index.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aProduct } from '#tests/support/shopping.js';
import {
  addRedirects,
  createRedirect,
  createRedirects,
  deleteRedirect,
  followHandle,
  listRedirects,
  NewRedirects,
  redirectAt,
  redirectId,
} from './index.js';
import { normalPath, ownPath } from './paths.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

let shop: ShopContext;
let hat: Product;
beforeEach(async () => {
  shop = await aShop();
  hat = await aProduct(shop, { title: 'Hat' });
});

const idOf = ({ _id }: Product) => productId.encode(_id);
const targetAt = async (address: string, where = shop) => (await redirectAt(where, address))?.target ?? null;
const toHat = (path: string) => createRedirect(shop, { path, product: idOf(hat) });
const rename = (product: Product, handle: string) => updateProduct(shop, idOf(product), { handle });
const add = (...addresses: Parameters<typeof addRedirects>[1]) => transaction(shop, (tx) => addRedirects(tx, addresses));

test.each([
  ['/item.htm?spm=a1z10&id=5821&sku=7', '/item.htm?id=5821'],
  ['https://item.taobao.com/item.htm?id=5821', '/item.htm?id=5821'],
  ['//item.taobao.com/item.htm?id=5821', '/item.htm?id=5821'],
  ['/Products/Linen-Dress/?variant=3#top', '/products/linen-dress'],
  ['products/linen-dress', '/products/linen-dress'],
  ['/%E5%A4%8F%E5%AD%A3', '/夏季'],
  ['/夏季', '/夏季'],
  ['/a//b/', '/a/b'],
  ['/100%', '/100%'],
  ['/search?id=3', '/search'],
  ['/', null],
  ['', null],
  ['/?id=3', null],
  ['https://shop.example.com', null],
  [`/${'a'.repeat(1001)}`, null],
])('the address %j is known as %j', (address, path) => {
  expect(normalPath(address)).toBe(path);
});

test.each([
  ['/collections/summer', '/collections/summer'],
  ['/a?b=c', '/a?b=c'],
  ['/夏', '/%E5%A4%8F'],
  ['//evil.example', null],
  ['/\\evil.example', null],
  ['/.//evil.example', null],
  ['/\t/evil.example', null],
  ['https://evil.example/', null],
  ['evil.example', null],
])('%j leads to %j, and never out of the shop', (to, path) => {
  expect(ownPath(to)).toBe(path);
});

test('an old address leads to a product wherever it moves, to a collection, or to a page', async () => {
  const shelf = await createCollection(shop, { title: '夏' });
  await toHat('/item.htm?id=1');
  await createRedirect(shop, { path: '/cat/1', collection: collectionId.encode(shelf._id) });
  await createRedirect(shop, { path: '/about.html', to: '/pages/about' });
  expect(await targetAt('/item.htm?id=1&from=mail')).toBe('/products/hat');
  expect(await targetAt('/item.htm?id=2')).toBeNull();
  expect(await targetAt('/CAT/1/')).toBe('/collections/%E5%A4%8F');
  expect(await targetAt('/about.html')).toBe('/pages/about');
  await rename(hat, 'best-hat');
  expect(await targetAt('/item.htm?id=1')).toBe('/products/best-hat');
});

test('a product that is not for sale is nowhere, and one that is deleted takes its redirects along', async () => {
  await toHat('/old');
  await updateProduct(shop, idOf(hat), { status: 'DRAFT' });
  expect(await targetAt('/old')).toBeNull();
  await deleteProduct(shop, idOf(hat));
  expect((await listRedirects(shop, {})).nodes).toEqual([]);
});

test('a new handle leaves its old address behind, and so does the one that an undo takes back', async () => {
  await rename(hat, 'cap');
  expect(await targetAt('/products/hat')).toBe('/products/cap');
  expect(await targetAt('/products/cap')).toBeNull();
  const change = new Types.ObjectId();
  await setProducts(shop, [{ source: 'x', externalId: '1', title: 'Belt' }]);
  await setProducts(shop, [{ source: 'x', externalId: '1', handle: 'girdle' }], { journal: change });
  expect(await targetAt('/products/belt')).toBe('/products/girdle');
  await undoNext(shop, change);
  expect(await targetAt('/products/girdle')).toBe('/products/belt');
  expect(await targetAt('/products/belt')).toBeNull();
});

test('a page goes before a redirect: another product at the old handle is that product', async () => {
  await rename(hat, 'cap');
  await aProduct(shop, { title: 'Hat' });
  expect(await targetAt('/products/hat')).toBeNull();
});

describe('a redirect by hand', () => {
  test('is not made twice for one address', async () => {
    const made = await toHat('/old');
    await expect(toHat('/OLD/')).rejects.toMatchObject({ code: 'REDIRECT_EXISTS', field: ['path'] });
    await deleteRedirect(shop, redirectId.encode(made._id));
    await toHat('/OLD/');
    await expect(deleteRedirect(shop, redirectId.encode(made._id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('never leads in a circle', async () => {
    await expect(toHat('/products/hat')).rejects.toMatchObject({ code: 'REDIRECT_LOOP' });
    await expect(createRedirect(shop, { path: '/a', to: '/A/' })).rejects.toMatchObject({ code: 'REDIRECT_LOOP', field: ['to'] });
    await createRedirect(shop, { path: '/a', to: '/b' });
    await createRedirect(shop, { path: '/b', to: '/c' });
    await expect(createRedirect(shop, { path: '/c', to: '/a' })).rejects.toMatchObject({ code: 'REDIRECT_LOOP' });
    expect(await targetAt('/a')).toBe('/c');
  });

  test('two that cross into a circle lead nowhere', async () => {
    await createRedirect(shop, { path: '/a', to: '/b' });
    await addRedirectUnchecked('/b', '/a');
    expect(await targetAt('/a')).toBeNull();
  });
  const addRedirectUnchecked = async (path: string, to: string) => {
    const { redirects } = await import('./redirect.model.js');
    await redirects.in(shop).insert({ path, to, byHand: true, createdAt: new Date() });
  };

  test.each([
    [{ path: '/' }, ['path']],
    [{ path: '/a', to: '/b', product: 'prod_1' }, ['to']],
    [{ path: '/a' }, ['to']],
    [{ path: '/a', to: 'https://elsewhere.example' }, ['to']],
  ])('is not %j', async (input, field) => {
    await expect(createRedirect(shop, input)).rejects.toMatchObject({ code: 'INVALID_INPUT', field });
  });

  test("leads to nothing of another shop's", async () => {
    const other = await aShop();
    await expect(createRedirect(other, { path: '/a', product: idOf(hat) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await toHat('/a');
    expect(await targetAt('/a', other)).toBeNull();
  });

  test('many have each a result of their own', async () => {
    const results = await createRedirects(
      shop,
      NewRedirects.parse({
        redirects: [{ path: '/a', to: '/x' }, { path: 3 }, { path: '/A', to: '/x' }, { path: '/b', product: idOf(hat) }],
      }),
    );
    expect(results.map(({ redirect }) => redirect?.path ?? null)).toEqual(['/a', null, null, '/b']);
    expect(results[2]!.error).toMatchObject({ code: 'REDIRECT_EXISTS' });
    expect(NewRedirects.safeParse({ redirects: Array(251).fill({}) }).success).toBe(false);
  });
});

describe('redirects of an import', () => {
  test('come once however often they come, follow the newest import, and leave what a person has set', async () => {
    const cap = await aProduct(shop, { title: 'Cap' });
    await createRedirect(shop, { path: '/mine', to: '/pages/mine' });
    const old = (product: Product) =>
      ['/item.htm?id=1', '/Mine', '/', `/products/${product.handle}`].map((path) => ({ path, productId: product._id }));
    expect(await add(...old(hat))).toBe(1);
    expect(await add(...old(hat))).toBe(0);
    expect(await add(...old(cap))).toBe(0);
    expect(await targetAt('/item.htm?id=1')).toBe('/products/cap');
    expect(await targetAt('/mine')).toBe('/pages/mine');
  });

  test('a renaming leaves what a person has set', async () => {
    await rename(hat, 'cap');
    const [left] = (await listRedirects(shop, {})).nodes;
    await deleteRedirect(shop, redirectId.encode(left!._id));
    await createRedirect(shop, { path: '/products/hat', to: '/pages/hats' });
    await transaction(shop, (tx) => followHandle(tx, [{ productId: hat._id, from: 'hat' }]));
    expect(await targetAt('/products/hat')).toBe('/pages/hats');
  });
});
