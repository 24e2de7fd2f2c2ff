import { transitions } from '#platform/transitions.js';

export const IMPORT_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

export const importStates = transitions<ImportStatus, 'begin' | 'complete' | 'fail' | 'cancel'>('The import', {
  QUEUED: { begin: 'RUNNING', fail: 'FAILED', cancel: 'CANCELLED' },
  RUNNING: { complete: 'COMPLETED', fail: 'FAILED', cancel: 'CANCELLED' },
  COMPLETED: {},
  FAILED: {},
  CANCELLED: {},
});

/** What a whole batch has come to, from what its imports have: it runs until the last of them has ended. */
export function batchStatus(statuses: readonly ImportStatus[]): ImportStatus {
  const all = (status: ImportStatus) => statuses.every((one) => one === status);
  const ended = statuses.every((one) => one !== 'QUEUED' && one !== 'RUNNING');
  if (!ended) return all('QUEUED') ? 'QUEUED' : 'RUNNING';
  if (all('FAILED')) return 'FAILED';
  return all('CANCELLED') ? 'CANCELLED' : 'COMPLETED';
}
