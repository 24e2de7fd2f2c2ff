import { createServer } from 'node:http';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { config } from '#platform/config.js';
import { QUEUE } from './queue.js';

/** BullMQ doing empty jobs, as many at once as the worker's queue of events: the measure for the way through the outbox. */
const CONCURRENCY = 50;

const worker = new Worker(QUEUE, async () => {}, {
  connection: new Redis(config().REDIS_URL, { maxRetriesPerRequest: null }),
  concurrency: CONCURRENCY,
});
await worker.waitUntilReady();
createServer((_request, response) => response.end()).listen(config().PORT);
process.once('SIGTERM', async () => {
  await worker.close();
  process.exit(0);
});
