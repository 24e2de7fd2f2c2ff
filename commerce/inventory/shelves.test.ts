import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  addToCollection,
  type Collection,
  collectionId,
  collectionsOf,
  copyCollections,
  createCollection,
  deleteCollection,
  getCollection,
  listCollections,
  listProducts,
  listProductsIn,
  moveInCollection,
  type Product,
  productId,
  removeFromCollection,
  updateCollection,
} from '#commerce/catalog/index.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aProduct } from '#tests/support/shopping.js';
import { copyProducts } from './copy.js';
import { availableOf } from './levels.js';
import { createDefaultLocation } from './locations.js';
import { deleteProduct, updateProduct } from './products.js';

let shop: ShopContext;
let hats: Product[];

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop();
  hats = [await aProduct(shop, { title: 'A' }), await aProduct(shop, { title: 'B' }), await aProduct(shop, { title: 'C' })];
});

const idOf = (one: { _id: Product['_id'] }) => productId.encode(one._id);
const collIdOf = (one: Collection) => collectionId.encode(one._id);
const titlesIn = async (where: ShopContext, collection: Collection, options: object = {}) =>
  (await listProductsIn(where, collection, {}, options)).nodes.map(({ title }) => title);

test('a handle is unique in its shop, and free in another', async () => {
  await createCollection(shop, { title: '夏季新品' });
  await expect(createCollection(shop, { title: 'again', handle: '夏季新品' })).rejects.toMatchObject({
    code: 'HANDLE_TAKEN',
    field: ['handle'],
  });
  await expect(createCollection(await aShop(), { title: '夏季新品' })).resolves.toMatchObject({ handle: '夏季新品' });
});

test('products stand in the order the merchant gave, page by page', async () => {
  const shelf = await createCollection(shop, { title: 'Hats', products: [hats[2]!, hats[0]!].map(idOf) });
  await addToCollection(shop, collIdOf(shelf), { products: [hats[0]!, hats[1]!].map(idOf) });
  expect(await titlesIn(shop, shelf)).toEqual(['C', 'A', 'B']);
  const first = await listProductsIn(shop, shelf, { first: 2 });
  const rest = await listProductsIn(shop, shelf, { first: 2, after: first.pageInfo.endCursor });
  expect([first.pageInfo.hasNextPage, rest.nodes.map(({ title }) => title)]).toEqual([true, ['B']]);
  const back = await listProductsIn(shop, shelf, { last: 2, before: rest.pageInfo.startCursor });
  expect(back.nodes.map(({ title }) => title)).toEqual(['C', 'A']);
  await updateCollection(shop, collIdOf(shelf), { products: [hats[1]!, hats[2]!].map(idOf) });
  await removeFromCollection(shop, collIdOf(shelf), { products: [hats[1]!, hats[0]!].map(idOf) });
  expect(await titlesIn(shop, shelf)).toEqual(['C']);
});

test('shoppers see what is for sale of it', async () => {
  const shelf = await createCollection(shop, { title: 'Hats', products: hats.map(idOf) });
  await updateProduct(shop, idOf(hats[1]!), { status: 'DRAFT' });
  expect(await titlesIn(shop, shelf, { onlyActive: true, fields: ['title'] })).toEqual(['A', 'C']);
  const page = await listProductsIn(shop, shelf, { first: 1, after: null }, { onlyActive: true });
  expect((await listProductsIn(shop, shelf, { first: 1, after: page.pageInfo.endCursor }, { onlyActive: true })).nodes).toMatchObject([
    { title: 'C' },
  ]);
});

test('a product that is deleted leaves its shelves; a shelf that is deleted leaves its products', async () => {
  const [one, two] = [
    await createCollection(shop, { title: 'One', products: hats.map(idOf) }),
    await createCollection(shop, { title: 'Two', products: [idOf(hats[0]!)] }),
  ];
  expect((await collectionsOf(shop, [hats[0]!._id, hats[1]!._id])).map((found) => found.map(({ title }) => title))).toEqual([
    ['One', 'Two'],
    ['One'],
  ]);
  await deleteProduct(shop, idOf(hats[1]!));
  expect(await titlesIn(shop, one!)).toEqual(['A', 'C']);
  await deleteCollection(shop, collIdOf(two!));
  expect(await collectionsOf(shop, [hats[0]!._id])).toMatchObject([[{ title: 'One' }]]);
});

test("another shop's collections and products are not found", async () => {
  const other = await aShop();
  const shelf = await createCollection(shop, { title: 'Hats' });
  await expect(getCollection(other, collIdOf(shelf))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(createCollection(other, { title: 'x', products: [idOf(hats[0]!)] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    field: ['products', '0'],
  });
});

test("a new shop gets its blueprint's collections at once, and its products with stock and places after; twice is no more than once", async () => {
  const shelf = await createCollection(shop, { title: 'Hats', products: [hats[1]!, hats[0]!].map(idOf) });
  const fresh = await aShop();
  await transaction(fresh, async (tx) => {
    await createDefaultLocation(tx);
    await copyCollections(shop, tx);
  });
  for (let time = 0; time < 2; time++) expect(await copyProducts(shop, fresh, null)).toBeNull();
  const [copy] = (await listCollections(fresh, {})).nodes;
  expect(copy).toMatchObject({ title: 'Hats', handle: shelf.handle });
  expect(await titlesIn(fresh, copy!)).toEqual(['B', 'A']);
  const copied = (await listProducts(fresh, {})).nodes;
  expect(copied.map(({ title, externalId }) => [title, externalId])).toEqual(
    ['C', 'B', 'A'].map((title, at) => [title, idOf(hats[2 - at]!)]),
  );
  expect(
    await availableOf(
      fresh,
      copied.map(({ variants }) => variants[0]!.id),
    ),
  ).toEqual([10, 10, 10]);
});

test('a product is moved behind another, or to the beginning, however often', async () => {
  const shelf = await createCollection(shop, { title: 'Hats', products: hats.map(idOf) });
  const move = (at: number, after: number | null) =>
    moveInCollection(shop, collIdOf(shelf), { product: idOf(hats[at]!), after: after === null ? null : idOf(hats[after]!) });
  await move(2, 0);
  expect(await titlesIn(shop, shelf)).toEqual(['A', 'C', 'B']);
  await move(1, null);
  expect(await titlesIn(shop, shelf)).toEqual(['B', 'A', 'C']);
  await move(0, 2);
  expect(await titlesIn(shop, shelf)).toEqual(['B', 'C', 'A']);
  // Each time between the same two: the gap between them is used up on the way.
  for (let time = 0; time < 15; time++) await move(time % 2 === 0 ? 0 : 2, 1);
  expect(await titlesIn(shop, shelf)).toEqual(['B', 'A', 'C']);
  await move(0, 0);
  expect(await titlesIn(shop, shelf)).toEqual(['B', 'A', 'C']);
  await expect(
    move(0, null).then(() => removeFromCollection(shop, collIdOf(shelf), { products: [idOf(hats[0]!)] })),
  ).resolves.toBeDefined();
  await expect(move(0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['product'] });
  await expect(move(1, 0)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['after'] });
});

test('who adds products hears which of them are new there', async () => {
  const shelf = await createCollection(shop, { title: 'Hats', products: [idOf(hats[1]!)] });
  expect((await addToCollection(shop, collIdOf(shelf), { products: hats.map(idOf) })).added.map(productId.encode)).toEqual(
    [hats[0]!, hats[2]!].map(idOf),
  );
});

test('of two who edit a collection the second is told', async () => {
  const shelf = await createCollection(shop, { title: 'Hats' });
  const seen = shelf.updatedAt;
  await updateCollection(shop, collIdOf(shelf), { title: 'Caps', unchangedSince: seen });
  await expect(updateCollection(shop, collIdOf(shelf), { title: 'Bonnets', unchangedSince: seen })).rejects.toMatchObject({
    code: 'CHANGED_MEANWHILE',
    field: ['unchangedSince'],
  });
  expect((await getCollection(shop, collIdOf(shelf))).title).toBe('Caps');
});

test('collections are found by a part of their title or handle', async () => {
  for (const title of ['Winter hats', 'Summer (light)', '夏季新品']) await createCollection(shop, { title });
  const found = async (query: string) => (await listCollections(shop, { query })).nodes.map(({ title }) => title);
  expect([await found('HATS'), await found('(light'), await found('新品'), await found('.*')]).toEqual([
    ['Winter hats'],
    ['Summer (light)'],
    ['夏季新品'],
    [],
  ]);
});
