import { z } from 'zod';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { createSavedView, deleteSavedView, listSavedViews, NewSavedView, savedViewId } from '#tenants/index.js';

export const savedViewResolvers: Resolvers = {
  Shop: { savedViews: ({ context }, { screen }) => listSavedViews(context, screen) },
  Mutation: {
    savedViewCreate: shopMutation(NewSavedView, async (shop, input) => ({ savedView: await createSavedView(shop, input) })),
    savedViewDelete: shopMutation(z.object({}), async (shop, _input, { savedView }: { savedView: string }) => ({
      deleted: await deleteSavedView(shop, savedView),
    })),
  },
  SavedView: { id: ({ _id }) => savedViewId.encode(_id) },
};
