import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findProduct, products } from '#commerce/catalog/index.js';
import { uploads } from '#commerce/files/index.js';
import { cancelImport, closeReader, importId, listImports } from '#commerce/imports/index.js';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { notifications } from '#commerce/notifications/notification.model.js';
import { config } from '#platform/config.js';
import { Outgoing } from '#platform/outgoing.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { type Listening, listening } from '#tests/support/listening.js';
import { workOff } from '#tests/support/outbox.js';
import { type Feed, feedId, feeds } from './feed.model.js';
import { fetchFeed, runDueFeeds } from './feeds.jobs.js';
import { createFeed, deleteFeed, FeedChange, getFeed, listFeeds, NewFeed, runFeed, updateFeed } from './feeds.js';
import { fetchFile, type Means } from './fetching.js';

const means: Means = { outgoing: new Outgoing(() => true), timeoutMs: 5000, least: { bytes: 20_000, ms: 20_000 } };
/** What the source answers next. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const asked: IncomingMessage[] = [];
let source: Listening;
let origin: string;

beforeAll(async () => {
  await connectForTest();
  source = await listening((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  origin = source.url;
});
afterAll(async () => {
  await means.outgoing.close();
  await source.close();
  await closeReader();
  await disconnectAfterTest();
});

let shop: ShopContext;
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
  asked.length = 0;
  sends(CATALOG);
});

const CATALOG = 'Title,URL handle,Price,SKU\nHat,hat,19.90,HAT\nCap,cap,9.90,CAP\n';
function sends(text: string | Buffer, headers: Record<string, string> = {}, status = 200): void {
  answer = (_request, response) => void response.writeHead(status, { 'content-type': 'text/csv; charset=utf-8', ...headers }).end(text);
}
const whole = { wholeAgency: true };
const aFeed = (given: object = {}) =>
  createFeed(shop, NewFeed.parse({ url: `${origin}/catalog.csv?token=secret`, everyHours: 6, ...given }), whole);
const now = (feed: Feed) => getFeed(shop, feedId.encode(feed._id));
const planned = () => outbox.in(shop).find({ type: 'feed.fetch', state: 'PENDING' }, { sort: { _id: 1 } });
/** Runs the fetches that are planned; what they start runs to its end. */
async function fetchAll(): Promise<void> {
  for (const row of await planned()) {
    await fetchFeed(shop, row, means);
    await outbox.in(shop).set({ _id: row._id }, { $set: { state: 'DONE' } });
  }
  await workOff();
}
/** As many hours later, as the schedule sees it. */
async function hoursLater(hours: number): Promise<number> {
  await runDueFeeds(new Date(Date.now() + hours * 3600_000));
  const started = (await planned()).length;
  await fetchAll();
  return started;
}

test('a feed is fetched at once and then every so many hours, and what it brings is imported as an upsert', async () => {
  const feed = await aFeed();
  expect(await hoursLater(0)).toBe(1);
  expect(await findProduct(shop, { handle: 'hat' })).toMatchObject({ variants: [{ price: 1990 }] });
  expect(await now(feed)).toMatchObject({ failures: 0, lastError: null, awaiting: false, lastImportId: expect.anything() });
  expect(await hoursLater(5)).toBe(0);
  sends(CATALOG.replace('19.90', '25'));
  expect(await hoursLater(6.1)).toBe(1);
  expect(await findProduct(shop, { handle: 'hat' })).toMatchObject({ variants: [{ price: 2500 }] });
  expect(await products.in(shop).count({})).toBe(2);
  const [upload] = await uploads.in(anAgencyContext(shop.agencyId)).find({}, { limit: 1 });
  expect(upload).toMatchObject({ filename: 'catalog.csv', contentType: 'text/csv', boundShopId: shop.shopId });
});

test('two schedulers at once start it once', async () => {
  await aFeed();
  const at = new Date(Date.now() + 1000);
  await Promise.all([runDueFeeds(at), runDueFeeds(at), runDueFeeds(at)]);
  expect(await planned()).toHaveLength(1);
});

test('a file that has not changed is not sent again', async () => {
  const feed = await aFeed();
  answer = ({ headers }, response) => {
    if (headers['if-none-match'] === '"v1"' && headers['if-modified-since']) response.writeHead(304).end();
    else response.writeHead(200, { etag: '"v1"', 'last-modified': 'Wed, 25 Nov 2026 10:00:00 GMT' }).end(CATALOG);
  };
  await hoursLater(0);
  await hoursLater(7);
  expect(asked).toHaveLength(2);
  expect((await listImports(shop, {})).nodes).toHaveLength(1);
  expect(await now(feed)).toMatchObject({ failures: 0, lastError: null, etag: '"v1"' });
});

test('a task that runs twice, its first answer lost, starts one import', async () => {
  const feed = await aFeed();
  await runDueFeeds(new Date(Date.now() + 1000));
  const [row] = await planned();
  await fetchFeed(shop, row!, means);
  // As if the process had died right after the import was started.
  await feeds.in(shop).set({ _id: feed._id }, { $set: { lastImportId: null, awaiting: false } });
  await fetchFeed(shop, row!, means);
  const { nodes } = await listImports(shop, {});
  expect(nodes).toHaveLength(1);
  expect(await now(feed)).toMatchObject({ lastImportId: nodes[0]!._id, awaiting: true });
  await workOff();
  expect(await now(feed)).toMatchObject({ awaiting: false });
});

test('of two runs at once one fetches, and the other waits for it', async () => {
  await aFeed();
  await runDueFeeds(new Date(Date.now() + 1000));
  const [row] = await planned();
  const answers = await Promise.all([fetchFeed(shop, row!, means), fetchFeed(shop, row!, means)]);
  expect(asked).toHaveLength(1);
  expect(answers.filter((one) => one?.at)).toHaveLength(1);
});

test('while its last import runs, a feed is not fetched again', async () => {
  const feed = await aFeed();
  await runFeed(shop, feedId.encode(feed._id));
  const [row] = await planned();
  await fetchFeed(shop, row!, means);
  await outbox.in(shop).set({ _id: row!._id }, { $set: { state: 'DONE' } });
  await runFeed(shop, feedId.encode(feed._id));
  const [second] = await planned();
  await fetchFeed(shop, second!, means);
  expect(asked).toHaveLength(1);
  const { lastImportId } = await now(feed);
  await cancelImport(shop, importId.encode(lastImportId!));
  await fetchFeed(shop, { ...second!, _id: feed._id }, means);
  expect(asked).toHaveLength(2);
});

test('however often it is told to run, it is fetched once at a time, and pictures do not wait for it', async () => {
  const feed = await aFeed();
  const run = () => runFeed(shop, feedId.encode(feed._id));
  await Promise.all([run(), run(), run()]);
  await run();
  const rows = await planned();
  expect(rows.map(({ queue }) => queue)).toEqual(['feeds']);
  await outbox.in(shop).set({ _id: rows[0]!._id }, { $set: { state: 'DONE' } });
  await feeds.in(shop).set({ _id: feed._id }, { $set: { fetchingUntil: new Date(Date.now() + 60_000) } });
  await run();
  expect(await planned()).toEqual([]);
  await feeds.in(shop).set({ _id: feed._id }, { $set: { fetchingUntil: new Date(Date.now() - 1) } });
  await run();
  expect(await planned()).toHaveLength(1);
});

describe('a failure', () => {
  test.each([
    ['answers 404', () => sends('', {}, 404), 'answers 404'],
    ['hangs up', () => (answer = (request) => void request.destroy()), 'could not be reached'],
    ['sends on and on', () => (answer = (_request, response) => void response.writeHead(302, { location: '/' }).end()), 'sends on and on'],
    ['packs the file', () => sends(CATALOG, { 'content-encoding': 'br' }), 'as br'],
  ])('counts where the source %s, and says why without the address', async (_what, prepare, why) => {
    prepare();
    const feed = await aFeed();
    await hoursLater(0);
    const { failures, lastError, fetchingUntil } = await now(feed);
    expect([failures, fetchingUntil]).toEqual([1, null]);
    expect(lastError).toContain(why);
    expect(lastError).not.toContain('secret');
  });

  test('counts where the source sends less than it must, long before its time is over', async () => {
    answer = (_request, response) => void response.writeHead(200, { 'content-type': 'text/csv' }).write('Title,');
    const feed = await aFeed();
    await runFeed(shop, feedId.encode(feed._id));
    const [row] = await planned();
    await fetchFeed(shop, row!, { ...means, timeoutMs: 60_000, least: { bytes: 1000, ms: 50 } });
    expect(await now(feed)).toMatchObject({ failures: 1, lastError: expect.stringContaining('sends too slowly') });
  });

  test('counts where the file is larger than an upload may be, and leaves nothing behind', async () => {
    const most = config().MAX_UPLOAD_BYTES;
    Object.assign(config(), { MAX_UPLOAD_BYTES: 1000 });
    try {
      answer = (_request, response) => {
        response.writeHead(200);
        for (let at = 0; at < 20; at += 1) response.write(Buffer.alloc(100, 'a'));
        response.end();
      };
      const feed = await aFeed();
      await hoursLater(0);
      expect((await now(feed)).lastError).toContain('larger than 1000 bytes');
      expect(await uploads.in(anAgencyContext(shop.agencyId)).find({ file: { $ne: null } })).toEqual([]);
    } finally {
      Object.assign(config(), { MAX_UPLOAD_BYTES: most });
    }
  });

  test('counts where the file is no catalog, and the file is asked for again in full', async () => {
    const feed = await aFeed();
    sends('<!doctype html><html><body>Sign in</body></html>', { etag: '"v1"' });
    await hoursLater(0);
    expect(await now(feed)).toMatchObject({ failures: 1, etag: null, lastError: expect.stringContaining('could not be imported') });
    sends(CATALOG);
    await hoursLater(7);
    expect(await now(feed)).toMatchObject({ failures: 0, lastError: null });
  });

  test('is forgotten with the next success; five in a row disable the feed, and the merchant has one mail', async () => {
    const feed = await aFeed({ everyHours: 1 });
    const fail = () => sends('', {}, 500);
    fail();
    for (let hour = 0; hour < 4; hour += 1) await hoursLater(hour * 1.1);
    expect(await now(feed)).toMatchObject({ failures: 4, status: 'ACTIVE' });
    sends(CATALOG);
    await hoursLater(10);
    expect(await now(feed)).toMatchObject({ failures: 0 });
    fail();
    for (let hour = 12; hour < 20; hour += 1) await hoursLater(hour * 1.1);
    expect(await now(feed)).toMatchObject({ failures: 5, status: 'DISABLED' });
    const mails = await notifications.in(shop).find({ template: 'feed-disabled' });
    expect(mails).toMatchObject([{ recipient: 'merchant@example.com', subject: expect.stringContaining('127.0.0.1') }]);
    expect(mails[0]!.text).not.toContain('secret');
    await expect(runFeed(shop, feedId.encode(feed._id))).rejects.toMatchObject({ code: 'WRONG_STATE' });
    sends(CATALOG);
    await updateFeed(shop, feedId.encode(feed._id), FeedChange.parse({ status: 'ACTIVE' }), whole);
    await hoursLater(30);
    expect(await now(feed)).toMatchObject({ failures: 0, status: 'ACTIVE' });
  });
});

test('an address inside our own network is not called', async () => {
  const feed = await aFeed();
  const inside: Means = { outgoing: new Outgoing(), timeoutMs: 1000, least: means.least };
  await expect(fetchFile(shop, feed, inside)).rejects.toThrow('is not public');
  expect(asked).toEqual([]);
  await inside.outgoing.close();
});

test('a paused feed waits, and runs when it is told to', async () => {
  const feed = await aFeed();
  await updateFeed(shop, feedId.encode(feed._id), FeedChange.parse({ status: 'PAUSED' }), whole);
  expect(await hoursLater(7)).toBe(0);
  await runFeed(shop, feedId.encode(feed._id));
  await fetchAll();
  expect(asked).toHaveLength(1);
  expect(await findProduct(shop, { handle: 'hat' })).not.toBeNull();
});

test('a deleted feed is fetched no more, and what it brought stays', async () => {
  const feed = await aFeed();
  await hoursLater(0);
  await runFeed(shop, feedId.encode(feed._id));
  await deleteFeed(shop, feedId.encode(feed._id));
  await fetchAll();
  expect(asked).toHaveLength(1);
  expect(await listFeeds(shop)).toEqual([]);
  expect(await findProduct(shop, { handle: 'hat' })).not.toBeNull();
});

describe('a feed is refused', () => {
  test.each([
    [{ url: 'ftp://example.com/a.csv' }],
    [{ url: 'https://user:password@example.com/a.csv' }],
    [{ url: 'https://user@example.com/a.csv' }],
    [{ url: 'nonsense' }],
    [{ everyHours: 0 }],
    [{ everyHours: 169 }],
  ])('with %j', (given) => {
    expect(NewFeed.safeParse({ url: 'https://example.com/a.csv', everyHours: 1, ...given }).success).toBe(false);
  });

  test('with a format that no import takes, with a mapping of the agency from who acts for one shop, and as the 21st', async () => {
    await expect(aFeed({ format: 'FLOPPY' })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['format'] });
    const input = NewFeed.parse({ url: 'https://example.com/a.csv', everyHours: 1, mapping: 'map_1' });
    await expect(createFeed(shop, input, { wholeAgency: false })).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['mapping'] });
    for (let at = 0; at < 20; at += 1) await aFeed();
    await expect(aFeed()).rejects.toMatchObject({ code: 'TOO_MANY_FEEDS' });
  });

  test.each([
    ['upload', 'upl_1'],
    ['format', 'SHOPIFY'],
    ['mapping', 'map_1'],
  ])('with %s among its options, when it is made and when it is changed', async (name, value) => {
    const refused = { code: 'INVALID_INPUT', field: ['options', name] };
    const options = { [name]: value };
    await expect(aFeed({ options })).rejects.toMatchObject(refused);
    const { _id } = await aFeed();
    await expect(updateFeed(shop, feedId.encode(_id), FeedChange.parse({ options }), whole)).rejects.toMatchObject(refused);
  });

  test('under an id of another shop', async () => {
    const feed = await aFeed();
    const other = await aShop();
    await expect(getFeed(other, feedId.encode(feed._id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteFeed(other, feedId.encode(feed._id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
