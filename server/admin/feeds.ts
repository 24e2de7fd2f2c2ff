import { z } from 'zod';
import { createFeed, deleteFeed, FeedChange, feedId, getFeed, listFeeds, NewFeed, runFeed, updateFeed } from '#commerce/feeds/index.js';
import { getImport, importId } from '#commerce/imports/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { orNull } from '#server/graphql/errors.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { told } from '#server/graphql/user-errors.js';
import { actsForAgency } from './imports.js';

const Nothing = z.object({});
type Named = { feed: string };

export const feedResolvers: Resolvers = {
  Mutation: {
    feedCreate: shopMutation(
      NewFeed,
      async (shop, input, _args, request) => ({
        feed: await createFeed(shop, input, { wholeAgency: await actsForAgency(request, shop) }),
      }),
      { replay: async (shop, [id]) => ({ feed: await getFeed(shop, id!) }) },
    ),
    feedUpdate: shopMutation(FeedChange, async (shop, input, { feed }: Named, request) => ({
      feed: await updateFeed(shop, feed, input, { wholeAgency: await actsForAgency(request, shop) }),
    })),
    feedDelete: shopMutation(Nothing, async (shop, _input, { feed }: Named) => ({ feed: await deleteFeed(shop, feed) })),
    feedRun: shopMutation(Nothing, async (shop, _input, { feed }: Named) => ({ feed: await runFeed(shop, feed) })),
  },
  Shop: { feeds: ({ context }) => listFeeds(context) },
  Feed: {
    id: ({ _id }) => feedId.encode(_id),
    format: ({ format }) => format as never,
    lastError: ({ lastError }, _args, request) => told(lastError, request),
    lastImport: ({ shopId, lastImportId }, _args, request) =>
      lastImportId ? orNull(getImport(request.shopOf(shopId), importId.encode(lastImportId))) : null,
  },
};
