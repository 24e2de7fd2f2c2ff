import { z } from 'zod';
import { isLate, listShippingUploads, ordersOfUploads, retryShippingUpload, uploadId, uploadsOf } from '#commerce/shipping-info/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { shopMutation } from '#server/graphql/mutations.js';
import { told } from '#server/graphql/user-errors.js';

export const shippingInfoResolvers: Resolvers = {
  Shop: { shippingUploads: ({ context }, args) => listShippingUploads(context, args) },
  Order: {
    shippingUploads: ({ _id, shopId }, _args, request) => request.loader(request.shopOf(shopId), 'uploadsOf', uploadsOf).load(_id),
  },
  Mutation: {
    shippingUploadRetry: shopMutation(z.object({}), async (shop, _input, { shippingUpload }: { shippingUpload: string }) => ({
      shippingUpload: await retryShippingUpload(shop, shippingUpload),
    })),
  },
  ShippingUpload: {
    id: ({ _id }) => uploadId.encode(_id),
    late: (upload) => isLate(upload),
    error: ({ error }, _args, request) => told(error, request),
    order: async ({ shopId, orderId }, _args, request) =>
      (await request.loader(request.shopOf(shopId), 'ordersOfUploads', ordersOfUploads).load(orderId))!,
  },
};
