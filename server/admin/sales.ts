import { countOpenOrders } from '#commerce/orders/index.js';
import { agencySales, type Period, type SalesOf, salesToday, shopSales, topShops } from '#commerce/sales/index.js';
import { UserError } from '#platform/errors.js';
import { toDecimal } from '#platform/money.js';
import type { Resolvers } from '#server/generated/admin.js';
import { money } from '#server/graphql/money.js';
import { type AgencyContext, findShops } from '#tenants/index.js';

const MOST_TOP_SHOPS = 50;

/** Sales of an agency that were asked for: days and shops are summed where they are wanted. */
export interface SalesAsked {
  context: AgencyContext;
  period: Period;
}

const shown = <Figures extends SalesOf>({ placed, paid, received, refunded, ...rest }: Figures) => ({
  ...rest,
  orders: placed,
  paidOrders: paid,
  received: toDecimal(received, rest.currency),
  refunded: toDecimal(refunded, rest.currency),
  net: toDecimal(received - refunded, rest.currency),
});

export const salesResolvers: Resolvers = {
  Shop: {
    sales: async ({ context }, period) => (await shopSales(context, period)).map(shown),
    today: async (opened, _args, request) => {
      const { timezone } = await request.documentOf(opened);
      const { day, received, placed } = await request
        .forAllShops('salesToday', salesToday, ({ shop }) => shop)
        .load({ shop: opened.context, timezone });
      return { day, sales: money(received, opened.context.currency), orders: placed };
    },
    openOrders: ({ context }) => countOpenOrders(context),
  },
  Agency: { sales: ({ context }, period) => ({ context, period }) },
  AgencySales: {
    days: async ({ context, period }) => (await agencySales(context, period)).map(shown),
    topShops: async ({ context, period }, { first }, request) => {
      const most = first ?? 10;
      if (most < 1 || most > MOST_TOP_SHOPS) throw new UserError('PAGE_TOO_LARGE', `first: takes 1 to ${MOST_TOP_SHOPS}`, ['first']);
      const top = await topShops(context, period, most);
      const shops = await findShops(
        context,
        top.map(({ shopId }) => shopId),
      );
      const opened = new Map(shops.map((shop) => [shop._id.toHexString(), request.openListedShop(shop)]));
      return top.flatMap(({ shopId, ...figures }) => {
        const shop = opened.get(shopId.toHexString());
        return shop ? [{ ...shown(figures), shop }] : [];
      });
    },
  },
};
