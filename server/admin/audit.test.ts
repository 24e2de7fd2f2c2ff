import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { config } from '#platform/config.js';
import { auditLog } from '#tenants/audit.model.js';
import { agencyId, createAccessToken, SCOPES, type Scope, shopForJob, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { until } from '#tests/support/until.js';

const usual = { ...config() };
let server: TestServer;
let session: string;
let agency: string;
let shop: string;

beforeAll(async () => {
  Object.assign(config(), { COST_BUCKET: 1_000_000, COST_RESTORE: 1_000_000, SIGN_UPS_PER_HOUR: 100, SIGN_IN_ATTEMPTS: 3 });
  await connectForTest();
  server = await startTestServer();
  ({ session, agency, shop } = await somebody('owner@example.com'));
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
  Object.assign(config(), usual);
});

const PASSWORD = 'correct horse battery';
const ERRORS = 'userErrors { code message }';
type Payloads = Record<string, Record<string, { id: string }> & { token: string; agency: { id: string }; userErrors: { code: string }[] }>;

async function does(token: string | null, mutation: string, variables: object = {}) {
  const answer = await server.admin<Payloads>(token, mutation, variables);
  return { ...answer, payload: Object.values(answer.data ?? {})[0]! };
}

async function somebody(email: string) {
  const signUp = `mutation ($input: SignUpInput!) { signUp(input: $input) { token agency { id } ${ERRORS} } }`;
  const { payload } = await does(null, signUp, { input: { email, password: PASSWORD, name: email, agencyName: 'Agency' } });
  const create = `mutation ($input: ShopCreateInput!) { shopCreate(input: $input) { shop { id } ${ERRORS} } }`;
  const input = { name: 'Shop', handle: `audited-${email.split('@')[0]}`, currency: 'CNY', locale: 'en', timezone: 'UTC' };
  const made = await does(payload.token, create, { input });
  return { session: payload.token, agency: payload.agency.id, shop: made.payload.shop!.id };
}

interface Entry {
  actor: { kind: string; id: string | null; name: string };
  mutation: string;
  subject: string | null;
  shop: { id: string } | null;
  outcome: string;
  errors: string[];
  changes: { field: string; before: unknown; after: unknown }[];
  many: { done: number; refused: number; first: string[] } | null;
  input: { input?: Record<string, unknown> };
  requestId: string;
  address: string;
  userAgent: string;
}
interface Log {
  auditLog: { nodes: Entry[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
}

async function entriesOf(place: 'agency' | 'shop', filter: object = {}, token = session): Promise<Log['auditLog']> {
  const answer = await server.admin<{ place: Log }>(
    token,
    `query ($id: ID!, $first: Int, $after: String, $query: String, $actor: ID, $mutation: String, $from: DateTime, $until: DateTime) {
      place: ${place}(id: $id) { auditLog(first: $first, after: $after, query: $query, actor: $actor, mutation: $mutation, from: $from, until: $until) {
        nodes { id actor { kind id name } mutation subject shop { id } shopCount outcome errors address userAgent requestId
          changes { field before after } many { done refused first } input createdAt }
        pageInfo { endCursor hasNextPage } } } }`,
    { id: place === 'agency' ? agency : shop, ...filter },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.place.auditLog;
}
const lastOf = async (mutation: string) => (await entriesOf('agency', { mutation, first: 1 })).nodes[0]!;

const UPDATE = `mutation ($shop: ID, $product: ID!, $input: ProductUpdateInput!) {
  productUpdate(shop: $shop, product: $product, input: $input) { product { id } ${ERRORS} } }`;
const CREATE = `mutation ($shop: ID, $input: ProductCreateInput!) { productCreate(shop: $shop, input: $input) { product { id } ${ERRORS} } }`;
const aProduct = async (input: object = { title: 'Hat' }) => (await does(session, CREATE, { shop, input })).payload.product!.id;

test('who, from where, before and after', async () => {
  const product = await aProduct();
  expect(await lastOf('productCreate')).toMatchObject({
    subject: product,
    outcome: 'DONE',
    changes: [],
    input: { input: { title: 'Hat' } },
  });
  const answer = await does(session, UPDATE, { shop, product, input: { title: 'Cap' } });
  const entry = await lastOf('productUpdate');
  expect(entry).toMatchObject({
    actor: { kind: 'PERSON', name: 'owner@example.com' },
    subject: product,
    shop: { id: shop },
    outcome: 'DONE',
    errors: [],
    requestId: answer.extensions!.requestId,
    address: '127.0.0.1',
    userAgent: expect.stringContaining('node'),
    input: { product, input: { title: 'Cap' } },
  });
  expect(entry.changes).toContainEqual({ field: 'title', before: 'Hat', after: 'Cap' });
  expect((await entriesOf('shop', { first: 1 })).nodes).toMatchObject([{ mutation: 'productUpdate', subject: product }]);
});

test('a shop that is changed is its own subject, and stock is told by its place', async () => {
  const change = `mutation ($shop: ID, $input: ShopUpdateInput!) { shopUpdate(shop: $shop, input: $input) { shop { id } ${ERRORS} } }`;
  await aProduct({ title: 'Stocked', variants: [{ price: { amount: '5', currency: 'CNY' } }] });
  await does(session, change, { shop, input: { name: 'New name' } });
  expect(await lastOf('shopUpdate')).toMatchObject({ subject: shop, changes: [{ field: 'name', before: 'Shop', after: 'New name' }] });

  const found = await server.admin<{
    shop: { locations: { id: string }[]; products: { nodes: { variants: { nodes: { id: string }[] } }[] } };
  }>(
    session,
    'query ($shop: ID!) { shop(id: $shop) { locations { id } products(first: 1, query: "Stocked") { nodes { variants(first: 1) { nodes { id } } } } } }',
    { shop },
  );
  const [location, variant] = [found.data.shop.locations[0]!.id, found.data.shop.products.nodes[0]!.variants.nodes[0]!.id];
  const set = `mutation ($shop: ID, $input: InventorySetInput!) { inventorySet(shop: $shop, input: $input) { level { available } ${ERRORS} } }`;
  await does(session, set, { shop, input: { variant, location, available: 5 } });
  await does(session, set, { shop, input: { variant, location, available: 3 } });
  const changes = [{ field: 'available', before: { [location]: 5 }, after: { [location]: 3 } }];
  expect(await lastOf('inventorySet')).toMatchObject({ subject: variant, changes });
});

test('a refusal is told with its codes, and so is what a token may not do', async () => {
  await does(session, CREATE, { shop, input: { title: '' } });
  expect(await lastOf('productCreate')).toMatchObject({ outcome: 'REFUSED', errors: ['INVALID_INPUT'], subject: null });
  await does(session, UPDATE, { shop, product: `prod_${'0'.repeat(24)}`, input: { title: 'Cap' } });
  expect(await lastOf('productUpdate')).toMatchObject({ outcome: 'REFUSED', errors: ['NOT_FOUND'], changes: [] });

  const lesser = await aToken(['read_products']);
  await does(lesser, CREATE, { shop, input: { title: 'Forbidden' } });
  expect(await lastOf('productCreate')).toMatchObject({
    actor: { kind: 'APP', name: 'Lesser' },
    outcome: 'REFUSED',
    errors: ['FORBIDDEN'],
    input: { input: { title: 'Forbidden' } },
  });
});

const aToken = async (scopes: readonly Scope[]) =>
  (await createAccessToken(anAgencyContext(agencyId.decode(agency)), SCOPES, { name: 'Lesser', scopes: [...scopes] })).secret;

test('of many at once it tells how many, and the first', async () => {
  const many = `mutation ($shop: ID, $input: ProductsCreateInput!) {
    productsCreate(shop: $shop, input: $input) { results { index product { id } ${ERRORS} } ${ERRORS} } }`;
  await does(session, many, { shop, input: { products: [{ title: 'One' }, { title: '' }, { title: 'Three' }] } });
  const entry = await lastOf('productsCreate');
  expect(entry).toMatchObject({
    outcome: 'DONE',
    many: { done: 2, refused: 1, first: [expect.stringMatching(/^prod_/), expect.stringMatching(/^prod_/)] },
  });
});

test('a repeat with the same idempotencyKey is no new entry', async () => {
  const input = { title: 'Once', idempotencyKey: 'once' };
  const ids = [await aProduct(input), await aProduct(input)];
  expect(ids[0]).toBe(ids[1]);
  expect((await entriesOf('agency', { query: ids[0] })).nodes).toHaveLength(1);
});

test('a crash in between leaves an entry that says so', async () => {
  const product = await aProduct();
  const entries = mongoose.connection.collection(auditLog.name);
  // As if the process had ended there: nothing that it would still have written is.
  Object.assign(entries, { updateOne: () => Promise.reject(new Error('the process ended')) });
  const { payload } = await does(session, UPDATE, { shop, product, input: { title: 'Cut short' } });
  delete (entries as Partial<typeof entries>).updateOne;
  expect(payload.userErrors).toEqual([]);
  expect(await lastOf('productUpdate')).toMatchObject({ outcome: 'UNKNOWN', subject: product, input: { input: { title: 'Cut short' } } });
});

test('signing up, in and out is told, and who tried to come in as somebody', async () => {
  const email = 'comes-and-goes@example.com';
  const other = await somebody(email);
  const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) { token ${ERRORS} } }`;
  const { payload } = await does(null, signIn, { input: { email, password: PASSWORD } });
  await does(payload.token, `mutation { signOut { ${ERRORS} } }`);
  await does(null, signIn, { input: { email, password: 'wrong horse battery' } });
  const log = async () => {
    const { data } = await server.admin<{ agency: Log }>(
      other.session,
      '{ agency { auditLog(first: 10) { nodes { actor { kind name } mutation outcome errors input } } } }',
    );
    return data.agency.auditLog.nodes;
  };
  const who = { kind: 'PERSON', name: email };
  await until(async () => (await log()).length === 5);
  const nodes = await log();
  expect(nodes).toMatchObject([
    {
      mutation: 'signIn',
      actor: { kind: 'UNKNOWN', name: '' },
      outcome: 'REFUSED',
      errors: ['WRONG_CREDENTIALS'],
      input: { input: { email } },
    },
    { mutation: 'signOut', actor: who, outcome: 'DONE' },
    { mutation: 'signIn', actor: who, outcome: 'DONE' },
    { mutation: 'shopCreate', actor: who, outcome: 'DONE' },
    { mutation: 'signUp', actor: who, outcome: 'DONE' },
  ]);
  expect(JSON.stringify(nodes)).not.toMatch(/horse/);
});

test('no secret of a payment account stands anywhere in the log', async () => {
  const connect = `mutation ($shop: ID, $input: PaymentAccountConnectInput!) {
    paymentAccountConnect(shop: $shop, input: $input) { paymentAccount { id } ${ERRORS} } }`;
  const secret = 'never-to-be-seen';
  await does(session, connect, { shop, input: { stripe: { secretKey: `sk_test_${secret}`, webhookSecret: `whsec_${secret}` } } });
  await does(session, connect, { shop, input: { alipay: { appId: '2021000000000000', privateKey: secret, alipayPublicKey: secret } } });
  const kept = await mongoose.connection
    .collection(auditLog.name)
    .find({ agencyId: agencyId.decode(agency) })
    .toArray();
  expect(kept.filter(({ mutation }) => mutation === 'paymentAccountConnect')).toHaveLength(2);
  expect(JSON.stringify(kept)).not.toContain(secret);
});

test('is found by word, actor, mutation and time, page after page', async () => {
  const from = new Date();
  for (const title of ['a', 'b', 'c']) await aProduct({ title });
  const first = await entriesOf('agency', { mutation: 'productCreate', from, first: 2 });
  const second = await entriesOf('agency', { mutation: 'productCreate', from, first: 2, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...second.nodes].map(({ input }) => input.input!.title)).toEqual(['c', 'b', 'a']);
  expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  expect((await entriesOf('agency', { mutation: 'productCreate', until: from, first: 1 })).nodes[0]!.input.input).not.toMatchObject({
    title: 'c',
  });

  const { actor, requestId } = first.nodes[0]!;
  expect((await entriesOf('agency', { query: 'OWNER@', from, first: 9 })).nodes).toHaveLength(3);
  expect((await entriesOf('agency', { query: requestId })).nodes).toHaveLength(1);
  expect((await entriesOf('agency', { actor: actor.id, from })).nodes).toHaveLength(3);
  expect((await entriesOf('agency', { actor: `person_${'0'.repeat(24)}` })).nodes).toEqual([]);
  expect((await entriesOf('agency', { query: '.*' })).nodes).toEqual([]);
});

test('a shop tells of itself alone, though it was done in many', async () => {
  const other = await somebody('other@example.com');
  const create = `mutation ($input: ShopCreateInput!) { shopCreate(input: $input) { shop { id } ${ERRORS} } }`;
  const wish = { name: 'Second', handle: 'audited-second', currency: 'CNY', locale: 'en', timezone: 'UTC' };
  const second = (await does(session, create, { input: wish })).payload.shop!.id;
  const apply = `mutation ($shops: [ID!]!, $input: BlueprintApplyInput!) { blueprintApply(shops: $shops, input: $input) { rollout { id } ${ERRORS} } }`;
  const third = (await does(session, create, { input: { ...wish, handle: 'audited-third' } })).payload.shop!.id;
  const done = await does(session, apply, { shops: [shop, second], input: { blueprint: third } });
  expect(done.payload.userErrors).toEqual([]);
  const asked = async (place: string, id: string, token = session) =>
    server.admin<{ place: { auditLog: { nodes: object[] } } | null }>(
      token,
      `query ($id: ID!) { place: ${place}(id: $id) { auditLog(first: 1, mutation: "blueprintApply") { nodes { shopCount shop { id } } } } }`,
      { id },
    );
  expect((await asked('agency', agency)).data.place!.auditLog.nodes).toEqual([{ shopCount: 2, shop: null }]);
  expect((await asked('shop', second)).data.place!.auditLog.nodes).toEqual([{ shopCount: 1, shop: { id: second } }]);
  expect((await asked('shop', third)).data.place!.auditLog.nodes).toEqual([]);
  expect((await asked('shop', second, other.session)).data.place).toBeNull();
});

test("who acts for a shop alone sees nothing of how its agency sorts shops, but a product's tags", async () => {
  const update = `mutation ($shop: ID, $input: ShopUpdateInput!) { shopUpdate(shop: $shop, input: $input) { ${ERRORS} } }`;
  expect((await does(session, update, { shop, input: { name: 'Renamed', tags: ['late-payer'] } })).payload.userErrors).toEqual([]);
  const product = await aProduct();
  await does(session, UPDATE, { shop, product, input: { tags: ['summer'] } });
  const context = await shopForJob(shopId.decode(shop), 'test');
  const { secret } = await createAccessToken(context, SCOPES, { name: 'Of the shop', scopes: [...SCOPES] });
  const seen = async (mutation: string, token: string) => (await entriesOf('shop', { mutation, first: 1 }, token)).nodes[0]!;

  const whole = await seen('shopUpdate', session);
  expect(whole.input.input).toEqual({ name: 'Renamed', tags: ['late-payer'] });
  expect(whole.changes).toContainEqual({ field: 'tags', before: null, after: ['late-payer'] });
  const part = await seen('shopUpdate', secret);
  expect(part.input.input).toEqual({ name: 'Renamed' });
  expect(part.changes.map(({ field }) => field)).toEqual(['name']);
  expect((await seen('blueprintApply', session)).input.input).toHaveProperty('blueprint');
  expect((await seen('blueprintApply', secret)).input.input).not.toHaveProperty('blueprint');
  expect((await seen('productUpdate', secret)).input.input).toEqual({ tags: ['summer'] });
  expect((await seen('productUpdate', secret)).changes).toContainEqual({ field: 'tags', before: [], after: ['summer'] });
});
