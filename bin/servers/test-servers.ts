import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnServer, startMongod, startRedis, startStripeMock } from './start.js';
import type { Say } from './system.js';

/** Where tests find their servers. */
export interface TestServers {
  MONGO_URL: string;
  REDIS_URL: string;
  STRIPE_MOCK_URL: string;
  /** For what tests keep in files. */
  TEST_FOLDER: string;
  stop(): Promise<void>;
}

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 1024 ** 3;

/** A new folder in memory where there is plenty of it: every write is journalled, and tests write much that nobody keeps. */
export function folderForTests(name: string): string {
  const roomy = () => {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_BYTES;
  };
  let parent = tmpdir();
  try {
    if (roomy()) parent = MEMORY;
  } catch {
    // No such folder on this system.
  }
  return mkdtempSync(join(parent, `shopyard-${name}-`));
}

/** The servers of one test run; an address that the environment names is used instead. @throws {NotObtained} */
export async function startTestServers(say: Say): Promise<TestServers> {
  const { MONGO_URL, REDIS_URL, STRIPE_MOCK_URL } = process.env;
  const folder = folderForTests('tests');
  const started: OwnServer[] = [];
  const own = async (given: string | undefined, start: () => Promise<OwnServer>) => {
    if (given) return given;
    const server = await start();
    started.push(server);
    return server.url;
  };
  const stop = async () => {
    await Promise.all(started.map((server) => server.kill())); // Nobody reads what they hold.
    rmSync(folder, { recursive: true, force: true });
  };
  const addresses = await Promise.allSettled([
    own(MONGO_URL, () => startMongod({ dir: join(folder, 'mongo'), cacheGB: 1 }, say)),
    own(REDIS_URL, () => startRedis({ dir: join(folder, 'redis') }, say)),
    own(STRIPE_MOCK_URL, () => startStripeMock({ dir: join(folder, 'stripe-mock') }, say)),
  ]);
  const failed = addresses.find((address) => address.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const [mongo, redis, stripe] = addresses.map((address) => (address.status === 'fulfilled' ? address.value : ''));
  return { MONGO_URL: mongo!, REDIS_URL: redis!, STRIPE_MOCK_URL: stripe!, TEST_FOLDER: folder, stop };
}
