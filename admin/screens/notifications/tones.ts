import type { NotificationStatus } from '../../generated/graphql';
import type { Tone } from '../../ui/show';

export const TONES: Readonly<Record<NotificationStatus, Tone>> = {
  PENDING: 'busy',
  SENDING: 'busy',
  SENT: 'good',
  FAILED: 'bad',
  KEPT: 'neutral',
};
