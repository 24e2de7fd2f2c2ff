import { type Lease, leases } from '#platform/lease.js';
import { acrossShops } from '../across-shops.js';
import { inTransaction } from '../transaction.js';
import { type OutboxEvent, outbox } from './event.model.js';

/** The relay's lease counts the places it has given. */
interface CountingLease extends Lease {
  places?: number;
}

/** Another relay has taken over. */
export class LeaseLost extends Error {
  constructor(name: string) {
    super(`The lease ${name} is held by another process`);
    this.name = 'LeaseLost';
  }
}

export const MOST_PLACES_AT_ONCE = 1000;
/** Rows of one statement: one statement for each row costs half as much again. */
const CHUNK = 100;

/**
 * Gives public events that have none their rising place in the log, in the order of their ids. Counter, holder and rows
 * change in one transaction: a relay that has lost its lease can no longer write a place behind a reader's cursor.
 * Answers how many; `most` of them says that more may be left.
 */
export async function givePlaces(lease: string, holder: string, most = MOST_PLACES_AT_ONCE): Promise<number> {
  const events = acrossShops<OutboxEvent>(outbox.name, 'the relay gives events their places');
  const waiting = await events.find({ unplaced: true }, { sort: { unplaced: 1, _id: 1 }, limit: most, projection: { shopId: 1 } });
  if (waiting.length === 0) return 0;
  await inTransaction(async (session) => {
    const counted = await leases<CountingLease>().findOneAndUpdate(
      { _id: lease, holder },
      { $inc: { places: waiting.length } },
      { session, returnDocument: 'after', projection: { places: 1 } },
    );
    if (!counted) throw new LeaseLost(lease);
    const first = counted.places! - waiting.length + 1;
    for (let at = 0; at < waiting.length; at += CHUNK) {
      const chunk = waiting.slice(at, at + CHUNK);
      const ids = chunk.map(({ _id }) => _id);
      const place = { $add: [first + at, { $indexOfArray: [ids, '$_id'] }] };
      await events.updateMany(
        { _id: { $in: ids }, shopId: { $in: chunk.map(({ shopId }) => shopId) }, unplaced: true },
        [{ $set: { place } }, { $unset: 'unplaced' }],
        { session },
      );
    }
  });
  return waiting.length;
}
