import type { Schema, Types } from 'mongoose';

/** The queues, each with a total of its own: payment callbacks wait for nobody's import. */
export const QUEUES = ['events', 'callbacks', 'imports', 'media', 'feeds', 'notifications'] as const;
export type QueueName = (typeof QUEUES)[number];

/** A line of their own for the events of shops that have few waiting: in BullMQ alone, rows know it not. */
export const EXPRESS = 'events-express';

/** PENDING waits for the relay; HANDED is with BullMQ; DONE happened; DEAD failed too often and waits for a person. */
export type RowState = 'PENDING' | 'HANDED' | 'DONE' | 'DEAD';

/** What the relay, the workers and the sweeper need of a row, whichever collection it stands in. */
export interface OutboxRow {
  _id: Types.ObjectId;
  shopId: Types.ObjectId;
  agencyId: Types.ObjectId;
  queue: QueueName;
  /** What happened, or what is to be done: picks the worker's function. */
  type: string;
  state: RowState;
  /** True while it waits for its nextAttemptAt: kept apart, so that the relay never walks over rows that are not due. */
  later: boolean;
  /** How often it failed since it last came further. */
  attempts: number;
  nextAttemptAt: Date;
  handedAt: Date | null;
  lastError: string | null;
  createdAt: Date;
  /** When MongoDB removes it: set once DONE, 30 days after it was written. */
  expiresAt?: Date;
}

export const KEPT_DAYS = 30;
export const DAY_MS = 86_400_000;

/** A row's life as far as the relay goes, at its beginning. `at`: not before this moment. */
export const newRow = (queue: QueueName, at?: Date) => {
  const now = new Date();
  return {
    queue,
    state: 'PENDING',
    later: at !== undefined && at > now,
    attempts: 0,
    nextAttemptAt: at ?? now,
    handedAt: null,
    lastError: null,
    createdAt: now,
  } as const;
};

/** A row of which nothing follows: for whoever looks later at what happened. The relay never meets it. */
export const doneRow = (queue: QueueName) => {
  const row = newRow(queue);
  return { ...row, state: 'DONE', expiresAt: new Date(row.createdAt.getTime() + KEPT_DAYS * DAY_MS) } as const;
};

/** The index that the relay reads by: it begins with the queue because the relay goes round all shops. */
const RELAY_INDEX = { queue: 1, state: 1, later: 1, agencyId: 1, shopId: 1, nextAttemptAt: 1, _id: 1 } as const;

/** Puts the relay's indexes on a collection of rows. */
export function indexForRelay<T extends OutboxRow>(schema: Schema<T>): void {
  schema.index(RELAY_INDEX);
  schema.index({ later: 1, nextAttemptAt: 1 }, { partialFilterExpression: { later: true } });
  // Only rows that are done have an end: a new one costs this index nothing.
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, partialFilterExpression: { expiresAt: { $exists: true } } });
}

/** Their reasons not to begin with the owner, for the collection's declaration. */
export const RELAY_EXCEPTIONS = {
  queue_1_state_1_later_1_agencyId_1_shopId_1_nextAttemptAt_1__id_1: 'the relay goes round all shops',
  later_1_nextAttemptAt_1: 'the relay finds what has become due in any shop',
  expiresAt_1: 'TTL',
} as const;
