import { type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { config } from './config.js';
import { openRedis } from './redis.js';

/** A job carries the id of the row that says what to do, and no state. Its name is the row's collection. */
export interface JobData {
  id: string;
}

/** Redis Cluster keeps one queue's keys on one node by the hash tag. */
const prefixOf = (name: string) => `{${config().REDIS_PREFIX}-${name}}`;

const queues = new Map<string, Queue<JobData>>();
let producer: Redis | undefined;

/** The connection that jobs are added through. */
export function producing(): Redis {
  producer ??= openRedis('answering');
  return producer;
}

/** The producing side: fails at once while Redis is away. */
export function queue(name: string): Queue<JobData> {
  let found = queues.get(name);
  if (!found) {
    found = new Queue<JobData>(name, {
      connection: producing(),
      prefix: prefixOf(name),
      // A kept job would make a later add under its id do nothing; MongoDB plans the retries.
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      // It asks Redis nothing before its first job, so it can be made while Redis is away.
      skipWaitingForReady: true,
      skipVersionCheck: true,
    });
    found.on('error', () => {}); // told once by the connection itself
    queues.set(name, found);
  }
  return found;
}

/** The working side, not yet running: call `run()`. */
export function queueWorker(name: string, concurrency: number, processor: (job: Job<JobData>) => Promise<void>): Worker<JobData> {
  // A killed worker's jobs are taken up by another well before their rows would be handed again.
  const lockMs = Math.min(30_000, config().HANDED_SECONDS * 250);
  const worker = new Worker<JobData>(name, processor, {
    connection: openRedis('waiting'),
    prefix: prefixOf(name),
    concurrency,
    autorun: false,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: 3,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    skipWaitingForReady: true,
  });
  worker.on('error', () => {});
  return worker;
}

export async function closeQueues(): Promise<void> {
  await Promise.all([...queues.values()].map((open) => open.close()));
  queues.clear();
  producer?.disconnect();
  producer = undefined;
}
