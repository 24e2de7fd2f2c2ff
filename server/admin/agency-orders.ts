import { listAgencyOrders } from '#commerce/agency-orders/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { findShops } from '#tenants/index.js';

export const agencyOrderResolvers: Resolvers = {
  Agency: {
    orders: async ({ context }, args, request) => {
      const found = await listAgencyOrders(context, args);
      const shops = await findShops(
        context,
        found.nodes.map(({ shopId }) => shopId),
      );
      for (const shop of shops) request.openListedShop(shop);
      return found;
    },
  },
};
