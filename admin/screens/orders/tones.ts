import type { PaymentState, RefundState } from '../../generated/graphql';
import type { Tone } from '../../ui/show';

export const ATTEMPT_TONES: Readonly<Record<PaymentState, Tone>> = {
  PENDING: 'neutral',
  PROCESSING: 'busy',
  AUTHORIZED: 'busy',
  CAPTURED: 'good',
  FAILED: 'bad',
  CANCELLED: 'neutral',
};

export const REFUND_TONES: Readonly<Record<RefundState, Tone>> = { PENDING: 'busy', PROCESSING: 'busy', SUCCEEDED: 'good', FAILED: 'bad' };
