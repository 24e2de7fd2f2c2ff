import type { Types } from 'mongoose';
import { hashToken } from '#platform/crypto.js';
import { NotFound } from '#platform/errors.js';
import type { Filter } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import { type Order, orderId, orders } from './order.model.js';
import { shopOrderFilter, TO_SEND } from './order-query.js';

/** @throws {NotFound} for an id of another shop too */
export async function getOrder(shop: ShopContext, id: string): Promise<Order> {
  const found = await orders.in(shop).findOne({ _id: orderId.decode(id, ['order']) });
  if (!found) throw new NotFound(id, ['order']);
  return found;
}

/** By id or number; null where there is none. */
export async function findOrder(shop: ShopContext, by: { id?: string | null; number?: string | null }): Promise<Order | null> {
  if (by.id != null) return orderId.matches(by.id) ? orders.in(shop).findOne({ _id: orderId.decode(by.id) }) : null;
  return by.number != null ? orders.in(shop).findOne({ number: by.number.replace(/^#/, '') }) : null;
}

/** What its buyer may see with the order's token; null for an unknown token and for one of another shop. */
export const findOrderByToken = (shop: ShopContext, token: string): Promise<Order | null> =>
  orders.in(shop).findOne({ tokenHash: hashToken(token) });

/** @throws {NotFound} */
export async function getOrderByToken(shop: ShopContext, token: string): Promise<Order> {
  const found = await findOrderByToken(shop, token);
  if (!found) throw new NotFound('An order with this token', ['order']);
  return found;
}

/** Which of these ids are orders of the shop: what a sweeper asks before it gives stock back. */
export async function ordersAmong(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<Types.ObjectId[]> {
  const found = await orders.in(shop).find({ _id: { $in: [...ids] } }, { fields: ['_id'] });
  return found.map(({ _id }) => _id);
}

/** In the order of the ids; null for what the shop does not have. */
export async function ordersByIds(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<(Order | null)[]> {
  const found = await orders.in(shop).find({ _id: { $in: [...ids] } });
  const byId = new Map(found.map((order) => [order._id.toHexString(), order]));
  return ids.map((id) => byId.get(id.toHexString()) ?? null);
}

/** Whether anybody has ever ordered. */
export const hasOrders = async (shop: ShopContext): Promise<boolean> => (await orders.in(shop).count({}, 1)) > 0;

/** As many as are looked at to tell how many orders wait. */
const MOST_OPEN = 250;

/** How many orders are paid and to be sent: counted up to 250, and whether there are more. */
export async function countOpenOrders(shop: ShopContext): Promise<{ count: number; more: boolean }> {
  const count = await orders.in(shop).count(TO_SEND, MOST_OPEN + 1);
  return { count: Math.min(count, MOST_OPEN), more: count > MOST_OPEN };
}

/**
 * The newest first. `query` as shopOrderFilter reads it.
 * @throws {UserError} INVALID_INPUT, INVALID_AMOUNT, INVALID_CURSOR, PAGE_TOO_LARGE
 */
export function listOrders(shop: ShopContext, { query, ...args }: PageArgs & { query?: string | null | undefined }): Promise<Page<Order>> {
  return pageOf(shop, shopOrderFilter(query ?? '', shop.currency), args);
}

/** A customer's orders, the newest first. @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE */
export const listOrdersOf = (shop: ShopContext, customer: Types.ObjectId, args: PageArgs): Promise<Page<Order>> =>
  pageOf(shop, { customerId: customer }, args);

const pageOf = (shop: ShopContext, filter: Filter<Order>, args: PageArgs): Promise<Page<Order>> =>
  page<Order>((bounded, reading) => orders.in(shop).find(bounded, reading), filter, [['_id', -1]], args);
