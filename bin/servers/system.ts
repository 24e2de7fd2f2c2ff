import { type ChildProcess, execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '#platform/root.js';

/** Tells the person at the terminal what is happening, a line each. */
export type Say = (line: string) => void;

/** Something that a person may install at any time: not worth remembering as a failure. */
export class Missing extends Error {}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

interface RunOptions {
  /** 0 waits for ever. */
  timeoutMs: number;
  /** Added to this process's own. */
  env?: NodeJS.ProcessEnv;
  /** How many of its last lines a failure tells. */
  lines?: number;
}

/** Runs a program in the project's folder and gives what it printed. @throws {Error} with its last lines when it fails or takes too long */
export function run(command: string, args: readonly string[], { timeoutMs, env = {}, lines = 1 }: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: root, timeout: timeoutMs, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(command, [...args], options, (error, stdout, stderr) => {
      running.delete(child);
      if (!error) return resolve(stdout);
      const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-lines).join('\n');
      reject(new Error(error.killed ? `${command} took longer than ${timeoutMs / 1000} s` : said || error.message));
    });
    running.add(child);
  });
}

/** Where a program stands on PATH, or null. */
export function onPath(name: string, path = process.env.PATH ?? ''): string | null {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not here: the next folder.
    }
  }
  return null;
}

/** True where this process may install Debian packages. */
export const mayInstall = (): boolean => process.getuid?.() === 0 && onPath('apt-get') !== null;

let updated: Promise<unknown> | undefined;

/** Installs Debian packages; services that come with them are not started. @throws {Error} when apt-get refuses */
export async function aptInstall(packages: readonly string[], say: Say): Promise<void> {
  say(`Installing ${packages.join(', ')} with apt-get …`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  updated ??= run('apt-get', ['update'], { timeoutMs: 120_000, env: quiet }).catch(() => undefined);
  await updated;
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { timeoutMs: 300_000, env: quiet });
}

/** Whether an https address answers at all within four seconds. Behind a proxy one cannot tell, and tries. @throws {Error} when not */
export async function mustAnswer(address: string): Promise<void> {
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return;
  try {
    await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(4000) });
  } catch {
    throw new Error(`${new URL(address).host} does not answer`);
  }
}
