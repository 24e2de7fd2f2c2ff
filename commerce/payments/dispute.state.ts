import { transitions } from '#platform/transitions.js';
import type { DisputeStatus } from './provider.js';

/** What a provider may say of a dispute that is known: each is the status that it has then. */
export type DisputeEvent = DisputeStatus;

/** Told late or out of order, it changes nothing: a dispute that is over stays over. An appeal leads back to the merchant. */
export const disputeStates = transitions<DisputeStatus, DisputeEvent>('The dispute', {
  NEEDS_RESPONSE: { UNDER_REVIEW: 'UNDER_REVIEW', WON: 'WON', LOST: 'LOST' },
  UNDER_REVIEW: { NEEDS_RESPONSE: 'NEEDS_RESPONSE', WON: 'WON', LOST: 'LOST' },
  WON: {},
  LOST: {},
});

/** Whether the buyer's bank has said its last word. */
export const isSettled = (status: DisputeStatus): boolean => status === 'WON' || status === 'LOST';
