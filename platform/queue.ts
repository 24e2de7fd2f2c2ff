import { type Processor, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { config } from './config.js';
import { openRedis } from './redis.js';

/** A job carries the id of the row that says what to do, and no state. */
export interface JobData {
  id: string;
}

/** Redis Cluster keeps one queue's keys on one node by the hash tag. */
const prefixOf = (name: string) => `{${config().REDIS_PREFIX}-${name}}`;

const queues = new Map<string, Queue<JobData>>();
let producer: Redis | undefined;

/** The producing side: fails at once while Redis is away. */
export function queue(name: string): Queue<JobData> {
  producer ??= openRedis('answering');
  let found = queues.get(name);
  if (!found) {
    found = new Queue<JobData>(name, {
      connection: producer,
      prefix: prefixOf(name),
      // A kept job would make a later add under its id do nothing; MongoDB plans the retries.
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      skipWaitingForReady: true,
    });
    found.on('error', () => {}); // told once by the connection itself
    queues.set(name, found);
  }
  return found;
}

/** The working side, not yet running: call `run()`. */
export function queueWorker(name: string, concurrency: number, processor: Processor<JobData>): Worker<JobData> {
  const worker = new Worker<JobData>(name, processor, {
    connection: openRedis('waiting'),
    prefix: prefixOf(name),
    concurrency,
    autorun: false,
    lockDuration: 30_000,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
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
