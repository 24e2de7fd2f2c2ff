import type { NextStep, Problem } from './onboarding.model.js';
import type { OnboardingEvent } from './onboarding.state.js';

/** What a provider says of a merchant who is being taken on. */
export interface Told {
  event: OnboardingEvent;
  /** In its own word. */
  state: string | null;
  /** What it calls the application; null: as before. */
  externalId: string | null;
  /** The merchant's own account there; null: not yet. */
  connectedAccount: string | null;
  /** `within`: the days it waits, counted from when it first said so. */
  nextStep: (Pick<NextStep, 'kind' | 'url'> & { within: number | null }) | null;
  problems: readonly Problem[];
}
