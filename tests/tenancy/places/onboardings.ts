import {
  disablePaymentAccount,
  followOnboardings,
  getOnboarding,
  linkOnboarding,
  NewOnboarding,
  onboardingId,
  paymentAccountId,
  platformId,
  resubmitOnboarding,
  startOnboarding,
} from '#commerce/payments/index.js';
import { onboardings } from '#commerce/payments/onboarding/onboarding.model.js';
import { aPicture, makeDue, weChatPayApplication } from '#tests/support/platforms.js';
import { named, once } from '../once.js';
import { wechatPayHere } from '../wechat-pay.js';
import type { Ground } from './ground.js';
import type { Payments } from './payments.js';

/** How a shop is taken on at a provider. */
export function onboardingsOn({ shop, mark, tenant }: Ground, { paymentAccount }: Payments) {
  /** A picture for an application. */
  const document = once(() => aPicture(shop));
  /** One that nobody is asked about. */
  const paymentOnboarding = named(onboardingId, async () => {
    const now = new Date();
    return onboardings.in(shop).insert({
      agencyId: shop.agencyId,
      mode: shop.mode,
      provider: 'STRIPE',
      platformId: platformId.decode(await tenant.paymentPlatform()),
      status: 'NEEDS_ACTION',
      providerState: mark,
      externalId: `acct_${mark}`,
      nextStep: { kind: 'SIGN', url: `https://example.com/${mark}`, deadline: now },
      problems: [{ field: mark, message: mark }],
      accountId: paymentAccountId.decode(await paymentAccount()),
      application: null,
      visits: null,
      submissions: 1,
      open: true,
      polls: 0,
      createdAt: now,
      updatedAt: now,
    });
  });
  /** In the sandbox that the file has opened. */
  const application = named(onboardingId, async () => {
    await tenant.serviceProvider();
    const input = NewOnboarding.parse({ wechatPay: weChatPayApplication(await document(), mark) });
    return (await startOnboarding(shop, input, { wholeAgency: false })).onboarding;
  });
  const rejectedApplication = once(async () => {
    const id = await application();
    await wechatPayHere().control(`applyments/${id}`, { state: 'REJECTED' });
    await linkOnboarding(shop, id);
    return id;
  });
  /** Finished, and its account disabled. */
  const disabledApplication = once(async () => {
    const id = await application();
    const { status } = await getOnboarding(shop, id);
    if (status === 'REJECTED') await resubmitOnboarding(shop, id, {}, { wholeAgency: false });
    for (const state of ['TO_BE_SIGNED', 'SIGNING', 'FINISHED']) await wechatPayHere().control(`applyments/${id}`, { state });
    await makeDue({ _id: onboardingId.decode(id) });
    await followOnboardings();
    const { accountId } = await getOnboarding(shop, id);
    await disablePaymentAccount(shop, paymentAccountId.encode(accountId!));
    return id;
  });

  return { document, paymentOnboarding, application, rejectedApplication, disabledApplication };
}
