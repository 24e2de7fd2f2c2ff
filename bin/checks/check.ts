import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#platform/root.js';

export interface Verdict {
  passed: boolean;
  output: string;
}

/** One of the checkers; it looks at the project in a folder: the project itself, or a copy with planted faults. */
export interface Check {
  name: string;
  look(folder: string): Promise<Verdict>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const { pid } of running) {
    try {
      process.kill(-pid!, 'SIGTERM');
    } catch {
      // It ended at the same moment.
    }
  }
});

/** Runs a program in a group of its own, which ends with this process. Without `show` its output is kept for the verdict. */
export function runCheck(command: string, args: readonly string[], folder: string, { env = {}, show = false } = {}): Promise<Verdict> {
  return new Promise((resolve) => {
    const stdio = show ? 'inherit' : 'pipe';
    const child = spawn(command, [...args], {
      cwd: folder,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdio, stdio],
    });
    running.add(child);
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
    const finish = (passed: boolean, more = '') => {
      running.delete(child);
      resolve({ passed, output: Buffer.concat(chunks).toString() + more });
    };
    child.once('error', (error) => finish(false, error.message));
    child.once('close', (code) => finish(code === 0));
  });
}

const script = (name: string, ...args: string[]): Check => ({
  name,
  look: (folder) => runCheck('npm', ['run', '--silent', name, ...args], folder),
});

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

export const types = script('types');
export const lint: Check = { name: 'lint', look: (folder) => runCheck('npx', ['biome', 'ci', '--colors=off', '.'], folder) };
export const rooms = script('rooms');
export const unused = script('unused');
/** Released versions of the API against the schema as it is. */
export const schema = script('schema');

export const CHECKS: readonly Check[] = [types, lint, rooms, unused, ...(scripts.schema ? [schema] : [])];
