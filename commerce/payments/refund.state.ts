import { transitions } from '#platform/transitions.js';

/**
 * PENDING is not with the provider yet. PROCESSING: the provider has taken it on and has not said its last word. FAILED: the buyer
 * was given nothing, and what was held for it can be refunded again.
 */
export const REFUND_STATES = ['PENDING', 'PROCESSING', 'SUCCEEDED', 'FAILED'] as const;
export type RefundState = (typeof REFUND_STATES)[number];

export type RefundEvent = 'process' | 'succeed' | 'fail';

/** A bank may return what it was sent, weeks later: `fail` leads out of SUCCEEDED too. */
export const refundStates = transitions<RefundState, RefundEvent>('The refund', {
  PENDING: { process: 'PROCESSING', succeed: 'SUCCEEDED', fail: 'FAILED' },
  PROCESSING: { succeed: 'SUCCEEDED', fail: 'FAILED' },
  SUCCEEDED: { fail: 'FAILED' },
  FAILED: {},
});
