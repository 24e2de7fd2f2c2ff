import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

declare global {
  /** The process that holds this run's servers. */
  var testServers: ChildProcess | undefined;
}

/** One MongoDB, one Redis and one stripe-mock for the whole run. Jest's workers inherit the addresses. */
export default async function setUp({ rootDir }: { rootDir: string }): Promise<void> {
  const program = ['--import', 'tsx', join(rootDir, 'bin/servers/hold.ts')];
  const holder = spawn(process.execPath, program, { cwd: rootDir, stdio: ['pipe', 'pipe', 'inherit'] });
  globalThis.testServers = holder;
  const line = await Promise.race([
    once(createInterface(holder.stdout), 'line').then(([text]) => String(text)),
    once(holder, 'exit').then(() => null),
  ]);
  if (line === null) throw new Error('The servers for the tests did not start: the reason stands above.');
  Object.assign(process.env, JSON.parse(line));
}
