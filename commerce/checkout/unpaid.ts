import type { Types } from 'mongoose';
import { z } from 'zod';
import { returnStock, type Sold } from '#commerce/inventory/index.js';
import { endOrder, getOrder, type Order, orderEvent, orderId, orders } from '#commerce/orders/index.js';
import { closeFirst, closePayments, openOnline, refundWhole } from '#commerce/payments/index.js';
import { UserError } from '#platform/errors.js';
import { complete, emit, type OutboxEvent, plan, type ShopContext, transaction } from '#tenants/index.js';

export const OrderCancellation = z.object({
  reason: z.string().trim().max(500).nullish(),
  /** Gives all its money back too. */
  refund: z.boolean().nullish(),
});
export type OrderCancellation = z.output<typeof OrderCancellation>;

/** Money was taken or promised for it. */
const WITH_MONEY: readonly Order['paymentStatus'][] = ['AUTHORIZED', 'PARTIALLY_PAID', 'PAID', 'PARTIALLY_REFUNDED'];

/**
 * Cancels an order: its stock goes back, and what was begun to pay it is closed, at its provider first. One that was paid is
 * cancelled with `refund` alone: all that is left of its money goes back too, and a payment that was authorised is voided.
 * @throws {UserError} NOT_FOUND, ORDER_PAID, WRONG_STATE (cancelled, expired or sent already)
 */
export async function cancelOrder(shop: ShopContext, id: string, { reason, refund }: OrderCancellation): Promise<Order> {
  const order = await getOrder(shop, id);
  if (!refund) refusePaid(order);
  if (order.status === 'OPEN' && order.fulfillmentStatus === 'UNFULFILLED') await closeFirst(shop, order._id);
  return transaction(shop, async (tx) => {
    const now = await getOrder(tx, id);
    if (!refund) refusePaid(now);
    const ended = await endWithStock(tx, now, voidOf(now), { reason: reason || null, ...(refund ? { returnsMoney: true } : {}) });
    if (refund) await refundWhole(tx, ended, reason || null);
    await complete(tx, id);
    return (await orders.in(tx).findOne({ _id: ended._id }))!;
  });
}

function refusePaid({ number, paymentStatus }: Order): void {
  if (!WITH_MONEY.includes(paymentStatus)) return;
  throw new UserError('ORDER_PAID', `Order ${number} is ${paymentStatus}: give the money back first, or cancel it with refund: true`, [
    'order',
  ]);
}

/** Once money was taken, its refunds say what becomes of the payment's state. */
const voidOf = ({ paymentStatus }: Order) => (['PENDING', 'AUTHORIZED', 'VOIDED', 'EXPIRED'].includes(paymentStatus) ? 'void' : null);

/**
 * Ends an unpaid order whose time ran out, in the same manner.
 * @throws {UserError} WRONG_STATE where it was paid meanwhile, or waits for its merchant: whichever came first stands
 */
export const expireOrder = (shop: ShopContext, id: Types.ObjectId): Promise<Order> =>
  transaction(shop, async (tx) => {
    const order = await getOrder(tx, orderId.encode(id));
    if (!order.expiresAt) throw new UserError('WRONG_STATE', `The order is ${order.paymentStatus} and does not expire`);
    return endWithStock(tx, order, 'expire', { reason: null });
  });

/**
 * Its time is over and somebody may be paying it at a provider in this moment: a worker closes that first and then ends the order.
 * False where there is nothing to close, or where it should have been closed long ago.
 */
export async function beginExpiry(shop: ShopContext, id: Types.ObjectId, now: Date): Promise<boolean> {
  if (!(await openOnline(shop, id))) return false;
  return transaction(shop, async (tx) => {
    const due = { _id: id, expiresAt: { $lte: now }, closingAt: { $exists: false } };
    if (!(await orders.in(tx).set(due, { $set: { closingAt: now } }))) return false;
    await plan(tx, { type: 'order.expire', queue: 'events', data: { order: orderId.encode(id) } });
    return true;
  });
}

/** The task `order.expire`. One that was paid while it was being closed stays. */
export async function expireClosed(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<void> {
  const order = await getOrder(shop, String(data.order));
  if (order.status !== 'OPEN' || !order.expiresAt) return;
  await closeFirst(shop, order._id);
  await expireOrder(shop, order._id).catch((error) => {
    if (!(error instanceof UserError)) throw error;
  });
}

async function endWithStock(
  tx: ShopContext,
  order: Order,
  event: 'void' | 'expire' | null,
  rest: { reason: string | null; returnsMoney?: true },
): Promise<Order> {
  const ended = await endOrder(tx, order._id, { event, ...rest });
  const why = event === 'expire' ? 'order expired' : 'order cancelled';
  await returnStock(tx, returnKeyOf(order), why, unreturnedBy(order));
  await closePayments(tx, order._id);
  await emit(tx, orderEvent(event === 'expire' ? 'order.expired' : 'order.cancelled', ended));
  return ended;
}

/** Its stock comes back once each time that it ends: a late payment may open it in between. */
const returnKeyOf = ({ _id, reopened = 0 }: Order): string => `return/${orderId.encode(_id)}${reopened > 0 ? `/${reopened}` : ''}`;

/** What an order took out of stock; not what is sold without counting. */
export const soldBy = ({ lines }: Order): Sold[] =>
  lines.flatMap(({ variantId, productId, locationId, quantity }) => (locationId ? [{ variantId, productId, locationId, quantity }] : []));

/** The same without what refunds have put back. */
const unreturnedBy = ({ lines }: Order): Sold[] =>
  lines.flatMap(({ variantId, productId, locationId, quantity, restocked = 0 }) =>
    locationId && quantity > restocked ? [{ variantId, productId, locationId, quantity: quantity - restocked }] : [],
  );
