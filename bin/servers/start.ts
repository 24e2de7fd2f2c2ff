import { join } from 'node:path';
import { mongod, mongoUrl, wantedMongod } from './mongod.js';
import { obtain, type Wanted } from './obtain.js';
import { redisServer, redisUrl, wantedRedis } from './redis.js';
import { freePort, type Program, runProgram } from './running.js';
import { stripeMock, wantedStripeMock } from './stripe-mock.js';
import type { Say } from './system.js';
import { type S3Account, versitygw, wantedVersitygw } from './versitygw.js';

/** A server of one's own, for tests and figures: what stops, flushes or kills one must not do it to a shared one. */
export interface OwnServer {
  url: string;
  port: number;
  pid: number;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would; started again on the same dir and port it recovers. */
  kill(): Promise<void>;
}

interface Place {
  /** Its data and its log; an empty folder, or one left by an earlier run. */
  dir: string;
  /** Any free one when left out. */
  port?: number;
}

const silent: Say = () => undefined;
const SERVES_WITHIN_MS = 60_000;

async function startOwn(program: Program, dir: string, place: { url: string; port: number }): Promise<OwnServer> {
  const running = runProgram(program, { logFile: join(dir, `${program.name}.log`), detached: false });
  try {
    await running.serves(SERVES_WITHIN_MS);
  } catch (error) {
    await running.kill();
    throw error;
  }
  const { pid, kill } = running;
  return { ...place, pid, kill, stop: async () => void (await running.stop()) };
}

const commandOf = (wanted: Wanted, say: Say) => obtain(wanted, { say });

/** A replica set of one. @throws {NotObtained} when there is no mongod */
export async function startMongod({ dir, port: given, cacheGB }: Place & { cacheGB?: number }, say = silent): Promise<OwnServer> {
  const port = given ?? (await freePort());
  const command = await commandOf(wantedMongod, say);
  const program = mongod(command, { dir, port, ...(cacheGB ? { cacheGB } : {}) });
  return startOwn(program, dir, { url: mongoUrl(port), port });
}

/** @throws {NotObtained} when there is no redis-server */
export async function startRedis({ dir, port: given }: Place, say = silent): Promise<OwnServer> {
  const port = given ?? (await freePort());
  const program = redisServer(await commandOf(wantedRedis, say), { dir, port });
  return startOwn(program, dir, { url: redisUrl(port), port });
}

/** @throws {NotObtained} when there is no stripe-mock */
export async function startStripeMock({ dir, port: given }: Place, say = silent): Promise<OwnServer> {
  const port = given ?? (await freePort());
  const program = stripeMock(await commandOf(wantedStripeMock, say), { port });
  return startOwn(program, dir, { url: `http://127.0.0.1:${port}`, port });
}

/** A server that speaks S3, with one account and its empty bucket. @throws {NotObtained} when there is no versitygw */
export async function startS3({ dir, port: given, account }: Place & { account: S3Account }, say = silent): Promise<OwnServer> {
  const port = given ?? (await freePort());
  const program = versitygw(await commandOf(wantedVersitygw, say), { dir, port, account });
  return startOwn(program, dir, { url: `http://127.0.0.1:${port}`, port });
}
