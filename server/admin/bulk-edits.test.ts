import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productId } from '#commerce/catalog/index.js';
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
