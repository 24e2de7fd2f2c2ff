import { z } from 'zod';
import { createUpload, getUpload, NewUpload, uploadId } from '#commerce/files/index.js';
import {
  cancelImport,
  getBatch,
  getBatchOf,
  getImport,
  type Import,
  importBatchId,
  importId,
  listBatch,
  listImports,
  listProblems,
  NewImport,
  reportUrlOf,
  startImports,
  statusOfBatch,
} from '#commerce/imports/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { orNull } from '#server/graphql/errors.js';
import { agencyMutation, shopMutation, shopsMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import { agencyId, type ShopContext, shopId } from '#tenants/index.js';

/** Whether the caller may act for the whole agency of this shop. */
export const actsForAgency = async (request: AdminRequest, shop: ShopContext): Promise<boolean> =>
  (await orNull(Promise.resolve().then(() => request.openAgency(agencyId.encode(shop.agencyId))))) !== null;

/** The shop of an import that was found through its batch may not have been opened yet. */
const openShopOf = (request: AdminRequest, { shopId: id }: Import) => request.openShop(shopId.encode(id));

export const importsResolvers: Resolvers = {
  Mutation: {
    uploadCreate: agencyMutation(NewUpload, async (where, input) => ({ upload: await createUpload(where, input) }), {
      replay: async (where, [id]) => ({ upload: { upload: await getUpload(where, id!), url: null } }),
    }),
    catalogImportStart: shopsMutation(
      NewImport,
      async (shops, input, _args, request) => {
        const { batch } = await startImports(shops, input, { wholeAgency: await actsForAgency(request, shops[0]!) });
        return { importBatch: batch };
      },
      { replay: async (shop, [id]) => ({ importBatch: await getBatchOf(shop, id!) }) },
    ),
    importCancel: shopMutation(z.object({}), async (shop, _input, args: { import: string }) => ({
      import: await cancelImport(shop, args.import),
    })),
  },
  Shop: {
    imports: ({ context }, args) => listImports(context, args),
    import: ({ context }, { id }) => orNull(getImport(context, id)),
  },
  Agency: {
    importBatch: ({ context }, { id }) => orNull(getBatch(context, id)),
  },
  Upload: {
    id: ({ upload }) => uploadId.encode(upload._id),
    filename: ({ upload }) => upload.filename,
    contentType: ({ upload }) => upload.contentType,
    expiresAt: ({ upload }) => upload.expiresAt,
  },
  ImportBatch: {
    id: ({ _id }) => importBatchId.encode(_id),
    status: (batch) => statusOfBatch(batch),
    imports: (batch, args) => listBatch(batch, args),
  },
  Import: {
    id: ({ _id }) => importId.encode(_id),
    shop: (one, _args, request) => openShopOf(request, one),
    progress: ({ status, bytesRead, bytesTotal }) => (status === 'COMPLETED' || bytesTotal === 0 ? 1 : bytesRead / bytesTotal),
    problems: async (one, args, request) => listProblems((await openShopOf(request, one)).context, one, args),
    reportUrl: async (one, _args, request) => reportUrlOf((await openShopOf(request, one)).context, one),
  },
  ImportProblem: {
    row: ({ row }) => row || null,
    column: ({ column }) => column || null,
  },
};
