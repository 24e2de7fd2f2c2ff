import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { fetchFeed, runDueFeeds } from '#commerce/feeds/feeds.jobs.js';
import { closeReader } from '#commerce/imports/index.js';
import { Outgoing } from '#platform/outgoing.js';
import { acrossShops, type OutboxEvent, outbox, type Source } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { type Listening, listening } from '#tests/support/listening.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { until } from '#tests/support/until.js';
import { CONCURRENCY, lanes, SOURCES } from '#worker/queues.js';
import { Worker } from '#worker/worker.js';

/** How an agency brings catalogs into its shops and takes them back: all over the admin API, worked by a worker on its queues. */
let server: TestServer;
let supplier: Listening;
let worker: Worker | undefined;
/** What the supplier's address answers next, and how often it was asked. */
let offered = { status: 200, text: '' };
let asked = 0;
const near = new Outgoing(() => true);

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  supplier = await listening((_request, response) => {
    asked += 1;
    response.writeHead(offered.status, { 'content-type': 'text/csv' }).end(offered.text);
  });
});
afterEach(rest);
afterAll(async () => {
  await closeReader();
  await near.close();
  await supplier.close();
  await server.close();
  await disconnectAfterTest();
});

/** The worker's own sources, but feeds are fetched from this machine too. */
const NEAR: readonly Source[] = SOURCES.map((source) => ({
  ...source,
  handle: async (shop, row) => {
    const event = row as OutboxEvent;
    if (source.collection !== outbox.name || event.type !== 'feed.fetch') return source.handle(shop, row);
    return fetchFeed(shop, event, { outgoing: near, timeoutMs: 5000, least: { bytes: 20_000, ms: 20_000 } });
  },
}));

function work(sources = SOURCES): void {
  worker = new Worker({ sources, lanes: lanes(), concurrency: CONCURRENCY, schedules: [] });
  worker.start();
}
async function rest(): Promise<void> {
  await worker?.stop(10_000);
  worker = undefined;
}
/** All that was planned has run: what has not happened by now does not happen. */
const worked = () => until(async () => (await acrossShops(outbox.name, 'test').count({ state: { $ne: 'DONE' } })) === 0);

// biome-ignore lint/suspicious/noExplicitAny: answers are as wide as the documents
type Any = any;

/** An agency that has just signed up, with three shops. */
async function anAgency(word: string) {
  const asking =
    (token: string | null) =>
    async (query: string, variables: object = {}): Promise<Any> => {
      const { data, errors } = await server.admin<Any>(token, query, variables);
      expect(errors).toBeUndefined();
      return data;
    };
  const { signUp } = await asking(null)('mutation ($input: SignUpInput!) { signUp(input: $input) { token userErrors { code } } }', {
    input: { email: `${word}@example.com`, password: 'a long enough password', name: 'Owner', agencyName: word },
  });
  const ask = asking(signUp.token);
  /** A mutation of one field, which has nothing to complain of. */
  const change = async (field: string, types: string, answer: string, variables: object): Promise<Any> => {
    const given = types.replace(/\$(\w+): [^,]+/g, '$1: $$$1');
    const data = await ask(`mutation (${types}) { ${field}(${given}) { ${answer} userErrors { code message field } } }`, variables);
    expect(data[field].userErrors).toEqual([]);
    return data[field];
  };
  const { results } = await change('shopsCreate', '$input: ShopsCreateInput!', 'results { shop { id } }', {
    input: {
      shops: [1, 2, 3].map((at) => ({
        name: `${word} ${at}`,
        handle: `${word}-${at}`,
        currency: 'CNY',
        locale: 'zh-CN',
        timezone: 'Asia/Shanghai',
      })),
    },
  });
  const shops: [string, string, string] = results.map(({ shop }: Any) => shop.id);
  /** `hat 19.90`, … */
  const goods = async (shop: string): Promise<string[]> => {
    const query =
      'query ($id: ID!) { shop(id: $id) { products(first: 20, sort: TITLE) { nodes { handle priceRange { lowest { amount } } } } } }';
    const data = await ask(query, { id: shop });
    return data.shop.products.nodes.map(({ handle, priceRange }: Any) => `${handle} ${priceRange.lowest.amount}`).sort();
  };
  const sell = (shop: string, title: string, amount: string) =>
    change('productCreate', '$shop: ID, $input: ProductCreateInput!', 'product { id }', {
      shop,
      input: { title, variants: [{ sku: title.toUpperCase(), price: { amount, currency: 'CNY' } }] },
    });
  return { ask, change, shops, goods, sell };
}
type Agency = Awaited<ReturnType<typeof anAgency>>;

/** An address of the API's, on this test's own port. */
function here(address: string): string {
  const { pathname, search } = new URL(address);
  return `${server.url}${pathname}${search}`;
}

async function handIn({ change }: Agency, text: string): Promise<string> {
  const input = { filename: 'supplier.csv', contentType: 'text/csv', bytes: Buffer.byteLength(text) };
  const { upload } = await change('uploadCreate', '$input: UploadCreateInput!', 'upload { id url }', { input });
  expect((await fetch(here(upload.url), { method: 'PUT', body: text })).status).toBe(200);
  return upload.id;
}

const BATCH = 'importBatch { id status imports(first: 10) { nodes { id status shop { id } } } }';

/** Its imports stand in the order of the shops. */
async function start({ change }: Agency, shops: readonly string[], input: object): Promise<{ id: string; imports: string[] }> {
  const { importBatch } = await change('catalogImportStart', '$shops: [ID!]!, $input: CatalogImportStartInput!', BATCH, { shops, input });
  expect(importBatch.status).toBe('QUEUED');
  return { id: importBatch.id, imports: importBatch.imports.nodes.map(({ id }: Any) => id) };
}

/** `COMPLETED: COMPLETED, CANCELLED, COMPLETED` */
async function statusOf({ ask }: Agency, { id }: { id: string }): Promise<string> {
  const { agency } = await ask(`query ($id: ID!) { agency { ${BATCH.replace('importBatch', 'importBatch(id: $id)')} } }`, { id });
  return `${agency.importBatch.status}: ${agency.importBatch.imports.nodes.map(({ status }: Any) => status).join(', ')}`;
}

async function importOf({ ask }: Agency, shop: string, id: string): Promise<Any> {
  const query = `query ($shop: ID!, $id: ID!) { shop(id: $shop) { import(id: $id) {
    status format productsCreated productsUpdated productsUnchanged rowsRejected reportUrl undoableUntil undo { removed restored kept }
    problems(first: 5) { nodes { row column code value } } } } }`;
  return (await ask(query, { shop, id })).shop.import;
}

const FILE = 'Stück,Kürzel,Kosten,SKU,Brand\nHat,hat,25.00,H-1,Acme\nCap,cap,9.90,C-1,Acme\nScarf,scarf,dear,S-1,Acme\n';

test('a file is looked at, explained, tried, imported into three shops, mended, and taken back', async () => {
  const agency = await anAgency('importing');
  const { change, shops, goods, sell } = agency;
  const [first, second, third] = shops;
  await sell(first, 'Hat', '10.00');
  const upload = await handIn(agency, FILE);

  const look = async (how: object): Promise<Any> => {
    const answer = 'inspection { format columns { name samples field } products { handle variants { price } } }';
    const types = '$upload: ID!, $mapping: ID';
    return (await change('uploadInspect', types, answer, { upload, ...how })).inspection;
  };
  expect(await look({})).toMatchObject({
    format: 'GENERIC',
    columns: [
      { name: 'Stück', samples: ['Hat', 'Cap', 'Scarf'], field: null },
      { name: 'Kürzel', samples: ['hat', 'cap', 'scarf'], field: null },
      { name: 'Kosten', samples: ['25.00', '9.90', 'dear'], field: null },
      { name: 'SKU', field: 'sku' },
      { name: 'Brand', field: 'vendor' },
    ],
  });

  const title = { name: 'Stück', field: 'title' };
  const { importMapping } = await change('importMappingCreate', '$input: ImportMappingCreateInput!', 'importMapping { id }', {
    input: { name: 'Supplier', columns: [title] },
  });
  const columns = [title, { name: 'Kürzel', field: 'handle' }, { name: 'Kosten', field: 'price' }];
  await change('importMappingUpdate', '$importMapping: ID!, $input: ImportMappingUpdateInput!', 'importMapping { id }', {
    importMapping: importMapping.id,
    input: { columns },
  });
  expect(await agency.ask('{ agency { importMappings(first: 5) { nodes { id name columns { name field } } } } }')).toEqual({
    agency: { importMappings: { nodes: [{ id: importMapping.id, name: 'Supplier', columns }] } },
  });
  const mapping = importMapping.id;
  expect((await look({ mapping })).products).toMatchObject([
    { handle: 'hat', variants: [{ price: '25.00' }] },
    { handle: 'cap', variants: [{ price: '9.90' }] },
  ]);

  work();
  const tried = await start(agency, [first], { upload, mapping, dryRun: true });
  await worked();
  const found = { status: 'COMPLETED', format: 'GENERIC', productsCreated: 1, productsUpdated: 1, rowsRejected: 1 };
  expect(await importOf(agency, first, tried.imports[0]!)).toMatchObject({ ...found, undoableUntil: null });
  expect(await goods(first)).toEqual(['hat 10.00']);

  await rest();
  const batch = await start(agency, shops, { upload, mapping });
  const [ofFirst, ofSecond, ofThird] = batch.imports as [string, string, string];
  const one = ['$shop: ID, $import: ID!', 'import { status }'] as const;
  await change('importCancel', ...one, { shop: third, import: ofThird });
  work();
  await worked();
  expect(await statusOf(agency, batch)).toBe('COMPLETED: COMPLETED, COMPLETED, CANCELLED');
  expect(await importOf(agency, first, ofFirst)).toMatchObject(found);
  const both = ['cap 9.90', 'hat 25.00'];
  expect(await Promise.all(shops.map(goods))).toEqual([both, both, []]);
  await change('importResume', ...one, { shop: third, import: ofThird });
  await worked();
  expect(await statusOf(agency, batch)).toBe('COMPLETED: COMPLETED, COMPLETED, COMPLETED');
  expect(await goods(third)).toEqual(both);

  const { reportUrl, problems } = await importOf(agency, third, ofThird);
  expect(problems.nodes).toEqual([{ row: 4, column: 'Kosten', code: 'PRICE_INVALID', value: 'dear' }]);
  const report = await (await fetch(here(reportUrl))).text();
  expect(report).toMatch(/^Stück,Kürzel,Kosten,SKU,Brand,Problem,Row\r\nScarf,scarf,dear,S-1,Acme,".+",4\r\n$/);
  const mended = await start(agency, [third], { upload: await handIn(agency, report.replace(',dear,', ',15.00,')), mapping });
  await worked();
  expect(await importOf(agency, third, mended.imports[0]!)).toMatchObject({ status: 'COMPLETED', productsCreated: 1, rowsRejected: 0 });
  expect(await goods(third)).toEqual([...both, 'scarf 15.00']);

  await change('importUndo', ...one, { shop: second, import: ofSecond });
  await worked();
  expect(await importOf(agency, second, ofSecond)).toMatchObject({ status: 'UNDONE', undo: { removed: 2, restored: 0, kept: 0 } });
  expect(await Promise.all(shops.map(goods))).toEqual([both, [], [...both, 'scarf 15.00']]);
  await change('importBatchUndo', '$importBatch: ID!', BATCH, { importBatch: batch.id });
  await worked();
  expect(await statusOf(agency, batch)).toBe('UNDONE: UNDONE, UNDONE, UNDONE');
  expect(await importOf(agency, first, ofFirst)).toMatchObject({ undo: { removed: 1, restored: 1, kept: 0 } });
  expect(await Promise.all(shops.map(goods))).toEqual([['hat 10.00'], [], ['scarf 15.00']]);
}, 90_000);

test('a batch that is cancelled before it runs brings nothing in, and all of it once it is taken up again', async () => {
  const agency = await anAgency('batches');
  const { change, shops, goods } = agency;
  const upload = await handIn(agency, 'Title,URL handle,Price\nHat,hat,19.90\n');
  const batch = await start(agency, shops, { upload, format: 'SHOPIFY' });
  await change('importBatchCancel', '$importBatch: ID!', BATCH, { importBatch: batch.id });
  work();
  await worked();
  expect(await statusOf(agency, batch)).toBe('CANCELLED: CANCELLED, CANCELLED, CANCELLED');
  expect(await Promise.all(shops.map(goods))).toEqual([[], [], []]);
  await change('importBatchResume', '$importBatch: ID!', BATCH, { importBatch: batch.id });
  await worked();
  expect(await statusOf(agency, batch)).toBe('COMPLETED: COMPLETED, COMPLETED, COMPLETED');
  expect(await Promise.all(shops.map(goods))).toEqual([['hat 19.90'], ['hat 19.90'], ['hat 19.90']]);
}, 60_000);

test('a feed is fetched at once and when it is asked for, says why it fails, and leaves its products behind', async () => {
  const agency = await anAgency('feeds');
  const { ask, change, goods } = agency;
  const [shop] = agency.shops;
  const feeds = async (): Promise<Any[]> => {
    const query =
      'query ($id: ID!) { shop(id: $id) { feeds { id url everyHours status failures lastError lastImport { id status productsUpdated } } } }';
    return (await ask(query, { id: shop })).shop.feeds;
  };
  offered = { status: 200, text: 'Title,URL handle,Price\nHat,hat,19.90\n' };
  const { feed } = await change('feedCreate', '$shop: ID, $input: FeedCreateInput!', 'feed { id }', {
    shop,
    input: { url: `${supplier.url}/catalog.csv`, everyHours: 6, format: 'SHOPIFY' },
  });
  const run = async () => {
    await change('feedRun', '$shop: ID, $feed: ID!', 'feed { id }', { shop, feed: feed.id });
    await worked();
  };

  // An address inside the house is not asked.
  work();
  expect(await runDueFeeds()).toBe(1);
  await worked();
  expect(await feeds()).toMatchObject([{ id: feed.id, status: 'ACTIVE', failures: 1, lastError: expect.any(String), lastImport: null }]);
  expect(asked).toBe(0);

  await rest();
  work(NEAR);
  await run();
  expect(await feeds()).toMatchObject([{ failures: 0, lastError: null, lastImport: { status: 'COMPLETED' } }]);
  expect(await goods(shop)).toEqual(['hat 19.90']);

  const update = (input: object) =>
    change('feedUpdate', '$shop: ID, $feed: ID!, $input: FeedUpdateInput!', 'feed { id }', { shop, feed: feed.id, input });
  await update({ url: `${supplier.url}/moved.csv`, everyHours: 12, status: 'PAUSED' });
  offered = { status: 200, text: 'Title,URL handle,Price\nHat,hat,25.00\n' };
  const later = new Date(Date.now() + 13 * 3600_000);
  expect(await runDueFeeds(later)).toBe(0);
  await run();
  expect(await feeds()).toMatchObject([
    { url: `${supplier.url}/moved.csv`, everyHours: 12, status: 'PAUSED', lastImport: { productsUpdated: 1 } },
  ]);
  expect(await goods(shop)).toEqual(['hat 25.00']);

  await update({ status: 'ACTIVE' });
  offered = { status: 503, text: '' };
  expect(await runDueFeeds()).toBe(1);
  await worked();
  expect(await feeds()).toMatchObject([{ status: 'ACTIVE', failures: 1, lastError: expect.stringContaining('answers 503') }]);

  await change('feedDelete', '$shop: ID, $feed: ID!', 'feed { id }', { shop, feed: feed.id });
  expect(await runDueFeeds(later)).toBe(0);
  expect(await feeds()).toEqual([]);
  expect(await goods(shop)).toEqual(['hat 25.00']);
}, 60_000);

test('a blueprint is tried on two shops, applied, taken back from one and then from both; one that is cancelled brings nothing', async () => {
  const { ask, change, goods, sell, shops } = await anAgency('blueprints');
  const [blueprint, ...live] = shops;
  const [one, other] = live;
  await sell(blueprint, 'Hat', '19.90');
  const apply = async (input: object = {}): Promise<string> => {
    const types = '$shops: [ID!]!, $input: BlueprintApplyInput!';
    const variables = { shops: live, input: { blueprint, parts: ['PRODUCTS'], ...input } };
    return (await change('blueprintApply', types, 'rollout { id }', variables)).rollout.id;
  };
  const rollout = async (id: string): Promise<Any> => {
    const query = `query ($id: ID!) { agency { blueprintRollout(id: $id) {
      status dryRun summary { productsCreated } applications(first: 5) { nodes { shop { id } status undone { removed } } } } } }`;
    return (await ask(query, { id })).agency.blueprintRollout;
  };
  const nodes = (...statuses: string[]) => ({ nodes: statuses.map((status, at) => ({ shop: { id: live[at] }, status })) });

  work();
  const tried = await apply({ dryRun: true });
  await worked();
  const summary = { productsCreated: 2 };
  expect(await rollout(tried)).toMatchObject({ status: 'COMPLETED', dryRun: true, summary });
  expect(await Promise.all(live.map(goods))).toEqual([[], []]);

  const applied = await apply();
  await worked();
  expect(await rollout(applied)).toMatchObject({ status: 'COMPLETED', summary, applications: nodes('COMPLETED', 'COMPLETED') });
  expect(await Promise.all(live.map(goods))).toEqual([['hat 19.90'], ['hat 19.90']]);

  await change('blueprintApplyUndo', '$shop: ID, $rollout: ID!', 'application { id }', { shop: one, rollout: applied });
  await worked();
  expect(await rollout(applied)).toMatchObject({ applications: nodes('UNDONE', 'COMPLETED') });
  expect(await Promise.all(live.map(goods))).toEqual([[], ['hat 19.90']]);
  await change('blueprintApplyUndo', '$rollout: ID!', 'rollout { id }', { rollout: applied });
  await worked();
  expect(await rollout(applied)).toMatchObject({ applications: nodes('UNDONE', 'UNDONE') });
  expect(await goods(other!)).toEqual([]);

  await rest();
  const cancelled = await apply();
  await change('rolloutCancel', '$rollout: ID!', 'rollout { id }', { rollout: cancelled });
  work();
  await worked();
  expect(await rollout(cancelled)).toMatchObject({ status: 'CANCELLED', applications: nodes('CANCELLED', 'CANCELLED') });
  expect(await Promise.all(live.map(goods))).toEqual([[], []]);
  expect(await goods(blueprint)).toEqual(['hat 19.90']);
}, 60_000);
