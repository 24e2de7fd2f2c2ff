import type { Stripe } from 'stripe';
import { UserError } from '#platform/errors.js';
import { type Payment, paymentId } from '../../payment.model.js';
import { type Action, type OpenAccount, type PayableOrder, ProviderError, type Started, type Statement } from '../../provider.js';
import { paymentMethodTypesOf } from './account.js';
import { feeOf, toStripe } from './amounts.js';
import { asking, clientOf, once } from './client.js';
import { type Common, modeOf, statementOfIntent, statementOfSession } from './statements.js';

export function check({ method, amount, currency, returnUrl }: Pick<Payment, 'method' | 'amount' | 'currency' | 'returnUrl'>): void {
  toStripe(amount, currency);
  if (method === 'CHECKOUT' && !returnUrl)
    throw new UserError('INVALID_INPUT', 'returnUrl: is missing. The buyer pays on a page of Stripe and comes back to it', ['returnUrl']);
}

export const start = (account: OpenAccount, payment: Payment, order: PayableOrder): Promise<Started> =>
  payment.method === 'CHECKOUT' ? startSession(account, payment, order) : startIntent(account, payment, order);

async function startSession(account: OpenAccount, payment: Payment, order: PayableOrder): Promise<Started> {
  const { session: known } = payment.references;
  const session = await asking(() => (known ? retrieveSession(account, known) : createSession(account, payment, order)));
  if (!session.url) return over(sayingOf(session, account), payment);
  return { kind: 'payable', references: { session: session.id }, action: { kind: 'RedirectAction', url: session.url } };
}

export const retrieveSession = (account: OpenAccount, id: string) =>
  clientOf(account).checkout.sessions.retrieve(id, { expand: ['payment_intent'] });

/**
 * What a Session that was read with its PaymentIntent says. Once it is complete the PaymentIntent knows better: whether it failed,
 * waits to be captured, and what was received.
 */
export function sayingOf(session: Stripe.Checkout.Session, account: OpenAccount): Statement | null {
  const known = common(session.livemode, account);
  const intent = session.payment_intent;
  if (session.status !== 'complete' || !intent || typeof intent === 'string') return statementOfSession(session, known);
  // Its page is closed: what still wants a way to pay will not get one.
  const said = statementOfIntent(intent, known, intent.status === 'requires_payment_method' ? 'cancel' : undefined);
  return said && { ...said, references: { session: session.id, ...said.references } };
}

const createSession = (account: OpenAccount, payment: Payment, order: PayableOrder) =>
  clientOf(account).checkout.sessions.create(
    {
      mode: 'payment',
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: payment.currency.toLowerCase(),
            unit_amount: toStripe(payment.amount, payment.currency),
            product_data: { name: `#${order.number}` },
          },
        },
      ],
      success_url: payment.returnUrl!,
      cancel_url: payment.returnUrl!,
      client_reference_id: order.number,
      metadata: { payment: paymentId.encode(payment._id) },
      payment_intent_data: { ...intentData(account, payment, order), ...captureOf(account) },
      ...typesOf(account),
      ...(order.email ? { customer_email: order.email } : {}),
      ...(payment.payableUntil ? { expires_at: expiryOf(payment.payableUntil, payment.createdAt) } : {}),
    },
    { idempotencyKey: paymentId.encode(payment._id) },
  );

/** What a PaymentIntent is made with, be it by us or by Checkout. */
function intentData({ platform }: OpenAccount, { _id, amount, currency }: Payment, { number }: PayableOrder) {
  const fee = platform ? feeOf(toStripe(amount, currency), currency, platform.commission) : 0;
  return {
    metadata: { payment: paymentId.encode(_id) },
    description: `#${number}`,
    ...(fee > 0 ? { application_fee_amount: fee } : {}),
  };
}

const captureOf = ({ settings }: OpenAccount) => (settings.capture === 'MANUAL' ? { capture_method: 'manual' as const } : {});

/** The ways of paying that the merchant has chosen. None: Stripe chooses by what he has switched on there, by currency and buyer. */
function typesOf({ settings }: OpenAccount) {
  const types = paymentMethodTypesOf(settings).map((type) => type.toLowerCase() as Lowercase<typeof type>);
  return {
    ...(types.length > 0 ? { payment_method_types: types } : {}),
    ...(types.includes('wechat_pay') ? { payment_method_options: { wechat_pay: { client: 'web' as const } } } : {}),
  };
}

/**
 * A Session stays open for half an hour at least and a day at most, here with room for clocks and a second try. Reckoned from the
 * payment's beginning: under one idempotency key Stripe wants the same parameters.
 */
function expiryOf(until: Date, from: Date): number {
  const seconds = (until.getTime() - from.getTime()) / 1000;
  return Math.floor(from.getTime() / 1000 + Math.min(Math.max(seconds, 35 * 60), 23.5 * 3600));
}

async function startIntent(account: OpenAccount, payment: Payment, order: PayableOrder): Promise<Started> {
  const { paymentIntent } = payment.references;
  const intent = await asking(() =>
    paymentIntent ? clientOf(account).paymentIntents.retrieve(paymentIntent) : createIntent(account, payment, order),
  );
  const ended = ['succeeded', 'canceled', 'requires_capture'].includes(intent.status);
  if (ended || !intent.client_secret) return over(statementOfIntent(intent, common(intent.livemode, account)), payment);
  const action: Action = {
    kind: 'ClientSecretAction',
    clientSecret: intent.client_secret,
    publishableKey: (account.platform ?? account).settings.publishableKey ?? null,
    connectedAccount: account.connectedAccount,
  };
  return { kind: 'payable', references: { paymentIntent: intent.id }, action };
}

function createIntent(account: OpenAccount, payment: Payment, order: PayableOrder) {
  const types = typesOf(account);
  return clientOf(account).paymentIntents.create(
    {
      amount: toStripe(payment.amount, payment.currency),
      currency: payment.currency.toLowerCase(),
      ...intentData(account, payment, order),
      ...captureOf(account),
      ...(types.payment_method_types ? types : { automatic_payment_methods: { enabled: true } }),
      ...(order.email ? { receipt_email: order.email } : {}),
    },
    { idempotencyKey: paymentId.encode(payment._id) },
  );
}

/** As the call tells that brought it: it ran on that account alone. */
export const common = (livemode: boolean, { connectedAccount }: OpenAccount): Common => ({ mode: modeOf(livemode), connectedAccount });

/** @throws {ProviderError} where Stripe's answer makes no sense to us */
function over(statement: Statement | null, payment: Payment): Started {
  if (statement) return { kind: 'over', statement };
  throw new ProviderError('PROVIDER_REJECTED', `Stripe no longer takes ${paymentId.encode(payment._id)}: start another payment`, true);
}

/** By its Session where it has one: a PaymentIntent appears only with the buyer's first attempt. */
export async function query(account: OpenAccount, { references: { session, paymentIntent } }: Payment): Promise<Statement | null> {
  if (session) return sayingOf(await asking(() => retrieveSession(account, session)), account);
  if (!paymentIntent) return null;
  const found = await asking(() => clientOf(account).paymentIntents.retrieve(paymentIntent));
  return statementOfIntent(found, common(found.livemode, account));
}

/** One that is authorised gives up what it holds of the buyer's money. */
export async function close(account: OpenAccount, { references: { session, paymentIntent } }: Payment): Promise<void> {
  if (session) {
    const closed = await unlessOver(() => clientOf(account).checkout.sessions.expire(session, {}, once()));
    if (closed) return;
  }
  const intent = session ? await authorisedBy(account, session) : paymentIntent;
  const reason = { cancellation_reason: 'abandoned' } as const;
  if (intent) await unlessOver(() => clientOf(account).paymentIntents.cancel(intent, reason, once()));
}

/** False where it was paid or closed meanwhile: whoever closes it asks next. */
async function unlessOver(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await asking(call);
    return true;
  } catch (error) {
    if (!(error instanceof ProviderError && error.code === 'PROVIDER_REJECTED')) throw error;
    return false;
  }
}

async function authorisedBy(account: OpenAccount, session: string): Promise<string | null> {
  const { payment_intent: intent } = await asking(() => retrieveSession(account, session));
  return intent && typeof intent !== 'string' && intent.status === 'requires_capture' ? intent.id : null;
}

/** All of it; one that is captured already says so. */
export async function capture(account: OpenAccount, payment: Payment): Promise<Statement> {
  const intent = payment.references.paymentIntent ?? (await authorisedBy(account, payment.references.session ?? ''));
  if (!intent) throw new ProviderError('PROVIDER_REJECTED', `Stripe holds no money for ${paymentId.encode(payment._id)}`, true);
  try {
    const captured = await asking(() => clientOf(account).paymentIntents.capture(intent, {}, once()));
    return statementOfIntent(captured, common(captured.livemode, account))!;
  } catch (error) {
    if (!(error instanceof ProviderError && error.code === 'PROVIDER_REJECTED')) throw error;
    const now = await query(account, payment);
    if (now?.event === 'capture') return now;
    throw error;
  }
}
