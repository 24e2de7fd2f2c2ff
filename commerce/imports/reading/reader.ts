import { Worker } from 'node:worker_threads';
import type { Answer, Task } from './tasks.js';

interface Waiting {
  resolve(result: never): void;
  reject(error: unknown): void;
}

/** Bounds what a file can make us hold: the thread ends and its tasks fail, the process goes on. */
const MOST_MEGABYTES = 512;

let thread: { worker: Worker; waiting: Map<number, Waiting> } | undefined;
let asked = 0;

/** Has a task done in this process's reading thread, which begins with the first. @throws what the task throws */
export function askReader<T extends Task>(task: T): Promise<Answer<T>> {
  thread ??= begin();
  const { worker, waiting } = thread;
  return new Promise<Answer<T>>((resolve, reject) => {
    const id = asked++;
    waiting.set(id, { resolve, reject });
    worker.ref();
    worker.postMessage({ id, task });
  });
}

function begin(): NonNullable<typeof thread> {
  const waiting = new Map<number, Waiting>();
  const worker = startThread();
  const mine = { worker, waiting };
  worker.on('message', ({ id, result, error }: { id: number; result: never; error?: Error }) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref(); // idle, it keeps no process alive
    if (error) asker?.reject(error);
    else asker?.resolve(result);
  });
  const ended = (reason: unknown) => {
    if (thread === mine) thread = undefined;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  worker.on('error', ended);
  worker.on('exit', (code) => ended(new Error(`The reading thread ended with ${code}`)));
  return mine;
}

function startThread(): Worker {
  // Jest gives each test file an environment of its own, which a thread does not see by itself.
  const options = { env: process.env, resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } };
  const source = new URL(import.meta.url);
  if (!source.pathname.endsWith('.ts')) return new Worker(new URL('./thread.js', source), options);
  // From the sources, as in tests: the thread needs what reads TypeScript.
  const file = JSON.stringify(new URL('./thread.ts', source).href);
  return new Worker(`import('tsx/esm/api').then(({ register }) => { register(); return import(${file}); })`, { ...options, eval: true });
}

/** Ends the thread; what it was doing fails and is done again by the next to ask. */
export async function closeReader(): Promise<void> {
  await thread?.worker.terminate();
}
