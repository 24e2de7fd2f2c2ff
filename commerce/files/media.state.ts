import { transitions } from '#platform/transitions.js';

export const MEDIA_STATES = ['WAITING', 'READY', 'FAILED'] as const;
export type MediaState = (typeof MEDIA_STATES)[number];

export const mediaStates = transitions<MediaState, 'keep' | 'giveUp' | 'tryAgain'>('The picture', {
  WAITING: { keep: 'READY', giveUp: 'FAILED' },
  READY: {},
  FAILED: { tryAgain: 'WAITING' },
});
