import type { Types } from 'mongoose';
import { NotFound, UserError } from '#platform/errors.js';
import { type EventType, emit, plan, type ShopContext, transaction } from '#tenants/index.js';
import { type Order, type OrderLine, orderId, orders } from './order.model.js';
import { type OrderPaymentEvent, orderFulfillmentStates, orderPaymentStates, orderStates } from './order.state.js';

/** An order's event as the log and those who react to it read it. */
export const orderEvent = (type: EventType, order: Omit<Order, 'shopId'>) => ({
  type,
  subject: orderId.encode(order._id),
  data: { number: order.number, total: order.total, currency: order.currency },
});

/**
 * Money came in for an order: `amount` minor units, captured by the caller's payment in this same transaction. Paid in full, the
 * order is PAID and says so as `order.paid`; else PARTIALLY_PAID. It no longer expires.
 * `accepted` is false, and nothing changed, where the order takes no more money: cancelled, expired, or paid already.
 * @throws {NotFound}
 */
export function markOrderPaid(shop: ShopContext, id: Types.ObjectId, amount: number): Promise<{ order: Order; accepted: boolean }> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    const paid = order.paid + amount;
    const event = paid >= order.total ? 'pay' : 'payPart';
    if (order.status === 'CANCELLED' || !orderPaymentStates.allows(order.paymentStatus, event)) return { order, accepted: false };
    const paymentStatus = orderPaymentStates.next(order.paymentStatus, event);
    const changed = await write(tx, order, { $set: { paymentStatus, paid }, $unset: { expiresAt: '' } });
    if (paymentStatus === 'PAID') await emit(tx, orderEvent('order.paid', changed));
    else await planFollowing(tx, id);
    return { order: changed, accepted: true };
  });
}

/** What else happens to an order's money: authorised, voided, refunded. It no longer expires. @throws {UserError} WRONG_STATE @throws {NotFound} */
export function recordPaymentStatus(shop: ShopContext, id: Types.ObjectId, event: OrderPaymentEvent): Promise<Order> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    await planFollowing(tx, id);
    return write(tx, order, { $set: { paymentStatus: orderPaymentStates.next(order.paymentStatus, event) }, $unset: { expiresAt: '' } });
  });
}

/**
 * The money that was promised for it will not come: it waits for payment again, until `expiresAt`, as an order that was just made. Null,
 * and nothing changed, where it does not stand on that promise. What was sent of it has left the shelf: it waits without an end.
 * @throws {NotFound}
 */
export function recordLapse(shop: ShopContext, id: Types.ObjectId, expiresAt: Date): Promise<Order | null> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    if (order.status !== 'OPEN' || !orderPaymentStates.allows(order.paymentStatus, 'lapse')) return null;
    const paymentStatus = orderPaymentStates.next(order.paymentStatus, 'lapse');
    const waits = order.fulfillmentStatus === 'UNFULFILLED' ? { expiresAt } : {};
    await planFollowing(tx, id);
    const change = { $set: { paymentStatus, ...waits, updatedAt: new Date() }, $unset: { closingAt: '' } } as const;
    return orders.in(tx).update({ _id: id }, change);
  });
}

/** Its buyer pays by hand (on delivery, by transfer): the order waits for the merchant and no longer expires. @throws {NotFound} */
export function keepOpen(shop: ShopContext, id: Types.ObjectId): Promise<Order> {
  return transaction(shop, async (tx) => write(tx, await read(tx, id), { $unset: { expiresAt: '' } }));
}

/** What is drawn from orders follows a change that no public event tells of. In the transaction that makes it. */
const planFollowing = (tx: ShopContext, id: Types.ObjectId): Promise<unknown> =>
  plan(tx, { type: 'order.changed', queue: 'events', subject: orderId.encode(id), data: {} });

/** Parts or all of it were sent. It no longer expires. @throws {UserError} WRONG_STATE @throws {NotFound} */
export function recordFulfillment(shop: ShopContext, id: Types.ObjectId, event: 'fulfillPart' | 'fulfill'): Promise<Order> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    const fulfillmentStatus = orderFulfillmentStates.next(order.fulfillmentStatus, event);
    if (order.status === 'CANCELLED')
      throw new UserError('WRONG_STATE', 'The order is CANCELLED: its stock was given back, nothing is sent');
    if (event === 'fulfillPart') await planFollowing(tx, id);
    return write(tx, order, { $set: { fulfillmentStatus }, $unset: { expiresAt: '' } });
  });
}

/** Why an order ends, and what becomes of money that comes all the same. */
interface Ending {
  /** `expire` when its time ran out, `void` when it is cancelled unpaid, null where it was paid: its refunds say what becomes of that. */
  event: 'expire' | 'void' | null;
  reason: string | null;
  returnsMoney?: true;
}

/**
 * Ends an order. Its stock is given back by the caller, in the same transaction.
 * @throws {UserError} WRONG_STATE where it was paid or sent meanwhile
 */
export function endOrder(shop: ShopContext, id: Types.ObjectId, { event, reason, ...rest }: Ending): Promise<Order> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    const status = orderStates.next(order.status, 'cancel');
    const paymentStatus = event ? orderPaymentStates.next(order.paymentStatus, event) : order.paymentStatus;
    if (order.fulfillmentStatus !== 'UNFULFILLED')
      throw new UserError('WRONG_STATE', `The order is ${order.fulfillmentStatus}: what was sent is not cancelled`);
    const lines = order.lines.map((line) => ({ ...line, restocked: line.quantity }));
    return write(tx, order, { $set: { status, paymentStatus, lines, cancelReason: reason, ...rest }, $unset: { expiresAt: '' } });
  });
}

/**
 * Money came for an order that had ended, and its stock was taken again, `from` these places by variant: it is open, to be paid.
 * @throws {UserError} WRONG_STATE @throws {NotFound}
 */
export function reopenOrder(
  shop: ShopContext,
  id: Types.ObjectId,
  from: readonly Pick<OrderLine, 'variantId' | 'locationId'>[],
): Promise<Order> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    const status = orderStates.next(order.status, 'reopen');
    const paymentStatus = orderPaymentStates.next(order.paymentStatus, 'reopen');
    const lines = order.lines.map((line) => {
      const place = from.find(({ variantId }) => variantId.equals(line.variantId));
      return { ...line, restocked: 0, locationId: place?.locationId ?? line.locationId };
    });
    const reopened = (order.reopened ?? 0) + 1;
    return write(tx, order, { $set: { status, paymentStatus, lines, reopened, cancelReason: null }, $unset: { expiresAt: '' } });
  });
}

/** @throws {NotFound} */
export async function read(tx: ShopContext, id: Types.ObjectId): Promise<Order> {
  const order = await orders.in(tx).findOne({ _id: id });
  if (!order) throw new NotFound(orderId.encode(id), ['order']);
  return order;
}

/** The transaction's snapshot makes a change in between a conflict, after which all of it runs again. */
export async function write(tx: ShopContext, order: Order, change: { $set?: Partial<Order>; $unset?: { expiresAt: '' } }): Promise<Order> {
  const changed = await orders.in(tx).update({ _id: order._id }, { ...change, $set: { ...change.$set, updatedAt: new Date() } });
  return changed!;
}
