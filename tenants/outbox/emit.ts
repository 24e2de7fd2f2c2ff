import { Types } from 'mongoose';
import type { ShopContext } from '../context.js';
import { type EventType, type OutboxEvent, outbox, type TaskType } from './event.model.js';
import { doneRow, newRow, type QueueName } from './row.js';
import { wakeRelay, willWake } from './wake.js';

export interface NewEvent {
  type: EventType;
  /** The public id of what it is about. */
  subject: string;
  data?: Record<string, unknown>;
}

export interface NewTask {
  type: TaskType;
  queue: QueueName;
  data: Record<string, unknown>;
  subject?: string;
  /** Not before this moment. */
  at?: Date;
}

/** Writes down that something happened, in the transaction that made it happen: what follows from it cannot be lost. */
export async function emit(tx: ShopContext, ...events: NewEvent[]): Promise<void> {
  await write(
    tx,
    events.map(({ type, subject, data = {} }) => ({
      ...newRow('events'),
      type,
      subject,
      data,
      agencyId: tx.agencyId,
      unplaced: true as const,
      _id: new Types.ObjectId(),
    })),
  );
}

/** Writes down that something is to be done, in the same manner. Answers the rows' ids. */
export async function plan(tx: ShopContext, ...tasks: NewTask[]): Promise<Types.ObjectId[]> {
  const rows = tasks.map(({ type, queue, subject = null, data, at }) => {
    return { ...newRow(queue, at), type, subject, data, agencyId: tx.agencyId, _id: new Types.ObjectId() };
  });
  await write(tx, rows);
  return rows.map(({ _id }) => _id);
}

/** Writes down what was done, for whoever looks later: nothing follows from it. */
export async function note(tx: ShopContext, { type, queue, subject, data }: Omit<NewTask, 'at'>): Promise<void> {
  await outbox.in(tx).insert({ ...doneRow(queue), type, subject: subject ?? null, data, agencyId: tx.agencyId });
}

async function write(tx: ShopContext, rows: Omit<OutboxEvent, 'shopId'>[]): Promise<void> {
  await outbox.in(tx).insertMany(rows);
  const queues = rows.map(({ queue }) => queue);
  if (tx.session) willWake(tx.session, queues);
  else wakeRelay(queues);
}
