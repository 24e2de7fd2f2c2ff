import { parentPort } from 'node:worker_threads';
import { givesWay, giveWay, WAY_GIVEN } from '#platform/priority.js';
import { perform, type Task } from './tasks.js';

// In the server somebody waits for a preview.
if (givesWay()) giveWay(WAY_GIVEN.reading);

/** The reading thread: parsing and sanitising a catalog keeps no job of the worker and no request waiting. */
parentPort?.on('message', async ({ id, task }: { id: number; task: Task }) => {
  try {
    parentPort?.postMessage({ id, result: await perform(task) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error : new Error(String(error)) });
  }
});
