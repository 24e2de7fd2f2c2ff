import type { Types } from 'mongoose';

/** The queues, each with a total of its own: payment callbacks wait for nobody's import. */
export const QUEUES = ['events', 'callbacks', 'imports', 'notifications'] as const;
export type QueueName = (typeof QUEUES)[number];

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
  /** How often it was tried. */
  attempts: number;
  nextAttemptAt: Date;
  handedAt: Date | null;
  lastError: string | null;
  createdAt: Date;
  /** When MongoDB removes it: set once DONE, 30 days after it was written. */
  expiresAt?: Date;
}

export const KEPT_DAYS = 30;

/** A row's life as far as the relay goes, at its beginning. */
export const newRow = (queue: QueueName, now = new Date()) =>
  ({ queue, state: 'PENDING', attempts: 0, nextAttemptAt: now, handedAt: null, lastError: null, createdAt: now }) as const;

/** The index that the relay reads by: it begins with the queue because the relay goes round all shops. */
export const RELAY_INDEX = { queue: 1, state: 1, agencyId: 1, shopId: 1, nextAttemptAt: 1, _id: 1 } as const;
