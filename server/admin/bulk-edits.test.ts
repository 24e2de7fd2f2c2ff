import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productId } from '#commerce/catalog/index.js';
import { runEditSlice, runEditUndoSlice } from '#commerce/inventory/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { aProduct, variantOf } from '#tests/support/shopping.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
let shop: ShopContext;
let token: string;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  shop = await aShop();
  token = await aToken(shop, ['write_products', 'write_inventory']);
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

const ERRORS = 'userErrors { code field }';
const EDIT = `mutation ($input: ProductsUpdateInput!) { productsUpdate(input: $input) {
  results { index outcome product { title revision } ${ERRORS} } bulkEdit { id products canUndo undoneAt } ${ERRORS} } }`;
const UNDO = `mutation ($bulkEdit: ID!) { bulkEditUndo(bulkEdit: $bulkEdit) { bulkEdit { canUndo } undone { removed restored kept } ${ERRORS} } }`;
const SET = `mutation ($input: InventorySetBulkInput!) { inventorySetBulk(input: $input) {
  results { index level { available location { isDefault } } ${ERRORS} } ${ERRORS} } }`;

interface Edited {
  productsUpdate: { results: { outcome: string }[]; bulkEdit: { id: string } };
}

test('products are edited, told of, edited no further by the same request again, and taken back', async () => {
  const [hat, cap] = [await aProduct(shop), await aProduct(shop, { title: 'Cap' })];
  const products = [
    { product: productId.encode(hat._id), title: 'Warm hat', expectedRevision: 1 },
    { product: productId.encode(cap._id), title: 'Warm cap', expectedRevision: 7 },
  ];
  const edit = () => server.admin<Edited>(token, EDIT, { input: { products, idempotencyKey: 'one' } });
  const first = await edit();
  expect(first.data.productsUpdate).toEqual({
    results: [
      { index: 0, outcome: 'UPDATED', product: { title: 'Warm hat', revision: 2 }, userErrors: [] },
      {
        index: 1,
        outcome: 'REFUSED',
        product: null,
        userErrors: [{ code: 'CHANGED_MEANWHILE', field: ['input', 'products', '1', 'expectedRevision'] }],
      },
    ],
    bulkEdit: { id: expect.any(String), products: 1, canUndo: true, undoneAt: null },
    userErrors: [],
  });
  expect((await edit()).data).toEqual(first.data);
  const bulkEdit = first.data.productsUpdate.bulkEdit.id;
  const listed = await server.admin(token, '{ shop { bulkEdits(first: 5) { nodes { id canUndo } } } }');
  expect(listed.data).toEqual({ shop: { bulkEdits: { nodes: [{ id: bulkEdit, canUndo: true }] } } });
  expect((await server.admin(token, UNDO, { bulkEdit })).data).toEqual({
    bulkEditUndo: { bulkEdit: { canUndo: false }, undone: { removed: 0, restored: 1, kept: 0 }, userErrors: [] },
  });
});

test('levels are set once under one key', async () => {
  const variant = variantOf(await aProduct(shop, { title: 'Scarf', available: 10 })).id;
  const levels = [
    { variant, available: 4, changeFrom: 10 },
    { variant: 'var_0', available: 4 },
  ];
  const set = () => server.admin(token, SET, { input: { levels, idempotencyKey: 'two' } });
  const first = await set();
  expect(first.data).toEqual({
    inventorySetBulk: {
      results: [
        { index: 0, level: { available: 4, location: { isDefault: true } }, userErrors: [] },
        { index: 1, level: null, userErrors: [{ code: 'NOT_FOUND', field: ['input', 'levels', '1', 'variant'] }] },
      ],
      userErrors: [],
    },
  });
  expect((await set()).data).toEqual(first.data);
});

test('all that a query finds is counted, changed once under one key, looked at, and taken back by the worker', async () => {
  for (const title of ['Wool hat', 'Wool scarf', 'Linen hat']) await aProduct(shop, { title });
  const FOUND = `mutation ($input: ProductsUpdateFoundInput!) { productsUpdateFound(input: $input) {
    bulkEdit { id status products canUndo search { query found seen refused problems { title message } } } ${ERRORS} } }`;
  const LOOK = '{ shop { productsCount(query: "wool") { count more } products(first: 9, query: "wool tag:old") { nodes { title } } } }';
  const input = { query: 'wool', change: { tagsAdd: ['old'] }, idempotencyKey: 'found' };
  const edit = () => server.admin<{ productsUpdateFound: { bulkEdit: { id: string } } }>(token, FOUND, { input });
  const first = await edit();
  expect((await server.admin(token, LOOK)).data).toEqual({ shop: { productsCount: { count: 2, more: false }, products: { nodes: [] } } });
  expect(first.data.productsUpdateFound).toEqual({
    bulkEdit: {
      id: expect.any(String),
      status: 'RUNNING',
      products: 0,
      canUndo: false,
      search: { query: 'wool', found: 2, seen: 0, refused: 0, problems: [] },
    },
    userErrors: [],
  });
  expect((await edit()).data).toEqual(first.data);
  const bulkEdit = first.data.productsUpdateFound.bulkEdit.id;
  const underWay = () => server.admin(token, '{ shop { bulkEdits(first: 9, underWay: true) { nodes { id status } } } }');
  expect((await underWay()).data).toEqual({ shop: { bulkEdits: { nodes: [{ id: bulkEdit, status: 'RUNNING' }] } } });
  expect((await server.admin(token, UNDO, { bulkEdit })).data).toMatchObject({
    bulkEditUndo: { userErrors: [{ code: 'WRONG_STATE', field: ['bulkEdit'] }] },
  });
  await runEditSlice(shop, { data: { bulkEdit }, attempts: 0 });
  const shown = () =>
    server.admin(token, 'query ($id: ID!) { shop { bulkEdit(id: $id) { status products canUndo search { seen } } } }', { id: bulkEdit });
  expect((await shown()).data).toEqual({ shop: { bulkEdit: { status: 'COMPLETED', products: 2, canUndo: true, search: { seen: 2 } } } });
  const CANCEL = `mutation ($bulkEdit: ID!) { bulkEditCancel(bulkEdit: $bulkEdit) { bulkEdit { status } ${ERRORS} } }`;
  expect((await server.admin(token, CANCEL, { bulkEdit })).data).toEqual({
    bulkEditCancel: { bulkEdit: { status: 'COMPLETED' }, userErrors: [] },
  });
  expect((await server.admin(token, UNDO, { bulkEdit })).data).toMatchObject({ bulkEditUndo: { userErrors: [] } });
  expect((await underWay()).data).toEqual({ shop: { bulkEdits: { nodes: [{ id: bulkEdit, status: 'UNDOING' }] } } });
  await runEditUndoSlice(shop, { data: { bulkEdit }, attempts: 0 });
  expect((await shown()).data).toMatchObject({ shop: { bulkEdit: { status: 'UNDONE', canUndo: false } } });
  expect((await underWay()).data).toEqual({ shop: { bulkEdits: { nodes: [] } } });
  const wrong = { query: '', change: { priceChange: { amount: '0.001' } } };
  expect((await server.admin(token, FOUND, { input: wrong })).data).toMatchObject({
    productsUpdateFound: { bulkEdit: null, userErrors: [{ code: 'INVALID_AMOUNT', field: ['input', 'change', 'priceChange', 'amount'] }] },
  });
});
