import { orderId, recordLapse } from '#commerce/orders/index.js';
import { config } from '#platform/config.js';
import { emit, plan, type ShopContext, shopSettings } from '#tenants/index.js';
import { type Payment, paymentId, payments } from './payment.model.js';

/** Stripe gives a promise of a card up after seven days, some banks earlier. */
const REMINDED_AFTER_MS = 5 * 86_400_000;

/** The merchant is reminded of money that waits for him to take it. In the transaction that authorises the payment. */
export const remindOf = (tx: ShopContext, { _id, orderId: order }: Payment): Promise<unknown> =>
  plan(tx, {
    type: 'payment.uncaptured',
    queue: 'events',
    subject: orderId.encode(order),
    data: { payment: paymentId.encode(_id) },
    at: new Date(Date.now() + REMINDED_AFTER_MS),
  });

/**
 * What a bank had promised is not there any more, and nobody took it. Unless another payment promises the same, its order waits for
 * payment again, as long as a new one does: its stock is not held for ever. The merchant is told, where it was not his own doing.
 */
export async function lapse(tx: ShopContext, payment: Payment): Promise<void> {
  const others = { orderId: payment.orderId, status: 'AUTHORIZED' as const, _id: { $ne: payment._id } };
  if ((await payments.in(tx).count(others, 1)) > 0) return;
  const minutes = (await shopSettings(tx)).orderExpiryMinutes ?? config().ORDER_EXPIRY_MINUTES;
  const order = await recordLapse(tx, payment.orderId, new Date(Date.now() + minutes * 60_000));
  if (!order || payment.voiding) return;
  await emit(tx, {
    type: 'payment.lapsed',
    subject: orderId.encode(payment.orderId),
    data: {
      payment: paymentId.encode(payment._id),
      provider: payment.provider,
      amount: payment.amount,
      currency: payment.currency,
      expiresAt: order.expiresAt?.toISOString() ?? null,
    },
  });
}
