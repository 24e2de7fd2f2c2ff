import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  addToCollection,
  type Category,
  categories,
  categoriesAt,
  categoryId,
  collectionId,
  copyCollections,
  createAttributeDefinition,
  createCategory,
  createCollection,
  deleteCategory,
  findCollection,
  haveChildren,
  listCategories,
  listCategoriesBelow,
  listProducts,
  listProductsIn,
  placings,
  productId,
  products,
  updateCategory,
} from '#commerce/catalog/index.js';
import { outbox, type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { copyProducts } from './copy.js';
import { createDefaultLocation } from './locations.js';
import { createProduct, updateProduct } from './products.js';
import { setProducts } from './set-products.js';

let shop: ShopContext;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
});

const idOf = ({ _id }: Category) => categoryId.encode(_id);
const make = async (title: string, parent?: Category) => createCategory(shop, { title, parent: parent ? idOf(parent) : null });
const found = async (query: string) => (await listProducts(shop, { query })).nodes.map(({ title }) => title);
const tree = async () => (await listCategories(shop, {})).nodes.map(({ title, depth }) => `${depth} ${title}`);

test('a product is found by its category and by all above it, wherever they are moved', async () => {
  const [clothes, outdoor] = [await make('Clothes'), await make('Outdoor')];
  const hats = await make('Hats', clothes);
  const straw = await make('Straw', hats);
  await setProducts(shop, [
    { title: 'Straw hat', categories: [idOf(straw)] },
    { title: 'Any hat', categories: [idOf(hats)] },
  ]);
  expect(await found(`category:${idOf(clothes)}`)).toEqual(['Any hat', 'Straw hat']);
  await updateCategory(shop, idOf(hats), { parent: idOf(outdoor), title: 'Caps' });
  await workOff();
  expect(await found(`category:${idOf(clothes)}`)).toEqual([]);
  expect(await found(`category:${idOf(outdoor)}`)).toEqual(['Any hat', 'Straw hat']);
  expect(await found(`category:${idOf(straw)}`)).toEqual(['Straw hat']);
  const [product] = await products.in(shop).find({ title: 'Any hat' });
  await updateProduct(shop, productId.encode(product!._id), { title: 'Any cap' });
  expect(await found(`category:${idOf(outdoor)} cap`)).toEqual(['Any cap']);
  expect(await tree()).toEqual(['0 Clothes', '0 Outdoor', '1 Caps', '2 Straw']);
});

test('what was written by the tree as it was is put right by a second look', async () => {
  const [a, b] = [await make('A'), await make('B')];
  const below = await make('Below', a);
  await setProducts(shop, [{ title: 'Hat', categories: [idOf(below)] }]);
  await updateCategory(shop, idOf(below), { parent: idOf(b) });
  const tasks = await outbox.in(shop).find({ type: 'products.terms' }, { sort: { _id: 1 } });
  expect(tasks.map(({ later }) => later)).toEqual([false, true]);
  expect(tasks[1]!.nextAttemptAt.getTime() - Date.now()).toBeGreaterThan(60_000);
});

test('a category that goes leaves its products, and stays while others stand below it', async () => {
  const hats = await make('Hats');
  const straw = await make('Straw', hats);
  await setProducts(shop, [{ title: 'Hat', categories: [idOf(straw), idOf(hats)] }]);
  await expect(deleteCategory(shop, idOf(hats))).rejects.toMatchObject({ code: 'CATEGORY_NOT_EMPTY' });
  await deleteCategory(shop, idOf(straw));
  await workOff();
  expect((await products.in(shop).findOne({}))!.categories).toEqual([hats._id]);
  expect(await found(`category:${idOf(straw)}`)).toEqual([]);
  expect(await found(`category:${idOf(hats)}`)).toEqual(['Hat']);
});

test('a tree has no circle, no two of one name on a branch, and no more than six levels', async () => {
  const levels = [await make('1')];
  for (const title of ['2', '3', '4', '5', '6']) levels.push(await make(title, levels.at(-1)));
  await expect(make('7', levels[5])).rejects.toMatchObject({ code: 'CATEGORIES_LIMIT' });
  const top = await make('Top');
  await expect(updateCategory(shop, idOf(levels[0]!), { parent: idOf(top) })).rejects.toMatchObject({ code: 'CATEGORIES_LIMIT' });
  for (const below of [levels[0]!, levels[3]!])
    await expect(updateCategory(shop, idOf(levels[0]!), { parent: idOf(below) })).rejects.toMatchObject({ code: 'CATEGORY_CYCLE' });
  await expect(make('2', levels[0])).rejects.toMatchObject({ code: 'CATEGORY_TAKEN', field: ['title'] });
  await expect(make('2', top)).resolves.toMatchObject({ depth: 1 });
  await expect(createCategory(shop, { title: 'X', parent: `cat_${'0'.repeat(24)}` })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('of two moves that would make a circle together, one is refused', async () => {
  const [a, b] = [await make('A'), await make('B')];
  const moves = await Promise.allSettled([
    updateCategory(shop, idOf(a), { parent: idOf(b) }),
    updateCategory(shop, idOf(b), { parent: idOf(a) }),
  ]);
  expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await categories.in(shop).find({})).map(({ depth }) => depth).sort()).toEqual([0, 1]);
});

test('ways into the tree are made where they are missing, once, however many ask at the same moment', async () => {
  const paths = [
    [{ title: '女装' }, { title: '连衣裙', externalId: '101' }],
    [{ title: '女装' }, { title: '半身裙', externalId: '102' }],
    [{ title: '男装' }],
    [],
  ];
  const all = await Promise.all([categoriesAt(shop, paths), categoriesAt(shop, paths), categoriesAt(shop, paths)]);
  expect(new Set(all.map((ids) => JSON.stringify(ids))).size).toBe(1);
  expect(all[0]![3]).toBeNull();
  expect((await categories.in(shop).find({})).map(({ title }) => title).sort()).toEqual(['半身裙', '女装', '男装', '连衣裙'].sort());
  const dresses = (await categories.in(shop).findOne({ externalId: '101' }))!;
  await updateCategory(shop, idOf(dresses), { title: 'Dresses', parent: null });
  expect(await categoriesAt(shop, paths)).toEqual(all[0]);
  const deep = Array.from({ length: 7 }, (_, at) => ({ title: String(at) }));
  expect(await categoriesAt(shop, [deep, deep.slice(0, 6)])).toEqual([null, expect.stringMatching(/^cat_/)]);
});

test('a product that names a category of another shop, or none, is refused alone', async () => {
  const hats = await make('Hats');
  const other = await aShop();
  const theirs = await createCategory(other, { title: 'Theirs' });
  const results = await setProducts(shop, [
    { title: 'A', categories: [idOf(hats), idOf(theirs)] },
    { title: 'B', categories: [idOf(hats), idOf(hats)] },
    { title: 'C', categories: ['cat_nonsense'] },
  ]);
  expect(results.map(({ outcome, errors: [error] }) => [outcome, error?.code, error?.field])).toEqual([
    ['refused', 'NOT_FOUND', ['categories', '1']],
    ['created', undefined, undefined],
    ['refused', 'NOT_FOUND', ['categories', '0']],
  ]);
  expect((await products.in(shop).findOne({ title: 'B' }))!.categories).toEqual([hats._id]);
  await expect(createProduct(shop, { title: 'D', categories: [idOf(theirs)] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a shop from a blueprint gets its tree, its attributes and its rules, about its own categories', async () => {
  const hats = await make('Hats', await make('Clothes'));
  const { key } = await createAttributeDefinition(shop, { name: 'Material' });
  const conditions = [{ field: 'CATEGORY' as const, relation: 'EQUALS' as const, value: idOf(hats) }];
  await createCollection(shop, { title: 'All hats', rules: { match: 'ALL', conditions }, sort: 'TITLE' });
  const attributes = [{ key, value: 'straw' }];
  await setProducts(shop, [{ title: 'Hat', categories: [idOf(hats)], attributes, variants: [{ price: 100 }] }]);

  const copy = await aShop();
  await createDefaultLocation(copy);
  await transaction(copy, (tx) => copyCollections(shop, tx));
  for (let time = 0; time < 2; time++) await copyProducts(shop, copy, null);
  const collection = (await findCollection(copy, 'all-hats'))!;
  expect((await listProductsIn(copy, collection, {})).nodes).toMatchObject([{ title: 'Hat', attributes }]);
  expect(collection.rules!.conditions[0]!.value).not.toBe(idOf(hats));
  const theirs = (await listCategories(copy, {})).nodes;
  expect(theirs.map(({ title, depth }) => [title, depth])).toEqual([['Clothes', 0], ['Hats', 1]]);
  expect(theirs[1]!.ancestors).toEqual([theirs[0]!._id]);
}); // biome-ignore format: a table

test('ten shelves filled at once hold what was put on each, and the product knows all of them', async () => {
  const product = productId.encode((await createProduct(shop, { title: 'Hat' }))._id);
  const shelves = [];
  for (let at = 0; at < 10; at++) shelves.push(collectionId.encode((await createCollection(shop, { title: `Shelf ${at}` }))._id));
  await Promise.all(
    shelves.flatMap((shelf) => [
      addToCollection(shop, shelf, { products: [product] }),
      addToCollection(shop, shelf, { products: [product] }),
    ]),
  );
  const found = (await products.in(shop).findOne({}))!;
  expect([found.collectionIds.length, found.terms.filter((term) => term.startsWith('=coll:')).length]).toEqual([10, 10]);
  expect(await placings.in(shop).count({})).toBe(10);
});

test('the tree is read level by level, and found by a part of a title', async () => {
  const top = await createCategory(shop, { title: 'Clothes' });
  const parent = categoryId.encode(top._id);
  const below = [await createCategory(shop, { title: 'Hats', parent }), await createCategory(shop, { title: 'Winter hats', parent })];
  const titles = ({ nodes }: { nodes: readonly Category[] }) => nodes.map(({ title }) => title);
  expect(titles(await listCategoriesBelow(shop, null, {}))).toContain('Clothes');
  expect(titles(await listCategoriesBelow(shop, top._id, {}))).toEqual(['Hats', 'Winter hats']);
  expect(titles(await listCategories(shop, { query: 'HAT' }))).toEqual(['Hats', 'Winter hats']);
  expect(await haveChildren(shop, [top._id, below[0]!._id])).toEqual([true, false]);
});
