import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { anOwnedShop, type OwnedShop } from '#tests/support/admin-shop.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { until } from '#tests/support/until.js';

let server: TestServer;
let owned: OwnedShop;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.close();
  await disconnectAfterTest();
});
beforeEach(async () => {
  owned = await anOwnedShop(server);
});

const make = (title: string, tags: string[] = []) =>
  server.admin(owned.token, 'mutation ($s: ID!, $i: ProductCreateInput!) { productCreate(shop: $s, input: $i) { product { id } } }', {
    s: owned.shop,
    i: { title, tags },
  });
const titlesIn = async (collection: string) => {
  const { data } = await server.admin<{ shop: { collection: { products: { nodes: { title: string }[] } } } }>(
    owned.token,
    'query ($s: ID!, $c: ID!) { shop(id: $s) { collection(id: $c) { products { nodes { title } } } } }',
    { s: owned.shop, c: collection },
  );
  return data.shop.collection.products.nodes.map(({ title }) => title);
};

const WAYS: Visit[] = [
  { size: 'desk', language: 'en' },
  { size: 'phone', language: 'zh', dark: true },
];

test.each(WAYS)('every page of collections can be looked at: $size, $language', async (visit) => {
  const visitor = await aVisitor(server.url, visit);
  await signInAs(visitor, owned);
  for (const path of ['collections', 'collections/new', 'categories', 'attributes']) {
    await visitor.open(`/s/${owned.shop}/${path}`);
    await visitor.look(path.replace('/', '-'));
  }
  await visitor.close();
});

test('products are put on a shelf and ordered there by keyboard', async () => {
  for (const title of ['One', 'Two']) await make(title);
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owned);
  await visitor.open(`/s/${owned.shop}/collections/new`);
  await page.getByLabel('Title', { exact: false }).first().fill('Hats');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/collections\/coll_/);
  const collection = /coll_[0-9a-f]+/.exec(page.url())![0];
  for (const title of ['One', 'Two']) {
    // What was told last lies over the end of the page for a while.
    for (const told of await page.getByRole('status').getByRole('button', { name: 'Close' }).all()) await told.click();
    await page.getByPlaceholder('Search by title or SKU').fill(title);
    await page.getByRole('option', { name: title }).click();
    await page.getByRole('button', { name: `Take ${title} off` }).waitFor();
  }
  expect(await titlesIn(collection)).toEqual(['One', 'Two']);
  await page.getByRole('button', { name: 'Move Two up' }).press('Enter');
  await page.getByRole('button', { name: 'Move Two up' }).and(page.locator('[disabled], [data-disabled]')).waitFor();
  // At its end the button that was pressed gives the focus to the next one.
  await page
    .locator('button:focus')
    .and(page.getByRole('button', { name: 'Move Two down' }))
    .waitFor();
  // The page shows the move before it is written down.
  await until(async () => (await titlesIn(collection))[0] === 'Two');
  expect(await titlesIn(collection)).toEqual(['Two', 'One']);
  await visitor.look('collection-by-hand');
  await visitor.close();
});

test('rules are tried out before a collection has them', async () => {
  await make('Cheap', ['sale']);
  await make('Dear');
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owned);
  await visitor.open(`/s/${owned.shop}/collections/new`);
  await page.getByLabel('Title', { exact: false }).first().fill('Sale');
  await page.getByText('By rules').click();
  await page.getByRole('textbox', { name: 'Value' }).fill('sale');
  await page.getByText('1 product is in it now.').waitFor();
  await visitor.look('collection-by-rule');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/collections\/coll_/);
  expect(await titlesIn(/coll_[0-9a-f]+/.exec(page.url())![0])).toEqual(['Cheap']);
  await visitor.close();
});

test('the tree grows, and is opened level by level; attributes are defined', async () => {
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owned);
  await visitor.open(`/s/${owned.shop}/categories`);
  const name = async (title: string) => {
    await page.getByRole('dialog').getByLabel('Title').fill(title);
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await page.getByRole('button', { name: 'New category' }).click();
  await name('Clothes');
  await page.getByRole('button', { name: 'What to do with Clothes' }).click();
  await page.getByRole('menuitem', { name: 'Add one below' }).click();
  await name('Hats');
  await page.getByRole('link', { name: 'Hats' }).waitFor();
  await visitor.look('categories-open');

  await visitor.open(`/s/${owned.shop}/attributes`);
  await page.getByRole('button', { name: 'New attribute' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Material');
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await page.getByText('Text · material').waitFor();
  await visitor.look('attributes-one');
  for (const name of ['Colour', 'Origin']) {
    await page.getByRole('button', { name: 'New attribute' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: `Move ${name} up` }).waitFor();
  }
  // The focus goes along: the second press moves the same one on.
  const at = (place: number) => page.locator('ol > li').nth(place);
  await at(2).getByRole('button', { name: 'Move Origin up' }).press('Enter');
  await at(1).getByRole('button', { name: 'Move Origin up' }).and(page.locator(':focus')).press('Enter');
  await at(0).getByRole('button', { name: 'Move Origin down' }).and(page.locator(':focus')).waitFor();
  await visitor.close();
});
