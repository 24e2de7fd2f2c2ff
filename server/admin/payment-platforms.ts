import { z } from 'zod';
import {
  connectPlatform,
  disablePlatform,
  getPlatform,
  listPlatforms,
  NewPlatform,
  PlatformChange,
  percentOf,
  platformCallbackUrl,
  platformId,
  platformStatus,
  updatePlatform,
} from '#commerce/payments/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { agencyMutation } from '#server/graphql/mutations.js';
import type { ShopMode } from '#tenants/index.js';

type OfPlatform = { paymentPlatform: string };

export const paymentPlatformResolvers: Resolvers = {
  Agency: { paymentPlatforms: ({ context }) => listPlatforms(context) },
  Mutation: {
    paymentPlatformConnect: agencyMutation(
      NewPlatform,
      async (agency, input, { mode }: { mode: ShopMode }) => ({ paymentPlatform: await connectPlatform(agency, mode, input) }),
      { replay: async (agency, [id]) => ({ paymentPlatform: await getPlatform(agency, id!) }) },
    ),
    paymentPlatformUpdate: agencyMutation(PlatformChange, async (agency, input, { paymentPlatform }: OfPlatform) => ({
      paymentPlatform: await updatePlatform(agency, paymentPlatform, input),
    })),
    paymentPlatformDisable: agencyMutation(z.object({}), async (agency, _input, { paymentPlatform }: OfPlatform) => ({
      paymentPlatform: await disablePlatform(agency, paymentPlatform),
    })),
  },
  PaymentPlatform: {
    id: ({ _id }) => platformId.encode(_id),
    status: platformStatus,
    callbackUrl: platformCallbackUrl,
    publishableKey: ({ settings }) => settings.publishableKey ?? null,
    commission: ({ commission }) => percentOf(commission),
  },
};
