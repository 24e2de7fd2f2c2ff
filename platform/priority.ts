import { setPriority } from 'node:os';

/**
 * From now on the calling thread gives way to those of this machine that give way less: 0 is what a process begins with, 19 the most. It
 * matters only where there are more of them than processors. Linux counts by the thread; elsewhere it is the whole process, and the last
 * word counts.
 */
export function giveWay(by: number): void {
  setPriority(by);
}

/** Requests go before jobs, and jobs before the reading of files. */
export const WAY_GIVEN = { worker: 5, reading: 10 } as const;
