import { idType } from '#platform/ids.js';
import { acrossShops } from '../across-shops.js';
import { shopId } from '../shop.model.js';
import type { OutboxRow } from './row.js';
import { wakeRelay } from './wake.js';

const rowId = idType('evt');

/** A row that failed for good, as an operator sees it. */
export interface DeadRow {
  id: string;
  type: string;
  shop: string;
  attempts: number;
  lastError: string | null;
  createdAt: Date;
}

const MOST_LISTED = 200;

/** The rows of a collection that wait for a person, up to 200. */
export async function listDead(collection: string): Promise<DeadRow[]> {
  const rows = acrossShops<OutboxRow>(collection, 'an operator looks at dead rows');
  const found = await Promise.all(
    // Queue by queue, since the relay's index begins with it.
    (await rows.distinct<OutboxRow['queue']>('queue', {})).map((queue) => rows.find({ queue, state: 'DEAD' }, { limit: MOST_LISTED })),
  );
  return found
    .flat()
    .slice(0, MOST_LISTED)
    .map(({ _id, type, shopId: shop, attempts, lastError, createdAt }) => ({
      id: rowId.encode(_id),
      type,
      shop: shopId.encode(shop),
      attempts,
      lastError,
      createdAt,
    }));
}

/** A dead row is worked again, as if for the first time. False where there is none. */
export async function requeue(collection: string, id: string): Promise<boolean> {
  if (!rowId.matches(id)) return false;
  const rows = acrossShops<OutboxRow>(collection, 'an operator has a dead row worked again');
  const back = await rows.update(
    { _id: rowId.decode(id), state: 'DEAD' },
    { $set: { state: 'PENDING', later: false, attempts: 0, nextAttemptAt: new Date() } },
  );
  if (back) wakeRelay([back.queue]);
  return back !== null;
}
