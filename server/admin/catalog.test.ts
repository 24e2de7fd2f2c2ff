import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { randomId } from '#platform/ids.js';
import { type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { type Answer, startTestServer, type TestServer } from '#tests/support/server.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
let shop: ShopContext;
let token: string;

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
  token = await aToken(shop);
});

// biome-ignore lint/suspicious/noExplicitAny: answers are as wide as the documents
type Any = any;

const asMerchant = (query: string, variables: object = {}, as = token): Promise<Answer<Any>> => server.admin(as, query, variables);
const asShopper = (query: string, variables: object = {}): Promise<Answer<Any>> =>
  server.shop(shopId.encode(shop.shopId), query, variables);

const ERRORS = 'userErrors { code message field }';
const CREATE = `mutation ($input: ProductCreateInput!) { productCreate(input: $input) { product {
  id title handle status vendor tags descriptionHtml options { name values } media { url alt position } seo { title }
  variants(first: 1) { nodes { id title sku price { amount currency } compareAtPrice { amount } available optionValues levels { available held location { name isDefault } } }
    edges { cursor } pageInfo { hasNextPage endCursor } } } ${ERRORS} } }`;
const dress = {
  title: '连衣裙',
  vendor: '云裳',
  descriptionHtml: '<p>Soft<script>x</script></p>',
  options: [{ name: '尺码' }],
  variants: ['S', 'M'].map((size) => ({ optionValues: [size], sku: `D-${size}`, price: { amount: '199', currency: 'CNY' }, available: 4 })),
  media: [{ url: 'https://img.example/1.jpg' }],
};
const create = async (input: object = dress) => (await asMerchant(CREATE, { input })).data.productCreate;

test('a merchant makes a product and a shopper finds it, with its price and stock', async () => {
  const made = await create();
  expect(made).toMatchObject({
    userErrors: [],
    product: {
      handle: '连衣裙',
      status: 'ACTIVE',
      descriptionHtml: '<p>Soft</p>',
      media: [{ position: 0, alt: null }],
      variants: {
        nodes: [{ title: 'S', price: { amount: '199.00', currency: 'CNY' }, compareAtPrice: null, available: 4, levels: [{ available: 4, held: 0, location: { isDefault: true } }] }],
        pageInfo: { hasNextPage: true },
      },
    },
  });
  const { data } = await asShopper('{ products(first: 5, query: "裙") { nodes { id title variants { nodes { id price { amount } available } } } } product(handle: "连衣裙") { descriptionHtml } }');
  expect(data.products.nodes).toMatchObject([{ id: made.product.id, variants: { nodes: [{ price: { amount: '199.00' }, available: 4 }, {}] } }]);
  expect(data.product).toEqual({ descriptionHtml: '<p>Soft</p>' });
}); // biome-ignore format: a table

test('variants are read page by page', async () => {
  const { product } = await create();
  const { data } = await asMerchant(
    `query ($id: ID!, $after: String) { shop { product(id: $id) { variants(after: $after) { nodes { title } pageInfo { hasNextPage hasPreviousPage } } } } }`,
    {
      id: product.id,
      after: product.variants.pageInfo.endCursor,
    },
  );
  expect(data.shop.product.variants).toEqual({ nodes: [{ title: 'M' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
});

test('what is not for sale a shopper does not find, by no name', async () => {
  const { product } = await create({ ...dress, status: 'DRAFT' });
  const { data } = await asShopper(
    'query ($id: ID) { products { nodes { id } } product(id: $id) { id } byHandle: product(handle: "连衣裙") { id } }',
    { id: product.id },
  );
  expect(data).toEqual({ products: { nodes: [] }, product: null, byHandle: null });
});

test('what is to be published later a shopper finds from then on, and cannot put into a cart before', async () => {
  const later = new Date(Date.now() + 3600_000).toISOString();
  const { product } = await create({ ...dress, publishedAt: later });
  const ask = async () => {
    const { data } = await asShopper(
      `query ($id: ID) { products { nodes { id } } searched: products(query: "裙") { nodes { id } } product(id: $id) { id } }`,
      { id: product.id },
    );
    return [data.products.nodes.length, data.searched.nodes.length, data.product?.id ?? null];
  };
  const addToCart = async () =>
    (
      await asShopper(`mutation ($v: ID!) { cartCreate(input: { lines: [{ variant: $v, quantity: 1 }] }) { cart { token } ${ERRORS} } }`, {
        v: product.variants.nodes[0].id,
      })
    ).data.cartCreate;
  expect(await ask()).toEqual([0, 0, null]);
  expect(await addToCart()).toMatchObject({ cart: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const published = new Date(Date.now() - 1000).toISOString();
  const changed = await asMerchant(
    `mutation ($p: ID!, $at: DateTime) { productUpdate(product: $p, input: { publishedAt: $at }) { product { id } ${ERRORS} } }`,
    { p: product.id, at: published },
  );
  expect([changed.errors, changed.data?.productUpdate.userErrors]).toEqual([undefined, []]);
  expect(await ask()).toEqual([1, 1, product.id]);
  expect(await addToCart()).toMatchObject({ cart: { token: expect.any(String) }, userErrors: [] });
});

test('a merchant makes a tree, attributes and a collection by rules, and a shopper finds his way by them', async () => {
  const made = await asMerchant(`mutation {
    top: categoryCreate(input: { title: "女装" }) { category { id path parent { id } } ${ERRORS} }
    material: attributeDefinitionCreate(input: { name: "Material", options: ["wool", "silk"] }) { attributeDefinition { id key type } ${ERRORS} } }`);
  expect(made.data).toMatchObject({
    top: { category: { path: ['女装'], parent: null }, userErrors: [] },
    material: { attributeDefinition: { key: 'material', type: 'TEXT' }, userErrors: [] },
  });
  const top = made.data.top.category.id;
  const below = (
    await asMerchant(`mutation ($p: ID) { categoryCreate(input: { title: "连衣裙", parent: $p }) { category { id path } } }`, { p: top })
  ).data.categoryCreate.category;
  const CREATE_IN = `mutation ($input: ProductCreateInput!) { productCreate(input: $input) { product { categories { id path } attributes { key name type value } } ${ERRORS} } }`;
  const attributes = [{ key: 'material', value: 'silk' }];
  const input = {
    title: '连衣裙',
    tags: ['Sale'],
    categories: [below.id],
    attributes,
    variants: [{ price: { amount: '20', currency: 'CNY' } }],
  };
  expect((await asMerchant(CREATE_IN, { input })).data.productCreate).toEqual({
    product: {
      categories: [{ id: below.id, path: ['女装', '连衣裙'] }],
      attributes: [{ key: 'material', name: 'Material', type: 'TEXT', value: 'silk' }],
    },
    userErrors: [],
  });
  const refused = await asMerchant(CREATE_IN, { input: { ...input, categories: ['cat_none'] } });
  expect(refused.data.productCreate.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'categories', '0'] }]);
  const rules = { conditions: [{ field: 'TAG', relation: 'EQUALS', value: 'sale' }] };
  const collection = await asMerchant(
    `mutation ($rules: CollectionRulesInput) { collectionCreate(input: { title: "Sale", rules: $rules, sort: PRICE_LOW }) {
      collection { sort rules { match conditions { field relation value } } products { nodes { title } } } ${ERRORS} } }`,
    { rules },
  );
  expect(collection.data.collectionCreate).toMatchObject({
    collection: { sort: 'PRICE_LOW', rules: { match: 'ALL', ...rules }, products: { nodes: [{ title: '连衣裙' }] } },
    userErrors: [],
  });
  const { data } = await asShopper(
    `query ($query: String) { categories { nodes { title path parent { title } } } collection(handle: "sale") { products { nodes { title } } }
      products(query: $query, sort: TITLE) { nodes { collections { nodes { handle } } categories { title } attributes { name value } } } }`,
    { query: `category:${top} collection:sale price:10..30` },
  );
  expect(data).toEqual({
    categories: {
      nodes: [
        { title: '女装', path: ['女装'], parent: null },
        { title: '连衣裙', path: ['女装', '连衣裙'], parent: { title: '女装' } },
      ],
    },
    collection: { products: { nodes: [{ title: '连衣裙' }] } },
    products: {
      nodes: [
        {
          collections: { nodes: [{ handle: 'sale' }] },
          categories: [{ title: '连衣裙' }],
          attributes: [{ name: 'Material', value: 'silk' }],
        },
      ],
    },
  });
});

test('a refusal names the field in the input', async () => {
  await create();
  expect(await create()).toMatchObject({ product: null, userErrors: [{ code: 'SKU_TAKEN', field: ['input', 'variants', '0', 'sku'] }] });
  expect(await create({ title: ' ' })).toMatchObject({ userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'title'] }] });
});

test('one key makes one product, and the repeat reads it under its own selection', async () => {
  const input = { title: 'Hat', idempotencyKey: 'once' };
  const [first, second] = [await create(input), await create(input)];
  expect(second.product).toEqual(first.product);
  expect(await create({ title: 'Other', idempotencyKey: 'once' })).toMatchObject({ userErrors: [{ code: 'IDEMPOTENCY_MISMATCH' }] });
});

test('many at once: one bad item spoils no other, set again they are unchanged, and a key remembers', async () => {
  const SET = `mutation ($input: ProductsSetInput!) { productsSet(input: $input) { results { index outcome product { id title } ${ERRORS} } ${ERRORS} } }`;
  const products = [{ ...dress, source: 'woo', externalId: '1' }, { title: '' }, { source: 'woo', externalId: '3', title: 'Hat' }];
  const { results } = (await asMerchant(SET, { input: { products, idempotencyKey: 'k' } })).data.productsSet;
  expect(results).toMatchObject([
    { index: 0, outcome: 'CREATED', product: { title: '连衣裙' }, userErrors: [] },
    { index: 1, outcome: 'REFUSED', product: null, userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'products', '1', 'title'] }] },
    { index: 2, outcome: 'CREATED' },
  ]);
  expect((await asMerchant(SET, { input: { products, idempotencyKey: 'k' } })).data.productsSet.results).toEqual(results);
  const again = (await asMerchant(SET, { input: { products } })).data.productsSet.results;
  expect(again.map((result: Any) => result.outcome)).toEqual(['UNCHANGED', 'REFUSED', 'UNCHANGED']);
  const many = (await asMerchant(SET, { input: { products: Array(251).fill({ title: 'x' }) } })).data.productsSet;
  expect(many).toMatchObject({ results: null, userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'products'] }] });
});

test('a merchant edits, shelves and deletes', async () => {
  const { product } = await create();
  const edited = await asMerchant(
    `mutation ($product: ID!) { productUpdate(product: $product, input: { title: "Dress", tags: ["new"] }) { product { title tags handle } ${ERRORS} } }`,
    { product: product.id },
  );
  expect(edited.data.productUpdate.product).toEqual({ title: 'Dress', tags: ['new'], handle: '连衣裙' });
  const shelved = await asMerchant(
    `mutation ($products: [ID!]) { collectionCreate(input: { title: "Summer", products: $products }) { collection { id handle products { nodes { title } } } ${ERRORS} } }`,
    { products: [product.id] },
  );
  expect(shelved.data.collectionCreate).toMatchObject({
    userErrors: [],
    collection: { handle: 'summer', products: { nodes: [{ title: 'Dress' }] } },
  });
  const seen = await asShopper(
    '{ collection(handle: "summer") { title products(first: 5) { nodes { title collections { nodes { handle } } } } } }',
  );
  expect(seen.data.collection.products.nodes).toEqual([{ title: 'Dress', collections: { nodes: [{ handle: 'summer' }] } }]);
  const collection = shelved.data.collectionCreate.collection.id;
  const removed = await asMerchant(
    `mutation ($c: ID!, $p: [ID!]!) { collectionProductsRemove(collection: $c, input: { products: $p }) { collection { products { nodes { id } } } ${ERRORS} } }`,
    { c: collection, p: [product.id] },
  );
  expect(removed.data.collectionProductsRemove.collection.products.nodes).toEqual([]);
  const deleted = await asMerchant(`mutation ($p: ID!) { productDelete(product: $p) { product { title } ${ERRORS} } }`, { p: product.id });
  expect(deleted.data.productDelete).toEqual({ product: { title: 'Dress' }, userErrors: [] });
  expect((await asMerchant('query ($p: ID!) { shop { product(id: $p) { id } } }', { p: product.id })).data.shop.product).toBeNull();
});

test('stock is set against what the editor saw, and adjusted once for each key', async () => {
  const variant = (await create()).product.variants.nodes[0].id;
  const SET = `mutation ($input: InventorySetInput!) { inventorySet(input: $input) { level { available } ${ERRORS} } }`;
  const ADJUST = `mutation ($input: InventoryAdjustInput!) { inventoryAdjust(input: $input) { level { available location { name } } ${ERRORS} } }`;
  expect((await asMerchant(SET, { input: { variant, available: 9, changeFrom: 4 } })).data.inventorySet.level).toEqual({ available: 9 });
  const late = (await asMerchant(SET, { input: { variant, available: 5, changeFrom: 4 } })).data.inventorySet;
  expect(late).toMatchObject({ level: null, userErrors: [{ code: 'CHANGED_MEANWHILE', field: ['input', 'changeFrom'] }] });
  const input = { variant, delta: -2, reason: 'Damaged', idempotencyKey: 'once' };
  for (let time = 0; time < 2; time++)
    expect((await asMerchant(ADJUST, { input })).data.inventoryAdjust).toMatchObject({ level: { available: 7 }, userErrors: [] });
  const tooMany = await asMerchant(ADJUST, { input: { ...input, delta: -8, idempotencyKey: 'two' } });
  expect(tooMany.data.inventoryAdjust.userErrors).toMatchObject([{ code: 'NOT_ENOUGH_STOCK', field: ['input', 'delta'] }]);
  const { data } = await asMerchant(
    'query ($id: ID!) { shop { locations { name } node(id: $id) { ... on Variant { sku product { title } adjustments { nodes { delta after reason actorKind } } } } } }',
    { id: variant },
  );
  expect(data.shop.node).toMatchObject({
    sku: 'D-S',
    product: { title: '连衣裙' },
    adjustments: {
      nodes: [
        { delta: -2, after: 7, actorKind: 'app' },
        { delta: 5, after: 9 },
      ],
    },
  });
});

test("another shop's ids are not found, and a token without the scope is refused", async () => {
  const { product } = await create();
  const other = await aShop();
  await createDefaultLocation(other);
  const theirs = await aToken(other);
  const EDIT = `mutation ($p: ID!) { productUpdate(product: $p, input: { title: "mine" }) { product { id } ${ERRORS} } }`;
  expect((await asMerchant(EDIT, { p: product.id }, theirs)).data.productUpdate).toMatchObject({
    product: null,
    userErrors: [{ code: 'NOT_FOUND', field: ['product'] }],
  });
  const named = await asMerchant('query ($s: ID!) { shop(id: $s) { id } }', { s: shopId.encode(randomId()) }, theirs);
  expect(named.data.shop).toBeNull();
  const reader = await aToken(shop, ['read_products']);
  expect((await asMerchant(EDIT, { p: product.id }, reader)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(
    (await asMerchant('{ shop { products(first: 2) { nodes { title variants { nodes { levels { available } } } } } } }', {}, reader))
      .errors,
  ).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

test('a list says what variants cost and how many pieces there are, wherever they stand', async () => {
  const FIGURES = '{ shop { products { nodes { title variantsCount priceRange { lowest { amount } highest { amount } } available } } } }';
  const many = Array.from({ length: 260 }, (_, at) => ({
    optionValues: [`${at}`],
    price: { amount: `${10 + at}`, currency: 'CNY' },
    available: 1,
  }));
  await create({ title: 'Many', options: [{ name: 'Size' }], variants: many });
  await create({
    title: 'Mixed',
    options: [{ name: 'Size' }],
    variants: [
      { optionValues: ['S'], price: { amount: '5', currency: 'CNY' }, available: 3 },
      { optionValues: ['M'], price: { amount: '4', currency: 'CNY' }, tracksInventory: false },
    ],
  });
  await create({ title: 'None' });
  expect((await asMerchant(FIGURES)).data.shop.products.nodes).toEqual([
    { title: 'None', variantsCount: 0, priceRange: null, available: null },
    { title: 'Mixed', variantsCount: 2, priceRange: { lowest: { amount: '4.00' }, highest: { amount: '5.00' } }, available: 3 },
    { title: 'Many', variantsCount: 260, priceRange: { lowest: { amount: '10.00' }, highest: { amount: '269.00' } }, available: 260 },
  ]);
});

test('some variants of many are changed by themselves; the others stay at their places', async () => {
  const { product } = await create();
  const { data } = await asMerchant(
    `mutation ($p: ID!, $input: ProductUpdateInput!) { productUpdate(product: $p, input: $input) {
      product { revision variants { nodes { id sku price { amount } } } } ${ERRORS} } }`,
    {
      p: product.id,
      input: { keepOtherVariants: true, variants: [{ id: product.variants.nodes[0].id, price: { amount: '150', currency: 'CNY' } }] },
    },
  );
  expect(data.productUpdate.product.variants.nodes).toMatchObject([
    { sku: 'D-S', price: { amount: '150.00' } },
    { sku: 'D-M', price: { amount: '199.00' } },
  ]);
});
