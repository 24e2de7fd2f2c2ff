import { transitions } from '#platform/transitions.js';

/**
 * PENDING waits for the buyer. PROCESSING: he has done his part, the provider has not said its last word. FAILED: his bank refused,
 * and the same payment may be tried again. CANCELLED: closed at the provider, or never opened there.
 */
export const PAYMENT_STATES = ['PENDING', 'PROCESSING', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

export type PaymentEvent = 'process' | 'authorize' | 'capture' | 'fail' | 'cancel';

/**
 * Events come twice, late and out of order. Nothing leads out of CAPTURED; money that comes for a payment we thought dead is still
 * money, so `capture` leads there from everywhere else.
 */
export const paymentStates = transitions<PaymentState, PaymentEvent>('The payment', {
  PENDING: { process: 'PROCESSING', authorize: 'AUTHORIZED', capture: 'CAPTURED', fail: 'FAILED', cancel: 'CANCELLED' },
  PROCESSING: { authorize: 'AUTHORIZED', capture: 'CAPTURED', fail: 'FAILED', cancel: 'CANCELLED' },
  AUTHORIZED: { capture: 'CAPTURED', fail: 'FAILED', cancel: 'CANCELLED' },
  FAILED: { process: 'PROCESSING', authorize: 'AUTHORIZED', capture: 'CAPTURED', cancel: 'CANCELLED' },
  CANCELLED: { capture: 'CAPTURED' },
  CAPTURED: {},
});

/** Whether the buyer, or the provider, can still bring it to an end. */
export const isOver = (state: PaymentState): boolean => state === 'CAPTURED' || state === 'CANCELLED';
