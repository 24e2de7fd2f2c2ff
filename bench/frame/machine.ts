import { existsSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';

/** Where the figures were measured: they mean nothing without it. */
export interface Machine {
  processor: string;
  cores: number;
  memoryGB: number;
  system: string;
  node: string;
  mongod: string;
  redis: string;
}

export async function describeMachine(mongoUrl: string, redisUrl: string): Promise<Machine> {
  const client = new mongo.MongoClient(mongoUrl);
  const redis = new Redis(redisUrl);
  try {
    const { version } = (await client.db('admin').command({ buildInfo: 1 })) as { version?: string };
    return {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGB: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${release()}`,
      node: process.versions.node,
      mongod: version ?? 'unknown',
      redis: /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown',
    };
  } finally {
    redis.disconnect();
    await client.close();
  }
}

export const machineLine = (machine: Machine): string =>
  `${machine.cores} cores (${machine.processor}), ${machine.memoryGB} GB, ${machine.system}, ` +
  `Node ${machine.node}, MongoDB ${machine.mongod}, Redis ${machine.redis}`;

/** In megabytes. */
export interface Memory {
  resident: number;
  /** The most it ever was. */
  peak: number;
}

/** What a process holds in memory; NaN on a system without /proc. */
export function memoryOf(pid: number): Memory {
  const path = `/proc/${pid}/status`;
  const status = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { resident: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/** Ticks a second in /proc, on every Linux of today. */
const TICKS = 100;

/** Milliseconds of processor time that a process has used, in all its threads; NaN on a system without /proc. */
export function processorTimeOf(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return Number.NaN;
  // After the name, which may hold blanks, the 12th and 13th fields are user and system time.
  const fields = readFileSync(path, 'utf8').split(') ').at(-1)!.split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}
