import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '#bin/servers/running.js';
import { type OwnServer, startMongod, startRedis } from '#bin/servers/start.js';
import { startAlipaySandbox } from '#sandboxes/alipay/sandbox.js';
import { startStripeSandbox } from '#sandboxes/stripe/sandbox.js';
import { startWechatPaySandbox } from '#sandboxes/wechat-pay/sandbox.js';
import { collectMails } from '#tests/support/mails.js';

/** Providers go on for hours; these go on for a minute, which is longer than anything stays away here. */
const RETRIES = { port: 0, retryDelays: [100, 200, 400, 800, 1600, ...Array<number>(20).fill(3000)] };

const folder = (name: string): string => {
  const dir = join(process.env.DATA_DIR!, 'paying', name);
  mkdirSync(dir, { recursive: true });
  return dir;
};

/** How a line of the log begins that tells of one. */
const FAILED = '{"level":50,';

const PROGRAMS = {
  server: { file: 'server/main.ts', ready: 'the server listens' },
  worker: { file: 'worker/main.ts', ready: 'the worker works' },
} as const;

/**
 * A whole deployment of its own, since its parts are killed: MongoDB, Redis, the server and the worker as they run in production. The
 * providers and the mail server stand outside and live on. Its addresses are this process's settings from now on: call it before
 * anything reads them.
 */
export async function buildHouse() {
  const [mongod, redis, mails, stripe, wechat, alipay, port] = await Promise.all([
    startMongod({ dir: folder('mongod') }),
    startRedis({ dir: folder('redis') }),
    collectMails(),
    startStripeSandbox({ ...RETRIES, stripeMockUrl: process.env.STRIPE_MOCK_URL! }),
    startWechatPaySandbox(RETRIES),
    startAlipaySandbox(RETRIES),
    freePort(),
  ]);
  const url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, {
    MONGO_URL: mongod.url.replace('/?', '/paying?'),
    REDIS_URL: redis.url,
    SMTP_URL: mails.url,
    HANDED_SECONDS: '4',
    STRIPE_API_BASE: stripe.url,
    WECHAT_PAY_API_BASE: wechat.url,
    ALIPAY_API_BASE: alipay.url,
    PORT: String(port),
    PUBLIC_URL: url,
    COST_BUCKET: '1000000',
  });
  const servers: { mongod: OwnServer; redis: OwnServer } = { mongod, redis };
  const running = new Map<keyof typeof PROGRAMS, ChildProcess>();
  const failures: string[] = [];

  async function start(name: keyof typeof PROGRAMS): Promise<void> {
    const { file, ready } = PROGRAMS[name];
    const child = spawn(process.execPath, ['--import', 'tsx', file], {
      env: { ...process.env, NODE_OPTIONS: '', WORKER_PORT: '0', LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.set(name, child);
    const lines = createInterface(child.stdout!);
    lines.on('line', (line) => {
      if (line.startsWith(FAILED)) failures.push(line);
    });
    const said: string[] = [];
    for await (const [line] of on(lines, 'line', { close: ['close'] })) {
      said.push(String(line));
      if (String(line).includes(ready)) return;
    }
    throw new Error(`The ${name} ended before it was ready: ${said.slice(-5).join(' ')}`);
  }

  async function end(name: keyof typeof PROGRAMS, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = running.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  return {
    url,
    /** What the programs have logged as their own failure. */
    failures,
    mails,
    stripe,
    wechat,
    alipay,
    start,
    kill: (name: keyof typeof PROGRAMS) => end(name, 'SIGKILL'),
    isUp: (name: keyof typeof PROGRAMS) => running.get(name)?.exitCode === null && running.get(name)?.signalCode === null,
    redisUrl: servers.redis.url,
    async cutPower(name: 'mongod' | 'redis') {
      await servers[name].kill();
    },
    async startAgain(name: 'mongod' | 'redis') {
      const { port } = servers[name];
      servers[name] = await (name === 'mongod' ? startMongod : startRedis)({ dir: folder(name), port });
    },
    /** The programs: while MongoDB is still there, so that they end at once. */
    async empty() {
      await Promise.all([end('server', 'SIGKILL'), end('worker', 'SIGKILL')]);
    },
    async tearDown() {
      await Promise.all([stripe.close(), wechat.close(), alipay.close(), mails.close(), servers.redis.kill(), servers.mongod.kill()]);
    },
  };
}

export type House = Awaited<ReturnType<typeof buildHouse>>;
