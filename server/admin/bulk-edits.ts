import { z } from 'zod';
import { bulkEditId, isUndoable, listBulkEdits, undoBulkEdit } from '#commerce/inventory/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';

export const bulkEditResolvers: Resolvers = {
  Shop: { bulkEdits: ({ context }, args) => listBulkEdits(context, args) },
  Mutation: {
    bulkEditUndo: shopMutation(z.object({}), (shop, _input, { bulkEdit }: { bulkEdit: string }) => undoBulkEdit(shop, bulkEdit)),
  },
  BulkEdit: { id: ({ _id }) => bulkEditId.encode(_id), products: ({ count }) => count, canUndo: (one) => isUndoable(one) },
};
