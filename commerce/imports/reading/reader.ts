import { Worker } from 'node:worker_threads';
import { OneThread } from './one-thread.js';
import type { Answer, Task } from './tasks.js';

/** Bounds what a file can make us hold: the thread ends and its task fails, the process goes on. */
const MOST_MEGABYTES = 512;
/** Of rows that are being read hardly anything stays: room for more would only be held. */
const YOUNG_MEGABYTES = 12;
/** The largest file is rewritten in a part of it, beside others. */
const MOST_MS = 30 * 60_000;

const thread = new OneThread<Task>(startThread, MOST_MS);

/** Has a task done in this process's reading thread, which begins with the first. @throws what the task throws; ReadingInterrupted */
export const askReader = <T extends Task>(task: T): Promise<Answer<T>> => thread.ask(task) as Promise<Answer<T>>;

function startThread(): Worker {
  // Jest gives each test file an environment of its own, which a thread does not see by itself.
  const options = {
    env: process.env,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  };
  const source = new URL(import.meta.url);
  if (!source.pathname.endsWith('.ts')) return new Worker(new URL('./thread.js', source), options);
  // From the sources, as in tests: the thread needs what reads TypeScript.
  const file = JSON.stringify(new URL('./thread.ts', source).href);
  return new Worker(`import('tsx/esm/api').then(({ register }) => { register(); return import(${file}); })`, { ...options, eval: true });
}

/** Ends the thread; what it was doing fails with ReadingInterrupted and is done again by the next to ask. */
export const closeReader = (): Promise<void> => thread.close();
