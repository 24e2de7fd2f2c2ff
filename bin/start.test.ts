import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { root } from '#platform/root.js';
import { freePort, portIfFree } from './servers/running.js';
import { folderForTests } from './servers/test-servers.js';
import { isAlive } from './supervisor/process-id.js';
import type { KeptPart, Run } from './supervisor/run-file.js';

const { PATH, HOME } = process.env;
const MINUTES = 60_000;

let dataDir: string;
const starters: Starter[] = [];

beforeEach(() => {
  dataDir = join(folderForTests('start'), 'data');
});

afterEach(async () => {
  for (const { child, ended } of starters.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
  for (const { pid, ...part } of parts()) if (isAlive({ pid, ...part })) process.kill(-pid, 'SIGKILL');
  rmSync(join(dataDir, '..'), { recursive: true });
}, MINUTES);

interface Starter {
  child: ChildProcess;
  printed(): string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
}

function start(environment: NodeJS.ProcessEnv): Starter {
  const env = { PATH, HOME, LOG_LEVEL: 'info', DATA_DIR: dataDir, ...environment };
  const child = spawn(join(root, 'bin/start'), [], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  const starter = { child, ended, printed: () => text };
  starters.push(starter);
  return starter;
}

async function untilUp(starter: Starter): Promise<void> {
  const up = () => starter.printed().includes('Ctrl-C stops everything in order.');
  await until(async () => up() || starter.child.exitCode !== null);
  if (!up()) throw new Error(`Shopyard did not start: ${starter.printed()}`);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(50);
}

const parts = (): KeptPart[] => {
  const file = join(dataDir, 'run.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Run).parts : [];
};
const namesOf = (list: KeptPart[]) => list.map(({ name }) => name).sort();
const partOf = (name: string) => parts().find((part) => part.name === name)!;

test(
  'a starter that was killed leaves nothing that the next one, on another port, does not clear away',
  async () => {
    const [firstPort, secondPort] = [await freePort(), await freePort()];
    const first = start({ PORT: String(firstPort) });
    await untilUp(first);
    const orphans = parts();
    expect(namesOf(orphans)).toEqual([
      'alipay-sandbox',
      'mongod',
      'redis',
      'server',
      'stripe-mock',
      'stripe-sandbox',
      'wechat-pay-sandbox',
      'worker',
    ]);
    const signIn = readFileSync(join(dataDir, 'demonstration.json'), 'utf8');

    const rival = start({ PORT: String(secondPort) });
    expect(await rival.ended).toBe(1);
    expect(rival.printed()).toContain(`Shopyard runs on ${dataDir} already`);
    expect(orphans.every(isAlive)).toBe(true);

    first.child.kill('SIGKILL');
    await first.ended;
    expect(orphans.every(isAlive)).toBe(true);

    const second = start({ PORT: String(secondPort) });
    await untilUp(second);
    expect(orphans.filter(isAlive)).toEqual([]);
    expect(await portIfFree(firstPort)).toBe(firstPort);
    expect((await fetch(`http://127.0.0.1:${secondPort}/readyz`)).status).toBe(200);
    expect(readFileSync(join(dataDir, 'demonstration.json'), 'utf8')).toBe(signIn);

    const worker = partOf('worker');
    process.kill(worker.pid, 'SIGKILL');
    await until(async () => partOf('worker').pid !== worker.pid);
    expect(second.printed()).toContain('worker ended unasked (SIGKILL): started again');

    const running = parts();
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(running.filter(isAlive)).toEqual([]);
    expect(parts()).toEqual([]);
    expect(await portIfFree(secondPort)).toBe(secondPort);
  },
  3 * MINUTES,
);

test(
  'servers that the settings name are used, and none of ours is started beside them',
  async () => {
    const MONGO_URL = new URL(process.env.MONGO_URL!);
    MONGO_URL.pathname += '_start';
    const port = await freePort();
    const { REDIS_URL } = process.env;
    const REDIS_PREFIX = `${process.env.REDIS_PREFIX}-start`;
    const starter = start({ MONGO_URL: MONGO_URL.href, REDIS_URL, REDIS_PREFIX, PORT: String(port), NODE_ENV: 'production' });
    await untilUp(starter);
    expect(namesOf(parts())).toEqual(['server', 'worker']);
    expect(existsSync(join(dataDir, 'demonstration.json'))).toBe(false);
    starter.child.kill('SIGINT');
    expect(await starter.ended).toBe(0);
  },
  MINUTES,
);

test('each wrong setting is told in a sentence before anything is started', async () => {
  const starter = start({ PORT: 'high', SMTP_URL: 'http://mail' });
  expect(await starter.ended).toBe(1);
  expect(starter.printed()).toContain('PORT takes a whole number.');
  expect(starter.printed()).toContain('SMTP_URL takes an address that begins with smtp:// or smtps://.');
  expect(existsSync(dataDir)).toBe(false);
});

test('a port that another program holds is told, and nothing is left running', async () => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const starter = start({ PORT: String(port) });
  expect(await starter.ended).toBe(1);
  expect(starter.printed()).toContain(`PORT ${port} is taken by another program`);
  expect(parts()).toEqual([]);
  other.close();
});
