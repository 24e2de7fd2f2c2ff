import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '#platform/config.js';
import { demonstrate } from './demonstration.js';
import { mongod, mongoUrl, wantedMongod } from './servers/mongod.js';
import { NotObtained, obtain } from './servers/obtain.js';
import { redisServer, redisUrl, wantedRedis } from './servers/redis.js';
import { freePort, portIfFree } from './servers/running.js';
import { stripeMock, wantedStripeMock } from './servers/stripe-mock.js';
import { Keeper } from './supervisor/keeper.js';
import { end } from './supervisor/process-id.js';
import { migrate, ourProgram, type SandboxName, sandbox } from './supervisor/programs.js';
import { AlreadyRunning, RunFile } from './supervisor/run-file.js';
import { readSettings, type Settings, settleKeys, settleOperatorToken } from './supervisor/settings.js';

/** Those that take in work first, then what they stand on. */
const STOPPING = [
  ['server', 'worker'],
  ['stripe-sandbox', 'stripe-mock', 'wechat-pay-sandbox', 'alipay-sandbox'],
  ['redis'],
  ['mongod'],
] as const;
const ORPHAN_PATIENCE_MS = 20_000;

const began = Date.now();
const say = (line: string) => console.log(line);

/** A refusal to start whose message is all that a person needs. */
class Refusal extends Error {}

let keeper: Keeper | undefined;
let runFile: RunFile | undefined;
let stopping: Promise<void> | undefined;

/** Stops every part in order and ends this process. */
function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    await keeper?.stop(STOPPING);
    runFile?.release();
    process.exit(code);
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping) return say('Shopyard is stopping already.');
    say(`\n${signal}: Shopyard stops.`);
    void stop(0);
  });
}

try {
  const settings = readSettings();
  const { dataDir, config } = settings;
  const claimed = new RunFile(dataDir);
  claimed.claim(config.publicUrl);
  runFile = claimed;
  await endOrphans(runFile);
  const ports = await settlePorts(settings);
  const logs = join(dataDir, 'logs');
  mkdirSync(logs, { recursive: true });
  keeper = new Keeper({ runFile, logs, say });

  const [mongo, redis, stripe, wechatPay, alipay] = await Promise.all([
    startMongo(settings),
    startRedis(settings),
    startStripe(settings),
    startSandbox(settings, 'wechat-pay', settings.given.WECHAT_PAY_API_BASE),
    startSandbox(settings, 'alipay', settings.given.ALIPAY_API_BASE),
  ]);
  const env = {
    ...process.env,
    ...settings.given,
    ...ports.env,
    ...(stripe ? { STRIPE_API_BASE: stripe } : {}),
    ...(wechatPay ? { WECHAT_PAY_API_BASE: wechatPay } : {}),
    ...(alipay ? { ALIPAY_API_BASE: alipay } : {}),
    MONGO_URL: mongo,
    REDIS_URL: redis,
    SECRET_KEYS: settings.given.SECRET_KEYS ?? settleKeys(dataDir),
    // In production whoever wants these doors sets it.
    ...(settings.config.NODE_ENV === 'production' ? {} : { OPERATOR_TOKEN: settings.given.OPERATOR_TOKEN ?? settleOperatorToken(dataDir) }),
    DATA_DIR: dataDir,
  };
  await migrate(env);
  await Promise.all([
    keeper.start(ourProgram('server', env, ports.server), ports.server, true),
    keeper.start(ourProgram('worker', env, ports.worker), ports.worker, true),
  ]);
  if (!stopping) await greet(settings, ports.server);
} catch (error) {
  if (!stopping) {
    const known = [Refusal, ConfigError, AlreadyRunning, NotObtained].some((kind) => error instanceof kind);
    console.error(known ? (error as Error).message : error instanceof Error ? `Shopyard does not start: ${error.message}` : error);
    await stop(1);
  }
}

/** What a starter that was killed has left running goes before anything is started; in order, as if it had stopped itself. */
async function endOrphans(file: RunFile): Promise<void> {
  for (const names of STOPPING) {
    const parts = file.read().parts.filter(({ name }) => (names as readonly string[]).includes(name));
    await Promise.all(
      parts.map(async (part) => {
        await end(part, ORPHAN_PATIENCE_MS);
        say(`Ended ${part.name} (process ${part.pid}), which an earlier start had left.`);
      }),
    );
    for (const { name } of parts) file.forget(name);
  }
}

/** The server's port is the person's word; the worker's goes beside it when nothing is said. */
async function settlePorts({ config, given }: Settings) {
  const server = await portIfFree(config.PORT);
  if (server === null) throw new Refusal(`PORT ${config.PORT} is taken by another program: set PORT to a free one.`);
  const worker = given.WORKER_PORT ? await portIfFree(config.WORKER_PORT) : await freePort(server + 1);
  if (worker === null) throw new Refusal(`WORKER_PORT ${config.WORKER_PORT} is taken by another program: set WORKER_PORT to a free one.`);
  return { server, worker, env: { PORT: String(server), WORKER_PORT: String(worker) } };
}

/** The port that a part had last time, where it is free. */
function remembered(name: string): Promise<number> {
  return freePort(runFile!.read().ports[name]);
}

async function startMongo({ given, dataDir }: Settings): Promise<string> {
  if (given.MONGO_URL) return given.MONGO_URL;
  const command = await obtain(wantedMongod, { say });
  const port = await remembered('mongod');
  await keeper!.start(mongod(command, { dir: join(dataDir, 'mongo'), port }), port);
  return mongoUrl(port, 'shopyard');
}

async function startRedis({ given, dataDir }: Settings): Promise<string> {
  if (given.REDIS_URL) return given.REDIS_URL;
  const command = await obtain(wantedRedis, { say });
  const port = await remembered('redis');
  await keeper!.start(redisServer(command, { dir: join(dataDir, 'redis'), port }), port);
  return redisUrl(port);
}

/** The address that test shops' Stripe calls go to, or null without the sandbox. */
async function startStripe({ given, config, dataDir }: Settings): Promise<string | null> {
  if (given.STRIPE_API_BASE) return given.STRIPE_API_BASE;
  if (config.NODE_ENV === 'production') return null;
  let command: string;
  try {
    command = await obtain(wantedStripeMock, { say });
  } catch (error) {
    if (!(error instanceof NotObtained)) throw error;
    say(`${error.message} Shopyard runs without the Stripe sandbox: test shops cannot pay through Stripe.`);
    return null;
  }
  const mockPort = await remembered('stripe-mock');
  await keeper!.start(stripeMock(command, { port: mockPort }), mockPort);
  const port = await remembered('stripe-sandbox');
  await keeper!.start(sandbox('stripe', port, dataDir, { STRIPE_MOCK_URL: `http://127.0.0.1:${mockPort}` }), port);
  return `http://127.0.0.1:${port}`;
}

/** The address that test shops' calls to a provider go to: the one that is `given`, else our sandbox; null in production. */
async function startSandbox({ config, dataDir }: Settings, name: SandboxName, given: string | undefined): Promise<string | null> {
  if (given) return given;
  if (config.NODE_ENV === 'production') return null;
  const port = await remembered(`${name}-sandbox`);
  await keeper!.start(sandbox(name, port, dataDir), port);
  return `http://127.0.0.1:${port}`;
}

async function greet({ config, dataDir, given }: Settings, port: number): Promise<void> {
  const at = config.PUBLIC_URL ? config.publicUrl : `http://localhost:${port}`;
  const lines = [`Admin      ${at}/admin`, `Page       ${at}/`, `Admin API  ${at}/graphql/admin`, `Shop API   ${at}/graphql/shop`];
  if (config.NODE_ENV !== 'production') {
    try {
      const operator = given.OPERATOR_TOKEN ?? settleOperatorToken(dataDir);
      const { email, password, token, shops } = await demonstrate(`http://127.0.0.1:${port}`, dataDir, operator);
      lines.push(`Sign-in    ${email}  ${password}`, `Token      ${token}`, `Shops      ${shops.map(({ handle }) => handle).join(', ')}`);
      lines.push(`Pay        ${at}/#pay  tells how to pay an order with each provider, without an account`);
    } catch (error) {
      say(`The demonstration agency could not be made: ${(error as Error).message}`);
    }
  }
  if (config.NODE_ENV !== 'production') {
    if (!config.SMTP_URL) lines.push(`Mails      ${at}/ops/mails  shows what is mailed to people, as no mail server is configured`);
    lines.push(`Operators  ${at}/ops/queues  and the mails: any name, and the password in ${join(dataDir, 'operator.token')}`);
  }
  say(`\nShopyard is up after ${((Date.now() - began) / 1000).toFixed(1)} s.\n${lines.map((line) => `  ${line}`).join('\n')}`);
  say(`  Logs       ${join(dataDir, 'logs')}\nCtrl-C stops everything in order.`);
}
