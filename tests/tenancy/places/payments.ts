import { orderId } from '#commerce/orders/index.js';
import {
  connectPaymentAccount,
  createRefund,
  disablePaymentAccount,
  listPayments,
  markPaid,
  PaymentStart,
  paymentAccountId,
  paymentId,
  pollOpenPayments,
  RefundCreate,
  refundId,
  startPayment,
  submitProof,
  updatePaymentMethods,
} from '#commerce/payments/index.js';
import { stripeClient } from '#commerce/payments/providers/stripe/client.js';
import { uploadId, uploads } from '#commerce/shipping-info/upload.model.js';
import { aStripeKey, startStripe } from '#tests/support/stripe.js';
import { named, once } from '../once.js';
import type { Ground } from './ground.js';
import type { Orders } from './orders.js';

/** Ways to pay, and the money of orders. */
export function paymentsOn({ shop, mark }: Ground, { order, orderToken, orderLine, furtherOrder }: Orders) {
  const paymentAccount = named(paymentAccountId, () => connectPaymentAccount(shop, { manual: { instructions: mark } }));
  const disabledAccount = once(async () => {
    const id = await paymentAccount();
    await disablePaymentAccount(shop, id);
    return id;
  });
  const paymentMethods = once(() => updatePaymentMethods(shop, { methods: [{ provider: 'MANUAL', enabled: true, title: mark }] }));

  const payment = once(async () => {
    await paymentAccount();
    const token = await orderToken();
    const { payment } = await startPayment(shop, token, PaymentStart.parse({ provider: 'MANUAL' }));
    const id = paymentId.encode(payment._id);
    await submitProof(shop, token, { payment: id, reference: mark });
    return id;
  });
  /** Where the file has opened the Stripe sandbox: its payments run there. */
  const authorizedPayment = named(paymentId, async () => {
    const secretKey = aStripeKey();
    await connectPaymentAccount(shop, { stripe: { secretKey, capture: 'MANUAL' } });
    const { payment } = await startStripe(shop, await furtherOrder(), 'INTENT');
    await stripeClient(secretKey, 'TEST').paymentIntents.confirm(payment.references.paymentIntent!, { payment_method: 'pm_card_visa' });
    await pollOpenPayments(new Date(Date.now() + 3600_000));
    return payment;
  });
  const paidOrder = once(async () => {
    await markPaid(shop, await order(), { reference: mark });
    return order();
  });
  const capturedPayment = async () => {
    const { nodes } = await listPayments(shop, orderId.decode(await paidOrder()), {});
    return paymentId.encode(nodes.find(({ status }) => status === 'CAPTURED')!._id);
  };
  const refund = named(refundId, async () => {
    const lines = [{ line: await orderLine(), quantity: 1 }];
    const input = RefundCreate.parse({ amount: { amount: '1', currency: 'CNY' }, lines, reason: mark });
    return (await createRefund(shop, await paidOrder(), input)).refunds[0]!;
  });

  /** One that WeChat has refused. */
  const shippingUpload = named(uploadId, async () => {
    const now = new Date();
    return uploads.in(shop).insert({
      orderId: orderId.decode(await order()),
      paymentId: paymentId.decode(await payment()),
      status: 'FAILED',
      attempts: 1,
      error: mark,
      fulfilledAt: now,
      uploadAt: now,
      sentAt: null,
      createdAt: now,
      updatedAt: now,
    });
  });

  return {
    paymentAccount,
    disabledAccount,
    paymentMethods,
    payment,
    authorizedPayment,
    paidOrder,
    capturedPayment,
    refund,
    shippingUpload,
  };
}
export type Payments = ReturnType<typeof paymentsOn>;
