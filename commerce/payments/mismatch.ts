import { orderId } from '#commerce/orders/index.js';
import { emit, type ShopContext } from '#tenants/index.js';
import type { PaymentAccount } from './account.model.js';
import { type Mismatch, type Payment, paymentId, payments } from './payment.model.js';
import { type Refund, refundId, refunds } from './refund.model.js';

/** What becomes of money that its order did not expect. */
export type MismatchAction = 'REOPENED' | 'REFUNDED';

interface Said {
  amount: number;
  currency: string;
}

/** Whether a payment was begun over this account. The same account at the provider may have been connected anew since. */
export const isFrom = (payment: Payment, account: PaymentAccount): boolean =>
  payment.provider === account.provider &&
  (payment.accountId?.equals(account._id) || (payment.externalAccount !== null && payment.externalAccount === account.externalId));

/** Tells the merchant of a difference, once for each kind. `action`: what is being done about it. */
export async function tellMismatch(
  tx: ShopContext,
  payment: Payment,
  reason: Mismatch,
  said: Said,
  action: MismatchAction | null = null,
): Promise<void> {
  const first = await payments.in(tx).set({ _id: payment._id, mismatches: { $ne: reason } }, { $push: { mismatches: reason } });
  if (first) await tell(tx, payment, { reason, expected: payment, said, ...(action ? { action } : {}) });
}

/** The same of a refund. */
export async function tellRefundMismatch(tx: ShopContext, payment: Payment, refund: Refund, reason: Mismatch, said: Said): Promise<void> {
  const first = await refunds.in(tx).set({ _id: refund._id, mismatches: { $ne: reason } }, { $push: { mismatches: reason } });
  if (first) await tell(tx, payment, { refund: refundId.encode(refund._id), reason, expected: refund, said });
}

interface Telling {
  refund?: string;
  reason: Mismatch;
  expected: Said;
  said: Said;
  action?: MismatchAction;
}

const tell = (tx: ShopContext, { _id, orderId: order, provider }: Payment, { expected, said, ...rest }: Telling): Promise<void> =>
  emit(tx, {
    type: 'payment.mismatch',
    subject: orderId.encode(order),
    data: {
      payment: paymentId.encode(_id),
      provider,
      ...rest,
      expected: { amount: expected.amount, currency: expected.currency },
      said: { amount: said.amount, currency: said.currency },
    },
  });
