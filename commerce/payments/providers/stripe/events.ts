import type { IncomingHttpHeaders } from 'node:http';
import { Stripe } from 'stripe';
import type { ShopMode } from '#tenants/index.js';
import type { PaymentEvent } from '../../payment.state.js';
import { BadSignature, type RawCallback, type Statement } from '../../provider.js';
import { fromStripe } from './amounts.js';

/** What Shopyard's own endpoint at Stripe hears of. A Session's metadata does not reach its PaymentIntent: both are heard. */
export const ENABLED_EVENTS = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'payment_intent.amount_capturable_updated',
] as const;

/** Longer than any id or type of Stripe's. */
const LONGEST_NAME = 255;

/** `now` in milliseconds. @throws {BadSignature} also for a signature that is more than five minutes old */
export function readCallback({ headers, body }: RawCallback, secrets: readonly string[], now: number): { eventId: string; type: string } {
  const signature = (headers as IncomingHttpHeaders)['stripe-signature'];
  if (typeof signature !== 'string') throw new BadSignature('There is no Stripe-Signature header: this door is for Stripe alone');
  const text = body.toString('utf8');
  let failure: unknown;
  for (const secret of secrets) {
    try {
      const { id, type } = Stripe.webhooks.constructEvent(text, signature, secret, undefined, undefined, now);
      if (typeof id !== 'string' || typeof type !== 'string' || id.length > LONGEST_NAME || type.length > LONGEST_NAME)
        throw new BadSignature('This is not an event of Stripe: it has no id or type');
      return { eventId: id, type };
    } catch (error) {
      failure = error;
    }
  }
  if (failure instanceof BadSignature) throw failure;
  throw new BadSignature(
    secrets.length === 0
      ? 'The account has no webhook secret yet: give it with paymentAccountUpdate'
      : "The signature does not fit the body and the account's webhook secret, or it is more than five minutes old",
  );
}

/** What an event says of a payment of ours; null where it is about something else. */
export function interpret(body: string): Statement | null {
  const event = JSON.parse(body) as Stripe.Event;
  const common = { mode: modeOf(event.livemode), connectedAccount: event.account ?? null };
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return statementOfSession(event.data.object, common, event.type === 'checkout.session.async_payment_failed' ? 'fail' : undefined);
    case 'payment_intent.payment_failed':
      return statementOfIntent(event.data.object, common, 'fail');
    case 'payment_intent.succeeded':
    case 'payment_intent.processing':
    case 'payment_intent.canceled':
    case 'payment_intent.amount_capturable_updated':
      return statementOfIntent(event.data.object, common);
    default:
      return null;
  }
}

interface Common {
  mode: ShopMode;
  connectedAccount: string | null;
}

export const modeOf = (livemode: boolean): ShopMode => (livemode ? 'LIVE' : 'TEST');

/** Null where the Session is not ours, or still waits for its buyer. */
export function statementOfSession(session: Stripe.Checkout.Session, common: Common, told?: PaymentEvent): Statement | null {
  const event = told ?? eventOfSession(session);
  const payment = session.metadata?.payment;
  if (!event || !payment) return null;
  const intent = idOf(session.payment_intent);
  return {
    about: 'payment',
    ...common,
    ...moneyOf(session.amount_total, session.currency),
    payment,
    event,
    references: { session: session.id, ...(intent ? { paymentIntent: intent } : {}) },
    failure: event === 'fail' ? 'async_payment_failed' : null,
  };
}

function eventOfSession({ status, payment_status }: Stripe.Checkout.Session): PaymentEvent | null {
  if (status === 'expired') return 'cancel';
  if (status !== 'complete') return null;
  return payment_status === 'unpaid' ? 'process' : 'capture';
}

const EVENTS: Readonly<Partial<Record<Stripe.PaymentIntent.Status, PaymentEvent>>> = {
  processing: 'process',
  requires_capture: 'authorize',
  succeeded: 'capture',
  canceled: 'cancel',
};

/** Null where the PaymentIntent is not ours, or still waits for its buyer. */
export function statementOfIntent(intent: Stripe.PaymentIntent, common: Common, told?: PaymentEvent): Statement | null {
  const event = told ?? EVENTS[intent.status];
  const payment = intent.metadata?.payment;
  if (!event || !payment) return null;
  // Each attempt has a charge of its own; the one that captured is the payment's.
  const charge = event === 'capture' ? idOf(intent.latest_charge) : null;
  return {
    about: 'payment',
    ...common,
    // What was received settles; before that, what is asked for must already be right.
    ...moneyOf(event === 'capture' ? intent.amount_received : intent.amount, intent.currency),
    payment,
    event,
    references: { paymentIntent: intent.id, ...(charge ? { charge } : {}) },
    failure: event === 'fail' ? (intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? 'declined') : null,
  };
}

function moneyOf(amount: number | null, currency: string | null): { amount: number; currency: string } {
  const code = String(currency).toUpperCase();
  return { amount: fromStripe(amount ?? Number.NaN, code), currency: code };
}

const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null);
