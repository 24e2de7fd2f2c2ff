import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  addToCollection,
  categoryId,
  collectionId,
  collections,
  collectionsOf,
  createCategory,
  createCollection,
  deleteCollection,
  listProducts,
  listProductsIn,
  type NewCollection,
  previewRules,
  productId,
  products,
  type RuleCondition,
  removeFromCollection,
  updateCollection,
  variantId,
} from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { InventorySet, setInventory } from './levels.js';
import { locationId } from './location.model.js';
import { createDefaultLocation, getLocation } from './locations.js';
import { updateProduct } from './products.js';
import { setProducts } from './set-products.js';

let shop: ShopContext;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
});

const stock = (...items: Parameters<typeof setProducts>[1][number][]) => setProducts(shop, items);
const hat = (title: string, price: number, given: object = {}) => ({ title, variants: [{ price, available: 1 }], ...given });
const byRules = (conditions: RuleCondition[], given: Partial<NewCollection> = {}, match: 'ALL' | 'ANY' = 'ALL') =>
  createCollection(shop, { title: JSON.stringify([match, conditions]), rules: { match, conditions }, ...given });
const titlesIn = async (collection: Parameters<typeof listProductsIn>[1], options: object = {}) =>
  (await listProductsIn(shop, collection, {}, options)).nodes.map(({ title }) => title);
const found = async (query: string) => (await listProducts(shop, { query })).nodes.map(({ title }) => title);
const productTitled = async (title: string) => (await products.in(shop).findOne({ title }))!;

const RULES: readonly [RuleCondition[], 'ALL' | 'ANY', string][] = [
  [[{ field: 'TAG', relation: 'EQUALS', value: 'sale' }], 'ALL', 'CA'],
  [[{ field: 'TAG', relation: 'NOT_EQUALS', value: 'Sale' }], 'ALL', 'DB'],
  [[{ field: 'VENDOR', relation: 'EQUALS', value: 'blue' }, { field: 'PRICE', relation: 'LESS_THAN', value: '20' }], 'ALL', 'B'],
  [[{ field: 'VENDOR', relation: 'EQUALS', value: 'blue' }, { field: 'TAG', relation: 'EQUALS', value: 'sale' }], 'ANY', 'CBA'],
  [[{ field: 'PRICE', relation: 'GREATER_THAN', value: '20' }, { field: 'TYPE', relation: 'EQUALS', value: 'cap' }], 'ANY', 'DC'],
  [[{ field: 'PRICE', relation: 'EQUALS', value: '20' }], 'ALL', ''],
  [[{ field: 'PRICE', relation: 'NOT_EQUALS', value: '10' }], 'ALL', 'DCB'],
  [[{ field: 'STOCK', relation: 'EQUALS', value: 'out' }], 'ALL', 'D'],
  [[{ field: 'STOCK', relation: 'NOT_EQUALS', value: 'out' }, { field: 'TAG', relation: 'EQUALS', value: 'sale' }], 'ALL', 'CA'],
]; // biome-ignore format: a table

test('a rule says the same of a list and of one product', async () => {
  await stock(
    hat('A', 1000, { tags: ['Sale'] }),
    hat('B', 1500, { vendor: 'Blue' }),
    hat('C', 3000, { vendor: 'Blue', tags: ['sale', 'new'] }),
    { title: 'D', productType: 'Cap', variants: [{ price: 500, available: 0 }] },
  );
  const all = await products.in(shop).find({}, { sort: { _id: 1 } });
  for (const [conditions, match, expected] of RULES) {
    const collection = await byRules(conditions, {}, match);
    expect([conditions, (await titlesIn(collection)).join('')]).toEqual([conditions, expected]);
    const of = await collectionsOf(
      shop,
      all.map(({ _id }) => _id),
    );
    const judged = all.filter((_, at) => of[at]!.some(({ _id }) => _id.equals(collection._id))).map(({ title }) => title);
    expect([conditions, judged.reverse().join('')]).toEqual([conditions, expected]);
    expect([conditions, (await found(`collection:${collectionId.encode(collection._id)}`)).join('')]).toEqual([conditions, expected]);
  }
});

test('a collection by rules follows its products at once: tag, price, stock and status', async () => {
  await stock(hat('A', 1000, { tags: ['sale'] }), hat('B', 2000));
  const sale = await byRules([{ field: 'TAG', relation: 'EQUALS', value: 'sale' }]);
  const cheap = await byRules([{ field: 'PRICE', relation: 'LESS_THAN', value: '15' }]);
  const inStock = await byRules([{ field: 'STOCK', relation: 'EQUALS', value: 'in' }]);
  const b = await productTitled('B');
  await updateProduct(shop, productId.encode(b._id), {
    tags: ['Sale'],
    variants: [{ id: variantId.encode(b.variants[0]!.id), price: { amount: '12', currency: 'CNY' } }],
  });
  expect([await titlesIn(sale), await titlesIn(cheap)]).toEqual([['B', 'A'], ['B', 'A']]);
  const location = locationId.encode((await getLocation(shop))._id);
  await setInventory(shop, InventorySet.parse({ variant: variantId.encode(b.variants[0]!.id), location, available: 0 }));
  await workOff();
  expect(await titlesIn(inStock)).toEqual(['A']);
  await updateProduct(shop, productId.encode(b._id), { status: 'DRAFT' });
  expect([await titlesIn(sale), await titlesIn(sale, { onlyActive: true })]).toEqual([['B', 'A'], ['A']]);
}); // biome-ignore format: side by side

test('a collection shows its products in its sort, page by page', async () => {
  await stock(hat('B', 300), hat('A', 200), hat('C', 200));
  const low = await byRules([{ field: 'PRICE', relation: 'GREATER_THAN', value: '0' }], { sort: 'PRICE_LOW' });
  expect(await titlesIn(low)).toEqual(['A', 'C', 'B']);
  const first = await listProductsIn(shop, low, { first: 2 });
  const rest = await listProductsIn(shop, low, { first: 2, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...rest.nodes].map(({ title }) => title)).toEqual(['A', 'C', 'B']);
  const ids = (await products.in(shop).find({}, { sort: { _id: 1 } })).map(({ _id }) => productId.encode(_id));
  const byHand = await createCollection(shop, { title: 'By hand', products: ids });
  expect(await titlesIn(byHand)).toEqual(['B', 'A', 'C']);
  const sorted = await updateCollection(shop, collectionId.encode(byHand._id), { sort: 'TITLE' });
  expect(await titlesIn(sorted)).toEqual(['A', 'B', 'C']);
});

test('what is placed by hand is found by its collection, and only as long as it stands there', async () => {
  await stock(hat('A', 100), hat('B', 100), hat('C', 100));
  const [a, b, c] = (await products.in(shop).find({}, { sort: { _id: 1 } })).map(({ _id }) => productId.encode(_id));
  const shelf = collectionId.encode((await createCollection(shop, { title: 'Hats', products: [a!, b!] }))._id);
  expect(await found('collection:hats')).toEqual(['B', 'A']);
  await addToCollection(shop, shelf, { products: [c!] });
  await removeFromCollection(shop, shelf, { products: [a!] });
  expect(await found(`collection:${shelf}`)).toEqual(['C', 'B']);
  await updateProduct(shop, b!, { title: 'B changed' });
  expect(await found('collection:hats changed')).toEqual(['B changed']);
  await updateCollection(shop, shelf, { products: [a!, c!] });
  expect(await found('collection:hats')).toEqual(['C', 'A']);
  await deleteCollection(shop, shelf);
  expect(await found('collection:hats')).toEqual([]);
  await workOff();
  const left = await products.in(shop).find({});
  expect(left.flatMap(({ terms, collectionIds }) => [...collectionIds, ...terms.filter((term) => term.startsWith('=coll'))])).toEqual([]);
});

test('products are placed by hand or follow from rules, never both', async () => {
  await stock(hat('A', 100));
  const id = productId.encode((await productTitled('A'))._id);
  const rules = { match: 'ALL' as const, conditions: [{ field: 'TAG' as const, relation: 'EQUALS' as const, value: 'x' }] };
  const byRule = collectionId.encode((await createCollection(shop, { title: 'By rule', rules }))._id);
  const byHand = collectionId.encode((await createCollection(shop, { title: 'By hand' }))._id);
  const refused = { code: 'COLLECTION_BY_RULE' };
  await expect(addToCollection(shop, byRule, { products: [id] })).rejects.toMatchObject(refused);
  await expect(removeFromCollection(shop, byRule, { products: [id] })).rejects.toMatchObject(refused);
  await expect(updateCollection(shop, byRule, { products: [id] })).rejects.toMatchObject({ ...refused, field: ['products'] });
  await expect(updateCollection(shop, byRule, { sort: 'MANUAL' })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['sort'] });
  await expect(updateCollection(shop, byHand, { rules })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['rules'] });
  const bad = (condition: RuleCondition) => createCollection(shop, { title: 'Bad', rules: { match: 'ALL', conditions: [condition] } });
  const field = ['rules', 'conditions', '0', 'value'];
  await expect(bad({ field: 'PRICE', relation: 'EQUALS', value: 'cheap' })).rejects.toMatchObject({ code: 'INVALID_AMOUNT', field });
  await expect(bad({ field: 'CATEGORY', relation: 'EQUALS', value: 'cat_0' })).rejects.toMatchObject({ code: 'NOT_FOUND', field });
});

test('a rule about a category takes what stands below it', async () => {
  const clothes = await createCategory(shop, { title: 'Clothes' });
  const hats = await createCategory(shop, { title: 'Hats', parent: categoryId.encode(clothes._id) });
  await stock(hat('A', 100, { categories: [categoryId.encode(hats._id)] }), hat('B', 100));
  const value = categoryId.encode(clothes._id);
  expect(await titlesIn(await byRules([{ field: 'CATEGORY', relation: 'EQUALS', value }]))).toEqual(['A']);
  expect(await titlesIn(await byRules([{ field: 'CATEGORY', relation: 'NOT_EQUALS', value }]))).toEqual(['B']);
});

test('a shop has 200 collections by rules, and as many by hand as it likes', async () => {
  const conditions: RuleCondition[] = [{ field: 'TAG', relation: 'EQUALS', value: 'x' }];
  const made = await byRules(conditions);
  const { _id, shopId: _shop, handle: _handle, ...copy } = made;
  await collections.in(shop).insertMany(Array.from({ length: 199 }, (_, at) => ({ ...copy, handle: `rule-${at}` })));
  await expect(byRules(conditions, { title: 'One more' })).rejects.toMatchObject({ code: 'RULES_LIMIT' });
  await expect(createCollection(shop, { title: 'By hand' })).resolves.toMatchObject({ rules: null });
});

test('rules are tried before a collection has them', async () => {
  await stock(hat('A', 1000, { tags: ['Sale'] }), hat('B', 1500, { vendor: 'Blue' }), hat('C', 3000));
  const preview = async (conditions: RuleCondition[], match: 'ALL' | 'ANY' = 'ANY') => {
    const found = await previewRules(shop, { match, conditions });
    return found && [found.count, found.products.map(({ title }) => title).join('')];
  };
  expect(
    await preview([
      { field: 'TAG', relation: 'EQUALS', value: 'sale' },
      { field: 'PRICE', relation: 'GREATER_THAN', value: '20' },
    ]),
  ).toEqual([2, 'CA']);
  expect(await preview([{ field: 'VENDOR', relation: 'NOT_EQUALS', value: 'blue' }], 'ALL')).toEqual([2, 'CA']);
  expect(await preview([{ field: 'PRICE', relation: 'GREATER_THAN', value: 'dear' }])).toBeNull();
});
