import type { ClientSession } from 'mongoose';
import { redis, redisKey } from '#platform/redis.js';
import type { QueueName } from './row.js';

/** On this channel the relay hears for which queues rows wait. Losing a message costs at most a second. */
export const wakeChannel = (): string => redisKey('wake');

const wrote = new WeakMap<ClientSession, Set<QueueName>>();
const waiting = new Set<QueueName>();
let planned: NodeJS.Timeout | undefined;

/** Remembers that this transaction wrote rows for these queues. */
export function willWake(session: ClientSession, queues: Iterable<QueueName>): void {
  wrote.set(session, new Set([...(wrote.get(session) ?? []), ...queues]));
}

/** After the commit of a transaction: wakes the relay if rows were written in it. */
export function wakeAfter(session: ClientSession): void {
  const queues = wrote.get(session);
  if (!queues) return;
  wrote.delete(session);
  wakeRelay(queues);
}

/** Tells the relay, at most every 5 ms for each process however many rows are written. */
export function wakeRelay(queues: Iterable<QueueName>): void {
  for (const queue of queues) waiting.add(queue);
  if (planned) return;
  planned = setTimeout(() => {
    planned = undefined;
    const message = [...waiting].join(' ');
    waiting.clear();
    redis()
      .publish(wakeChannel(), message)
      .catch(() => {}); // Redis is away: the relay looks every second regardless
  }, 5);
}

/** The queues that a message names. */
export const queuesIn = (message: string): ReadonlySet<string> => new Set(message.split(' '));
