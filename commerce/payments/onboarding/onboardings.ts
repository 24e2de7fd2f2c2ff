import { Types } from 'mongoose';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { type AgencyContext, acrossShops, agencyForJob, complete, type ShopContext, transaction } from '#tenants/index.js';
import { paymentAccounts } from '../account.model.js';
import { PLATFORM_PROVIDERS, type PlatformProvider } from '../platform.model.js';
import { activePlatform } from '../platforms.js';
import { ProviderError } from '../provider.js';
import type { NewOnboarding, OnboardingChange, StripeApplication, WeChatPayApplication } from './application.js';
import { askOrHandIn, handIn, linkTo, mayAskNow } from './calls.js';
import { openApplication, openMedia, sealApplication } from './kept.js';
import { giveUp } from './learn.js';
import { type Onboarding, onboardingId, onboardings } from './onboarding.model.js';
import type { OnboardingState } from './onboarding.state.js';
import { checkPictures } from './pictures.js';

interface Begun {
  onboarding: Onboarding;
  /** Where the merchant goes on at once. */
  link: string | null;
}

/** No hand-in takes so long: then it is looked after. */
const HANDING_IN_MS = 2 * 60_000;

/**
 * Has a shop taken on below its agency's active platform. Where the provider does not answer, it stays a draft that is handed in later.
 * `wholeAgency`: the caller may use every upload of the agency.
 * @throws {UserError} PLATFORM_REQUIRED, ONBOARDING_OPEN, CURRENCY_MISMATCH @throws {NotFound} for a picture @throws {ProviderError}
 */
export async function startOnboarding(shop: ShopContext, input: NewOnboarding, { wholeAgency }: { wholeAgency: boolean }): Promise<Begun> {
  const { provider, application } = given(input);
  if (provider === 'WECHAT_PAY' && shop.currency !== 'CNY')
    throw new UserError('CURRENCY_MISMATCH', `WeChat Pay pays in CNY, and the shop sells in ${shop.currency}`, ['wechatPay']);
  const platform = await activePlatform(agencyForJob(shop.agencyId, 'onboarding'), provider, shop.mode);
  if (!platform)
    throw new UserError(
      'PLATFORM_REQUIRED',
      `The shop's agency has no active ${provider} platform in mode ${shop.mode}: paymentPlatformConnect`,
    );
  if (input.wechatPay) await checkPictures(shop, input.wechatPay, { wholeAgency });
  const draft = await insertDraft(shop, { provider, platformId: platform._id, application });
  try {
    const onboarding = await handInNow(shop, draft);
    return { onboarding, link: await firstLink(shop, onboarding) };
  } catch (error) {
    // It never was with the provider: the next attempt is another onboarding.
    if (error instanceof UserError) await onboardings.in(shop).remove({ _id: draft._id, status: 'DRAFT' });
    throw error;
  }
}

function given(input: NewOnboarding): { provider: PlatformProvider; application: StripeApplication | WeChatPayApplication } {
  if (input.stripe) return { provider: 'STRIPE', application: input.stripe };
  if (input.wechatPay) return { provider: 'WECHAT_PAY', application: input.wechatPay };
  throw new UserError('INVALID_INPUT', 'input: names one of stripe, wechatPay');
}

async function insertDraft(
  shop: ShopContext,
  {
    provider,
    platformId,
    application,
  }: Pick<Onboarding, 'provider' | 'platformId'> & { application: StripeApplication | WeChatPayApplication },
): Promise<Onboarding> {
  const _id = new Types.ObjectId();
  const now = new Date();
  const visits =
    'returnUrl' in application ? { returnUrl: application.returnUrl, refreshUrl: application.refreshUrl ?? application.returnUrl } : null;
  try {
    return await onboardings.in(shop).insert({
      _id,
      agencyId: shop.agencyId,
      provider,
      platformId,
      mode: shop.mode,
      status: 'DRAFT',
      providerState: null,
      externalId: null,
      nextStep: null,
      problems: [],
      accountId: null,
      application: sealApplication(shop, { _id }, { application, media: {} }),
      visits,
      submissions: 1,
      open: true,
      pollAt: new Date(now.getTime() + HANDING_IN_MS),
      polls: 0,
      createdAt: now,
      updatedAt: now,
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const open = await onboardings.in(shop).findOne({ provider, open: true });
    throw new UserError(
      'ONBOARDING_OPEN',
      `The shop is being taken on by ${provider} already${open ? `: ${onboardingId.encode(open._id)} is ${open.status}` : ''}`,
    );
  }
}

/** Hands a draft in; one that the provider has no time for stays a draft and is looked after. @throws {ProviderError} for a no */
async function handInNow(shop: ShopContext, draft: Onboarding): Promise<Onboarding> {
  const isTurn = await mayAskNow(draft);
  const handedIn = isTurn ? await handIn(shop, draft).catch(unlessAway) : null;
  return transaction(shop, async (tx) => {
    await complete(tx, onboardingId.encode(draft._id));
    if (handedIn || isTurn) return handedIn ?? draft;
    return (await onboardings.in(tx).update({ _id: draft._id }, { $set: { pollAt: new Date() } }))!;
  });
}

function unlessAway(error: unknown): null {
  if (error instanceof ProviderError && error.code === 'PROVIDER_UNAVAILABLE') return null;
  throw error;
}

/** Stripe asks the merchant at once. A link that cannot be had now is made when it is asked for. */
async function firstLink(shop: ShopContext, onboarding: Onboarding): Promise<string | null> {
  if (onboarding.provider !== 'STRIPE' || onboarding.status === 'DRAFT') return null;
  return linkTo(shop, onboarding).catch((error) => {
    if (error instanceof ProviderError) return null;
    throw error;
  });
}

/**
 * Hands an application in again that was rejected, or that never reached the provider: what is given takes the place of what was
 * handed in before.
 * @throws {NotFound} @throws {UserError} WRONG_STATE @throws {ProviderError}
 */
export async function resubmitOnboarding(
  shop: ShopContext,
  id: string,
  { wechatPay: change }: OnboardingChange,
  { wholeAgency }: { wholeAgency: boolean },
): Promise<Onboarding> {
  const before = await getOnboarding(shop, id);
  const application = openApplication<WeChatPayApplication>(shop, before);
  if (before.provider !== 'WECHAT_PAY' || !application || !['REJECTED', 'DRAFT'].includes(before.status))
    throw new UserError(
      'WRONG_STATE',
      `The onboarding is ${before.status}: an application is handed in again when it is REJECTED or a DRAFT`,
      ['paymentOnboarding'],
    );
  if (change) await checkPictures(shop, change, { wholeAgency });
  const parts = Object.fromEntries(Object.entries(change ?? {}).filter(([, part]) => part != null));
  const mended = sealApplication(shop, before, { application: { ...application, ...parts }, media: openMedia(shop, before) });
  const draft = await onboardings
    .in(shop)
    .update(
      { _id: before._id, status: before.status, submissions: before.submissions },
      { $set: { application: mended, updatedAt: new Date() }, $inc: { submissions: 1 } },
    );
  if (!draft) throw new UserError('CHANGED_MEANWHILE', 'The onboarding has changed since: look at it again', ['paymentOnboarding']);
  const handedIn = await handIn(shop, draft).catch(unlessAway);
  return handedIn ?? (await redraft(shop, draft));
}

/** The provider is away: it is handed in by itself. */
async function redraft(shop: ShopContext, { _id, submissions }: Onboarding): Promise<Onboarding> {
  const waiting = { status: 'DRAFT' as const, nextStep: null, problems: [], pollAt: new Date(), polls: 0, updatedAt: new Date() };
  await onboardings.in(shop).set({ _id, submissions, status: { $in: ['REJECTED', 'DRAFT'] } }, { $set: waiting });
  return (await onboardings.in(shop).findOne({ _id }))!;
}

/** Where the merchant goes on, and the onboarding as its provider tells it now. @throws {NotFound} @throws {UserError} WRONG_STATE @throws {ProviderError} */
export async function linkOnboarding(shop: ShopContext, id: string): Promise<{ onboarding: Onboarding; link: string }> {
  const known = await getOnboarding(shop, id);
  const onboarding = known.open ? await askOrHandIn(shop, known) : known;
  const link = onboarding.status === 'CANCELLED' ? null : await linkTo(shop, onboarding);
  if (link) return { onboarding, link };
  throw new UserError('WRONG_STATE', `The onboarding is ${onboarding.status}: there is nowhere for the merchant to go on`, [
    'paymentOnboarding',
  ]);
}

/** Given up by the merchant. @throws {NotFound} @throws {UserError} WRONG_STATE */
export async function cancelOnboarding(shop: ShopContext, id: string): Promise<Onboarding> {
  const _id = onboardingId.decode(id, ['paymentOnboarding']);
  return transaction(shop, async (tx) => {
    const before = await onboardings.in(tx).findOne({ _id });
    if (!before) throw new NotFound(id, ['paymentOnboarding']);
    if (!before.open) throw new UserError('WRONG_STATE', 'The onboarding is CANCELLED already', ['paymentOnboarding']);
    return giveUp(tx, before);
  });
}

/**
 * Has the account of a merchant who is taken on take payments again after he disabled it.
 * @throws {NotFound} @throws {UserError} WRONG_STATE @throws {ProviderError} it is looked after by itself then
 */
export async function resumeOnboarding(shop: ShopContext, id: string): Promise<Onboarding> {
  const resumed = await transaction(shop, async (tx) => {
    const onboarding = await getOnboarding(tx, id);
    const which = { _id: onboarding.accountId!, status: 'DISABLED' as const };
    const isDisabled =
      onboarding.open &&
      onboarding.accountId &&
      (await paymentAccounts.in(tx).set(which, { $set: { status: 'ONBOARDING', updatedAt: new Date() } }));
    if (!isDisabled)
      throw new UserError('WRONG_STATE', `The onboarding is ${onboarding.status}, and no account of it is disabled`, ['paymentOnboarding']);
    return (await onboardings.in(tx).update({ _id: onboarding._id }, { $set: { pollAt: new Date() } }))!;
  });
  return askOrHandIn(shop, resumed);
}

/** @throws {NotFound} for an id of another shop too */
export async function getOnboarding(shop: ShopContext, id: string): Promise<Onboarding> {
  const found = await onboardings.in(shop).findOne({ _id: onboardingId.decode(id, ['paymentOnboarding']) });
  if (!found) throw new NotFound(id, ['paymentOnboarding']);
  return found;
}

/** Below which providers the shop can be taken on: its agency has an active platform there that takes shops like it. */
export async function onboardingProviders(shop: ShopContext): Promise<PlatformProvider[]> {
  const agency = agencyForJob(shop.agencyId, 'onboarding');
  const active = await Promise.all(PLATFORM_PROVIDERS.map((provider) => activePlatform(agency, provider, shop.mode)));
  return PLATFORM_PROVIDERS.filter((provider, at) => active[at] && (provider !== 'WECHAT_PAY' || shop.currency === 'CNY'));
}

/** All of a shop, the newest first. */
export const listOnboardings = (shop: ShopContext): Promise<Onboarding[]> =>
  onboardings.in(shop).find({}, { sort: { _id: -1 }, limit: 100 });

/** Those of all the agency's shops, the newest first. @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE */
export function listAgencyOnboardings(
  { agencyId }: AgencyContext,
  { status, ...args }: PageArgs & { status?: OnboardingState | null | undefined },
): Promise<Page<Onboarding>> {
  const all = acrossShops<Onboarding>(onboardings.name, "an agency lists its shops' onboardings");
  return page<Onboarding>(
    (filter, reading) => all.find({ $and: [{ agencyId, ...(status ? { status } : {}) }, filter] } as never, reading),
    {},
    [['_id', -1]],
    args,
  );
}
