import { z } from 'zod';
import { listNotifications, notificationId, retryNotification } from '#commerce/notifications/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { selected } from '#server/graphql/selection.js';

/** What lists of mails seldom ask for, and what weighs most. */
const HEAVY = ['html', 'text'] as const;

export const notificationResolvers: Resolvers = {
  Shop: {
    notifications: ({ context }, args, _request, info) => {
      const asked = selected(info, 'nodes');
      return listNotifications(context, args, { without: HEAVY.filter((field) => !asked.has(field)) });
    },
  },
  Mutation: {
    notificationRetry: shopMutation(z.object({}), async (shop, _input, { notification }: { notification: string }) => ({
      notification: await retryNotification(shop, notification),
    })),
  },
  Notification: { id: ({ _id }) => notificationId.encode(_id) },
};
