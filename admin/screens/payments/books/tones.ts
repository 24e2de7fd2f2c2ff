import type { DifferenceStatus, DisputeStatus, ReconciliationStatus } from '../../../generated/graphql';
import type { Tone } from '../../../ui/show';

export const DIFFERENCE_TONES: Readonly<Record<DifferenceStatus, Tone>> = { OPEN: 'warning', RESOLVED: 'good', IGNORED: 'neutral' };

export const RUN_TONES: Readonly<Record<ReconciliationStatus, Tone>> = {
  WAITING: 'neutral',
  RUNNING: 'busy',
  COMPLETED: 'good',
  FAILED: 'bad',
};

export const DISPUTE_TONES: Readonly<Record<DisputeStatus, Tone>> = {
  NEEDS_RESPONSE: 'warning',
  UNDER_REVIEW: 'busy',
  WON: 'good',
  LOST: 'bad',
};
