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

async function mustBeReady(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
}

/** The server or the worker; each tells at /readyz whether it and what lies behind it answer. */
export function ourProgram(name: 'server' | 'worker', env: NodeJS.ProcessEnv, port: number): Program {
  const args = scriptWords(`start:${name}` satisfies Script);
  const ready = () => mustBeReady(`http://127.0.0.1:${port}/readyz`);
  return { name, command: process.execPath, args, env, patienceMs: 30_000, ready };
}

/** stripe-mock with a memory: where test shops pay. */
export function stripeSandbox(port: number, stripeMockUrl: string, dataDir: string): Program {
  const env = {
    ...process.env,
    STRIPE_SANDBOX_PORT: String(port),
    STRIPE_MOCK_URL: stripeMockUrl,
    STRIPE_SANDBOX_STATE: join(dataDir, 'stripe-sandbox.json'),
  };
  const args = ['--conditions=dist', '--enable-source-maps', 'dist/sandboxes/stripe/main.js'];
  const ready = () => mustBeReady(`http://127.0.0.1:${port}/healthz`);
  return { name: 'stripe-sandbox', command: process.execPath, args, env, patienceMs: 5000, ready };
}

/** Builds collections and indexes, and brings the data to this version. @throws {Error} with what it printed */
export async function migrate(env: NodeJS.ProcessEnv): Promise<void> {
  await run(process.execPath, scriptWords('migrate' satisfies Script), { timeoutMs: 0, env, lines: 10 });
}
