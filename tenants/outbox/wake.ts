import type { ClientSession } from 'mongoose';
import { redis, redisKey } from '#platform/redis.js';

/** On this channel the relay hears that rows wait. Losing a message costs at most a second. */
export const wakeChannel = (): string => redisKey('wake');

const wrote = new WeakSet<ClientSession>();
let planned: NodeJS.Timeout | undefined;

/** Remembers that this transaction wrote rows for the relay. */
export const willWake = (session: ClientSession): void => void wrote.add(session);

/** After the commit of a transaction: wakes the relay if rows were written in it. */
export function wakeAfter(session: ClientSession): void {
  if (wrote.delete(session)) wakeRelay();
}

/** Tells the relay, at most every 5 ms for each process however many rows are written. */
export function wakeRelay(): void {
  if (planned) return;
  planned = setTimeout(() => {
    planned = undefined;
    redis()
      .publish(wakeChannel(), '')
      .catch(() => {}); // Redis is away: the relay looks every second regardless
  }, 5);
}
