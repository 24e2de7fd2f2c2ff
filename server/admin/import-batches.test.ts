import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { randomId } from '#platform/ids.js';
import { acrossShops, agencyId, shopId } from '#tenants/index.js';
import { shops as shopDocuments } from '#tenants/shop.model.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let server: TestServer;
let token: string;
let upload: string;
let shops: string[];

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  const input = { email: 'batches@example.com', password: 'a long enough password', name: 'Owner', agencyName: 'Agency' };
  const made = await server.admin<{ signUp: { token: string; agency: { id: string } } }>(
    null,
    'mutation ($input: SignUpInput!) { signUp(input: $input) { token agency { id } userErrors { code } } }',
    { input },
  );
  token = made.data.signUp.token;
  upload = await anUpload(anAgencyContext(agencyId.decode(made.data.signUp.agency.id)), 'Title,URL handle,Price\nHat,hat,19.90\n');
  const names = ['Hats', 'Scarves'].map((name) => ({
    name,
    handle: name.toLowerCase(),
    currency: 'CNY',
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
  }));
  const { data } = await server.admin<{ shopsCreate: { results: { shop: { id: string } }[] } }>(
    token,
    'mutation ($input: ShopsCreateInput!) { shopsCreate(input: $input) { results { shop { id } } userErrors { code } } }',
    { input: { shops: names } },
  );
  shops = data.shopsCreate.results.map(({ shop }) => shop.id);
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

interface Started {
  importBatch: { id: string } | null;
  userErrors: { code: string; field: string[]; message: string }[];
}

async function start(into: readonly string[]): Promise<Started> {
  const { data } = await server.admin<{ catalogImportStart: Started }>(
    token,
    'mutation ($shops: [ID!]!, $input: CatalogImportStartInput!) { catalogImportStart(shops: $shops, input: $input) { importBatch { id } userErrors { code message field } } }',
    { shops: into, input: { upload, format: 'SHOPIFY' } },
  );
  return data.catalogImportStart;
}

/** Shops of the agency as their documents alone: enough for what only starts. */
async function openAtOnce(count: number): Promise<string[]> {
  const documents = shopDocuments.documents();
  const { _id, handle, ...pattern } = (await documents.findOne({ _id: shopId.decode(shops[0]!) }))!;
  const made = Array.from({ length: count }, (_, at) => ({ ...pattern, _id: randomId(), handle: `many-${at}` }));
  await documents.insertMany(made);
  return made.map((shop) => shopId.encode(shop._id));
}

test('one request starts a file into 1,000 shops; of 1,001 none begins, and the field is named', async () => {
  const all = await openAtOnce(1001);
  const refused = await start(all);
  expect(refused.importBatch).toBeNull();
  expect(refused.userErrors).toEqual([{ code: 'INVALID_INPUT', field: ['shops'], message: 'shops: takes 1 to 1000 shops, not 1001' }]);
  const { importBatch, userErrors } = await start(all.slice(1));
  expect(userErrors).toEqual([]);
  const query = 'query ($batch: ID!) { agency { importBatch(id: $batch) { status summary { shops } } } }';
  expect((await server.admin(token, query, { batch: importBatch!.id })).data).toEqual({
    agency: { importBatch: { status: 'QUEUED', summary: { shops: 1000 } } },
  });
  expect(await acrossShops('imports', 'test').count({ shopId: shopId.decode(all[0]!) })).toBe(0);
});

test('of a batch the status is read first: one that has ended shows no import that runs', async () => {
  const { importBatch } = await start(shops);
  const client = mongoose.connection.getClient();
  const seen: string[] = [];
  const begin = ({ commandName, command, requestId }: mongo.CommandStartedEvent) => {
    if (command[commandName] === 'imports') seen.push(commandName, ...(commandName === 'distinct' ? [String(requestId)] : []));
  };
  const end = ({ requestId }: { requestId: number }) => {
    const at = seen.indexOf(String(requestId));
    if (at >= 0) seen[at] = 'answered';
  };
  client.on('commandStarted', begin).on('commandSucceeded', end);
  const query = `query ($batch: ID!) { agency { importBatch(id: $batch) {
    imports(first: 2) { nodes { status } } summary { shops } again: imports(first: 1) { nodes { id } } } } }`;
  const { errors } = await server.admin(token, query, { batch: importBatch!.id }).finally(() => {
    client.off('commandStarted', begin).off('commandSucceeded', end);
  });
  expect(errors).toBeUndefined();
  expect(seen.slice(0, 2)).toEqual(['distinct', 'answered']);
  expect(seen.slice(2).sort()).toEqual(['aggregate', 'find', 'find']);
});
