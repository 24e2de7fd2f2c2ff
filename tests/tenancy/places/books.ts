import { disputes } from '#commerce/payments/dispute.model.js';
import { differenceId, disputeId, paymentId, reconciliationId } from '#commerce/payments/index.js';
import { bookFee } from '#commerce/payments/ledger.js';
import { payments } from '#commerce/payments/payment.model.js';
import { differences } from '#commerce/payments/reconciliation/difference.model.js';
import { recordDifferences } from '#commerce/payments/reconciliation/differences.js';
import { newReconciliation, reconciliations } from '#commerce/payments/reconciliation/reconciliation.model.js';
import { type Ground, named, once } from './ground.js';
import type { Payments } from './payments.js';

/** What is booked of payments, disputed, and compared with their providers. */
export function booksOn({ shop, mark }: Ground, { payment }: Payments) {
  const booked = async () => (await payments.in(shop).findOne({ _id: paymentId.decode(await payment()) }))!;

  const dispute = named(disputeId, async () => {
    const { _id, orderId, accountId, amount, currency } = await booked();
    const now = new Date();
    return disputes.in(shop).insert({
      orderId,
      paymentId: _id,
      accountId: accountId!,
      provider: 'STRIPE',
      externalId: mark,
      status: 'NEEDS_RESPONSE',
      amount,
      currency,
      withdrawn: true,
      reason: mark,
      evidenceDueBy: now,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
    });
  });
  const ledgerEntry = once(async () => {
    const { _id, orderId, currency } = await booked();
    await bookFee(shop, { orderId, paymentId: _id, currency, provider: 'STRIPE', reference: mark, amount: 1 });
  });
  const reconciliation = named(reconciliationId, async () => {
    const { accountId } = await booked();
    return reconciliations.in(shop).insert({ ...newReconciliation(accountId, '2026-11-25'), error: mark });
  });
  const difference = named(differenceId, async () => {
    const { _id, orderId, accountId, amount, currency } = await booked();
    const side = { amount, currency, status: mark };
    const of = { accountId, orderId, paymentId: _id };
    const line = { kind: 'PAYMENT' as const, ours: null, reference: mark, of: {}, amount, currency, fee: 0, at: new Date() };
    await recordDifferences(shop, [{ key: mark, kind: 'AMOUNT', ...of, ours: side, theirs: side, line }]);
    return (await differences.in(shop).findOne({ key: mark }))!;
  });

  return { dispute, ledgerEntry, reconciliation, difference };
}
