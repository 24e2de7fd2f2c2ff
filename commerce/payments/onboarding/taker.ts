import type { ShopContext } from '#tenants/index.js';
import type { OpenPlatform } from '../provider.js';
import type { NextStep, Onboarding, Problem } from './onboarding.model.js';
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

/** How one provider takes a merchant on. Every call of it goes outside: never within a transaction. */
export interface Taker {
  /**
   * Hands an application in, or again: the same onboarding twice is one application.
   * @throws {ProviderError} @throws {UserError} where a picture of it is gone
   */
  handIn(shop: ShopContext, platform: OpenPlatform, onboarding: Onboarding): Promise<Told>;
  /** What the provider says of it now; null: it knows nothing of it. @throws {ProviderError} */
  ask(shop: ShopContext, platform: OpenPlatform, onboarding: Onboarding): Promise<Told | null>;
  /** Where the merchant goes on; null: nowhere for now. @throws {ProviderError} */
  link(shop: ShopContext, platform: OpenPlatform, onboarding: Onboarding): Promise<string | null>;
}
