import { transitions } from '#platform/transitions.js';

/** PENDING is sent, or tried again, by itself. FAILED: WeChat would say the same again, or was away for too long; a person looks. */
export const UPLOAD_STATES = ['PENDING', 'SENT', 'FAILED'] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

export const uploadStates = transitions<UploadState, 'send' | 'fail' | 'retry'>('The shipping information', {
  PENDING: { send: 'SENT', fail: 'FAILED' },
  SENT: {},
  FAILED: { retry: 'PENDING' },
});
