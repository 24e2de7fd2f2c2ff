import type { Import } from './import.model.js';

/** How fast an import goes, and how long it will take. All from the import itself. */
export interface Progress {
  /** From 0 to 1, by the bytes of the file. */
  done: number;
  rowsPerSecond: number | null;
  secondsLeft: number | null;
}

/**
 * The pace is the one since it was last taken up. One that waits to be taken up again has none: its old pace would seem to fall while the
 * import lies still.
 */
export function progressOf({ status, pace, rowsRead, bytesRead, bytesTotal, finishedAt }: Import, now = new Date()): Progress {
  const done = status === 'COMPLETED' || bytesTotal === 0 ? 1 : bytesRead / bytesTotal;
  const seconds = pace ? ((finishedAt ?? now).getTime() - pace.since.getTime()) / 1000 : 0;
  if (!pace || status === 'QUEUED' || seconds <= 0 || rowsRead === pace.rows) return { done, rowsPerSecond: null, secondsLeft: null };
  const rowsPerSecond = (rowsRead - pace.rows) / seconds;
  const bytesPerSecond = (bytesRead - pace.bytes) / seconds;
  const isRunning = status === 'RUNNING' && bytesPerSecond > 0;
  return { done, rowsPerSecond, secondsLeft: isRunning ? Math.ceil((bytesTotal - bytesRead) / bytesPerSecond) : null };
}
