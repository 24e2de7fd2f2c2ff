import { orderId } from '#commerce/orders/index.js';
import { NotFound } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { emit, type ShopContext, transaction } from '#tenants/index.js';
import type { PaymentAccount } from './account.model.js';
import type { Verdict } from './apply.js';
import { type Dispute, disputeId, disputes } from './dispute.model.js';
import { disputeStates, isSettled } from './dispute.state.js';
import { bookDispute } from './ledger.js';
import { isFrom } from './mismatch.js';
import { type Payment, paymentId } from './payment.model.js';
import { findByReferences } from './payment-names.js';
import type { DisputeStatement } from './provider.js';

/**
 * Makes true what a provider says of a dispute: recorded, its money booked from when it is withdrawn until it is won, the merchant told when it
 * begins and when it ends. Each happens once, however often and in whatever order it is said. `record` writes the verdict down in the
 * same transaction.
 */
export async function applyDispute(
  shop: ShopContext,
  from: PaymentAccount,
  said: DisputeStatement,
  record: (tx: ShopContext, verdict: Verdict) => Promise<unknown> = async () => {},
): Promise<Verdict> {
  const apply = () =>
    transaction(shop, async (tx) => {
      const verdict = await judge(tx, from, said);
      await record(tx, verdict);
      return verdict;
    });
  try {
    return await apply();
  } catch (error) {
    if (isDuplicateKey(error)) return apply(); // told twice at once: now it is known
    throw error;
  }
}

async function judge(tx: ShopContext, from: PaymentAccount, said: DisputeStatement): Promise<Verdict> {
  const known = await disputes.in(tx).findOne({ provider: from.provider, externalId: said.dispute });
  const payment = await findByReferences(tx, said.of);
  if (!payment || (known && !known.paymentId.equals(payment._id))) return { outcome: 'IGNORED', reason: 'UNKNOWN_PAYMENT' };
  const reason = differenceOf(payment, from, said);
  if (reason) return { outcome: 'REFUSED', reason };
  if (known) return change(tx, known, said);
  await open(tx, payment, from, said);
  return { outcome: 'APPLIED', reason: null };
}

/** A dispute is about a payment that was paid, and about no more than was paid. */
function differenceOf(payment: Payment, from: PaymentAccount, said: DisputeStatement): string | null {
  if (!isFrom(payment, from)) return 'ACCOUNT';
  if (payment.connectedAccount !== said.connectedAccount) return 'CONNECTED_ACCOUNT';
  if (payment.mode !== said.mode) return 'MODE';
  if (payment.currency !== said.currency) return 'CURRENCY';
  if (!Number.isInteger(said.amount) || said.amount <= 0 || said.amount > payment.amount) return 'AMOUNT';
  return null;
}

/** Won, the merchant has the money again; else it is gone, unless the provider says that it has taken nothing yet. */
const isWithdrawn = ({ status, withdrawn }: DisputeStatement): boolean => status !== 'WON' && (withdrawn ?? true);

async function open(tx: ShopContext, payment: Payment, from: PaymentAccount, said: DisputeStatement): Promise<void> {
  const now = new Date();
  const dispute = await disputes.in(tx).insert({
    orderId: payment.orderId,
    paymentId: payment._id,
    accountId: from._id,
    provider: from.provider,
    externalId: said.dispute,
    status: said.status,
    amount: said.amount,
    currency: said.currency,
    withdrawn: isWithdrawn(said),
    reason: said.reason,
    evidenceDueBy: said.evidenceDueBy,
    createdAt: now,
    updatedAt: now,
    closedAt: isSettled(said.status) ? now : null,
  });
  if (dispute.withdrawn) await bookDispute(tx, dispute, 'withdrawn');
  await tell(tx, 'dispute.opened', dispute);
  if (isSettled(said.status)) await tell(tx, 'dispute.closed', dispute);
}

async function change(tx: ShopContext, known: Dispute, said: DisputeStatement): Promise<Verdict> {
  const moves = disputeStates.allows(known.status, said.status);
  const isTaken = said.status === known.status && isWithdrawn(said) && !known.withdrawn;
  if (!moves && !isTaken) return { outcome: 'IGNORED', reason: `ALREADY_${known.status}` };
  const status = moves ? disputeStates.next(known.status, said.status) : known.status;
  // Once taken, it stays so until the bank has decided.
  const withdrawn = status !== 'WON' && (known.withdrawn || isWithdrawn(said));
  const now = new Date();
  const changed = await disputes.in(tx).update(
    { _id: known._id },
    {
      $set: {
        status,
        withdrawn,
        reason: said.reason ?? known.reason,
        evidenceDueBy: said.evidenceDueBy ?? known.evidenceDueBy,
        updatedAt: now,
        ...(isSettled(status) ? { closedAt: now } : {}),
      },
    },
  );
  if (withdrawn && !known.withdrawn) await bookDispute(tx, changed!, 'withdrawn');
  if (known.withdrawn && !withdrawn) await bookDispute(tx, changed!, 'won');
  if (isSettled(status) && moves) await tell(tx, 'dispute.closed', changed!);
  return { outcome: 'APPLIED', reason: null };
}

const tell = (tx: ShopContext, type: 'dispute.opened' | 'dispute.closed', dispute: Dispute): Promise<void> =>
  emit(tx, {
    type,
    subject: orderId.encode(dispute.orderId),
    data: {
      dispute: disputeId.encode(dispute._id),
      payment: paymentId.encode(dispute.paymentId),
      provider: dispute.provider,
      status: dispute.status,
      reason: dispute.reason,
      amount: dispute.amount,
      currency: dispute.currency,
      withdrawn: dispute.withdrawn,
      evidenceDueBy: dispute.evidenceDueBy?.toISOString() ?? null,
    },
  });

/** A shop's, or one order's; the newest first. */
export const listDisputes = (shop: ShopContext, args: PageArgs, order: Dispute['orderId'] | null = null): Promise<Page<Dispute>> =>
  page<Dispute>((filter, reading) => disputes.in(shop).find(filter, reading), order ? { orderId: order } : {}, [['_id', -1]], args);

/** @throws {NotFound} for an id of another shop too */
export async function getDispute(shop: ShopContext, id: string): Promise<Dispute> {
  const found = await disputes.in(shop).findOne({ _id: disputeId.decode(id) });
  if (!found) throw new NotFound(id);
  return found;
}
