import { shopId } from '#tenants/index.js';
import type { AccountStatement } from '../provider.js';
import { createConnectedAccount, onboardingLink, readConnectedAccount } from '../providers/stripe/connect.js';
import { DEAUTHORIZED } from '../providers/stripe/events.js';
import type { StripeApplication } from './application.js';
import { openApplication } from './kept.js';
import { onboardingId, type Problem } from './onboarding.model.js';
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
    return toldBy({ connectedAccount: account, active: false, requirements: ['requirements.past_due'] });
  },

  async ask(shop, platform, { externalId }) {
    return externalId ? toldBy(await readConnectedAccount(platform, shop.mode, externalId)) : null;
  },

  async link(shop, platform, { externalId, visits }) {
    if (!externalId || !visits) return null;
    return (await onboardingLink(platform, shop.mode, externalId, visits)).url;
  },
};

/** What Stripe says of a connected account: its requirements are fields that it wants, and the reason why it is not paid. */
export function toldBy({
  connectedAccount,
  active,
  requirements,
}: Pick<AccountStatement, 'connectedAccount' | 'active' | 'requirements'>): Told {
  const reason = requirements.find(isReason) ?? null;
  const wanted = requirements.filter((requirement) => !isReason(requirement));
  const event = eventOf(active, wanted, reason);
  return {
    event,
    state: reason,
    externalId: connectedAccount,
    connectedAccount,
    nextStep: event === 'ask' ? { kind: 'COMPLETE', url: null, within: null } : null,
    problems: event === 'activate' ? [] : problemsOf(wanted, reason),
  };
}

/** Source: docs.stripe.com/api/accounts/object, requirements.disabled_reason. */
const REASONS = ['listed', 'under_review', 'platform_paused', 'other', 'action_required.requested_capabilities', DEAUTHORIZED];
const isReason = (requirement: string): boolean => REASONS.includes(requirement) || /^(requirements|rejected)\./.test(requirement);

function eventOf(active: boolean, wanted: readonly string[], reason: string | null): OnboardingEvent {
  if (reason === DEAUTHORIZED) return 'cancel';
  if (active) return 'activate';
  if (reason?.startsWith('rejected.')) return 'reject';
  return wanted.length > 0 || reason === 'requirements.past_due' ? 'ask' : 'audit';
}

const problemsOf = (wanted: readonly string[], reason: string | null): Problem[] =>
  wanted.length > 0
    ? wanted.map((field) => ({ field, message: `Stripe wants to know: ${field}` }))
    : reason && !reason.startsWith('requirements.')
      ? [{ field: null, message: `Stripe does not pay the account: ${reason}` }]
      : [];
