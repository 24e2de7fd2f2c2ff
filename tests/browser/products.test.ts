import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { listProducts } from '#commerce/catalog/index.js';
import { bulkEditId, listBulkEdits, runEditSlice, runEditUndoSlice, setProducts } from '#commerce/inventory/index.js';
import { shopForJob, shopId } from '#tenants/index.js';
import { anOwnedShop, type OwnedShop } from '#tests/support/admin-shop.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

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

interface Shown {
  shop: {
    product: {
      title: string;
      status: string;
      tags: string[];
      revision: number;
      variants: { nodes: { sku: string; price: { amount: string } }[] };
    };
  };
}

const yuan = (amount: string) => ({ amount, currency: 'CNY' });
const make = async (input: object): Promise<string> => {
  const { data } = await server.admin<{ productCreate: { product: { id: string } } }>(
    owned.token,
    'mutation ($shop: ID!, $input: ProductCreateInput!) { productCreate(shop: $shop, input: $input) { product { id } userErrors { message } } }',
    { shop: owned.shop, input },
  );
  return data.productCreate.product.id;
};
const read = async (product: string) => {
  const { data } = await server.admin<Shown>(
    owned.token,
    'query ($shop: ID!, $product: ID!) { shop(id: $shop) { product(id: $product) { title status tags revision variants { nodes { sku price { amount } } } } } }',
    { shop: owned.shop, product },
  );
  return data.shop.product;
};
const hat = { title: 'Hat', variants: [{ sku: 'H-1', price: yuan('12.00'), available: 3 }] };

const WAYS: Visit[] = [
  { size: 'desk', language: 'en' },
  { size: 'phone', language: 'zh', dark: true },
];

test.each(WAYS)('every page of products can be looked at: $size, $language', async (visit) => {
  const product = await make({
    ...hat,
    options: [{ name: 'Size' }],
    variants: ['S', 'M'].map((size) => ({ optionValues: [size], price: yuan('12') })),
  });
  const visitor = await aVisitor(server.url, visit);
  await signInAs(visitor, owned);
  const pages = {
    products: '',
    'products-none-found': '?query=nothing',
    'product-new': '/new',
    'products-edits': '/edits',
    product: `/${product}`,
  };
  for (const [name, path] of Object.entries(pages)) {
    await visitor.open(`/s/${owned.shop}/products${path}`);
    await visitor.look(name);
  }
  await visitor.close();
});

test('cells are changed in the table, and many products at once, which can be undone', async () => {
  const [first, second] = [await make(hat), await make({ ...hat, title: 'Scarf', variants: [{ sku: 'S-1', price: yuan('20.05') }] })];
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owned);
  await visitor.open(`/s/${owned.shop}/products`);
  await page.getByRole('button', { name: /^Title of Hat/ }).click();
  await page.keyboard.type('Felt hat');
  await page.keyboard.press('Tab'); // to the status
  await page.getByRole('button', { name: /^Title of Felt hat/ }).waitFor();
  await page.getByRole('button', { name: /^Price of Felt hat/ }).click();
  await page.keyboard.type('a lot');
  await page.keyboard.press('Enter');
  await page.locator('[aria-invalid=true]').waitFor();
  await visitor.look('products-refused');
  await page.locator('[aria-invalid=true]').fill('15.50');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Price of Felt hat: ?¥15.50/ }).waitFor();
  expect(await read(first)).toMatchObject({ title: 'Felt hat', variants: { nodes: [{ price: { amount: '15.50' } }] } });

  await page.getByLabel('Select all rows that are shown').check();
  await page.getByRole('button', { name: 'Price', exact: true }).click();
  await page.getByLabel('Percent', { exact: true }).last().fill('-10');
  await page.getByRole('button', { name: 'Change prices' }).click();
  await page.getByText('2 products were changed.').waitFor();
  expect((await read(first)).variants.nodes[0]!.price.amount).toBe('13.95');
  expect((await read(second)).variants.nodes[0]!.price.amount).toBe('18.05');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 products are as they were.').waitFor();
  expect((await read(second)).variants.nodes[0]!.price.amount).toBe('20.05');
  await visitor.close();
});

test.each(WAYS)('all products that match are changed, also those that are not shown yet, and put back: $size, $language', async (visit) => {
  const words =
    visit.language === 'zh'
      ? {
          rows: '选择已显示的所有行',
          all: '选择符合条件的全部 53 件商品',
          status: '状态',
          archived: '已归档',
          undo: '撤销',
          begun: '停止',
          undoing: '正在撤销修改',
          undone: '修改已撤销',
        }
      : {
          rows: 'Select all rows that are shown',
          all: 'Select all 53 that match',
          status: 'Status',
          archived: 'Archived',
          undo: 'Undo',
          begun: 'Stop',
          undoing: 'The change is being undone.',
          undone: 'The change is undone.',
        };
  const shop = await shopForJob(shopId.decode(owned.shop), 'test');
  const products = Array.from({ length: 60 }, (_, at) => ({ title: `${at < 53 ? 'Hat' : 'Scarf'} ${at}`, variants: [{ price: 1000 }] }));
  await setProducts(shop, products);
  const archived = async () => (await listProducts(shop, { first: 100, query: 'status:ARCHIVED' })).nodes.length;
  const visitor = await aVisitor(server.url, visit);
  const { page } = visitor;
  await signInAs(visitor, owned);
  await visitor.open(`/s/${owned.shop}/products?query=Hat`);
  const allRows = page.getByLabel(words.rows);
  await allRows.check();
  await page.getByRole('button', { name: words.all }).click();
  await page.getByRole('button', { name: words.all }).waitFor({ state: 'detached' });
  await visitor.look('products-all-found');
  await page.locator('[role=region]').getByRole('button', { name: words.status, exact: true }).click();
  await page.getByRole('menuitem', { name: words.archived }).click();
  await page.getByRole('button', { name: words.begun, exact: true }).waitFor();
  expect(await archived()).toBe(0);
  await visitor.look('products-edit-running');
  const [edit] = (await listBulkEdits(shop, { first: 1 })).nodes;
  const job = { data: { bulkEdit: bulkEditId.encode(edit!._id) }, attempts: 0 };
  await runEditSlice(shop, job);
  expect(await archived()).toBe(53);
  const undo = page.locator('.mantine-Notification-root').getByRole('button', { name: words.undo, exact: true });
  await undo.waitFor();
  // The worker is quicker than the list of those under way.
  let listIt = () => {};
  const listed = new Promise<void>((resolve) => (listIt = resolve));
  await page.route('**/graphql/admin/**', async (route) => {
    if ((route.request().postDataJSON() as { operationName?: string }).operationName === 'RunningEdits') await listed;
    await route.continue();
  });
  await undo.click();
  await page.getByText(words.undoing).waitFor();
  await runEditUndoSlice(shop, job);
  listIt();
  await page.getByText(words.undone).waitFor();
  expect(await archived()).toBe(0);
  await visitor.close();
});

test('a product with a picture and options is made, and its mistakes are shown where they are', async () => {
  await make(hat);
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owned);
  await visitor.open(`/s/${owned.shop}/products/new`);
  await page.getByRole('button', { name: 'Create product' }).click();
  await page.getByText('A product needs a title.').waitFor();
  await page.locator('[aria-invalid=true]:focus').fill('Cap');
  await page.locator('[contenteditable=true]').click();
  await page.keyboard.type('Warm');
  const buffer = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  await page.locator('input[type=file]').setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer });
  await page.getByRole('button', { name: 'Create product' }).waitFor();
  await page.getByRole('button', { name: 'Add an option' }).click();
  await page.getByLabel('Name of the option').fill('Size');
  await page.getByRole('combobox', { name: 'Its values' }).click();
  await page.keyboard.insertText('S，M'); // as an input method hands it over
  await page.getByRole('heading', { name: 'Options' }).click();
  await page.getByLabel('Price of S', { exact: true }).fill('10');
  await page.getByLabel('Price of M', { exact: true }).fill('11');
  await page.getByLabel('SKU of M').fill('H-1');
  await page.getByRole('button', { name: 'Create product' }).click();
  await page.getByLabel('SKU of M').and(page.locator('[aria-invalid=true]:focus')).waitFor();
  await page.reload();
  await page.getByText('What you typed before is here again.').waitFor();
  // Only the rows near the window are drawn.
  await page.getByRole('button', { name: 'Add an option' }).scrollIntoViewIfNeeded();
  await page.getByLabel('SKU of M').fill('C-M');
  await page.getByRole('button', { name: 'Create product' }).click();
  await page.waitForURL(/products\/prod_/);
  const product = /prod_[0-9a-f]+/.exec(page.url())![0];
  expect((await read(product)).variants.nodes).toEqual([
    { sku: null, price: { amount: '10.00' } },
    { sku: 'C-M', price: { amount: '11.00' } },
  ]);
  await visitor.look('product-made');
  await visitor.close();
});

test('a time from which a product is visible is typed digit by digit, over one that is there', async () => {
  const product = await make({ ...hat, status: 'ACTIVE', publishedAt: '2026-12-01T00:00:00Z' });
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owned);
  await visitor.open(`/s/${owned.shop}/products/${product}`);
  const time = page.getByLabel('Visible from');
  await time.focus();
  // The twelfth of the twelfth: whichever of the two the browser asks for first.
  await page.keyboard.type('12122027');
  expect(await time.inputValue()).toMatch(/^2027-12-12T/);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await visitor.open(`/s/${owned.shop}/products/${product}`);
  expect(await time.inputValue()).toMatch(/^2027-12-12T/);
  await time.focus();
  await page.keyboard.type('121202');
  await page.getByLabel('Vendor').focus();
  expect(await time.inputValue()).toMatch(/^2027-12-12T/);
  await visitor.look('product-publish-time');
  await visitor.close();
});

test('of two who edit a product the second sees what the first changed, and loses nothing', async () => {
  const product = await make(hat);
  const visitor = await aVisitor(server.url);
  const { page } = visitor;
  await signInAs(visitor, owned);
  await visitor.open(`/s/${owned.shop}/products/${product}`);
  await page.getByLabel('Vendor').fill('Mine');
  await server.admin(
    owned.token,
    'mutation ($s: ID!, $p: ID!) { productUpdate(shop: $s, product: $p, input: { title: "Quicker" }) { product { id } } }',
    {
      s: owned.shop,
      p: product,
    },
  );
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Somebody else has changed this product meanwhile').waitFor();
  expect(await page.getByLabel('Title', { exact: false }).first().inputValue()).toBe('Quicker');
  await visitor.look('product-meanwhile');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  expect(await read(product)).toMatchObject({ title: 'Quicker', revision: 3 });
  await visitor.close();
});
