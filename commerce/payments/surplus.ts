import { orderId } from '#commerce/orders/index.js';
import { plan, type ShopContext } from '#tenants/index.js';
import { tellMismatch } from './mismatch.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import { makeRefund } from './refund-changes.js';

/**
 * Money was captured that the order does not take. Where it had been paid in another way, this goes back at once; where it was
 * cancelled or had expired, the task `payment.late` finds out whether it can be opened again. In the capture's transaction.
 */
export async function settleSurplus(tx: ShopContext, payment: Payment, orderIsOver: boolean): Promise<void> {
  await payments.in(tx).set({ _id: payment._id }, { $set: { surplus: true } });
  if (!orderIsOver) return returnSurplus(tx, { ...payment, surplus: true }, 'ORDER_PAID');
  await plan(tx, {
    type: 'payment.late',
    queue: 'events',
    subject: orderId.encode(payment.orderId),
    data: { payment: paymentId.encode(payment._id) },
  });
}

/** A payment that its order does not take and that nothing was done about yet; null once it was. */
export async function surplusOf(shop: ShopContext, id: Payment['_id']): Promise<Payment | null> {
  const payment = await payments.in(shop).findOne({ _id: id, surplus: true });
  return payment && !payment.refunding ? payment : null;
}

/** Gives all of it back by itself, and tells the merchant. In the caller's transaction. */
export async function returnSurplus(tx: ShopContext, payment: Payment, reason: 'ORDER_CANCELLED' | 'ORDER_PAID'): Promise<void> {
  await makeRefund(tx, payment, { origin: reason, amount: payment.amount });
  await tellMismatch(tx, payment, reason, payment, 'REFUNDED');
}

/** The order takes it after all. In the transaction that opens the order again. */
export async function takeSurplus(tx: ShopContext, payment: Payment): Promise<void> {
  await payments.in(tx).set({ _id: payment._id }, { $unset: { surplus: '' } });
  await tellMismatch(tx, payment, 'ORDER_CANCELLED', payment, 'REOPENED');
}
