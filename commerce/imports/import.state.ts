import { transitions } from '#platform/transitions.js';

export const IMPORT_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'UNDOING', 'UNDONE'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

type ImportStep = 'begin' | 'complete' | 'fail' | 'cancel' | 'resume' | 'undo' | 'endUndo';

/** What has ended before the end of the file goes on from its checkpoint; what is being undone does not. */
export const importStates = transitions<ImportStatus, ImportStep>('The import', {
  QUEUED: { begin: 'RUNNING', fail: 'FAILED', cancel: 'CANCELLED' },
  RUNNING: { complete: 'COMPLETED', fail: 'FAILED', cancel: 'CANCELLED' },
  COMPLETED: { undo: 'UNDOING' },
  FAILED: { resume: 'QUEUED', undo: 'UNDOING' },
  CANCELLED: { resume: 'QUEUED', undo: 'UNDOING' },
  UNDOING: { endUndo: 'UNDONE' },
  UNDONE: {},
});

/** What a whole batch has come to, from what its imports have: it runs, or is being undone, until the last of them has ended. */
export function batchStatus(statuses: readonly ImportStatus[]): ImportStatus {
  const all = (status: ImportStatus) => statuses.every((one) => one === status);
  const some = (status: ImportStatus) => statuses.includes(status);
  if (some('QUEUED') || some('RUNNING')) return all('QUEUED') ? 'QUEUED' : 'RUNNING';
  if (some('UNDOING')) return 'UNDOING';
  if (all('FAILED')) return 'FAILED';
  if (all('UNDONE')) return 'UNDONE';
  return all('CANCELLED') ? 'CANCELLED' : 'COMPLETED';
}
