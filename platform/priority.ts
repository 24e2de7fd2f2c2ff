import { getPriority, setPriority } from 'node:os';
import { log } from './log.js';

/** Requests go before jobs, and jobs before the reading of their files. */
export const WAY_GIVEN = { worker: 5, reading: 10 } as const;

/**
 * From now on the calling thread, and each that it starts, gives way to those of this machine that give way less: 0 is what a process
 * begins with, 19 the most. It matters only where there are more of them than processors. Linux counts by the thread, elsewhere it is the
 * whole process. Where it gives more way already, or may not change it, it stays as it is.
 */
export function giveWay(by: number): void {
  try {
    if (getPriority() < by) setPriority(by);
  } catch (err) {
    log.warn({ err }, 'the system does not let this process give way to others');
  }
}

/** Whether the calling thread gives way. It begins as the one that has started it. */
export function givesWay(): boolean {
  try {
    return getPriority() > 0;
  } catch {
    return false;
  }
}
