import type { PaymentOnboardingStatus } from '../../../generated/graphql';
import type { Tone } from '../../../ui/show';

export const ONBOARDING_TONES: Readonly<Record<PaymentOnboardingStatus, Tone>> = {
  DRAFT: 'neutral',
  AUDITING: 'busy',
  NEEDS_ACTION: 'warning',
  REJECTED: 'bad',
  ACTIVE: 'good',
  CANCELLED: 'neutral',
};

/** The way that every onboarding goes, as a line of steps. */
export const STAGES = ['handedIn', 'looked', 'merchant', 'paid'] as const;
export type Stage = (typeof STAGES)[number];
export type StageState = 'done' | 'now' | 'failed' | 'next';

/** How far each of the steps is. WeChat Pay's merchant acts after the audit, Stripe's before it. */
export function stagesOf(provider: string, status: PaymentOnboardingStatus): [Stage, StageState][] {
  const line: readonly Stage[] = provider === 'STRIPE' ? ['handedIn', 'merchant', 'looked', 'paid'] : STAGES;
  const at = { DRAFT: 'handedIn', AUDITING: 'looked', NEEDS_ACTION: 'merchant', REJECTED: 'looked', ACTIVE: 'paid', CANCELLED: null }[
    status
  ];
  const now = at === null ? -1 : line.indexOf(at as Stage);
  return line.map((stage, index) => {
    if (status === 'ACTIVE') return [stage, 'done'];
    if (index === now) return [stage, status === 'REJECTED' ? 'failed' : 'now'];
    return [stage, index < now ? 'done' : 'next'];
  });
}
