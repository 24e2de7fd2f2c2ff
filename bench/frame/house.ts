import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, lastLines, type Program, runProgram } from '#bin/servers/running.js';
import { type OwnServer, startMongod, startRedis, startStripeMock } from '#bin/servers/start.js';
import { ALLOCATION, nodeOptionsOf } from '#bin/supervisor/programs.js';
import { root } from '#platform/root.js';
import { type Memory, memoryOf, processorTimeOf } from './machine.js';
import { type Sandbox, type Sandboxes, startSandboxes } from './sandboxes.js';

/** A process of ours under measurement. */
export interface Part {
  url: string;
  memory(): Memory;
  /** Milliseconds of processor time since it began. */
  processorTime(): number;
  stop(): Promise<void>;
}

/** Shopyard's own processes, and those of this room that stand beside them. */
type Entry = 'server/main' | 'worker/main' | `sandboxes/${Sandbox}/main` | `bench/references/${string}`;

type Settings = Readonly<Record<string, string>>;

/** Servers of the run's own, a folder for its data, and the processes that it starts: all gone when it closes. */
export interface House {
  /** What every process of the run is started with, this one included. */
  readonly settings: Settings;
  /** The address of a database on the run's own mongod. */
  mongoUrl(database: string): string;
  /** Starts a process and waits until it serves. `port`: the one that its settings name; left out, a free one is found. */
  start(entry: Entry, settings?: Settings, port?: number): Promise<Part>;
  /** Builds every collection and index, as a deployment does. */
  migrate(settings?: Settings): Promise<void>;
  /** Starts the providers' sandboxes, and stripe-mock for Stripe's. Only what is started with their settings knows of them. */
  sandboxes(): Promise<Sandboxes>;
  /** What its processes logged as errors: what to read where a figure could not be measured. */
  troubles(): string;
  close(): Promise<void>;
}

/** Enough for a bounded run; every request is still counted and told its cost. */
const BUDGET = { COST_BUCKET: '1000000000', COST_RESTORE: '100000000', SIGN_UPS_PER_HOUR: '100000', SIGN_IN_ATTEMPTS: '100000' };
const STARTS_WITHIN_MS = 60_000;
/** In gigabytes: enough that the disk's reads are not what is measured, and fit for an 8 GB machine. */
const MONGO_CACHE_GB = 2;

/** Opens MongoDB and Redis for this run alone. `profile`: each process writes a CPU profile into .cache/bench/profiles. */
export async function openHouse(profile = false): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'shopyard-bench-'));
  const servers: OwnServer[] = [];
  const parts = new Set<Part>();
  const close = async () => {
    await Promise.allSettled([...parts].map((part) => part.stop()));
    await Promise.allSettled(servers.splice(0).map((server) => server.stop()));
    rmSync(dir, { recursive: true, force: true });
  };
  const own = async (starting: Promise<OwnServer>) => {
    const server = await starting;
    servers.push(server);
    return server.url;
  };
  try {
    const mongo = await own(startMongod({ dir: join(dir, 'mongo'), cacheGB: MONGO_CACHE_GB }, say));
    const redis = await own(startRedis({ dir: join(dir, 'redis') }, say));
    const mongoUrl = (database: string) => Object.assign(new URL(mongo), { pathname: `/${database}` }).href;
    const settings = {
      NODE_ENV: 'production',
      MONGO_URL: mongoUrl('bench'),
      REDIS_URL: redis,
      DATA_DIR: join(dir, 'data'),
      SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      LOG_LEVEL: 'info',
      ...BUDGET,
    };
    const environment = (more: Settings) => ({ PATH: process.env.PATH, ...ALLOCATION, ...settings, ...more });
    const logOf = (entry: string) => join(dir, 'logs', `${entry.replaceAll('/', '-')}.log`);
    const house: House = {
      settings,
      mongoUrl,
      close,
      troubles: () => errorsIn(join(dir, 'logs')),
      sandboxes: async () => startSandboxes(house.start, await own(startStripeMock({ dir: join(dir, 'stripe') }, say)), dir),
      async start(entry, more = {}, given = undefined) {
        const port = given ?? (await freePort());
        const url = `http://127.0.0.1:${port}`;
        const env = environment({ PORT: String(port), WORKER_PORT: String(port), PUBLIC_URL: url, ...more });
        const program = { ...programOf(entry, env, profile), ready: () => answers(`${url}/healthz`) };
        const running = runProgram(program, { logFile: logOf(entry), detached: false });
        const part: Part = {
          url,
          memory: () => memoryOf(running.pid),
          processorTime: () => processorTimeOf(running.pid),
          async stop() {
            parts.delete(part);
            await running.stop();
          },
        };
        parts.add(part);
        await running.serves(STARTS_WITHIN_MS);
        return part;
      },
      async migrate(more = {}) {
        const program = { ...programOf('worker/migrate', environment(more)), ready: async () => {} };
        const end = await runProgram(program, { logFile: logOf('migrate'), detached: false }).ended;
        if (end !== 'exit 0') throw new Error(`The migration ended (${end}): ${lastLines(logOf('migrate'))}`);
      },
    };
    return house;
  } catch (error) {
    await close();
    throw error;
  }
}

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** A program of dist/, or of the sources where this runs from them, with the options for Node that it is deployed with. */
function programOf(entry: Entry | 'worker/migrate', env: NodeJS.ProcessEnv, profile = false): Omit<Program, 'ready'> {
  const path = fileURLToPath(new URL(`../../${entry}${extname(import.meta.url)}`, import.meta.url));
  const profiles = join(root, '.cache', 'bench', 'profiles', entry.replaceAll('/', '-'));
  if (profile) mkdirSync(profiles, { recursive: true });
  const profiling = profile ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
  const ours = entry === 'server/main' || entry === 'worker/main' ? nodeOptionsOf(entry === 'server/main' ? 'server' : 'worker') : [];
  return { name: entry, command: process.execPath, args: [...process.execArgv, ...ours, ...profiling, path], env, patienceMs: 20_000 };
}

const MOST_TROUBLES = 5;

/** Lines of level error or fatal, and what is no JSON: the last few of each log. */
function errorsIn(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .map((name) => {
      const lines = readFileSync(join(folder, name), 'utf8').split('\n');
      const errors = lines.filter((line) => line && !/^{"level":[1-4]0,/.test(line)).slice(-MOST_TROUBLES);
      return errors.length > 0 ? `${name}:\n${errors.join('\n')}\n` : '';
    })
    .join('');
}

async function answers(url: string): Promise<void> {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(2000) });
  if (status !== 200) throw new Error(`it answers ${status}`);
}
