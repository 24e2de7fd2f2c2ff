import { markOrderPaid, orderId, orderPaymentStates, orders, recordPaymentStatus } from '#commerce/orders/index.js';
import { emit, plan, type ShopContext, transaction } from '#tenants/index.js';
import type { PaymentAccount } from './account.model.js';
import type { CallbackEvent } from './callback.model.js';
import { bookAuthorization, bookCapture } from './ledger.js';
import { isFrom, tellMismatch } from './mismatch.js';
import { type Mismatch, type Payment, paymentId, payments } from './payment.model.js';
import { isOver, paymentStates } from './payment.state.js';
import { namesOf } from './payment-names.js';
import { lapse, remindOf } from './promises.js';
import type { Statement } from './provider.js';
import { planSharing } from './sharing.js';
import { settleSurplus } from './surplus.js';

/** What came of a statement, and why where it changed nothing. */
export type Verdict = Pick<CallbackEvent, 'reason'> & { outcome: NonNullable<CallbackEvent['outcome']> };

const applied: Verdict = { outcome: 'APPLIED', reason: null };

/**
 * Makes true what a provider says of a payment, whether it told us or was asked: the payment, its order, the ledger and the next
 * events change together, once, in whatever order and however often it is said. What differs from the payment is refused and told
 * to the merchant. `record` writes the verdict down in the same transaction.
 */
export function applyStatement(
  shop: ShopContext,
  from: PaymentAccount,
  said: Statement,
  record: (tx: ShopContext, verdict: Verdict) => Promise<unknown> = async () => {},
): Promise<Verdict> {
  return transaction(shop, async (tx) => {
    const verdict = await judge(tx, from, said);
    await record(tx, verdict);
    return verdict;
  });
}

async function judge(tx: ShopContext, from: PaymentAccount, said: Statement): Promise<Verdict> {
  const payment = paymentId.matches(said.payment) ? await payments.in(tx).findOne({ _id: paymentId.decode(said.payment) }) : null;
  // Normal where two shops share an account at the provider: each hears of the other's payments.
  if (!payment) return { outcome: 'IGNORED', reason: 'UNKNOWN_PAYMENT' };
  const difference = differenceOf(payment, from, said);
  if (difference) {
    await tellMismatch(tx, payment, difference, { amount: said.amount, currency: said.currency });
    return { outcome: 'REFUSED', reason: difference };
  }
  if (!paymentStates.allows(payment.status, said.event)) {
    await learn(tx, payment, said);
    return { outcome: 'IGNORED', reason: `ALREADY_${payment.status}` };
  }
  await change(tx, payment, said);
  return applied;
}

/** A late event changes nothing, but may know a name of the payment that the earlier one did not. */
async function learn(tx: ShopContext, { _id, references: known }: Payment, { references }: Statement): Promise<void> {
  if (Object.keys(references).every((kind) => kind in known)) return;
  const all = { ...references, ...known };
  await payments.in(tx).set({ _id }, { $set: { references: all, names: namesOf(all) } });
}

/** Nothing is believed that account, connected account, mode, currency and amount do not confirm. */
function differenceOf(payment: Payment, from: PaymentAccount, said: Statement): Mismatch | null {
  if (!isFrom(payment, from)) return 'ACCOUNT';
  if (payment.connectedAccount !== said.connectedAccount) return 'CONNECTED_ACCOUNT';
  if (payment.mode !== said.mode) return 'MODE';
  if (payment.currency !== said.currency) return 'CURRENCY';
  if (payment.amount !== said.amount) return 'AMOUNT';
  // One payment is one object there: a second one that bears its id is other money.
  const another = Object.entries(said.references).some(([kind, reference]) => (payment.references[kind] ?? reference) !== reference);
  return another ? 'REFERENCE' : null;
}

async function change(tx: ShopContext, payment: Payment, said: Statement): Promise<void> {
  const changed = await movePayment(tx, payment, said);
  if (payment.status === 'AUTHORIZED' && changed.status !== 'CAPTURED') await lapse(tx, changed);
  if (said.event === 'capture') return settle(tx, changed);
  if (said.event === 'authorize') return authorize(tx, changed);
  if (said.event === 'fail') {
    await emit(tx, {
      type: 'payment.failed',
      subject: orderId.encode(payment.orderId),
      data: { payment: paymentId.encode(payment._id), provider: payment.provider, failure: said.failure },
    });
  }
}

async function movePayment(tx: ShopContext, payment: Payment, said: Pick<Statement, 'event' | 'references' | 'failure'>): Promise<Payment> {
  const status = paymentStates.next(payment.status, said.event);
  const now = new Date();
  const references = { ...payment.references, ...said.references };
  const changed = await payments.in(tx).update(
    { _id: payment._id },
    {
      $set: {
        status,
        references,
        names: namesOf(references),
        failure: said.failure,
        updatedAt: now,
        ...(status === 'CAPTURED' ? { capturedAt: now } : {}),
      },
      ...(isOver(status) ? { $unset: { open: '', pollAt: '' } } : {}),
    },
  );
  await bookAuthorization(tx, payment.status, changed!);
  return changed!;
}

/**
 * The money is there. It is booked whatever became of its order meanwhile: where the order takes it no more (cancelled, or paid in
 * another way), it goes back or opens the order again, and the merchant is told.
 */
async function settle(tx: ShopContext, payment: Payment): Promise<void> {
  await bookCapture(tx, payment);
  await planSharing(tx, payment);
  const { order, accepted } = await markOrderPaid(tx, payment.orderId, payment.amount);
  if (accepted) await closePayments(tx, payment.orderId, payment._id);
  else await settleSurplus(tx, payment, order.status === 'CANCELLED');
}

/** Captured by the merchant's own word. In his transaction. @throws {UserError} WRONG_STATE from orders: see markPaid */
export async function captureByHand(tx: ShopContext, payment: Payment, reference: string | null): Promise<Payment> {
  const references: Record<string, string> = reference ? { merchant: reference } : {};
  const captured = await movePayment(tx, payment, { event: 'capture', references, failure: null });
  await bookCapture(tx, captured);
  await closePayments(tx, payment.orderId, payment._id);
  return captured;
}

async function authorize(tx: ShopContext, payment: Payment): Promise<void> {
  const order = await orders.in(tx).findOne({ _id: payment.orderId }, { fields: ['status', 'paymentStatus'] });
  if (order && orderPaymentStates.allows(order.paymentStatus, 'authorize')) await recordPaymentStatus(tx, payment.orderId, 'authorize');
  await remindOf(tx, payment);
  // Nobody will take this money: the promise of it ends.
  if (!order || order.status === 'CANCELLED' || !orderPaymentStates.allows(order.paymentStatus, 'pay')) await planClosing(tx, payment);
}

/**
 * Nobody can pay an order any more that is paid, cancelled or expired: its open payments are closed, those at a provider by a task.
 * In the transaction that ends it.
 */
export async function closePayments(tx: ShopContext, order: Payment['orderId'], except?: Payment['_id']): Promise<void> {
  const open = await payments.in(tx).find({ orderId: order, open: true, ...(except ? { _id: { $ne: except } } : {}) });
  for (const payment of open) {
    if (payment.provider === 'MANUAL') await movePayment(tx, payment, { event: 'cancel', references: {}, failure: null });
    else await planClosing(tx, payment);
  }
}

/** Whether something is open at a provider to pay an order. */
export const openOnline = async (tx: ShopContext, order: Payment['orderId']): Promise<boolean> =>
  (await payments.in(tx).count({ orderId: order, open: true, provider: { $ne: 'MANUAL' } }, 1)) > 0;

/** Closes one payment at its provider, as soon as the transaction is through. */
export const planClosing = (tx: ShopContext, payment: Payment) =>
  plan(tx, {
    type: 'payment.cancel',
    queue: 'events',
    subject: orderId.encode(payment.orderId),
    data: { payment: paymentId.encode(payment._id) },
  });

/** Closed without a word of the provider: it was never opened there. */
export const abandon = (shop: ShopContext, payment: Payment, failure: string | null): Promise<Payment | null> =>
  transaction(shop, async (tx) => {
    const now = await payments.in(tx).findOne({ _id: payment._id });
    if (!now || isOver(now.status)) return null;
    return movePayment(tx, now, { event: 'cancel', references: {}, failure });
  });
