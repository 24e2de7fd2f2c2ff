import { type Order, orderFilter, orderId, orders } from '#commerce/orders/index.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { type AgencyContext, acrossShops, agencyForJob, type OutboxEvent, type ShopContext } from '#tenants/index.js';
import { type AgencyOrder, agencyOrders } from './agency-order.model.js';

/** An order's event: its agency's list shows the order as it is now, whichever event comes first. */
export async function projectOrder(shop: ShopContext, event: OutboxEvent): Promise<void> {
  const order = event.subject && orderId.matches(event.subject) && (await orders.in(shop).findOne({ _id: orderId.decode(event.subject) }));
  if (!order) return;
  const { _id, number, status, paymentStatus, fulfillmentStatus, email, phone, createdAt, updatedAt } = order;
  const shown = { shopId: shop.shopId, number, status, paymentStatus, fulfillmentStatus, email, phone, createdAt };
  try {
    await agencyOrders
      .in(agencyForJob(shop.agencyId, event.type))
      .set({ _id, readFrom: { $lte: updatedAt } }, { $set: { ...shown, readFrom: updatedAt } }, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // a newer state stands already
  }
}

/**
 * The orders of all the agency's shops, the newest first. `query` as in a shop's own list.
 * @throws {UserError} INVALID_INPUT, INVALID_CURSOR, PAGE_TOO_LARGE
 */
export async function listAgencyOrders(
  agency: AgencyContext,
  { query, ...args }: PageArgs & { query?: string | null | undefined },
): Promise<Page<Order>> {
  const found = await page<AgencyOrder>(
    (filter, reading) => agencyOrders.in(agency).find(filter, reading),
    orderFilter(query ?? '') as Parameters<typeof page<AgencyOrder>>[1],
    [
      ['createdAt', -1],
      ['_id', -1],
    ],
    args,
  );
  const current = await ordersOf(found.nodes);
  const edges = found.edges.flatMap(({ node, cursor }) => {
    const order = current.get(node._id.toHexString());
    return order ? [{ node: order, cursor }] : [];
  });
  return { edges, nodes: edges.map(({ node }) => node), pageInfo: found.pageInfo };
}

/** The orders themselves: one look into all shops of the page, each named. */
async function ordersOf(listed: readonly AgencyOrder[]): Promise<Map<string, Order>> {
  if (listed.length === 0) return new Map();
  const filter = { shopId: { $in: listed.map(({ shopId }) => shopId) }, _id: { $in: listed.map(({ _id }) => _id) } };
  const found = await acrossShops<Order>(orders.name, "an agency lists its shops' orders").find(filter);
  return new Map(found.map((order) => [order._id.toHexString(), order]));
}
