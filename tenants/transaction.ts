import mongoose, { type ClientSession } from 'mongoose';
import type { AgencyContext, ShopContext } from './context.js';
import { wakeAfter } from './outbox/wake.js';

const { MongoOperationTimeoutError } = mongoose.mongo;

/**
 * Runs `body` in one MongoDB transaction; every handle made from `tx` is inside it.
 * The body may run again after a conflict: it calls nothing outside, changes no variable of its caller,
 * and awaits one statement after another. A duplicate key ends it; read the winner afterwards.
 * Within a transaction that is already open, `body` joins it.
 * @throws what `isUnavailable` knows, where it met others for a minute
 */
export function transaction<Context extends ShopContext | AgencyContext, Result>(
  context: Context,
  body: (tx: Context) => Promise<Result>,
): Promise<Result> {
  if (context.session) return body(context);
  return inTransaction((session) => body(context.within(session) as Context));
}

/**
 * After a conflict no run begins later than this. MongoDB itself ends what is open for a minute, so that all is over within the 2 minutes
 * for which an order's stock is still held when its transaction begins. The driver alone goes on for longer; its `timeoutMS` does nothing.
 */
const BEGINS_WITHIN_MS = 60_000;

/** The same for what `tenants/` writes outside any shop. */
export async function inTransaction<Result>(body: (session: ClientSession) => Promise<Result>): Promise<Result> {
  const end = Date.now() + BEGINS_WITHIN_MS;
  return mongoose.connection.getClient().withSession(async (session) => {
    const run = () => {
      if (Date.now() > end) throw new MongoOperationTimeoutError('A transaction met others for a minute');
      return body(session);
    };
    const result = await session.withTransaction(run, {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
      maxCommitTimeMS: 30_000,
    });
    wakeAfter(session);
    return result;
  });
}

/** Carries what was found out of a transaction that is not to be. */
class RolledBack<Result> extends Error {
  constructor(readonly found: Result) {
    super('Rolled back');
  }
}

/**
 * Runs `body` as `transaction` does, and takes back all that it wrote: what it answers is what would have come of it. Not within an open
 * transaction, which would keep it.
 */
export async function rolledBack<Result>(context: ShopContext, body: (tx: ShopContext) => Promise<Result>): Promise<Result> {
  if (context.session) throw new TypeError('A transaction that is open cannot be rolled back by one within it');
  try {
    return await transaction(context, async (tx): Promise<Result> => {
      throw new RolledBack(await body(tx));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.found;
    throw error;
  }
}
