import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildASTSchema, isObjectType, parse } from 'graphql';
import { root } from '#platform/root.js';
import { newestSdl } from '#schema/read.js';
import { type AgencyContext, agencyId, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { aToken } from '#tests/support/tokens.js';
import { NODES } from './nodes.js';

let server: TestServer;
let agency: AgencyContext;
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
  agency = anAgencyContext();
  token = await aToken(agency);
});

interface ShownShop {
  id: string;
  handle: string;
  name: string;
}
interface Errors {
  userErrors: { code: string; field: string[] }[];
}
const ERRORS = 'userErrors { code message field }';
const SHOP = `id handle name mode status currency locale timezone createdAt
  settings { tax { mode rate shipping } taxClasses { id title rate } shippingMethods { id title price { amount currency } freeFrom { amount } countries } merchantEmail lowStock }`;
const CREATE = `mutation ($input: ShopCreateInput!) { shopCreate(input: $input) { shop { ${SHOP} } ${ERRORS} } }`;
const CREATE_MANY = `mutation ($input: ShopsCreateInput!) { shopsCreate(input: $input) {
  results { index shop { id handle } ${ERRORS} } ${ERRORS} } }`;
const UPDATE = `mutation ($shop: ID, $input: ShopUpdateInput!) { shopUpdate(shop: $shop, input: $input) { shop { ${SHOP} } ${ERRORS} } }`;

let handles = 0;
const wish = (given: object = {}) => ({
  name: 'Hats',
  handle: `hats-${Date.now().toString(36)}-${++handles}`,
  currency: 'CNY',
  locale: 'zh-CN',
  timezone: 'Asia/Shanghai',
  ...given,
});
const ask = async <Data>(query: string, variables: object = {}, as = token) => server.admin<Data>(as, query, variables);
const create = async (input: object = wish()) =>
  (await ask<{ shopCreate: { shop: ShownShop } & Errors }>(CREATE, { input })).data.shopCreate;

test('a shop is made, shown, changed and closed', async () => {
  const input = wish();
  const { shop, userErrors } = await create(input);
  expect(userErrors).toEqual([]);
  expect(shop).toMatchObject({
    ...input,
    mode: 'TEST',
    status: 'OPEN',
    settings: { tax: { mode: 'INCLUDED', rate: '13.00', shipping: true } },
  });
  expect((await ask(`query ($id: ID!) { shop(id: $id) { ${SHOP} } }`, { id: shop.id })).data).toEqual({ shop });
  const shippingMethods = [{ id: 'courier', title: '快递', price: { amount: '12', currency: 'CNY' }, countries: ['CN'] }];
  const changed = await ask<{ shopUpdate: { shop: object } }>(UPDATE, {
    shop: shop.id,
    input: { name: 'Caps', settings: { shippingMethods, lowStock: 2, taxClasses: [{ id: 'books', title: '图书', rate: '9' }] } },
  });
  expect(changed.data.shopUpdate).toMatchObject({
    shop: {
      name: 'Caps',
      settings: {
        lowStock: 2,
        taxClasses: [{ id: 'books', title: '图书', rate: '9.00' }],
        shippingMethods: [{ id: 'courier', price: { amount: '12.00', currency: 'CNY' }, freeFrom: null, countries: ['CN'] }],
      },
    },
    userErrors: [],
  });
  const shopper = () => server.shop<{ shop: object | null }>(input.handle, '{ shop { id handle name currency locale timezone } }');
  expect((await shopper()).data.shop).toMatchObject({ id: shop.id, handle: input.handle, currency: 'CNY', timezone: 'Asia/Shanghai' });
  const closed = await ask(`mutation ($shop: ID) { shopClose(shop: $shop) { shop { status } ${ERRORS} } }`, { shop: shop.id });
  expect(closed.data).toEqual({ shopClose: { shop: { status: 'CLOSED' }, userErrors: [] } });
  expect((await shopper()).errors).toMatchObject([{ extensions: { code: 'SHOP_REQUIRED' } }]);
});

test('what is wrong with a shop is said in the place where it stands', async () => {
  const { shop } = await create();
  const wrong = async (given: object) => (await create(wish(given))).userErrors;
  expect(await wrong({ handle: 'www' })).toMatchObject([
    { code: 'INVALID_INPUT', message: 'handle: is kept for Shopyard itself: choose another', field: ['input', 'handle'] },
  ]);
  expect(await wrong({ handle: shop.handle })).toMatchObject([{ code: 'HANDLE_TAKEN', field: ['input', 'handle'] }]);
  expect(await wrong({ timezone: 'Mars/Base' })).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'timezone'] }]);
  expect(await wrong({ blueprint: 'shop_000000000000000000000000' })).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'blueprint'] }]);
  const price = { amount: '1', currency: 'USD' };
  const { data } = await ask<{ shopUpdate: Errors }>(UPDATE, {
    shop: shop.id,
    input: { settings: { shippingMethods: [{ id: 'a', title: 'A', price }] } },
  });
  expect(data.shopUpdate.userErrors).toMatchObject([
    { code: 'CURRENCY_MISMATCH', field: ['input', 'settings', 'shippingMethods', '0', 'price', 'currency'] },
  ]);
});

test('of two who edit one shop, the second is told of the first', async () => {
  const { shop } = await create();
  const seen = await ask<{ shop: { updatedAt: string } }>('query ($id: ID!) { shop(id: $id) { updatedAt } }', { id: shop.id });
  const change = (name: string) =>
    ask<{ shopUpdate: Errors & { shop: object } }>(UPDATE, { shop: shop.id, input: { name, unchangedSince: seen.data.shop.updatedAt } });
  expect((await change('Caps')).data.shopUpdate).toMatchObject({ shop: { name: 'Caps' }, userErrors: [] });
  expect((await change('Scarves')).data.shopUpdate).toMatchObject({
    shop: null,
    userErrors: [{ code: 'CHANGED_MEANWHILE', field: ['input', 'unchangedSince'] }],
  });
  expect((await ask('query ($id: ID!) { shop(id: $id) { name } }', { id: shop.id })).data).toEqual({ shop: { name: 'Caps' } });
});

test('a shop asked for twice under one key is one shop', async () => {
  const input = wish({ idempotencyKey: 'first shop' });
  const [first, second] = [await create(input), await create(input)];
  expect(second).toEqual(first);
  expect((await create({ ...input, name: 'Other' })).userErrors).toMatchObject([
    { code: 'IDEMPOTENCY_MISMATCH', field: ['input', 'idempotencyKey'] },
  ]);
  expect((await ask('{ agency { shops { nodes { id } } } }')).data).toEqual({ agency: { shops: { nodes: [{ id: first.shop.id }] } } });
});

test('of many shops each has its own result, and the repeat finds those that were made', async () => {
  const { handle } = (await create()).shop;
  type Made = { shopsCreate: { results: ({ index: number; shop: ShownShop | null } & Errors)[] } & Errors };
  const input = { idempotencyKey: 'many', shops: [wish(), wish({ handle }), wish({ handle: 'x' }), wish()] };
  const first = (await ask<Made>(CREATE_MANY, { input })).data.shopsCreate;
  expect(first.results.map(({ index, shop }) => [index, shop?.handle])).toEqual([
    [0, input.shops[0]!.handle],
    [1, undefined],
    [2, undefined],
    [3, input.shops[3]!.handle],
  ]);
  expect(first.results[1]!.userErrors).toMatchObject([{ code: 'HANDLE_TAKEN', field: ['input', 'shops', '1', 'handle'] }]);
  expect(first.results[2]!.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'shops', '2', 'handle'] }]);
  const again = (await ask<Made>(CREATE_MANY, { input })).data.shopsCreate;
  expect(again.results.map(({ shop }) => shop?.id)).toEqual(first.results.map(({ shop }) => shop?.id));
  const whole = { ...input, idempotencyKey: 'whole', shops: [wish(), wish()] };
  const [made, repeat] = [await ask<Made>(CREATE_MANY, { input: whole }), await ask<Made>(CREATE_MANY, { input: whole })];
  expect(repeat.data).toEqual(made.data);
  const none = await ask<Made>(CREATE_MANY, { input: { shops: [] } });
  expect(none.data.shopsCreate).toMatchObject({ results: null, userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'shops'] }] });
});

test('an agency lists and searches its shops', async () => {
  const handlesMade = [];
  for (const name of ['Hats', 'Shoes', 'More hats']) handlesMade.push((await create(wish({ name }))).shop.handle);
  type Listed = { agency: { shops: { nodes: ShownShop[]; pageInfo: { endCursor: string; hasNextPage: boolean } } } };
  const list =
    'query ($first: Int, $after: String, $query: String) { agency { shops(first: $first, after: $after, query: $query) { nodes { name handle settings { lowStock } } pageInfo { endCursor hasNextPage } } } }';
  const first = (await ask<Listed>(list, { first: 2 })).data.agency.shops;
  expect([first.nodes.map(({ name }) => name), first.pageInfo.hasNextPage]).toEqual([['More hats', 'Shoes'], true]);
  const rest = (await ask<Listed>(list, { first: 2, after: first.pageInfo.endCursor })).data.agency.shops;
  expect(rest.nodes.map(({ name }) => name)).toEqual(['Hats']);
  expect((await ask<Listed>(list, { query: 'ATS' })).data.agency.shops.nodes.map(({ name }) => name)).toEqual(['More hats', 'Hats']);
});

describe('a token that is bound to a shop', () => {
  test('may leave the shop out, sees no agency, and opens no further shops', async () => {
    const shop = await aShop({ agencyId: agency.agencyId });
    const bound = await aToken(shop);
    const { data } = await ask('{ shop { id } agency { id } viewer { kind shops { id } agencies { id } } }', {}, bound);
    const id = shopId.encode(shop.shopId);
    expect(data).toEqual({ shop: { id }, agency: null, viewer: { kind: 'APP', shops: [{ id }], agencies: [] } });
    for (const named of [undefined, agencyId.encode(agency.agencyId)]) {
      const create = `mutation ($agency: ID, $input: ShopCreateInput!) { shopCreate(agency: $agency, input: $input) { shop { id } ${ERRORS} } }`;
      const refused = await ask(create, { agency: named, input: wish() }, bound);
      expect(refused.data).toMatchObject({ shopCreate: { shop: null, userErrors: [{ code: 'NOT_FOUND', field: ['agency'] }] } });
    }
  });

  test('makes tokens for its shop alone, even when it names the agency of another', async () => {
    const shop = await aShop({ agencyId: agency.agencyId });
    const make = `mutation ($agency: ID, $shop: ID) { accessTokenCreate(agency: $agency, shop: $shop, input: {name: "x", scopes: [read_orders]}) { accessToken { id } ${ERRORS} } }`;
    const other = agencyId.encode(anAgencyContext().agencyId);
    const refused = await ask(make, { agency: other, shop: shopId.encode(shop.shopId) });
    expect(refused.data).toMatchObject({
      accessTokenCreate: { accessToken: null, userErrors: [{ code: 'NOT_FOUND', field: ['agency'] }] },
    });
    const bound = await aToken(shop);
    await ask(make, {}, bound);
    expect((await ask('{ shop { accessTokens { name } } }', {}, bound)).data).toEqual({
      shop: { accessTokens: [{ name: 'x' }, { name: 'test' }] },
    });
    expect((await ask('{ agency { accessTokens { name } } }')).data).toEqual({ agency: { accessTokens: [{ name: 'test' }] } });
  });
});

describe('node', () => {
  test('finds every type that the schema says has an id of its own', () => {
    const schema = buildASTSchema(parse(newestSdl(join(root, 'schema'), 'admin').join('\n')));
    const nodes = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
    );
    expect(
      Object.values(NODES)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(nodes.map(({ name }) => name).sort());
  });

  test("finds a thing of its shop, with the scope of its list; another shop's and a missing one are null", async () => {
    const { shop } = await create();
    const locations = await ask<{ shop: { locations: { id: string }[] } }>('query ($id: ID!) { shop(id: $id) { locations { id } } }', {
      id: shop.id,
    });
    const [{ id: location }] = locations.data.shop.locations as [{ id: string }];
    const find = 'query ($shop: ID!, $id: ID!) { shop(id: $shop) { node(id: $id) { __typename id } } }';
    expect((await ask(find, { shop: shop.id, id: location })).data).toEqual({ shop: { node: { __typename: 'Location', id: location } } });
    const sister = (await create()).shop;
    for (const id of [location, 'loc_000000000000000000000000', 'prod_1', 'constructor_1', '__proto___1', 'nonsense', ''])
      expect((await ask(find, { shop: sister.id, id })).data).toEqual({ shop: { node: null } });
    const reader = await aToken(agency, ['read_products']);
    expect((await ask(find, { shop: shop.id, id: location }, reader)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', scope: 'read_inventory' } },
    ]);
  });
});
