import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#platform/root.js';
import type { Program } from '../servers/running.js';
import { run } from '../servers/system.js';

type Script = 'start:server' | 'start:worker' | 'migrate';

/** The words of an npm script that begins with `node`: what the image runs is what bin/start runs. */
export function scriptWords(script: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const [node, ...words] = (scripts[script] ?? '').split(' ');
  if (node !== 'node') throw new Error(`package.json has no script ${script} that begins with node`);
  return words;
}

/** What the npm script of one of our programs tells Node beside where the code lies. */
export const nodeOptionsOf = (name: 'server' | 'worker'): string[] =>
  scriptWords(`start:${name}` satisfies Script).filter((word) => word.startsWith('--') && !word.startsWith('--conditions='));

/**
 * What the image sets, too (Dockerfile). glibc keeps freed memory by the thread, in as many places as a process has cores eight times over;
 * with two, an import's peak is 20 MB lower.
 */
export const ALLOCATION = { MALLOC_ARENA_MAX: '2' };

async function mustBeReady(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
}

/** The server or the worker; each tells at /readyz whether it and what lies behind it answer. */
export function ourProgram(name: 'server' | 'worker', env: NodeJS.ProcessEnv, port: number): Program {
  const args = scriptWords(`start:${name}` satisfies Script);
  const ready = () => mustBeReady(`http://127.0.0.1:${port}/readyz`);
  return { name, command: process.execPath, args, env: { ...ALLOCATION, ...env }, patienceMs: 30_000, ready };
}

export type SandboxName = 'stripe' | 'wechat-pay' | 'alipay';

/** A provider's sandbox: where test shops pay. `more`: settings of its own. */
export function sandbox(name: SandboxName, port: number, dataDir: string, more: NodeJS.ProcessEnv = {}): Program {
  const prefix = `${name.toUpperCase().replace('-', '_')}_SANDBOX`;
  const state = join(dataDir, `${name}-sandbox.json`);
  const env = { ...process.env, ...more, [`${prefix}_PORT`]: String(port), [`${prefix}_STATE`]: state };
  const args = ['--conditions=dist', '--enable-source-maps', `dist/sandboxes/${name}/main.js`];
  const ready = () => mustBeReady(`http://127.0.0.1:${port}/healthz`);
  return { name: `${name}-sandbox`, command: process.execPath, args, env, patienceMs: 15_000, ready };
}

/** Builds collections and indexes, and brings the data to this version. @throws {Error} with what it printed */
export async function migrate(env: NodeJS.ProcessEnv): Promise<void> {
  await run(process.execPath, scriptWords('migrate' satisfies Script), { timeoutMs: 0, env, lines: 10 });
}
