import { shopId } from '#tenants/index.js';
import type { AccountStatement } from '../provider.js';
import { createConnectedAccount, onboardingLink, readConnectedAccount } from '../providers/stripe/connect.js';
import { DEAUTHORIZED } from '../providers/stripe/events.js';
import type { StripeApplication } from './application.js';
import { openApplication } from './kept.js';
import { onboardingId } from './onboarding.model.js';
import type { OnboardingEvent } from './onboarding.state.js';
import type { Taker, Told } from './taker.js';

/** Stripe takes a merchant on: it asks him itself what it must know, on a page of its own. */
export const takenOnByStripe: Taker = {
  async handIn(shop, platform, onboarding) {
    const { country, email, businessType } = openApplication<StripeApplication>(shop, onboarding)!;
    const account = await createConnectedAccount(
      platform,
      shop.mode,
      {
        country,
        email: email ?? null,
        businessType: businessType ? (businessType.toLowerCase() as 'individual' | 'company' | 'non_profit') : null,
        shop: shopId.encode(shop.shopId),
      },
      onboardingId.encode(onboarding._id),
    );
    return { ...toldBy({ connectedAccount: account, active: false, requirements: ['account_link'] }), problems: [] };
  },

  async ask(shop, platform, { externalId }) {
    return externalId ? toldBy(await readConnectedAccount(platform, shop.mode, externalId)) : null;
  },

  async link(shop, platform, { externalId, visits }) {
    if (!externalId || !visits) return null;
    return (await onboardingLink(platform, shop.mode, externalId, visits)).url;
  },
};

/** What Stripe says of a connected account. */
export function toldBy({
  connectedAccount,
  active,
  requirements,
}: Pick<AccountStatement, 'connectedAccount' | 'active' | 'requirements'>): Told {
  const event = eventOf(active, requirements);
  return {
    event,
    state: event === 'cancel' ? DEAUTHORIZED : null,
    externalId: connectedAccount,
    connectedAccount,
    nextStep: event === 'ask' ? { kind: 'COMPLETE', url: null, within: null } : null,
    problems: requirements.map((field) => ({ field, message: `Stripe wants to know ${field.replaceAll('_', ' ').replaceAll('.', ', ')}` })),
  };
}

function eventOf(active: boolean, requirements: readonly string[]): OnboardingEvent {
  if (requirements.includes(DEAUTHORIZED)) return 'cancel';
  if (active) return 'activate';
  return requirements.length > 0 ? 'ask' : 'audit';
}
