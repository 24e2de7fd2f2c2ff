import { openSecret, type SealedSecret, type ShopContext, sealSecret } from '#tenants/index.js';
import type { StripeApplication, WeChatPayApplication } from './application.js';
import { type Onboarding, onboardingId, onboardings } from './onboarding.model.js';

/**
 * What was handed in is kept sealed, for handing it in again, until the onboarding is over: with it WeChat Pay's ids of the pictures
 * that it has, by their uploads.
 */
interface Kept {
  application: StripeApplication | WeChatPayApplication;
  media: Readonly<Record<string, string>>;
}

const purposeOf = ({ _id }: Pick<Onboarding, '_id'>) => `payment onboarding ${onboardingId.encode(_id)}`;

export const sealApplication = (shop: ShopContext, onboarding: Pick<Onboarding, '_id'>, kept: Kept): SealedSecret =>
  sealSecret(shop, purposeOf(onboarding), JSON.stringify(kept));

const open = (shop: ShopContext, onboarding: Onboarding): Kept | null =>
  onboarding.application && (JSON.parse(openSecret(shop, purposeOf(onboarding), onboarding.application)) as Kept);

/** Under the newest key. False where it was changed meanwhile, or is kept no more. */
export async function resealApplication(shop: ShopContext, onboarding: Onboarding): Promise<boolean> {
  const { _id, application } = onboarding;
  const kept = open(shop, onboarding);
  return (
    kept !== null && onboardings.in(shop).set({ _id, application }, { $set: { application: sealApplication(shop, onboarding, kept) } })
  );
}

/** Null once the onboarding is over. */
export const openApplication = <Application extends Kept['application']>(shop: ShopContext, onboarding: Onboarding): Application | null =>
  (open(shop, onboarding)?.application as Application | undefined) ?? null;

export const openMedia = (shop: ShopContext, onboarding: Onboarding): Kept['media'] => open(shop, onboarding)?.media ?? {};

/** Pictures are handed over once, however often the application is. */
export async function keepMedia(shop: ShopContext, onboarding: Onboarding, media: Kept['media']): Promise<void> {
  const { application } = open(shop, onboarding)!;
  await onboardings
    .in(shop)
    .set(
      { _id: onboarding._id, submissions: onboarding.submissions, application: onboarding.application },
      { $set: { application: sealApplication(shop, onboarding, { application, media }) } },
    );
}
