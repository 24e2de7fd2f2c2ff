import type { Stripe } from 'stripe';
import type { ShopMode } from '#tenants/index.js';
import type { PaymentEvent } from '../../payment.state.js';
import type { AccountStatement, DisputeStatement, DisputeStatus, References, RefundStatement, Statement } from '../../provider.js';
import { refundId } from '../../refund.model.js';
import type { RefundEvent } from '../../refund.state.js';
import { fromStripe } from './amounts.js';

/** Whom it is about, as the event or the call that brought it tells. */
export interface Common {
  mode: ShopMode;
  connectedAccount: string | null;
}

export const modeOf = (livemode: boolean): ShopMode => (livemode ? 'LIVE' : 'TEST');

/** Null where the Session is not ours, or still waits for its buyer. */
export function statementOfSession(session: Stripe.Checkout.Session, common: Common, told?: PaymentEvent): Statement | null {
  const event = told ?? eventOfSession(session);
  const payment = session.metadata?.payment;
  if (!event || !payment) return null;
  return {
    about: 'payment',
    ...common,
    ...moneyOf(session.amount_total, session.currency),
    payment,
    event,
    references: named({ session: session.id, paymentIntent: idOf(session.payment_intent) }),
    failure: event === 'fail' ? 'async_payment_failed' : null,
  };
}

function eventOfSession({ status, payment_status }: Stripe.Checkout.Session): PaymentEvent | null {
  if (status === 'expired') return 'cancel';
  if (status !== 'complete') return null;
  return payment_status === 'unpaid' ? 'process' : 'capture';
}

const EVENTS: ReadonlyMap<string, PaymentEvent> = new Map([
  ['processing', 'process'],
  ['requires_capture', 'authorize'],
  ['succeeded', 'capture'],
  ['canceled', 'cancel'],
]);

/** Null where the PaymentIntent is not ours, or still waits for its buyer. */
export function statementOfIntent(intent: Stripe.PaymentIntent, common: Common, told?: PaymentEvent): Statement | null {
  const event = told ?? EVENTS.get(intent.status);
  const payment = intent.metadata?.payment;
  if (!event || !payment) return null;
  return {
    about: 'payment',
    ...common,
    // What was received settles; before that, what is asked for must already be right.
    ...moneyOf(event === 'capture' ? intent.amount_received : intent.amount, intent.currency),
    payment,
    event,
    // Each attempt has a charge of its own; the one that captured is the payment's.
    references: named({ paymentIntent: intent.id, charge: event === 'capture' ? idOf(intent.latest_charge) : null }),
    failure: event === 'fail' ? (intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? 'declined') : null,
  };
}

const REFUND_EVENTS: ReadonlyMap<string, RefundEvent> = new Map([
  ['succeeded', 'succeed'],
  ['failed', 'fail'],
  ['canceled', 'fail'],
]);

/** A refund without our id was made in Stripe's dashboard, or by Stripe itself. */
export function statementOfRefund(refund: Stripe.Refund, common: Common): RefundStatement {
  const ours = refund.metadata?.refund;
  return {
    about: 'refund',
    ...common,
    ...moneyOf(refund.amount, refund.currency),
    refund: ours && refundId.matches(ours) ? ours : null,
    of: paidBy(refund),
    // Pending also where the balance is not enough: Stripe sends it when there is money.
    event: REFUND_EVENTS.get(refund.status ?? '') ?? 'process',
    references: { refund: refund.id },
    failure: refund.failure_reason ?? null,
  };
}

const DISPUTE_STATUSES: ReadonlyMap<string, DisputeStatus> = new Map([
  ['warning_needs_response', 'NEEDS_RESPONSE'],
  ['needs_response', 'NEEDS_RESPONSE'],
  ['appeal_needs_response', 'NEEDS_RESPONSE'],
  ['warning_under_review', 'UNDER_REVIEW'],
  ['under_review', 'UNDER_REVIEW'],
  ['appeal_under_review', 'UNDER_REVIEW'],
  ['warning_closed', 'WON'],
  ['prevented', 'WON'],
  ['won', 'WON'],
  ['lost', 'LOST'],
]);

export function statementOfDispute(dispute: Stripe.Dispute, common: Common): DisputeStatement {
  const due = dispute.evidence_details?.due_by;
  return {
    about: 'dispute',
    ...common,
    ...moneyOf(dispute.amount, dispute.currency),
    dispute: dispute.id,
    of: paidBy(dispute),
    // A status that is not known yet is in the bank's hands.
    status: DISPUTE_STATUSES.get(dispute.status) ?? 'UNDER_REVIEW',
    reason: dispute.reason ?? null,
    evidenceDueBy: due ? new Date(due * 1000) : null,
    // An inquiry takes nothing, nor does what was settled before it became a dispute.
    withdrawn: !dispute.status.startsWith('warning') && dispute.status !== 'prevented',
  };
}

/** Active: he can be charged, by cards at least. */
export function statementOfAccount(account: Stripe.Account, mode: ShopMode): AccountStatement {
  const { currently_due, past_due, disabled_reason } = account.requirements ?? {};
  return {
    about: 'account',
    mode,
    connectedAccount: account.id,
    active: account.charges_enabled === true && account.capabilities?.card_payments === 'active',
    requirements: [...new Set([...(past_due ?? []), ...(currently_due ?? []), ...(disabled_reason ? [disabled_reason] : [])])],
  };
}

/** What Stripe calls the payment that something belongs to. */
export const paidBy = ({ payment_intent, charge }: Paid): References =>
  named({ paymentIntent: idOf(payment_intent), charge: idOf(charge) });

interface Paid {
  payment_intent?: Reference;
  charge?: Reference;
}

type Reference = string | { id: string } | null | undefined;

export const idOf = (reference: Reference): string | null => (typeof reference === 'string' ? reference : (reference?.id ?? null));

/** Without what has no name yet. */
export const named = (references: Readonly<Record<string, string | null>>): References =>
  Object.fromEntries(Object.entries(references).flatMap(([kind, reference]) => (reference ? [[kind, reference]] : [])));

function moneyOf(amount: number | null, currency: string | null): { amount: number; currency: string } {
  const code = String(currency).toUpperCase();
  return { amount: fromStripe(amount ?? Number.NaN, code), currency: code };
}
