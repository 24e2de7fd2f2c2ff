import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  addToCollection,
  categories,
  categoryId,
  collectionId,
  collections,
  createCategory,
  createCollection,
  findCollection,
  listProductsIn,
  productId,
  updateCategory,
  updateCollection,
} from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { apply, begin, blueprint, partOf, sell, several } from '#tests/support/rollouts.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(begin);

describe('a collection by a rule of a category', () => {
  const idOf = (category: { _id: Parameters<typeof categoryId.encode>[0] }) => categoryId.encode(category._id);
  const byCategory = (title: string, category: string) =>
    createCollection(blueprint, {
      title,
      rules: { match: 'ALL', conditions: [{ field: 'CATEGORY', relation: 'EQUALS', value: category }] },
    });
  const titlesIn = async (shop: ShopContext, handle: string) =>
    (await listProductsIn(shop, (await findCollection(shop, handle))!, {})).nodes.map(({ title }) => title);

  test("keeps its products, since the rule is of the shop's own category, and a new one comes with its category", async () => {
    const hats = idOf(await createCategory(blueprint, { title: 'Hats' }));
    await sell('Fedora', '10', { categories: [hats] });
    const headwear = await byCategory('Headwear', hats);
    const [shop] = await several(1);
    expect(await titlesIn(shop!, 'headwear')).toEqual(['Fedora']);
    expect(await partOf(await apply([shop!]), shop!)).toMatchObject({ collectionsUpdated: 0, collectionsKept: 0 });
    await updateCollection(blueprint, collectionId.encode(headwear._id), { title: 'All hats' });
    const shoes = idOf(await createCategory(blueprint, { title: 'Shoes' }));
    await sell('Loafer', '10', { categories: [shoes] });
    await byCategory('Footwear', shoes);
    const trial = await partOf(await apply([shop!], { dryRun: true }), shop!);
    expect(trial).toMatchObject({ collectionsCreated: 1, collectionsUpdated: 1, productsCreated: 1 });
    expect(await categories.in(shop!).count({})).toBe(1);
    expect(await partOf(await apply([shop!]), shop!)).toMatchObject({ collectionsCreated: 1, collectionsUpdated: 1 });
    expect((await findCollection(shop!, 'headwear'))?.title).toBe('All hats');
    expect([await titlesIn(shop!, 'headwear'), await titlesIn(shop!, 'footwear')]).toEqual([['Fedora'], ['Loafer']]);
    expect(await partOf(await apply([shop!]), shop!)).toMatchObject({ collectionsUpdated: 0, collectionsCreated: 0 });
  });

  test('follows a category that the shop has renamed', async () => {
    const hats = idOf(await createCategory(blueprint, { title: 'Hats' }));
    await byCategory('Headwear', hats);
    const [shop] = await several(1);
    const own = (await categories.in(shop!).findOne({ title: 'Hats' }))!;
    await updateCategory(shop!, idOf(own), { title: 'Caps' });
    expect(await partOf(await apply([shop!]), shop!)).toMatchObject({ collectionsUpdated: 0, collectionsKept: 0 });
    expect((await findCollection(shop!, 'headwear'))?.rules?.conditions[0]?.value).toBe(idOf(own));
    expect(await categories.in(shop!).count({})).toBe(1);
  });

  test('does not come as the 201st by rules, and the report says so', async () => {
    const [shop] = await several(1);
    const now = new Date();
    const rules = { match: 'ALL' as const, conditions: [{ field: 'TAG' as const, relation: 'EQUALS' as const, value: 'sale' }] };
    const made = { descriptionHtml: '', rules, sort: 'NEWEST' as const, copiedFrom: null, createdAt: now, updatedAt: now };
    const own = Array.from({ length: 199 }, (_, at) => ({ ...made, title: `Own ${at}`, handle: `own-${at}` }));
    await collections.in(shop!).insertMany(own);
    await createCollection(blueprint, { title: 'One', rules });
    await createCollection(blueprint, { title: 'Two', rules });
    const done = await partOf(await apply([shop!]), shop!);
    expect(done).toMatchObject({ collectionsCreated: 1, problems: [{ code: 'RULES_LIMIT', subject: 'two' }] });
    expect(await findCollection(shop!, 'two')).toBeNull();
  });
});

test('products placed by hand in the blueprint or the shop are no edit of their collection', async () => {
  const hat = await sell('Hat');
  const shelf = await createCollection(blueprint, { title: 'Summer' });
  const [shop] = await several(1);
  await addToCollection(blueprint, collectionId.encode(shelf._id), { products: [productId.encode(hat._id)] });
  expect(await partOf(await apply([shop!]), shop!)).toMatchObject({ collectionsUpdated: 0, collectionsKept: 0 });
});
