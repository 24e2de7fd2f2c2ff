import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closeReader, importId } from '#commerce/imports/index.js';
import { storageFolder } from '#platform/storage.js';
import { shopForJob, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { runImport, runUndo } from '#tests/support/importing.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let server: TestServer;
let token: string;
let shops: string[];

const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { token userErrors { code } } }';
const SHOPS = 'mutation ($input: ShopsCreateInput!) { shopsCreate(input: $input) { results { shop { id } } userErrors { code } } }';

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  token = await signUp('moving@example.com');
  shops = await openShops(token, ['Hats', 'Scarves']);
});
afterAll(async () => {
  await closeReader();
  await server.close();
  await disconnectAfterTest();
});

async function signUp(email: string): Promise<string> {
  const input = { email, password: 'a long enough password', name: 'Owner', agencyName: 'Agency' };
  return (await server.admin<{ signUp: { token: string } }>(null, SIGN_UP, { input })).data.signUp.token;
}

async function openShops(of: string, names: string[]): Promise<string[]> {
  const input = {
    shops: names.map((name) => ({ name, handle: name.toLowerCase(), currency: 'CNY', locale: 'zh-CN', timezone: 'Asia/Shanghai' })),
  };
  const { data } = await server.admin<{ shopsCreate: { results: { shop: { id: string } }[] } }>(of, SHOPS, { input });
  return data.shopsCreate.results.map(({ shop }) => shop.id);
}

interface Created {
  uploadCreate: { upload: { id: string; url: string | null } | null; userErrors: { code: string; field: string[] }[] };
}
const CREATE =
  'mutation ($shop: ID, $input: UploadCreateInput!) { uploadCreate(shop: $shop, input: $input) { upload { id url } userErrors { code field } } }';
const create = async (input: object, as = token, shop: string | null = null) =>
  (await server.admin<Created>(as, CREATE, { shop, input: { filename: 'a.csv', contentType: 'text/csv', bytes: 100, ...input } })).data
    .uploadCreate;

/** The address on this test's own port. */
async function anAddress(input: object = {}): Promise<{ id: string; url: string }> {
  const { upload } = await create(input);
  const { pathname, search } = new URL(upload!.url!);
  return { id: upload!.id, url: `${server.url}${pathname}${search}` };
}
const put = (url: string, body: string | ReadableStream, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'PUT', body, headers, duplex: 'half' } as RequestInit);
const told = async (response: Response) => [
  response.status,
  ((await response.json()) as { error: { code: string; message: string } }).error.code,
];

const START =
  'mutation ($shops: [ID!]!, $input: CatalogImportStartInput!) { catalogImportStart(shops: $shops, input: $input) { importBatch { id status imports(first: 10) { nodes { id shop { id } status } } } userErrors { code message field } } }';
interface Started {
  catalogImportStart: {
    importBatch: { id: string; status: string; imports: { nodes: { id: string; shop: { id: string }; status: string }[] } } | null;
    userErrors: { code: string; field: string[] }[];
  };
}
const start = async (into: string[], input: object, as = token) =>
  (await server.admin<Started>(as, START, { shops: into, input })).data.catalogImportStart;

const FILE = 'Title,URL handle,Price\nHat,hat,19.90\nCap,cap,much\n';

test('from the file to two shops: upload, start, progress, problems, report', async () => {
  const { id, url } = await anAddress({ bytes: FILE.length });
  const kept = await put(url, FILE);
  expect([kept.status, await kept.json()]).toEqual([200, { upload: { id, bytes: FILE.length } }]);

  const { importBatch, userErrors } = await start(shops, { upload: id, format: 'SHOPIFY' });
  expect(userErrors).toEqual([]);
  expect(importBatch).toMatchObject({
    status: 'QUEUED',
    imports: { nodes: shops.map((shop) => ({ shop: { id: shop }, status: 'QUEUED' })) },
  });
  for (const { id: one, shop } of importBatch!.imports.nodes) {
    await runImport(await shopForJob(shopId.decode(shop.id), 'test'), { _id: importId.decode(one) });
  }
  const [first] = importBatch!.imports.nodes;
  const query = `query ($shop: ID!, $import: ID!, $batch: ID!) {
    shop(id: $shop) {
      imports(first: 1) { nodes { id } }
      node(id: $import) { id }
      import(id: $import) { status format progress rowsRead productsCreated rowsRejected reportUrl problems(first: 5) { nodes { row column code message } } }
    }
    agency { importBatch(id: $batch) { status imports(first: 2) { nodes { shop { id } problems(first: 1) { nodes { row } } } } } }
  }`;
  const { data, errors } = await server.admin<{ shop: { import: { reportUrl: string } } }>(token, query, {
    shop: shops[0],
    import: first!.id,
    batch: importBatch!.id,
  });
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    shop: {
      imports: { nodes: [{ id: first!.id }] },
      node: { id: first!.id },
      import: {
        status: 'COMPLETED',
        format: 'SHOPIFY',
        progress: 1,
        rowsRead: 2,
        productsCreated: 1,
        rowsRejected: 1,
        problems: { nodes: [{ row: 3, column: 'Price', code: 'PRICE_INVALID' }] },
      },
    },
    agency: {
      importBatch: {
        status: 'COMPLETED',
        imports: { nodes: shops.map((shop) => ({ shop: { id: shop }, problems: { nodes: [{ row: 3 }] } })) },
      },
    },
  });
  const address = new URL(data.shop.import.reportUrl);
  const report = await fetch(`${server.url}${address.pathname}${address.search}`);
  expect(report.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(await report.text()).toMatch(/^Title,URL handle,Price,Problem,Row\r\nCap,cap,much,"Price: ""much"".+",3\r\n$/);
  const problems = await fetch(`${server.url}${address.pathname}${address.search}&form=problems`);
  expect(await problems.text()).toMatch(/^Row,Column,Code,Problem,Value\r\n"3","Price","PRICE_INVALID",".+","much"\r\n$/);
  expect(await told(await fetch(`${server.url}${address.pathname}?token=wrong`))).toEqual([404, 'NOT_FOUND']);
});

test('look at a file, say what its columns mean, try it, import it, undo it', async () => {
  const { id, url } = await anAddress({ bytes: FILE.length });
  await put(url, FILE);
  const ask = async (query: string, variables: object) => {
    const { data, errors } = await server.admin<Record<string, unknown>>(token, query, variables);
    expect(errors).toBeUndefined();
    return data;
  };
  const inspect = `mutation ($upload: ID!) { uploadInspect(upload: $upload) {
    inspection { format confidence encoding delimiter columns { name samples field } refusal { code } } userErrors { code } } }`;
  expect(await ask(inspect, { upload: id })).toMatchObject({
    uploadInspect: {
      inspection: {
        format: 'SHOPIFY',
        encoding: 'utf-8',
        delimiter: ',',
        columns: [{ name: 'Title', samples: ['Hat', 'Cap'], field: 'title' }, {}, { name: 'Price', field: 'price' }],
        refusal: null,
      },
      userErrors: [],
    },
  });
  const create = `mutation ($input: ImportMappingCreateInput!) { importMappingCreate(input: $input) {
    importMapping { id name columns { name field } } userErrors { code } } }`;
  const columns = [{ name: 'Title', field: 'title' }];
  const made = (await ask(create, { input: { name: 'Supplier', columns } })) as { importMappingCreate: { importMapping: { id: string } } };
  const mapping = made.importMappingCreate.importMapping.id;
  expect(await ask('{ agency { importMappings(first: 5) { nodes { id name } } } }', {})).toEqual({
    agency: { importMappings: { nodes: [{ id: mapping, name: 'Supplier' }] } },
  });
  const gone = 'mutation ($id: ID!) { importMappingDelete(importMapping: $id) { importMapping { name } userErrors { code } } }';
  expect(await ask(gone, { id: mapping })).toMatchObject({ importMappingDelete: { importMapping: { name: 'Supplier' }, userErrors: [] } });
  expect((await start([shops[1]!], { upload: id, mapping })).userErrors).toMatchObject([
    { code: 'NOT_FOUND', field: ['input', 'mapping'] },
  ]);
  expect((await start([shops[1]!], { upload: id, only: [] })).userErrors).toMatchObject([
    { code: 'INVALID_INPUT', field: ['input', 'only'] },
  ]);

  const shop = await shopForJob(shopId.decode(shops[1]!), 'test');
  const runOne = async (input: object) => {
    const { importBatch } = await start([shops[1]!], { upload: id, format: 'AUTO', ...input });
    const one = importBatch!.imports.nodes[0]!.id;
    await runImport(shop, { _id: importId.decode(one) });
    return one;
  };
  const show = `query ($shop: ID!, $id: ID!) { shop(id: $shop) { import(id: $id) {
    status format formatConfidence rowsTotal rowsPerSecond secondsLeft productsCreated productsSkipped undoableUntil undo { removed }
    options { mode dryRun matchBy only keep keepEdits productEvents redirects columns { name } } } } }`;
  const shown = async (one: string) => ((await ask(show, { shop: shops[1], id: one })) as { shop: { import: object } }).shop.import;
  expect(await shown(await runOne({ dryRun: true, mode: 'CREATE_ONLY', keep: ['STOCK'] }))).toMatchObject({
    status: 'COMPLETED',
    format: 'SHOPIFY',
    undoableUntil: null,
    options: {
      mode: 'CREATE_ONLY',
      dryRun: true,
      matchBy: ['EXTERNAL_ID', 'HANDLE', 'SKU'],
      only: null,
      keep: ['STOCK'],
      keepEdits: false,
      productEvents: false,
      redirects: true,
      columns: null,
    },
  });
  const real = await runOne({ matchBy: ['HANDLE'] });
  expect(await shown(real)).toMatchObject({
    rowsTotal: 2,
    rowsPerSecond: expect.any(Number),
    secondsLeft: null,
    undoableUntil: expect.any(String),
    undo: null,
  });
  const undo =
    'mutation ($shop: ID!, $id: ID!) { importUndo(shop: $shop, import: $id) { import { status undo { removed } } userErrors { code } } }';
  expect(await ask(undo, { shop: shops[1], id: real })).toMatchObject({
    importUndo: { import: { status: 'UNDOING', undo: { removed: 0 } }, userErrors: [] },
  });
  await runUndo(shop, { _id: importId.decode(real) });
  expect(await shown(real)).toMatchObject({ status: 'UNDONE' });
});

test('a second file replaces the first until the upload is in use', async () => {
  const { id, url } = await anAddress();
  expect((await put(url, 'nonsense')).status).toBe(200);
  expect((await put(url, FILE)).status).toBe(200);
  const { importBatch } = await start([shops[0]!], { upload: id });
  expect(importBatch).not.toBeNull();
  expect(await told(await put(url, FILE))).toEqual([409, 'UPLOAD_CLOSED']);
});

test('more bytes than announced are refused, whether the sender says how many come or not', async () => {
  const { url } = await anAddress({ bytes: 10 });
  expect(await told(await put(url, 'x'.repeat(11)))).toEqual([413, 'UPLOAD_TOO_LARGE']);
  const unannounced = new ReadableStream({
    async pull(stream) {
      await new Promise(setImmediate);
      stream.enqueue(new Uint8Array(8));
    },
  });
  expect(await told(await put(url, unannounced))).toEqual([413, 'UPLOAD_TOO_LARGE']);
  expect((await put(url, 'x'.repeat(10))).status).toBe(200);
});

test('a wrong token, a wrong id and a form are told in plain JSON', async () => {
  const { url } = await anAddress();
  const other = new URL((await anAddress()).url);
  const wrong = new URL(url);
  wrong.searchParams.set('token', other.searchParams.get('token')!);
  expect(await told(await put(wrong.href, FILE))).toEqual([404, 'NOT_FOUND']);
  expect(await told(await put(`${server.url}/uploads/agency_0/upload_0?token=x`, FILE))).toEqual([404, 'NOT_FOUND']);
  expect(await told(await put(url, FILE, { 'content-type': 'multipart/form-data; boundary=x' }))).toEqual([415, 'UPLOAD_TYPE']);
  expect(await told(await put(url, FILE, { 'content-encoding': 'gzip' }))).toEqual([415, 'UPLOAD_TYPE']);
});

test('a sender who goes away in the middle leaves nothing', async () => {
  const { id, url } = await anAddress();
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf of it`);
  const incoming = () => readdir(join(storageFolder(), '.incoming')).catch(() => []);
  while ((await incoming()).length === 0) await new Promise(setImmediate);
  socket.destroy();
  while ((await incoming()).length > 0) await new Promise(setImmediate);
  expect((await start([shops[0]!], { upload: id })).userErrors).toMatchObject([{ code: 'UPLOAD_EMPTY', field: ['input', 'upload'] }]);
  expect((await put(url, FILE)).status).toBe(200);
});

test('what is no catalog and no picture, and files beyond the limit, are refused when the upload is made', async () => {
  for (const contentType of ['image/svg+xml', 'text/html', 'video/mp4'])
    expect((await create({ contentType })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'contentType'] }]);
  expect((await create({ contentType: 'image/png', bytes: 20 * 1024 ** 2 })).userErrors).toEqual([]);
  expect((await create({ contentType: 'image/png', bytes: 20 * 1024 ** 2 + 1 })).userErrors).toMatchObject([
    { code: 'UPLOAD_TOO_LARGE', field: ['input', 'bytes'] },
  ]);
  expect((await create({ bytes: 2_147_483_647 })).userErrors).toEqual([]);
  expect((await create({ bytes: 0 })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'bytes'] }]);
});

test('the same idempotencyKey answers the same upload without its secret, and the same batch', async () => {
  const input = { idempotencyKey: 'once', bytes: FILE.length };
  const [first, again] = [await create(input), await create(input)];
  expect(again.upload).toEqual({ id: first.upload!.id, url: null });
  const { id, url } = await anAddress();
  await put(url, FILE);
  const begin = { upload: id, idempotencyKey: 'begin' };
  const [begun, repeated] = [await start(shops, begin), await start(shops, begin)];
  expect(begun.importBatch).not.toBeNull();
  expect(repeated.importBatch?.id).toBe(begun.importBatch!.id);
});

test("another agency's upload and shop are not found", async () => {
  const stranger = await signUp('stranger@example.com');
  const [theirs] = await openShops(stranger, ['Theirs']);
  const { id, url } = await anAddress();
  await put(url, FILE);
  expect((await start([theirs!], { upload: id }, stranger)).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'upload'] }]);
  expect((await start([shops[0]!, theirs!], { upload: id })).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['shops', '1'] }]);
  expect((await create({}, token, theirs)).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['shop'] }]);
});
