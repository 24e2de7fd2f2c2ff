import { emit, type ShopContext, transaction } from '#tenants/index.js';
import type { ApplymentState } from '../providers/wechat-pay/applyment.js';
import { type NextStep, type Onboarding, onboardingId, onboardings } from './onboarding.model.js';
import { applymentStates, onboardingStates, STATE_OF } from './onboarding.state.js';
import type { Told } from './taker.js';
import { disableAccount, followAccount, type TakenOn } from './taking-on.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Makes true what a provider says of a merchant, whether it told us or was asked: the onboarding and the shop's account change
 * together, once, in whatever order and however often it is said. Answers the onboarding as it is then; what was overtaken, and what
 * answers an earlier submission than `onboarding`, changes nothing.
 */
export const learn = (shop: ShopContext, { _id, submissions }: Onboarding, told: Told): Promise<Onboarding> =>
  transaction(shop, async (tx) => {
    const now = (await onboardings.in(tx).findOne({ _id }))!;
    return now.submissions === submissions && isNews(now, told) ? apply(tx, now, told) : now;
  });

function isNews({ provider, status, providerState }: Onboarding, { event, state }: Told): boolean {
  const overtaken =
    provider === 'WECHAT_PAY' &&
    providerState !== null &&
    state !== null &&
    providerState !== state &&
    !applymentStates.allows(providerState as ApplymentState, state as ApplymentState);
  return !overtaken && status !== 'CANCELLED' && (STATE_OF[event] === status || onboardingStates.allows(status, event));
}

async function apply(tx: ShopContext, before: Onboarding, told: Told): Promise<Onboarding> {
  const status = STATE_OF[told.event];
  if (status === 'CANCELLED') return giveUp(tx, before, told.state);
  // Written first, so that of two who learn it at once one begins again before it makes an account.
  await onboardings.in(tx).set({ _id: before._id }, { $set: { updatedAt: new Date() } });
  const taken = told.connectedAccount ? await followAccount(tx, before, told.connectedAccount, status === 'ACTIVE') : null;
  const isChanged = status !== before.status || told.state !== before.providerState;
  const polls = isChanged ? 0 : before.polls;
  const nextStep = stepOf(before, told, taken);
  const changed = await onboardings.in(tx).update(
    { _id: before._id },
    {
      $set: {
        status,
        providerState: told.state,
        externalId: told.externalId ?? before.externalId,
        accountId: taken?.account._id ?? before.accountId,
        nextStep,
        problems: told.problems,
        polls,
        updatedAt: new Date(),
        // What was handed in for good is not kept.
        ...(status === 'ACTIVE' ? { application: null } : {}),
        ...pollingOf({ ...before, status, nextStep, polls }),
      },
      ...(isPolled({ ...before, status, nextStep }) ? {} : { $unset: { pollAt: '' } }),
    },
  );
  if (status !== before.status || nextStep?.kind !== before.nextStep?.kind) await tell(tx, changed!);
  return changed!;
}

function stepOf(before: Onboarding, { event, state, nextStep }: Told, taken: TakenOn | null): NextStep | null {
  if (taken?.standsBack && taken.account.status !== 'DISABLED') return { kind: 'OWN_ACCOUNT', url: null, deadline: null };
  if (event === 'reject' && before.application) return { kind: 'MEND', url: null, deadline: null };
  if (!nextStep) return null;
  const { kind, url, within } = nextStep;
  // The days count from when the provider first said so.
  const known = before.providerState === state && before.nextStep?.kind === kind ? before.nextStep.deadline : null;
  return { kind, url, deadline: known ?? (within === null ? null : new Date(Date.now() + within * DAY)) };
}

/** Given up, by the merchant or by the provider. In the transaction of it. */
export async function giveUp(tx: ShopContext, before: Onboarding, providerState = before.providerState): Promise<Onboarding> {
  await disableAccount(tx, before);
  const changed = await onboardings.in(tx).update(
    { _id: before._id },
    {
      $set: { status: STATE_OF.cancel, providerState, nextStep: null, application: null, updatedAt: new Date() },
      $unset: { open: '', pollAt: '' },
    },
  );
  await tell(tx, changed!);
  return changed!;
}

const tell = (tx: ShopContext, { _id, provider, status, nextStep }: Onboarding): Promise<void> =>
  emit(tx, {
    type: 'payment_onboarding.updated',
    subject: onboardingId.encode(_id),
    data: { provider, status, nextStep: nextStep?.kind ?? null },
  });

type Polled = Pick<Onboarding, 'provider' | 'status' | 'nextStep' | 'polls'>;

/** WeChat Pay's last word stands; Stripe tells when an account is paid no more, and is asked once a day whether it did. */
const isPolled = ({ provider, status, nextStep }: Omit<Polled, 'polls'>): boolean =>
  status !== 'CANCELLED' && (status !== 'ACTIVE' || provider === 'STRIPE' || nextStep?.kind === 'OWN_ACCOUNT');

const pollingOf = (onboarding: Polled): { pollAt?: Date } => (isPolled(onboarding) ? { pollAt: nextPoll(onboarding) } : {});

/**
 * After 2, 4, 8 … minutes, at last hourly. Daily where nothing is waited for, or the provider tells by itself: Stripe; an application
 * that WeChat Pay has rejected.
 */
export function nextPoll({ provider, status, nextStep, polls }: Polled, from = Date.now()): Date {
  const isOwn = nextStep?.kind === 'OWN_ACCOUNT';
  if (status === 'ACTIVE' && !isOwn) return new Date(from + DAY);
  const longest = !isOwn && (provider === 'STRIPE' || status === 'REJECTED') ? DAY : HOUR;
  return new Date(from + Math.min(2 * MINUTE * 2 ** polls, longest));
}
