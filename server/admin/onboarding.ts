import { z } from 'zod';
import {
  cancelOnboarding,
  getOnboarding,
  getPaymentAccount,
  linkOnboarding,
  listAgencyOnboardings,
  listOnboardings,
  NewOnboarding,
  OnboardingChange,
  onboardingId,
  onboardingProviders,
  paymentAccountId,
  resubmitOnboarding,
  resumeOnboarding,
  startOnboarding,
  stepText,
} from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { told } from '#server/graphql/user-errors.js';
import { findShops } from '#tenants/index.js';
import { actsForAgency } from './imports.js';

const Nothing = z.object({});
type OfOnboarding = { paymentOnboarding: string };

export const onboardingResolvers: Resolvers = {
  Shop: {
    paymentOnboardings: ({ context }) => listOnboardings(context),
    onboardingProviders: ({ context }) => onboardingProviders(context),
  },
  Agency: {
    paymentOnboardings: async ({ context }, args, request) => {
      const found = await listAgencyOnboardings(context, args);
      const shops = await findShops(
        context,
        found.nodes.map(({ shopId }) => shopId),
      );
      for (const shop of shops) request.openListedShop(shop);
      return found;
    },
  },
  Mutation: {
    paymentOnboardingStart: shopMutation(
      NewOnboarding,
      async (shop, input, _args, request) => {
        const { onboarding, link } = await startOnboarding(shop, input, { wholeAgency: await actsForAgency(request, shop) });
        return { paymentOnboarding: onboarding, link };
      },
      // A link is good for one visit: the second time there is none.
      { replay: async (shop, [id]) => ({ paymentOnboarding: await getOnboarding(shop, id!), link: null }) },
    ),
    paymentOnboardingResubmit: shopMutation(OnboardingChange, async (shop, input, { paymentOnboarding }: OfOnboarding, request) => ({
      paymentOnboarding: await resubmitOnboarding(shop, paymentOnboarding, input, { wholeAgency: await actsForAgency(request, shop) }),
    })),
    paymentOnboardingLink: shopMutation(Nothing, async (shop, _input, { paymentOnboarding }: OfOnboarding) => {
      const { onboarding, link } = await linkOnboarding(shop, paymentOnboarding);
      return { paymentOnboarding: onboarding, link };
    }),
    paymentOnboardingResume: shopMutation(Nothing, async (shop, _input, { paymentOnboarding }: OfOnboarding) => ({
      paymentOnboarding: await resumeOnboarding(shop, paymentOnboarding),
    })),
    paymentOnboardingCancel: shopMutation(Nothing, async (shop, _input, { paymentOnboarding }: OfOnboarding) => ({
      paymentOnboarding: await cancelOnboarding(shop, paymentOnboarding),
    })),
  },
  PaymentOnboardingProblem: { message: ({ message }, _args, request) => told(message, request) },
  PaymentOnboarding: {
    id: ({ _id }) => onboardingId.encode(_id),
    shop: ({ shopId }, _args, request) => request.openedShopOf(shopId),
    providerState: ({ provider, providerState }) =>
      provider === 'WECHAT_PAY' && providerState ? `APPLYMENT_STATE_${providerState}` : providerState,
    nextStep: ({ nextStep }, _args, { locale }) => nextStep && { ...nextStep, text: stepText(nextStep.kind, locale) },
    problems: ({ problems }) => [...problems],
    paymentAccount: ({ shopId, accountId }, _args, request) =>
      accountId ? getPaymentAccount(request.shopOf(shopId), paymentAccountId.encode(accountId)) : null,
  },
};
