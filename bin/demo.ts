import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '#platform/root.js';
import { journey, type Step } from './journey/journey.js';
import { readSettings } from './supervisor/settings.js';

/** Drives the main job through the public doors: on the Shopyard that answers at PUBLIC_URL, or on one that it starts for this. */
const [...flags] = process.argv.slice(2);
const unknown = flags.filter((flag) => flag !== '--leave-unpaid');
if (unknown.length > 0) {
  console.error(`bin/demo takes --leave-unpaid, not ${unknown.join(' ')}.`);
  process.exit(2);
}

const answers = async (host: string): Promise<boolean> => {
  const answer = await fetch(`${host}/readyz`, { signal: AbortSignal.timeout(3000) }).catch(() => null);
  return answer?.ok ?? false;
};

/** Starts Shopyard and gives how to stop it. @throws {Error} when it does not start */
async function startOurs(host: string): Promise<() => Promise<void>> {
  console.log(`Nothing answers at ${host}: Shopyard is started for this.`);
  const program = ['--conditions=dist', '--enable-source-maps', join(root, 'dist/bin/start.js')];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop().then(() => process.exit(1)));
  while (!(await answers(host))) {
    if (child.exitCode !== null) throw new Error('Shopyard did not start: the reason stands above.');
    await wait(100);
  }
  return stop;
}

let number = 0;
const step: Step = async (what, work) => {
  const began = performance.now();
  number++;
  try {
    const result = await work();
    console.log(`${String(number).padStart(4)}  ${what}  ${((performance.now() - began) / 1000).toFixed(2)} s`);
    return result;
  } catch (error) {
    throw new Error(`Step ${number}, ${what}: ${(error as Error).message}`);
  }
};

const host = readSettings().config.publicUrl;
const stop = (await answers(host)) ? async () => undefined : await startOurs(host);
let failed = false;
try {
  const began = performance.now();
  await journey(host, step, flags.includes('--leave-unpaid'));
  console.log(`\nFrom sign-up to statement in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
} catch (error) {
  failed = true;
  console.error((error as Error).message);
}
await stop();
process.exit(failed ? 1 : 0);
