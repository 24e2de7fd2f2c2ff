import { getImport, type Import, importId } from '#commerce/imports/index.js';
import { NotFound } from '#platform/errors.js';
import { emit, type OutboxEvent, type ShopContext, transaction } from '#tenants/index.js';
import { type Feed, feedId, feeds } from './feed.model.js';

/** In a row; then a feed is disabled and the merchant told. */
const MOST_FAILURES = 5;

/** The fetch went well: there is nothing to do, or an import has ended. */
export const succeeded = (tx: ShopContext, filter: Partial<Feed> & Pick<Feed, '_id'>): Promise<boolean> =>
  feeds.in(tx).set(filter, { $set: { failures: 0, lastError: null, awaiting: false, fetchingUntil: null } });

/** Counts a failure, in a transaction with what follows from the last one. `why`: a sentence without the address. */
export function failed(shop: ShopContext, filter: Partial<Feed> & Pick<Feed, '_id'>, why: string): Promise<void> {
  return transaction(shop, async (tx) => {
    const told = await feeds.in(tx).update(filter, {
      // Whatever came last is asked for again in full.
      $set: { lastError: why, awaiting: false, fetchingUntil: null, etag: null, lastModified: null },
      $inc: { failures: 1 },
    });
    if (!told || told.failures < MOST_FAILURES || told.status === 'DISABLED') return;
    await feeds.in(tx).set({ _id: told._id }, { $set: { status: 'DISABLED', updatedAt: new Date() } });
    await emit(tx, {
      type: 'feed.disabled',
      subject: feedId.encode(told._id),
      data: { host: new URL(told.url).host, failures: told.failures, reason: why },
    });
  });
}

/** An import has ended: how its feed fares, once. */
async function settleFeed(shop: ShopContext, one: Pick<Import, '_id' | 'status'>): Promise<void> {
  const found = await feeds.in(shop).findOne({ lastImportId: one._id, awaiting: true });
  if (!found) return;
  const filter = { _id: found._id, lastImportId: one._id, awaiting: true };
  if (one.status === 'FAILED') await failed(shop, filter, 'The file could not be imported: see the problems of the last import');
  else if (one.status !== 'QUEUED' && one.status !== 'RUNNING') await succeeded(shop, filter);
}

/** The events `import.completed` and `import.failed`. */
export async function followImport(shop: ShopContext, { subject }: Pick<OutboxEvent, 'subject'>): Promise<void> {
  try {
    await settleFeed(shop, await getImport(shop, subject ?? ''));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
}

/** The import that a feed waits for, if any. It may have ended before the feed knew of it. */
export async function settleLast(shop: ShopContext, { _id, awaiting, lastImportId }: Feed): Promise<void> {
  if (!awaiting || !lastImportId) return;
  try {
    await settleFeed(shop, await getImport(shop, importId.encode(lastImportId)));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    await feeds.in(shop).set({ _id, lastImportId }, { $set: { awaiting: false } }); // it is kept no more
  }
}
