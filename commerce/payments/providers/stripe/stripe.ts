import type { Stripe } from 'stripe';
import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import type { ShopMode } from '#tenants/index.js';
import { type Payment, paymentId } from '../../payment.model.js';
import type {
  Action,
  Connection,
  OnlineProvider,
  OpenAccount,
  PayableOrder,
  Place,
  Provider,
  References,
  RefundStatement,
  Started,
  Statement,
} from '../../provider.js';
import { ProviderError } from '../../provider.js';
import { type Refund, refundId } from '../../refund.model.js';
import type { RefundEvent } from '../../refund.state.js';
import { fromStripe, toStripe } from './amounts.js';
import { asking, stripeClient } from './client.js';
import { ENABLED_EVENTS, interpret, modeOf, readCallback, statementOfIntent, statementOfSession } from './events.js';

const SecretKey = z
  .string()
  .trim()
  .regex(/^[sr]k_(test|live)_\w{3,250}$/, "takes a secret key of Stripe's: sk_test_…, sk_live_… or a restricted rk_… key");
const WebhookSecret = z
  .string()
  .trim()
  .regex(/^whsec_[\w+/=-]{3,250}$/, "takes a signing secret of Stripe's: whsec_…");
const PublishableKey = z
  .string()
  .trim()
  .regex(/^pk_(test|live)_\w{3,250}$/, "takes a publishable key of Stripe's: pk_test_… or pk_live_…");

export const StripeAccount = z.strictObject({
  secretKey: SecretKey,
  webhookSecret: WebhookSecret.nullish(),
  publishableKey: PublishableKey.nullish(),
});
export type StripeAccount = z.infer<typeof StripeAccount>;

export const StripeAccountChange = StripeAccount.partial();
export type StripeAccountChange = z.infer<typeof StripeAccountChange>;

/** @throws {UserError} MODE_MISMATCH: test keys belong to test shops, live keys to live ones */
export function checkModes(input: z.infer<typeof StripeAccountChange>, mode: ShopMode): void {
  for (const [field, key] of [
    ['secretKey', input.secretKey],
    ['publishableKey', input.publishableKey],
  ] as const) {
    if (!key || key.includes('_live_') === (mode === 'LIVE')) continue;
    const wanted =
      mode === 'LIVE' ? 'This shop is live: it takes a key of live mode' : 'This shop is a test shop: it takes a key of test mode';
    throw new UserError('MODE_MISMATCH', `${wanted}, one that has _${mode.toLowerCase()}_ in it`, [field]);
  }
}

/** Whose key this is. @throws {ProviderError} */
export async function accountOfKey(secretKey: string, mode: ShopMode): Promise<string> {
  return (await asking(() => stripeClient(secretKey, mode).accounts.retrieveCurrent())).id;
}

async function connect(input: StripeAccount, place: Place): Promise<Connection> {
  checkModes(input, place.mode);
  const externalId = await accountOfKey(input.secretKey, place.mode);
  const secret = input.webhookSecret ?? (await createEndpoint(input.secretKey, place));
  return {
    externalId,
    secrets: { secretKey: input.secretKey },
    signing: secret ? [secret] : [],
    settings: input.publishableKey ? { publishableKey: input.publishableKey } : {},
  };
}

/** Another key must be the same account's. */
async function change(input: StripeAccountChange, account: OpenAccount): Promise<Partial<Connection>> {
  checkModes(input, account.mode);
  const { secretKey, webhookSecret, publishableKey } = input;
  const externalId = secretKey && (await accountOfKey(secretKey, account.mode));
  if (externalId && externalId !== account.externalId)
    throw new UserError('ACCOUNT_MISMATCH', `This key belongs to ${externalId}, the account is ${account.externalId}: connect it anew`, [
      'secretKey',
    ]);
  return {
    signing: webhookSecret ? [webhookSecret] : [],
    secrets: secretKey ? { secretKey } : {},
    settings: publishableKey ? { publishableKey } : {},
  };
}

/** Null where the key may not make endpoints, or Stripe does not take our address: the merchant can give a secret later. */
async function createEndpoint(secretKey: string, place: Place): Promise<string | null> {
  try {
    const endpoint = await asking(() =>
      stripeClient(secretKey, place.mode).webhookEndpoints.create(
        { url: place.callbackUrl, enabled_events: [...ENABLED_EVENTS], description: 'Shopyard' },
        { idempotencyKey: `${place.account}/endpoint` },
      ),
    );
    return endpoint.secret ?? null;
  } catch (error) {
    if (!(error instanceof ProviderError && error.code === 'PROVIDER_REJECTED')) throw error;
    log.warn({ err: error, account: place.account }, 'Stripe made no webhook endpoint: the account works by asking until it has a secret');
    return null;
  }
}

function check({ method, amount, currency, returnUrl }: Pick<Payment, 'method' | 'amount' | 'currency' | 'returnUrl'>): void {
  toStripe(amount, currency);
  if (method === 'CHECKOUT' && !returnUrl)
    throw new UserError('INVALID_INPUT', 'returnUrl: is missing. The buyer pays on a page of Stripe and comes back to it', ['returnUrl']);
}

async function start(account: OpenAccount, payment: Payment, order: PayableOrder): Promise<Started> {
  const stripe = stripeClient(account.secrets.secretKey!, account.mode);
  return payment.method === 'CHECKOUT' ? startSession(stripe, payment, order) : startIntent(stripe, account, payment, order);
}

async function startSession(stripe: Stripe, payment: Payment, order: PayableOrder): Promise<Started> {
  const { session: known } = payment.references;
  const session = await asking(() => (known ? retrieveSession(stripe, known) : createSession(stripe, payment, order)));
  if (!session.url) return over(sayingOf(session, payment), payment);
  return { kind: 'payable', references: { session: session.id }, action: { kind: 'RedirectAction', url: session.url } };
}

const retrieveSession = (stripe: Stripe, id: string) => stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] });

/** What a Session that was read with its PaymentIntent says: one that is complete and unpaid does not tell whether it failed. */
function sayingOf(session: Stripe.Checkout.Session, payment: Payment): Statement | null {
  const known = common(session.livemode, payment);
  const intent = session.payment_intent;
  const open = session.status === 'complete' && session.payment_status === 'unpaid' && intent !== null && typeof intent !== 'string';
  if (!open) return statementOfSession(session, known);
  // Its page is closed: what still wants a way to pay will not get one.
  return statementOfIntent(intent, known, intent.status === 'requires_payment_method' ? 'cancel' : undefined);
}

const createSession = (stripe: Stripe, payment: Payment, order: PayableOrder) =>
  stripe.checkout.sessions.create(
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
      payment_intent_data: { metadata: { payment: paymentId.encode(payment._id) }, description: `#${order.number}` },
      ...(order.email ? { customer_email: order.email } : {}),
      ...(payment.payableUntil ? { expires_at: expiryOf(payment.payableUntil, payment.createdAt) } : {}),
    },
    { idempotencyKey: paymentId.encode(payment._id) },
  );

/**
 * A Session stays open for half an hour at least and a day at most, here with room for clocks and a second try. Reckoned from the
 * payment's beginning: under one idempotency key Stripe wants the same parameters.
 */
function expiryOf(until: Date, from: Date): number {
  const seconds = (until.getTime() - from.getTime()) / 1000;
  return Math.floor(from.getTime() / 1000 + Math.min(Math.max(seconds, 35 * 60), 23.5 * 3600));
}

async function startIntent(stripe: Stripe, account: OpenAccount, payment: Payment, order: PayableOrder): Promise<Started> {
  const intent = await asking(() =>
    payment.references.paymentIntent
      ? stripe.paymentIntents.retrieve(payment.references.paymentIntent)
      : createIntent(stripe, payment, order),
  );
  if (intent.status === 'succeeded' || intent.status === 'canceled' || !intent.client_secret)
    return over(statementOfIntent(intent, common(intent.livemode, payment)), payment);
  const action: Action = {
    kind: 'ClientSecretAction',
    clientSecret: intent.client_secret,
    publishableKey: account.settings.publishableKey ?? null,
  };
  return { kind: 'payable', references: { paymentIntent: intent.id }, action };
}

const createIntent = (stripe: Stripe, payment: Payment, order: PayableOrder) =>
  stripe.paymentIntents.create(
    {
      amount: toStripe(payment.amount, payment.currency),
      currency: payment.currency.toLowerCase(),
      automatic_payment_methods: { enabled: true },
      description: `#${order.number}`,
      metadata: { payment: paymentId.encode(payment._id) },
      ...(order.email ? { receipt_email: order.email } : {}),
    },
    { idempotencyKey: paymentId.encode(payment._id) },
  );

const common = (livemode: boolean, { connectedAccount }: Payment) => ({ mode: modeOf(livemode), connectedAccount });

/** @throws {ProviderError} where Stripe's answer makes no sense to us */
function over(statement: Statement | null, payment: Payment): Started {
  if (statement) return { kind: 'over', statement };
  throw new ProviderError('PROVIDER_REJECTED', `Stripe no longer takes ${paymentId.encode(payment._id)}: start another payment`, true);
}

/** By its Session where it has one: a PaymentIntent appears only with the buyer's first attempt. */
async function query(account: OpenAccount, payment: Payment): Promise<Statement | null> {
  const stripe = stripeClient(account.secrets.secretKey!, account.mode);
  const { session, paymentIntent } = payment.references;
  if (session) {
    return sayingOf(await asking(() => retrieveSession(stripe, session)), payment);
  }
  if (!paymentIntent) return null;
  const found = await asking(() => stripe.paymentIntents.retrieve(paymentIntent));
  return statementOfIntent(found, common(found.livemode, payment));
}

async function close(account: OpenAccount, payment: Payment): Promise<void> {
  const stripe = stripeClient(account.secrets.secretKey!, account.mode);
  const { session, paymentIntent } = payment.references;
  try {
    if (session) await asking(() => stripe.checkout.sessions.expire(session));
    else if (paymentIntent) await asking(() => stripe.paymentIntents.cancel(paymentIntent, { cancellation_reason: 'abandoned' }));
  } catch (error) {
    // Paid or closed meanwhile: whoever closes it asks next.
    if (!(error instanceof ProviderError && error.code === 'PROVIDER_REJECTED')) throw error;
  }
}

const answers: OnlineProvider['answers'] = {
  taken: { status: 200, type: 'application/json; charset=utf-8', body: '{"received":true}' },
};

const REFUND_EVENTS: Readonly<Record<string, RefundEvent>> = {
  pending: 'process',
  requires_action: 'process',
  succeeded: 'succeed',
  failed: 'fail',
  canceled: 'fail',
};

const referencesOf = (refund: Stripe.Refund): References => ({ refund: refund.id });

function statementOfRefund(
  refund: Stripe.Refund,
  { mode, connectedAccount }: Pick<RefundStatement, 'mode' | 'connectedAccount'>,
): RefundStatement {
  const currency = refund.currency.toUpperCase();
  return {
    about: 'refund',
    mode,
    connectedAccount,
    refund: refund.metadata?.refund ?? null,
    of: {},
    event: REFUND_EVENTS[refund.status ?? 'pending'] ?? 'process',
    amount: fromStripe(refund.amount, currency),
    currency,
    references: referencesOf(refund),
    failure: refund.failure_reason ?? null,
  };
}

async function refund(account: OpenAccount, payment: Payment, { _id, amount, currency, mode }: Refund): Promise<RefundStatement> {
  const stripe = stripeClient(account.secrets.secretKey!, account.mode);
  const id = refundId.encode(_id);
  const made = await asking(() =>
    stripe.refunds.create(
      { payment_intent: payment.references.paymentIntent!, amount: toStripe(amount, currency), metadata: { refund: id } },
      { idempotencyKey: id },
    ),
  );
  return statementOfRefund(made, { mode, connectedAccount: payment.connectedAccount });
}

async function queryRefund(account: OpenAccount, payment: Payment, { references, mode }: Refund): Promise<RefundStatement | null> {
  if (!references.refund) return null;
  const stripe = stripeClient(account.secrets.secretKey!, account.mode);
  const found = await asking(() => stripe.refunds.retrieve(references.refund!));
  return statementOfRefund(found, { mode, connectedAccount: payment.connectedAccount });
}

const online: OnlineProvider = { readCallback, answers, interpret, query, close, refund, queryRefund };

/** The shop's own Stripe account. Source: docs.stripe.com/api, checkout and webhooks. */
export const stripe: Provider<StripeAccount, StripeAccountChange> = {
  methods: () => ['CHECKOUT', 'INTENT'],
  connect,
  change,
  check,
  start,
  online,
};
