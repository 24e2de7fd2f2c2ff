import type { Types } from 'mongoose';
import { z } from 'zod';
import { returnStock, type Sold } from '#commerce/inventory/index.js';
import { endUnpaid, getOrder, type Order, orderEvent, orderId } from '#commerce/orders/index.js';
import { closePayments } from '#commerce/payments/index.js';
import { UserError } from '#platform/errors.js';
import { complete, emit, type ShopContext, transaction } from '#tenants/index.js';

export const OrderCancellation = z.object({ reason: z.string().trim().max(500).nullish() });
export type OrderCancellation = z.output<typeof OrderCancellation>;

/**
 * Cancels an order that nothing was paid for: its stock goes back, and what was begun to pay it is closed.
 * @throws {UserError} NOT_FOUND, ORDER_PAID, WRONG_STATE (cancelled, expired or sent already)
 */
export async function cancelOrder(shop: ShopContext, id: string, { reason }: OrderCancellation): Promise<Order> {
  const order = await getOrder(shop, id);
  if (['AUTHORIZED', 'PARTIALLY_PAID', 'PAID', 'PARTIALLY_REFUNDED'].includes(order.paymentStatus)) {
    throw new UserError('ORDER_PAID', `Order ${order.number} is ${order.paymentStatus}: give the money back first`, ['order']);
  }
  return transaction(shop, async (tx) => {
    const ended = await endWithStock(tx, order._id, 'void', reason || null);
    await complete(tx, id);
    return ended;
  });
}

/**
 * Ends an unpaid order whose time ran out, in the same manner.
 * @throws {UserError} WRONG_STATE where it was paid meanwhile: whichever of the two came first stands
 */
export const expireOrder = (shop: ShopContext, id: Types.ObjectId): Promise<Order> =>
  transaction(shop, (tx) => endWithStock(tx, id, 'expire', null));

async function endWithStock(tx: ShopContext, id: Types.ObjectId, event: 'void' | 'expire', reason: string | null): Promise<Order> {
  const order = await endUnpaid(tx, id, event, reason);
  const why = event === 'expire' ? 'order expired' : 'order cancelled';
  await returnStock(tx, `return/${orderId.encode(id)}`, why, soldBy(order));
  await closePayments(tx, id);
  await emit(tx, orderEvent(event === 'expire' ? 'order.expired' : 'order.cancelled', order));
  return order;
}

/** What an order took out of stock; not what is sold without counting. */
export const soldBy = ({ lines }: Order): Sold[] =>
  lines.flatMap(({ variantId, productId, locationId, quantity }) => (locationId ? [{ variantId, productId, locationId, quantity }] : []));
