import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { config } from '#platform/config.js';
import { type AgencyContext, agencyId, type ShopContext, shopId, signUp } from '#tenants/index.js';
import { shops } from '#tenants/shop.model.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
let agency: AgencyContext;
let token: string;

beforeAll(async () => {
  await connectForTest();
  Object.assign(config(), { COST_BUCKET: 100_000, COST_RESTORE: 100_000 });
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

const idOf = (shop: ShopContext) => shopId.encode(shop.shopId);
const own = (given: object = {}) => aShop({ agencyId: agency.agencyId, ...given });
const named = (shop: ShopContext, name: string) => shops.documents().updateOne({ _id: shop.shopId }, { $set: { name } });

interface Result {
  index: number;
  shop: { id: string; tags: string[]; status: string } | null;
  userErrors: { code: string; field: string[] }[];
}
async function updateAll(input: object): Promise<Result[]> {
  const mutation = `mutation ($input: ShopsUpdateInput!) {
    shopsUpdate(input: $input) { results { index tagsBefore shop { id tags status } userErrors { code message field } } userErrors { code message field } }
  }`;
  const { data } = await server.admin<{ shopsUpdate: { results: Result[]; userErrors: object[] } }>(token, mutation, { input });
  expect(data.shopsUpdate.userErrors).toEqual([]);
  return data.shopsUpdate.results;
}
async function found(query: string, sort = 'NEWEST'): Promise<string[]> {
  const document = `query ($query: String, $sort: ShopSort) {
    agency { shops(first: 50, query: $query, sort: $sort) { nodes { name } } shopsCount(query: $query) { count more } }
  }`;
  type Listed = { agency: { shops: { nodes: { name: string }[] }; shopsCount: object } };
  const {
    shops: { nodes },
    shopsCount,
  } = (await server.admin<Listed>(token, document, { query, sort })).data.agency;
  expect(shopsCount).toEqual({ count: nodes.length, more: false });
  return nodes.map(({ name }) => name);
}

test('shops without tags have none to choose', async () => {
  await own();
  expect((await server.admin(token, '{ agency { shopTags } }')).data).toEqual({ agency: { shopTags: [] } });
});

test('many shops are tagged at once; one that is full and one that is another’s are told, and spoil nothing', async () => {
  const [one, two, full, foreign] = [await own(), await own(), await own(), await aShop()];
  const twenty = Array.from({ length: 20 }, (_, at) => `tag ${at}`);
  await updateAll({ shops: [idOf(full)], tagsAdd: twenty });
  await updateAll({ shops: [idOf(one)], tagsAdd: ['$north', 'vip'] });
  const results = await updateAll({ shops: [one, two, full, foreign].map(idOf), tagsAdd: ['vip', 'new'], tagsRemove: ['$north'] });
  expect(results).toMatchObject([
    { index: 0, tagsBefore: ['$north', 'vip'], shop: { tags: ['vip', 'new'] }, userErrors: [] },
    { index: 1, shop: { tags: ['vip', 'new'] }, userErrors: [] },
    { index: 2, shop: { tags: twenty }, userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'tagsAdd'] }] },
    { index: 3, shop: null, userErrors: [{ code: 'NOT_FOUND', field: ['input', 'shops', '3'] }] },
  ]);
  expect((await shops.documents().findOne({ _id: foreign.shopId }))?.tags).toBeUndefined();
  expect((await server.admin(token, '{ agency { shopTags } }')).data).toEqual({
    agency: { shopTags: ['new', ...twenty.sort(byAlphabet), 'vip'] },
  });
});
const byAlphabet = new Intl.Collator('zh').compare;

test('shops are closed together', async () => {
  const [one, two] = [await own(), await own()];
  const results = await updateAll({ shops: [one, two].map(idOf), close: true });
  expect(results).toMatchObject([{ shop: { status: 'CLOSED', tags: [] } }, { shop: { status: 'CLOSED' } }]);
});

test('tags, states and words find shops together, in either order', async () => {
  const [tea, hats, shoes] = [await own(), await own({ mode: 'LIVE' }), await own({ mode: 'LIVE' })];
  await named(tea, '茶馆');
  await named(hats, 'hats');
  await named(shoes, 'Shoes');
  await updateAll({ shops: [idOf(tea), idOf(hats)], tagsAdd: ['north east', 'vip'] });
  await updateAll({ shops: [idOf(hats)], tagsAdd: ['rare'] });
  await updateAll({ shops: [idOf(shoes)], close: true });
  expect(await found('', 'NAME')).toEqual(['hats', 'Shoes', '茶馆'].sort(byAlphabet));
  expect((await found('tag:"north east"')).sort()).toEqual(['hats', '茶馆']);
  expect(await found('tag:vip tag:rare')).toEqual(['hats']);
  expect(await found('tag:vip 茶')).toEqual(['茶馆']);
  expect(await found('馆 茶')).toEqual(['茶馆']);
  expect(await found('馆 花')).toEqual([]);
  expect(await found('status:closed', 'NAME')).toEqual(['Shoes']);
  expect(await found('mode:live status:open')).toEqual(['hats']);
  expect(await found('tag:VIP')).toEqual([]);
  expect((await server.admin(token, '{ agency { shopIds(query: "tag:vip") { ids more } } }')).data).toEqual({
    agency: { shopIds: { ids: [hats, tea].map(idOf), more: false } },
  });
});

test('no filter reads more shops of a large agency than fit', async () => {
  const now = Date.now();
  const example = await own();
  const pattern = (await shops.documents().findOne({ _id: example.shopId }))!;
  await shops.documents().insertMany(
    Array.from({ length: 600 }, (_, at) => {
      const { _id, ...rest } = pattern;
      return {
        ...rest,
        handle: `large-${now}-${at}`,
        name: `Shop ${at}`,
        createdAt: new Date(now + at),
        tags: at % 200 === 0 ? ['some', 'few'] : ['some'],
      };
    }) as never,
  );
  await shops.documents().updateMany({ agencyId: agency.agencyId, name: { $in: ['Shop 5', 'Shop 6'] } }, { $set: { status: 'CLOSED' } });
  for (const [query, count] of [
    ['tag:few', 3],
    ['tag:some tag:few', 3],
    ['status:closed', 2],
    ['mode:live', 0],
  ] as const)
    for (const sort of ['NEWEST', 'NAME']) expect([query, sort, await readFor(() => found(query, sort))]).toEqual([query, sort, count]);
});

/** How many documents the slowest list of shops has read, by the database's own profile. */
async function readFor(ask: () => Promise<unknown>): Promise<number> {
  const db = mongoose.connection.db!;
  await db.command({ profile: 2 });
  try {
    const since = new Date();
    await ask();
    const entries = await db
      .collection('system.profile')
      .find({ ns: `${db.databaseName}.shops`, op: 'query', ts: { $gte: since } })
      .toArray();
    expect(entries.length).toBeGreaterThan(0);
    return Math.max(...entries.map(({ docsExamined }) => Number(docsExamined)));
  } finally {
    await db.command({ profile: 0 });
  }
}

test("a shop's tags are its agency's: a token that is bound to the shop neither sees nor sets them", async () => {
  const shop = await own();
  await updateAll({ shops: [idOf(shop)], tagsAdd: ['difficult'] });
  const secret = await aToken(shop);
  expect((await server.admin(secret, '{ shop { tags } }')).data).toEqual({ shop: { tags: [] } });
  const set = 'mutation ($shop: ID) { shopUpdate(shop: $shop, input: {tags: ["easy"]}) { shop { tags } userErrors { code } } }';
  expect((await server.admin(secret, set)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await server.admin(token, set, { shop: idOf(shop) })).data).toEqual({ shopUpdate: { shop: { tags: ['easy'] }, userErrors: [] } });
});

test('an agency takes another name', async () => {
  const { agency: made, token: session } = await signUp(
    { email: `renamed-${Date.now()}@example.com`, password: 'correct horse battery', name: 'Owner', agencyName: 'Before' },
    'en',
  );
  const rename = (name: string) =>
    server.admin(
      session,
      'mutation ($agency: ID, $name: String) { agencyUpdate(agency: $agency, input: {name: $name}) { agency { name } userErrors { code field } } }',
      {
        agency: agencyId.encode(made._id),
        name,
      },
    );
  expect((await rename(' After ')).data).toEqual({ agencyUpdate: { agency: { name: 'After' }, userErrors: [] } });
  expect((await rename(' ')).data).toEqual({
    agencyUpdate: { agency: null, userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'name'] }] },
  });
});
