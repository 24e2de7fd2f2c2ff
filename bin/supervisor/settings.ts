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
  const config = readConfig({ ...LATER, SECRET_KEYS: kept(dataDir, KEYS) ?? newKeys(), ...given });
  return { given, config, dataDir };
}

/** An empty setting is one that is not set. */
const filled = (environment: NodeJS.Dict<string>) => Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));

const KEYS = 'secret.keys';
const OPERATOR = 'operator.token';
const newKeys = () => `k1:${randomBytes(32).toString('base64')}`;

function kept(dataDir: string, name: string): string | undefined {
  const file = join(dataDir, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Made once, and kept for their owner alone. */
function settle(dataDir: string, name: string, make: () => string): string {
  const before = kept(dataDir, name);
  if (before) return before;
  mkdirSync(dataDir, { recursive: true });
  const made = make();
  writeFileSync(join(dataDir, name), `${made}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

/** The keys that encrypt secrets. Without them stored secrets cannot be read again. */
export const settleKeys = (dataDir: string): string => settle(dataDir, KEYS, newKeys);

/** What opens the operators' doors of this machine's own Shopyard. */
export const settleOperatorToken = (dataDir: string): string => settle(dataDir, OPERATOR, () => randomBytes(24).toString('base64url'));
