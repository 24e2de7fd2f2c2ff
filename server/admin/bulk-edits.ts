import { z } from 'zod';
import { countProducts } from '#commerce/catalog/index.js';
import {
  bulkEditId,
  cancelBulkEdit,
  editFound,
  getBulkEdit,
  isUndoable,
  listBulkEdits,
  ProductsUpdateFound,
  statusOfEdit,
  undoBulkEdit,
} from '#commerce/inventory/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { orNull } from '#server/graphql/errors.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { told } from '#server/graphql/user-errors.js';

const MOST_COUNTED = 100_000;

export const bulkEditResolvers: Resolvers = {
  Shop: {
    productsCount: async ({ context }, { query = null }) => {
      const count = await countProducts(context, query, MOST_COUNTED + 1);
      return { count: Math.min(count, MOST_COUNTED), more: count > MOST_COUNTED };
    },
    bulkEdit: ({ context }, { id }) => orNull(getBulkEdit(context, id)),
    bulkEdits: ({ context }, args) => listBulkEdits(context, args),
  },
  Mutation: {
    productsUpdateFound: shopMutation(ProductsUpdateFound, async (shop, input) => ({ bulkEdit: await editFound(shop, input) }), {
      replay: async (shop, [id]) => ({ bulkEdit: await getBulkEdit(shop, id!) }),
    }),
    bulkEditCancel: shopMutation(z.object({}), async (shop, _input, { bulkEdit }: { bulkEdit: string }) => ({
      bulkEdit: await cancelBulkEdit(shop, bulkEdit),
    })),
    bulkEditUndo: shopMutation(z.object({}), (shop, _input, { bulkEdit }: { bulkEdit: string }) => undoBulkEdit(shop, bulkEdit)),
  },
  BulkEdit: {
    id: ({ _id }) => bulkEditId.encode(_id),
    products: ({ count }) => count,
    canUndo: (one) => isUndoable(one),
    status: (one) => statusOfEdit(one),
    search: ({ search }) => search ?? null,
  },
  BulkEditProblem: { message: ({ message }, _args, request) => told(message, request) ?? '' },
};
