import { randomUUID } from 'node:crypto';
import { collectionOf, isDuplicateKey } from './mongo.js';

/** What at most one process at a time may do, and who does it. */
export interface Lease {
  _id: string;
  holder: string;
  /** On the database's clock. */
  until: Date;
}

/** This process. */
const thisProcess: string = randomUUID();

/** A holder may keep more with its lease: what must change with it alone. */
export const leases = <T extends Lease = Lease>() => collectionOf<T>('leases');

/** Takes or renews a lease for `milliseconds`. False while another holds it. */
export async function holdLease(name: string, milliseconds: number, holder = thisProcess): Promise<boolean> {
  const mine = { $or: [{ $eq: ['$holder', holder] }, { $lte: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] }] };
  const change = {
    holder: { $cond: [mine, holder, '$holder'] },
    until: { $cond: [mine, { $add: ['$$NOW', milliseconds] }, '$until'] },
  };
  try {
    const lease = await leases().findOneAndUpdate({ _id: name }, [{ $set: change }], { upsert: true, returnDocument: 'after' });
    return lease?.holder === holder;
  } catch (error) {
    if (isDuplicateKey(error)) return false; // two made it at once, and the other was first
    throw error;
  }
}

/** Gives it back, so that another process need not wait for its end. */
export async function releaseLease(name: string, holder = thisProcess): Promise<void> {
  await leases().updateOne({ _id: name, holder }, { $set: { until: new Date(0) } });
}
