import mongoose, { type ClientSession } from 'mongoose';
import type { AgencyContext, ShopContext } from './context.js';
import { wakeAfter } from './outbox/wake.js';

/**
 * Runs `body` in one MongoDB transaction; every handle made from `tx` is inside it.
 * The body may run again after a conflict: it calls nothing outside, changes no variable of its caller,
 * and awaits one statement after another. A duplicate key ends it; read the winner afterwards.
 * Within a transaction that is already open, `body` joins it.
 */
export function transaction<Context extends ShopContext | AgencyContext, Result>(
  context: Context,
  body: (tx: Context) => Promise<Result>,
): Promise<Result> {
  if (context.session) return body(context);
  return inTransaction((session) => body(context.within(session) as Context));
}

/** The same for what `tenants/` writes outside any shop. */
export async function inTransaction<Result>(body: (session: ClientSession) => Promise<Result>): Promise<Result> {
  return mongoose.connection.getClient().withSession(async (session) => {
    const result = await session.withTransaction(() => body(session), {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
      // Well under the 2 minutes for which an order's stock is still held when its transaction begins.
      maxCommitTimeMS: 30_000,
      timeoutMS: 60_000,
    });
    wakeAfter(session);
    return result;
  });
}
