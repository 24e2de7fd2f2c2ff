import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import { collectionOf, isDuplicateKey } from './mongo.js';

export interface Lease {
  _id: string;
  holder: string;
  until: Date;
}

/** One holder a process. */
export const holder = randomUUID();

export const leases = () => collectionOf<Lease>('leases');

/** Held by nobody else at this moment, on the database's clock. */
const freeForMe = { $expr: { $or: [{ $eq: ['$holder', holder] }, { $lt: ['$until', '$$NOW'] }] } };

/** Takes or renews the lease for `milliseconds`. False while another process holds it. */
export async function holdLease(name: string, milliseconds: number, session?: mongo.ClientSession): Promise<boolean> {
  const until = { $add: ['$$NOW', milliseconds] };
  try {
    await leases().updateOne({ _id: name, ...freeForMe } as mongo.Filter<Lease>, [{ $set: { holder, until } }], {
      upsert: true,
      ...(session ? { session } : {}),
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Gives it back, so that another process need not wait for its end. */
export async function releaseLease(name: string): Promise<void> {
  await leases().updateOne({ _id: name, holder }, { $set: { until: new Date(0) } });
}
