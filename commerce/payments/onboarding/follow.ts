import { setTimeout as pause } from 'node:timers/promises';
import type { Types } from 'mongoose';
import { UserError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { acrossShops, shopForJob } from '#tenants/index.js';
import { ProviderError } from '../provider.js';
import { askOrHandIn, mayAskNow } from './calls.js';
import { learn, nextPoll } from './learn.js';
import { type Onboarding, onboardingId, onboardings } from './onboarding.model.js';

/** Of one platform in one run: as many as its provider answers meanwhile. */
const MOST_OF_PLATFORM = 120;
const PLATFORMS_SIDE_BY_SIDE = 8;
/** A run ends before the next begins. */
const LONGEST_RUN_MS = 15_000;

/**
 * Asks the providers about merchants who are being taken on, and hands drafts in that are not with them yet. Each platform is asked
 * within its provider's bounds, and none waits for another. Answers how many were asked about.
 */
export async function followOnboardings(now = new Date()): Promise<number> {
  const until = Date.now() + LONGEST_RUN_MS;
  const waiting = shuffled(await all().distinct<Types.ObjectId>('platformId', { pollAt: { $lte: now } }));
  let asked = 0;
  const work = async () => {
    for (let platform = waiting.shift(); platform && Date.now() < until; platform = waiting.shift())
      asked += await followOf(platform, now, until);
  };
  await Promise.all(Array.from({ length: PLATFORMS_SIDE_BY_SIDE }, work));
  return asked;
}

const all = () => acrossShops<Onboarding>(onboardings.name, 'open applications are asked about');

/** So that where there are more platforms than a run can ask, each has its turn. */
const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);

async function followOf(platformId: Types.ObjectId, now: Date, until: number): Promise<number> {
  const due = await all().find({ platformId, pollAt: { $lte: now } }, { sort: { pollAt: 1 }, limit: MOST_OF_PLATFORM });
  let asked = 0;
  for (const onboarding of due) {
    while (!(await mayAskNow(onboarding))) await pause(100);
    if (Date.now() > until) break;
    await follow(onboarding, now);
    asked += 1;
  }
  return asked;
}

async function follow(onboarding: Onboarding, now: Date): Promise<void> {
  const id = onboardingId.encode(onboarding._id);
  try {
    const shop = await shopForJob(onboarding.shopId, 'follow onboardings', id);
    // Only one of several workers asks.
    const claimed = await onboardings
      .in(shop)
      .update(
        { _id: onboarding._id, pollAt: onboarding.pollAt! },
        { $set: { pollAt: nextPoll({ ...onboarding, polls: onboarding.polls + 1 }, now.getTime()) }, $inc: { polls: 1 } },
      );
    if (!claimed) return;
    await askOrHandIn(shop, claimed).catch((error) => {
      if (!isNo(error) || claimed.status !== 'DRAFT') throw error;
      const refused = { event: 'reject', state: claimed.providerState, externalId: null, connectedAccount: null, nextStep: null } as const;
      return learn(shop, claimed, { ...refused, problems: [{ field: null, message: error.message }] });
    });
  } catch (err) {
    log.warn(
      { err, onboarding: id, shop: onboarding.shopId.toHexString() },
      'An onboarding could not be asked about: it is asked again later',
    );
  }
}

/** The provider's no to what was handed in, or a picture of it that is gone: the merchant mends it. */
const isNo = (error: unknown): error is UserError =>
  error instanceof UserError && !(error instanceof ProviderError && error.code === 'PROVIDER_UNAVAILABLE');
