import { uploadId } from '#commerce/files/index.js';
import { getBatchOf, startImports } from '#commerce/imports/index.js';
import { UserError } from '#platform/errors.js';
import { type Again, acrossShops, claim, type OutboxEvent, release, type ShopContext, shopForJob, transaction } from '#tenants/index.js';
import { type Feed, feedId, feeds } from './feed.model.js';
import { HOUR_MS, importOf, planFetch } from './feeds.js';
import { FeedProblem, type Fetched, fetchFile, type Means, usualMeans } from './fetching.js';
import { failed, settleLast, succeeded } from './outcome.js';

const MOST_AT_ONCE = 500;
/** Longer than a fetch may take: after that its process has died, and another may begin. */
const CLAIM_MS = 180_000;

/** Has every feed fetched whose time has come. Two schedulers at once start each of them once. Answers how many were started. */
export async function runDueFeeds(now = new Date()): Promise<number> {
  const due = await acrossShops<Feed>(feeds.name, 'feeds that are due are fetched').find(
    { status: 'ACTIVE', nextRunAt: { $lte: now } },
    { sort: { nextRunAt: 1 }, limit: MOST_AT_ONCE },
  );
  let started = 0;
  for (const { _id, shopId, nextRunAt, everyHours } of due) {
    const shop = await shopForJob(shopId, 'feed.fetch');
    const taken = await transaction(shop, async (tx) => {
      const next = new Date(now.getTime() + everyHours * HOUR_MS);
      const mine = await feeds.in(tx).set({ _id, status: 'ACTIVE', nextRunAt }, { $set: { nextRunAt: next } });
      if (mine) await planFetch(tx, { _id });
      return mine;
    });
    if (taken) started += 1;
  }
  return started;
}

/**
 * The task `feed.fetch`: fetches the file, unless it is as it was, and starts an import of it. Run twice, the import is started once: the
 * task's row is the key. A failure is the feed's, and its next hour the next attempt.
 */
export async function fetchFeed(
  shop: ShopContext,
  { _id: run, data }: Pick<OutboxEvent, '_id' | 'data'>,
  means: Means = usualMeans(),
): Promise<Again | undefined> {
  const _id = feedId.decode(String(data.feed));
  const now = new Date();
  const before = await feeds.in(shop).findOne({ _id });
  if (!before || before.status === 'DISABLED') return undefined;
  await settleLast(shop, before);
  const fetchingUntil = new Date(now.getTime() + CLAIM_MS);
  const free = { $or: [{ fetchingUntil: null }, { fetchingUntil: { $lte: now } }] };
  const feed = await feeds.in(shop).update({ _id, status: { $ne: 'DISABLED' }, ...free }, { $set: { fetchingUntil, lastRunAt: now } });
  if (!feed) return waitFor(await feeds.in(shop).findOne({ _id }, { fields: ['status', 'fetchingUntil'] }));
  // The import before this one still runs: what it brings is new enough.
  if (feed.awaiting) return void (await feeds.in(shop).set({ _id, fetchingUntil }, { $set: { fetchingUntil: null } }));
  try {
    const fetched = await fetchFile(shop, feed, means);
    if (fetched) await importFile(shop, feed, run.toHexString(), fetched);
    else await succeeded(shop, { _id, fetchingUntil });
  } catch (error) {
    if (!(error instanceof FeedProblem || (error instanceof UserError && error.code !== 'IDEMPOTENCY_IN_PROGRESS'))) {
      await feeds.in(shop).set({ _id, fetchingUntil }, { $set: { fetchingUntil: null } });
      throw error;
    }
    await failed(shop, { _id, fetchingUntil }, error.message);
  }
  return undefined;
}

/** Another run is fetching at this moment: looked at again when it must have ended, should it have died over it. */
function waitFor(feed: Pick<Feed, 'status' | 'fetchingUntil'> | null): Again | undefined {
  if (!feed || feed.status === 'DISABLED') return undefined;
  return { again: true, at: new Date((feed.fetchingUntil?.getTime() ?? Date.now()) + 1000) };
}

/** Starts the import and remembers it. It may have ended by the time that it is remembered. */
async function importFile(shop: ShopContext, feed: Feed, key: string, { upload, etag, lastModified }: Fetched): Promise<void> {
  const claimed = await claim(shop, { caller: 'feeds', mutation: 'feed.fetch', key, input: null });
  const lastImportId = claimed.kind === 'repeat' ? await importIn(shop, claimed.result[0]!) : await start(claimed.context, feed, upload);
  const change = { lastImportId, awaiting: true, fetchingUntil: null, etag, lastModified };
  const known = await feeds.in(shop).update({ _id: feed._id, fetchingUntil: feed.fetchingUntil }, { $set: change });
  if (known) await settleLast(shop, known);
}

async function start(shop: ShopContext, feed: Feed, upload: Fetched['upload']): Promise<Feed['lastImportId']> {
  try {
    const { imports } = await startImports([shop], importOf(feed, uploadId.encode(upload._id)), { wholeAgency: true });
    return imports[0]!._id;
  } catch (error) {
    await release(shop);
    throw error;
  }
}

const importIn = async (shop: ShopContext, batch: string): Promise<Feed['lastImportId']> =>
  (await getBatchOf(shop, batch)).imports[0]!.importId;
