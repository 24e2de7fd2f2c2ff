import { closeReader } from '#commerce/imports/index.js';
import { closeMailer } from '#commerce/notifications/index.js';
import { ConfigError, config } from '#platform/config.js';
import { log } from '#platform/log.js';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { giveWay, WAY_GIVEN } from '#platform/priority.js';
import { closeQueues } from '#platform/queue.js';
import { closeRedis, redis } from '#platform/redis.js';
import { openDoor } from './door.js';
import { gaugeOutbox } from './gauges.js';
import { CONCURRENCY, lanes, SOURCES } from './queues.js';
import { SCHEDULES } from './schedules.js';
import { Worker } from './worker.js';

/** Jobs have so long to end; the rest of the 20 seconds that a supervisor gives closes what lies behind. */
const PATIENCE_MS = 13_000;
const RETRY_MS = 1000;

try {
  config();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  for (const sentence of error.sentences) process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(kind, (err) => {
    log.fatal({ err }, 'a bug ends this process: its supervisor starts another');
    process.exit(1);
  });
}

redis(); // connects meanwhile
giveWay(WAY_GIVEN.worker);
let worker: Worker | undefined;
let stopping = false;
const door = await openDoor(() => worker !== undefined && !stopping);

/** Nothing new; what runs ends or is given back; then what lies behind is closed, in order. */
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'the worker stops');
  setTimeout(() => process.exit(0), 19_000).unref(); // a server that is away may hold up a close
  await worker?.stop(PATIENCE_MS);
  door.close();
  door.closeAllConnections();
  await closeReader();
  closeMailer();
  await closeQueues();
  await closeRedis();
  await disconnectMongo();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));

while (!stopping) {
  try {
    await connectMongo();
    break;
  } catch (err) {
    log.warn({ err }, 'MongoDB does not answer: the worker begins when it does');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
if (!stopping) {
  gaugeOutbox(lanes());
  worker = new Worker({ sources: SOURCES, lanes: lanes(), concurrency: CONCURRENCY, schedules: SCHEDULES });
  worker.start();
  log.info({ port: config().WORKER_PORT }, 'the worker works');
}
