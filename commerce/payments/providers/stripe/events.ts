import type { IncomingHttpHeaders } from 'node:http';
import { Stripe } from 'stripe';
import { BadSignature, type OpenAccount, type RawCallback, type Said } from '../../provider.js';
import { Envelope, type Shape, shapes } from './shapes.js';
import {
  type Common,
  modeOf,
  statementOfAccount,
  statementOfDispute,
  statementOfIntent,
  statementOfRefund,
  statementOfSession,
} from './statements.js';

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
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refund.updated',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
] as const;

/** What a platform's endpoint hears of, of each of its connected accounts. */
export const CONNECT_EVENTS = [...ENABLED_EVENTS, 'account.updated', 'account.application.deauthorized'] as const;

/** Among an account's requirements: the merchant has cut the tie with the platform, and must connect anew. */
export const DEAUTHORIZED = 'deauthorized';

/** Longer than any id or type of Stripe's. */
const LONGEST_NAME = 255;

/** What of an event is needed to keep it; of a platform's, whose it is. */
interface Received {
  eventId: string;
  type: string;
  connectedAccount: string | null;
}

/** `now` in milliseconds. @throws {BadSignature} also for a signature that is more than five minutes old */
export function readCallback({ headers, body }: RawCallback, secrets: readonly string[], now: number): Received {
  const signature = (headers as IncomingHttpHeaders)['stripe-signature'];
  if (typeof signature !== 'string') throw new BadSignature('There is no Stripe-Signature header: this door is for Stripe alone');
  const text = body.toString('utf8');
  let failure: unknown;
  for (const secret of secrets) {
    try {
      const { id, type, account } = Stripe.webhooks.constructEvent(text, signature, secret, undefined, undefined, now);
      if (typeof id !== 'string' || typeof type !== 'string' || id.length > LONGEST_NAME || type.length > LONGEST_NAME)
        throw new BadSignature('This is not an event of Stripe: it has no id or type');
      return { eventId: id, type, connectedAccount: typeof account === 'string' ? account : null };
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

/**
 * What an event says of something of ours; null where it is about something else, or has not the form of Stripe's. Of a payment a
 * foreign connected account's word is passed on, to be refused and told; the rest is believed of the account itself alone.
 */
export function interpret(body: string, account: Pick<OpenAccount, 'connectedAccount'>): Said | null {
  const event = eventOf(body);
  const said = event && sayingOf(event);
  const foreign = said && said.about !== 'payment' && said.connectedAccount !== account.connectedAccount;
  return foreign ? null : said;
}

/** Null for anything but one of the events that are heard, its object well-formed. */
function eventOf(body: string): Stripe.Event | null {
  const envelope = Envelope.safeParse(parsed(body));
  const shape = envelope.success && SHAPES.find(([prefix]) => envelope.data.type.startsWith(prefix))?.[1];
  if (!shape || !shapes[shape].safeParse(envelope.data.data.object).success) return null;
  return envelope.data as unknown as Stripe.Event;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** What the events of a kind carry, by how their types begin. */
const SHAPES: readonly (readonly [prefix: string, Shape])[] = [
  ['checkout.session.', 'session'],
  ['payment_intent.', 'intent'],
  ['refund.', 'refund'],
  ['charge.refund.', 'refund'],
  ['charge.dispute.', 'dispute'],
  ['account.updated', 'account'],
  ['account.application.', 'application'],
];

function sayingOf(event: Stripe.Event): Said | null {
  const common: Common = { mode: modeOf(event.livemode), connectedAccount: event.account ?? null };
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.expired':
      return statementOfSession(event.data.object, common);
    case 'checkout.session.async_payment_failed':
      return statementOfSession(event.data.object, common, 'fail');
    case 'payment_intent.payment_failed':
      return statementOfIntent(event.data.object, common, 'fail');
    case 'payment_intent.succeeded':
    case 'payment_intent.processing':
    case 'payment_intent.canceled':
    case 'payment_intent.amount_capturable_updated':
      return statementOfIntent(event.data.object, common);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      return statementOfRefund(event.data.object, common);
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
      return statementOfDispute(event.data.object, common);
    case 'account.updated':
      return event.account === event.data.object.id ? statementOfAccount(event.data.object, common.mode) : null;
    case 'account.application.deauthorized':
      return event.account
        ? { about: 'account', ...common, connectedAccount: event.account, active: false, requirements: [DEAUTHORIZED] }
        : null;
    default:
      return null;
  }
}
