import { transitions } from '#platform/transitions.js';

export const ROLLOUT_STATUSES = ['RUNNING', 'STOPPED', 'COMPLETED', 'CANCELLED'] as const;
export type RolloutStatus = (typeof ROLLOUT_STATUSES)[number];

export const rolloutStates = transitions<RolloutStatus, 'stop' | 'continue' | 'complete' | 'cancel'>('The roll-out', {
  RUNNING: { stop: 'STOPPED', complete: 'COMPLETED', cancel: 'CANCELLED' },
  STOPPED: { continue: 'RUNNING', cancel: 'CANCELLED' },
  COMPLETED: {},
  CANCELLED: {},
});

export const APPLICATION_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'UNDOING', 'UNDONE'] as const;
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number];

export const applicationStates = transitions<ApplicationStatus, 'begin' | 'complete' | 'fail' | 'cancel' | 'undo' | 'undone'>(
  "The shop's part of the roll-out",
  {
    QUEUED: { begin: 'RUNNING', fail: 'FAILED', cancel: 'CANCELLED' },
    RUNNING: { complete: 'COMPLETED', fail: 'FAILED', cancel: 'CANCELLED' },
    COMPLETED: { undo: 'UNDOING' },
    FAILED: { undo: 'UNDOING' },
    CANCELLED: { undo: 'UNDOING' },
    UNDOING: { undone: 'UNDONE' },
    UNDONE: {},
  },
);
