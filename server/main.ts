import { createServer } from 'node:http';
import { ConfigError, config } from '#platform/config.js';
import { log } from '#platform/log.js';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { closeQueues } from '#platform/queue.js';
import { closeRedis, connectRedis } from '#platform/redis.js';
import { createApp } from './app.js';

const PATIENCE_MS = 15_000;

try {
  config();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  for (const sentence of error.sentences) process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

await connectMongo();
await connectRedis();
const app = await createApp();
const server = createServer(
  { requestTimeout: 300_000, headersTimeout: 20_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 },
  app.express,
);
server.listen(config().PORT, () => log.info({ port: config().PORT }, 'the server listens'));

let stopping = false;

/** No new requests; those under way are answered; then what lies behind is closed. */
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'the server stops');
  const late = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  await new Promise((closed) => {
    server.close(closed);
    server.closeIdleConnections();
  });
  clearTimeout(late);
  await app.stop();
  await closeQueues();
  await closeRedis();
  await disconnectMongo();
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));

for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(kind, (err) => {
    log.fatal({ err }, 'a bug ends this process: its supervisor starts another');
    process.exit(1);
  });
}
