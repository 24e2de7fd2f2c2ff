import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type Config, readConfig } from '#platform/config.js';
import { root } from '#platform/root.js';

/** Stand where a part of ours will be: its address is not known before it runs. */
const LATER = { MONGO_URL: 'mongodb://127.0.0.1/shopyard', REDIS_URL: 'redis://127.0.0.1' };

export interface Settings {
  /** What the person set, in .env or the environment: handed to the server and the worker with the addresses added. */
  given: NodeJS.ProcessEnv;
  config: Config;
  /** Absolute. */
  dataDir: string;
}

/** The settings of bin/start: the environment goes before .env. Nothing is written. @throws {ConfigError} */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const file = join(root, '.env');
  const given = { ...(existsSync(file) ? filled(parseEnv(readFileSync(file, 'utf8'))) : {}), ...filled(environment) };
  const dataDir = given.DATA_DIR ? resolve(given.DATA_DIR) : join(root, '.data');
  const config = readConfig({ ...LATER, SECRET_KEYS: keptKeys(dataDir) ?? newKeys(), ...given });
  return { given, config, dataDir };
}

/** An empty setting is one that is not set. */
const filled = (environment: NodeJS.Dict<string>) => Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));

const keyFile = (dataDir: string) => join(dataDir, 'secret.keys');
const newKeys = () => `k1:${randomBytes(32).toString('base64')}`;

function keptKeys(dataDir: string): string | undefined {
  const file = keyFile(dataDir);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** The keys that encrypt secrets: made once, and kept for their owner alone. Without them stored secrets cannot be read again. */
export function settleKeys(dataDir: string): string {
  const kept = keptKeys(dataDir);
  if (kept) return kept;
  mkdirSync(dataDir, { recursive: true });
  const keys = newKeys();
  writeFileSync(keyFile(dataDir), `${keys}\n`, { mode: 0o600, flag: 'wx' });
  return keys;
}
