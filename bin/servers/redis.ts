import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import type { Source, Wanted } from './obtain.js';
import type { Program } from './running.js';
import { aptInstall, Missing, mayInstall, onPath } from './system.js';

const apt: Source = {
  name: 'apt-get',
  async get(_folder, say) {
    if (!mayInstall()) throw new Missing('it takes root and apt-get');
    await aptInstall(['redis-server'], say);
    const program = onPath('redis-server');
    if (!program) throw new Error('the package brought no redis-server');
    return program;
  },
};

/** Where redis-server comes from when REDIS_URL names none. */
export const wantedRedis: Wanted = {
  program: 'redis-server',
  sources: [apt],
  advice:
    'No redis-server could be had: install Redis 6.2 or newer (Debian: apt-get install redis-server; macOS: brew install redis), or set REDIS_URL.',
};

export interface RedisOptions {
  dir: string;
  port: number;
}

export const redisUrl = (port: number): string => `redis://127.0.0.1:${port}`;

/** redis-server as queues need it: an append-only file, and never a key evicted. */
export function redisServer(command: string, { dir, port }: RedisOptions): Program {
  mkdirSync(dir, { recursive: true });
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--daemonize', 'no'];
  const keeping = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'];
  return { name: 'redis', command, args: [...place, ...keeping], patienceMs: 10_000, ready: () => pong(port) };
}

/** @throws {Error} until Redis has read its file and answers */
function pong(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(2000, () => socket.destroy(new Error('redis does not answer')));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      const said = answer.toString().trim();
      if (said === '+PONG') resolve();
      else reject(new Error(`redis says ${said}`));
    });
  });
}
