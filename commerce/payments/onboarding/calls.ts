import { NotFound } from '#platform/errors.js';
import { RateLimit } from '#platform/rate-limit.js';
import { agencyForJob, type ShopContext } from '#tenants/index.js';
import { openPlatform } from '../opened.js';
import { platformId, platforms } from '../platform.model.js';
import type { OpenPlatform } from '../provider.js';
import { learn } from './learn.js';
import { type Onboarding, onboardings } from './onboarding.model.js';
import { takers } from './takers.js';

/** WeChat Pay takes 15 requests a second of a service provider about applications: room is left for other callers of its own. */
const limit = new RateLimit({ name: 'onboarding', points: 10, seconds: 1 });

/** Counts a call to a platform's provider, over all processes. False: it has had as many in this second as it may. */
export const mayAskNow = async ({ platformId: platform }: Pick<Onboarding, 'platformId'>): Promise<boolean> =>
  (await limit.take(platformId.encode(platform))) === 0;

async function platformOf(shop: ShopContext, { platformId: _id }: Onboarding): Promise<OpenPlatform> {
  const platform = await platforms.in(agencyForJob(shop.agencyId, 'onboarding')).findOne({ _id });
  if (!platform) throw new NotFound(platformId.encode(_id));
  return openPlatform(platform);
}

/** @throws {ProviderError} @throws {UserError} where a picture of the application is gone */
export const handIn = async (shop: ShopContext, onboarding: Onboarding): Promise<Onboarding> =>
  learn(shop, onboarding, await takers[onboarding.provider].handIn(shop, await platformOf(shop, onboarding), onboarding));

/**
 * What the provider says of it now. A draft whose answer was lost may be with the provider; if it is not, or the provider wants it
 * again, it is handed in.
 * @throws {ProviderError} @throws {UserError} where a picture of the application is gone
 */
export async function askOrHandIn(shop: ShopContext, onboarding: Onboarding): Promise<Onboarding> {
  const told = await takers[onboarding.provider].ask(shop, await platformOf(shop, onboarding), onboarding);
  if (told && told.event !== 'redraft') {
    // What was mended since is not with the provider yet: this is still the earlier no.
    const isEarlier = onboarding.status === 'DRAFT' && told.event === 'reject';
    return isEarlier ? handIn(shop, onboarding) : learn(shop, onboarding, told);
  }
  if (onboarding.application) return handIn(shop, onboarding);
  return (await onboardings.in(shop).findOne({ _id: onboarding._id }))!;
}

/** Where the merchant goes on; null: nowhere for now. @throws {ProviderError} */
export const linkTo = async (shop: ShopContext, onboarding: Onboarding): Promise<string | null> =>
  takers[onboarding.provider].link(shop, await platformOf(shop, onboarding), onboarding);
