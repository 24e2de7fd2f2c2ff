import { type ShopContext, transaction } from '#tenants/index.js';
import type { PaymentAccount } from './account.model.js';
import type { Verdict } from './apply.js';
import { isFrom, tellMismatch, tellRefundMismatch } from './mismatch.js';
import { type Mismatch, type Payment, payments } from './payment.model.js';
import { findByReferences } from './payment-names.js';
import type { References, RefundStatement } from './provider.js';
import { type Refund, refundId, refunds } from './refund.model.js';
import { refundStates } from './refund.state.js';
import { makeRefund, moveRefund, recordWaiting } from './refund-changes.js';

/**
 * Makes true what a provider says of a refund, whether it told us or was asked, in whatever order and however often: see
 * applyStatement. One that was made there, by a person or by the provider itself, is recorded once.
 * @throws {Error} where it cannot be believed yet: it is tried again
 */
export function applyRefund(
  shop: ShopContext,
  from: PaymentAccount,
  said: RefundStatement,
  record: (tx: ShopContext, verdict: Verdict) => Promise<unknown> = async () => {},
): Promise<Verdict> {
  return transaction(shop, async (tx) => {
    const verdict = await judge(tx, from, said);
    await record(tx, verdict);
    return verdict;
  });
}

const applied: Verdict = { outcome: 'APPLIED', reason: null };

async function judge(tx: ShopContext, from: PaymentAccount, said: RefundStatement): Promise<Verdict> {
  const named = await findNamed(tx, said);
  const payment = named ? await payments.in(tx).findOne({ _id: named.paymentId }) : await findByReferences(tx, said.of);
  // Normal where two shops share an account at the provider: each hears of the other's refunds.
  if (!payment) return { outcome: 'IGNORED', reason: 'UNKNOWN_REFUND' };
  const refund = named ?? (await findMade(tx, payment, said.references));
  if (!refund) return recordMade(tx, payment, from, said);
  const difference = differenceOf(payment, refund, from, said);
  if (difference) {
    await tellRefundMismatch(tx, payment, refund, difference, { amount: said.amount, currency: said.currency });
    return { outcome: 'REFUSED', reason: difference };
  }
  if (!refundStates.allows(refund.status, said.event)) return late(tx, payment, refund, said);
  await moveRefund(tx, refund, said);
  return applied;
}

const findNamed = async (tx: ShopContext, { refund }: RefundStatement): Promise<Refund | null> =>
  refund && refundId.matches(refund) ? refunds.in(tx).findOne({ _id: refundId.decode(refund) }) : null;

/** One that the provider calls so: recorded before, or ours, told without our id. */
async function findMade(tx: ShopContext, { _id }: Payment, references: References): Promise<Refund | null> {
  const all = await refunds.in(tx).find({ paymentId: _id }, { sort: { _id: 1 } });
  const fits = (known: References) => Object.entries(references).some(([kind, reference]) => known[kind] === reference);
  return all.find((refund) => fits(refund.references)) ?? null;
}

/** Nothing is believed that account, connected account, mode, currency and amount do not confirm. */
function differenceOf(payment: Payment, refund: Refund, from: PaymentAccount, said: RefundStatement): Mismatch | null {
  const difference = strangerTo(payment, from, said);
  if (difference) return difference;
  if (refund.amount !== said.amount) return 'AMOUNT';
  return differ(refund.references, said.references) ? 'REFERENCE' : null;
}

function strangerTo(payment: Payment, from: PaymentAccount, said: RefundStatement): Mismatch | null {
  if (!isFrom(payment, from)) return 'ACCOUNT';
  if (payment.connectedAccount !== said.connectedAccount) return 'CONNECTED_ACCOUNT';
  if (payment.mode !== said.mode) return 'MODE';
  if (payment.currency !== said.currency) return 'CURRENCY';
  return differ(payment.references, said.of) ? 'REFERENCE' : null;
}

const differ = (known: References, said: References): boolean =>
  Object.entries(said).some(([kind, reference]) => (known[kind] ?? reference) !== reference);

/** It moves nothing any more, but may tell why the refund does not get on. One that had failed here and was paid out after all is told: the buyer has the money. */
async function late(tx: ShopContext, payment: Payment, refund: Refund, said: RefundStatement): Promise<Verdict> {
  if (refund.status === 'PROCESSING' && said.event === 'process' && said.failure) await recordWaiting(tx, refund, said.failure);
  if (refund.status === 'FAILED' && said.event === 'succeed') await tellRefundMismatch(tx, payment, refund, 'REFUND', said);
  if (Object.keys(said.references).some((kind) => !(kind in refund.references)))
    await refunds.in(tx).set({ _id: refund._id }, { $set: { references: { ...said.references, ...refund.references } } });
  return { outcome: 'IGNORED', reason: `ALREADY_${refund.status}` };
}

/** A refund that was made at the provider: held and booked like one of ours, and never beyond what was captured. */
async function recordMade(tx: ShopContext, payment: Payment, from: PaymentAccount, said: RefundStatement): Promise<Verdict> {
  const difference = strangerTo(payment, from, said);
  const whole = Number.isSafeInteger(said.amount) && said.amount > 0;
  if (difference || !whole) {
    await tellMismatch(tx, payment, 'REFUND', said);
    return { outcome: 'REFUSED', reason: difference ?? 'AMOUNT' };
  }
  if (said.event === 'fail') return { outcome: 'IGNORED', reason: 'UNKNOWN_REFUND' };
  if (payment.status !== 'CAPTURED') throw new Error('A refund of a payment that is not captured here yet: it waits for the capture');
  // It may be that very one, told without our id before its answer is here.
  if (await isOpen(tx, payment, { amount: said.amount })) throw new Error(WAITS);
  const made = { references: said.references, name: nameOf(said.references) };
  const refund = await makeRefund(tx, payment, { origin: 'PROVIDER', amount: said.amount, made });
  if (!refund) return noRoom(tx, payment, said);
  await moveRefund(tx, refund, said);
  return applied;
}

const nameOf = (references: References): string => references.refund ?? Object.values(references).sort().join(' ');

/** What of ours holds the money and has not gone out cannot go out any more: the provider says so, and then there is room. */
async function noRoom(tx: ShopContext, payment: Payment, said: RefundStatement): Promise<Verdict> {
  if (await isOpen(tx, payment)) throw new Error(WAITS);
  await tellMismatch(tx, payment, 'REFUND', said);
  return { outcome: 'REFUSED', reason: 'AMOUNT' };
}

const WAITS = 'A refund that was made at the provider waits until our own of the same payment has ended';

const isOpen = async (tx: ShopContext, { _id }: Payment, like: { amount?: number } = {}): Promise<boolean> =>
  (await refunds.in(tx).count({ paymentId: _id, status: { $in: ['PENDING', 'PROCESSING'] }, ...like }, 1)) > 0;
