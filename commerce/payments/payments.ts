import { z } from 'zod';
import { markOrderPaid, type Order, orderId, orderPaymentStates, orders } from '#commerce/orders/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { captureByHand } from './apply.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import { newPayment } from './start.js';

export const MarkPaid = z.strictObject({
  /** The merchant's own: a receipt's number, a transfer's. Left out: what the buyer has told last. */
  reference: z.string().trim().min(1).max(255).nullish(),
});
export type MarkPaid = z.infer<typeof MarkPaid>;

/** The attempts to pay an order, the oldest first. */
export const listPayments = (shop: ShopContext, order: Order['_id'], args: PageArgs): Promise<Page<Payment>> =>
  page<Payment>((filter, reading) => payments.in(shop).find(filter, reading), { orderId: order }, [['_id', 1]], args);

/** @throws {NotFound} for an id of another shop too */
export async function getPayment(shop: ShopContext, id: string): Promise<Payment> {
  const found = await payments.in(shop).findOne({ _id: paymentId.decode(id) });
  if (!found) throw new NotFound(id);
  return found;
}

/** In the order of the ids; each is the shop's. */
export async function paymentsByIds(shop: ShopContext, ids: readonly Payment['_id'][]): Promise<Payment[]> {
  const found = await payments.in(shop).find({ _id: { $in: [...ids] } });
  return ids.map((id) => found.find(({ _id }) => _id.equals(id))!);
}

/**
 * The merchant has the money in hand: all that is left of the order. Payments that were begun elsewhere are closed.
 * @throws {NotFound} @throws {UserError} WRONG_STATE for an order that takes no more money
 */
export function markPaid(shop: ShopContext, id: string, { reference }: MarkPaid): Promise<Order> {
  const _id = orderId.decode(id, ['order']);
  return transaction(shop, async (tx) => {
    const order = await orders.in(tx).findOne({ _id });
    if (!order) throw new NotFound(id, ['order']);
    const amount = order.total - order.paid;
    if (!orderPaymentStates.allows(order.paymentStatus, 'pay') || order.status !== 'OPEN')
      throw new UserError('WRONG_STATE', `The order is ${order.status} and ${order.paymentStatus}: it takes no more money`, ['order']);
    const open = await payments.in(tx).find({ orderId: _id, provider: 'MANUAL', open: true, amount }, { sort: { _id: 1 } });
    // Of several, the one that its buyer has told of.
    const begun = open.find(({ proofs }) => proofs?.length) ?? open[0];
    const payment =
      begun ??
      (await payments.in(tx).insert(newPayment(shop, { orderId: _id, accountId: null, provider: 'MANUAL', method: null, amount })));
    await captureByHand(tx, payment, reference ?? payment.proofs?.at(-1)?.reference ?? null);
    const { order: paid } = await markOrderPaid(tx, _id, amount);
    await complete(tx, id);
    return paid;
  });
}
