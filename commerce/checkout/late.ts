import { Types } from 'mongoose';
import { followStock, giveBack, type Reservation, refuseLate, removeHoldsOf, reserve, tellLow } from '#commerce/inventory/index.js';
import { markOrderPaid, type Order, orderPaymentStates, orderStates, orders, reopenOrder } from '#commerce/orders/index.js';
import { closePayments, type Payment, paymentId, returnSurplus, surplusOf, takeSurplus } from '#commerce/payments/index.js';
import { UserError } from '#platform/errors.js';
import { type OutboxEvent, type ShopContext, transaction } from '#tenants/index.js';
import { surelyAborted } from './checkout.js';
import { soldBy } from './unpaid.js';

/**
 * The task `payment.late`: an order was paid after it had been cancelled or had expired. While all of its stock can be had again it
 * is opened and paid; otherwise the money goes back. The merchant is told which. May be cut short anywhere and run again, beside
 * itself too: stock that was taken and led to nothing is given back, at the latest when its hold ends.
 */
export async function settleLate(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<void> {
  const id = paymentId.decode(String(data.payment));
  const payment = await surplusOf(shop, id);
  if (!payment) return;
  const order = (await orders.in(shop).findOne({ _id: payment.orderId }))!;
  const reservation = isReopenable(order, payment) ? await reserveAgain(shop, payment, order) : null;
  if (reservation && (await reopen(shop, id, reservation))) return;
  await transaction(shop, async (tx) => {
    const waiting = await surplusOf(tx, id);
    if (waiting) await returnSurplus(tx, waiting, await reasonOf(tx, waiting));
  });
}

/** Not where its merchant gives all money back, and not for a part of what it costs. */
const isReopenable = ({ status, paymentStatus, returnsMoney, total, paid }: Order, { amount }: Payment): boolean =>
  orderStates.allows(status, 'reopen') && orderPaymentStates.allows(paymentStatus, 'reopen') && !returnsMoney && paid + amount >= total;

/** Another late payment may have opened it meanwhile. */
async function reasonOf(tx: ShopContext, { orderId }: Payment): Promise<'ORDER_CANCELLED' | 'ORDER_PAID'> {
  const order = await orders.in(tx).findOne({ _id: orderId }, { fields: ['status'] });
  return order?.status === 'CANCELLED' ? 'ORDER_CANCELLED' : 'ORDER_PAID';
}

/**
 * All lines or none; null where something is sold out. The payment stands where a cart would: a second run finds the holds of the
 * first. The attempt is no order's id, so that the sweeper gives back what came to nothing.
 */
async function reserveAgain(shop: ShopContext, { _id }: Payment, order: Order): Promise<Reservation | null> {
  const by = { cart: { _id, revision: 0 }, attempt: new Types.ObjectId() };
  const lines = order.lines.filter(({ locationId }) => locationId);
  try {
    const wanted = lines.map(({ variantId, quantity, title }) => ({ variantId, quantity, title, field: [] }));
    return await reserve(shop, by, wanted);
  } catch (error) {
    if (error instanceof UserError && error.code === 'OUT_OF_STOCK') return null;
    throw error;
  }
}

/** False, and the stock given back, where the order cannot be opened any more or another run has done it. */
async function reopen(shop: ShopContext, id: Payment['_id'], reservation: Reservation): Promise<boolean> {
  try {
    const isDone = await transaction(shop, (tx) => reopenWith(tx, id, reservation));
    if (!isDone) await giveBack(shop, reservation);
    return isDone;
  } catch (error) {
    if (surelyAborted(error)) await giveBack(shop, reservation);
    throw error;
  }
}

async function reopenWith(tx: ShopContext, id: Payment['_id'], { held, attempt, ...reservation }: Reservation): Promise<boolean> {
  refuseLate({ held, attempt, ...reservation });
  const payment = await surplusOf(tx, id);
  const order = payment && (await orders.in(tx).findOne({ _id: payment.orderId }));
  if (!payment || !order || !isReopenable(order, payment)) return false;
  const opened = await reopenOrder(tx, order._id, held);
  await takeSurplus(tx, payment);
  await markOrderPaid(tx, order._id, payment.amount);
  await closePayments(tx, order._id, payment._id);
  // With the order, not after it: a hold that outlived this would be given back although its stock is sold.
  await removeHoldsOf(tx, { _id: attempt, cartId: payment._id }, soldBy(opened));
  await followStock(tx, held);
  await tellLow(tx, held);
  return true;
}
