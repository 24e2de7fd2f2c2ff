import type { Stripe } from 'stripe';
import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import type { ShopMode } from '#tenants/index.js';
import { type Connection, type OpenAccount, type Place, ProviderError } from '../../provider.js';
import { asking, once, stripeClient } from './client.js';
import { ENABLED_EVENTS } from './events.js';

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

const PAYMENT_METHOD_TYPES = ['CARD', 'ALIPAY', 'WECHAT_PAY', 'LINK'] as const;

type PaymentMethodType = (typeof PAYMENT_METHOD_TYPES)[number];

/** The merchant's choice; empty: he leaves it to Stripe. */
export const paymentMethodTypesOf = ({ paymentMethodTypes = '' }: OpenAccount['settings']) =>
  paymentMethodTypes.split(',').filter(Boolean) as PaymentMethodType[];

export const StripeAccount = z.strictObject({
  secretKey: SecretKey,
  webhookSecret: WebhookSecret.nullish(),
  publishableKey: PublishableKey.nullish(),
  capture: z.enum(['AUTOMATIC', 'MANUAL']).nullish(),
  /** Empty: Stripe chooses by itself. */
  paymentMethodTypes: z.array(z.enum(PAYMENT_METHOD_TYPES)).max(PAYMENT_METHOD_TYPES.length).nullish(),
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

export async function connect(input: StripeAccount, place: Place): Promise<Connection> {
  checkModes(input, place.mode);
  const settings = settingsOf(input, {});
  const externalId = await accountOfKey(input.secretKey, place.mode);
  const endpoint = input.webhookSecret ? null : await createEndpoint(input.secretKey, place);
  const secret = input.webhookSecret ?? endpoint?.secret;
  return {
    externalId,
    secrets: { secretKey: input.secretKey },
    signing: secret ? [secret] : [],
    settings: { ...settings, ...(endpoint ? { endpoint: endpoint.id } : {}) },
  };
}

/** Another key must be the same account's. What Stripe tells the account's endpoint is brought up to date on the way. */
export async function change(input: StripeAccountChange, account: OpenAccount): Promise<Partial<Connection>> {
  checkModes(input, account.mode);
  const settings = settingsOf(input, account.settings);
  const { secretKey, webhookSecret } = input;
  if (account.platform) {
    if (!secretKey && !webhookSecret) return { settings };
    const field = secretKey ? 'secretKey' : 'webhookSecret';
    throw new UserError('INVALID_INPUT', `${field}: the account stands below its agency's platform, whose secrets serve it: leave it out`, [
      field,
    ]);
  }
  const externalId = secretKey && (await accountOfKey(secretKey, account.mode));
  if (externalId && externalId !== account.externalId)
    throw new UserError('ACCOUNT_MISMATCH', `This key belongs to ${externalId}, the account is ${account.externalId}: connect it anew`, [
      'secretKey',
    ]);
  const endpoint = await refreshEndpoint(secretKey ?? account.secrets.secretKey!, account);
  return {
    signing: webhookSecret ? [webhookSecret] : [],
    secrets: secretKey ? { secretKey } : {},
    settings: { ...settings, ...(endpoint ? { endpoint } : {}) },
  };
}

/** What of the input may be shown. @throws {UserError} INVALID_INPUT for what Stripe could not hold for a later capture */
function settingsOf({ publishableKey, capture, paymentMethodTypes }: StripeAccountChange, before: OpenAccount['settings']) {
  const settings = {
    ...(publishableKey ? { publishableKey } : {}),
    ...(capture ? { capture } : {}),
    ...(paymentMethodTypes ? { paymentMethodTypes: [...new Set(paymentMethodTypes)].join(',') } : {}),
  };
  const after = { ...before, ...settings };
  const atOnce = after.capture === 'MANUAL' && paymentMethodTypesOf(after).find((type) => type === 'ALIPAY' || type === 'WECHAT_PAY');
  if (atOnce)
    throw new UserError('INVALID_INPUT', `paymentMethodTypes: ${atOnce} takes the money at once: leave it out, or capture automatically`, [
      'paymentMethodTypes',
    ]);
  return settings;
}

/** Null where the key may not make endpoints, or Stripe does not take our address: the merchant can give a secret later. */
async function createEndpoint(
  secretKey: string,
  { mode, account, callbackUrl }: Place,
): Promise<{ id: string; secret: string | null } | null> {
  const made = await unlessRefused('Stripe made no webhook endpoint: the account works by asking until it has a secret', account, () =>
    stripeClient(secretKey, mode).webhookEndpoints.create(
      { url: callbackUrl, enabled_events: [...ENABLED_EVENTS], description: 'Shopyard' },
      { idempotencyKey: `${account}/endpoint` },
    ),
  );
  return made && { id: made.id, secret: made.secret ?? null };
}

/** An endpoint that was made by an older Shopyard, or by the merchant, may hear of too little. Null: there is none of this address. */
async function refreshEndpoint(secretKey: string, { mode, callbackUrl, settings }: OpenAccount): Promise<string | null> {
  const { webhookEndpoints } = stripeClient(secretKey, mode);
  return unlessRefused('The webhook endpoint was not brought up to date: Stripe refused', callbackUrl, async () => {
    const endpoint = settings.endpoint
      ? await webhookEndpoints.retrieve(settings.endpoint)
      : (await webhookEndpoints.list({ limit: 100 })).data.find(({ url }) => url === callbackUrl);
    if (!endpoint) return null;
    const { id, enabled_events } = endpoint;
    const heard = enabled_events as Stripe.WebhookEndpointUpdateParams.EnabledEvent[];
    const wanted = [...new Set([...heard, ...ENABLED_EVENTS])];
    // Whatever the merchant has added himself stays.
    if (!heard.includes('*') && wanted.length > heard.length) await webhookEndpoints.update(id, { enabled_events: wanted }, once());
    return id;
  });
}

/** Null where Stripe says no, which is written down and keeps nobody. @throws {ProviderError} PROVIDER_UNAVAILABLE */
async function unlessRefused<Result>(consequence: string, account: string, call: () => Promise<Result>): Promise<Result | null> {
  try {
    return await asking(call);
  } catch (error) {
    if (!(error instanceof ProviderError && error.code === 'PROVIDER_REJECTED')) throw error;
    log.warn({ err: error, account }, consequence);
    return null;
  }
}
