import type { GraphQLResolveInfo } from 'graphql';
import { z } from 'zod';
import {
  findNotification,
  listNotifications,
  listTemplates,
  notificationId,
  previewMail,
  retryNotification,
  sendSample,
  TestMail,
} from '#commerce/notifications/index.js';
import { ordersByIds } from '#commerce/orders/index.js';
import { UserError } from '#platform/errors.js';
import { RateLimit } from '#platform/rate-limit.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import { selected } from '#server/graphql/selection.js';
import { findPerson, type ShopContext } from '#tenants/index.js';

/** What lists of mails seldom ask for, and what weighs most. */
const HEAVY = ['html', 'text'] as const;

function unasked(info: GraphQLResolveInfo) {
  const asked = selected(info, 'nodes');
  return { without: HEAVY.filter((field) => !asked.has(field)) };
}

let testMails: RateLimit | undefined;

/** Whoever tries mails out, by his own address. @throws {UserError} TOO_MANY_ATTEMPTS */
async function addressOf(shop: ShopContext, { caller }: AdminRequest): Promise<string | null> {
  testMails ??= new RateLimit({ name: 'test-mail', points: 10, seconds: 3600 });
  const wait = await testMails.take(`${shop.shopId} ${caller.kind === 'person' ? caller.personId : caller.tokenId}`);
  if (wait > 0) throw new UserError('TOO_MANY_ATTEMPTS', `Too many attempts: try again in ${wait} s`);
  return caller.kind === 'person' ? ((await findPerson(caller.personId))?.email ?? null) : null;
}

export const notificationResolvers: Resolvers = {
  Shop: {
    notifications: ({ context }, args, _request, info) => listNotifications(context, args, unasked(info)),
    notification: ({ context }, { id }) => findNotification(context, id),
    notificationTemplates: ({ context }, { locale }) => listTemplates(context, locale),
    notificationPreview: ({ context }, args) => previewMail(context, args),
  },
  Order: {
    notifications: ({ _id, shopId }, args, request, info) =>
      listNotifications(request.shopOf(shopId), { ...args, order: _id }, unasked(info)),
  },
  Mutation: {
    notificationRetry: shopMutation(z.object({}), async (shop, _input, { notification }: { notification: string }) => ({
      notification: await retryNotification(shop, notification),
    })),
    notificationTest: shopMutation(TestMail, async (shop, input, _args, request) => ({
      notification: await sendSample(shop, input, await addressOf(shop, request)),
    })),
  },
  Notification: {
    id: ({ _id }) => notificationId.encode(_id),
    order: ({ orderId, shopId }, _args, request) =>
      orderId ? request.loader(request.shopOf(shopId), 'ordersByIds', ordersByIds).load(orderId) : null,
  },
};
