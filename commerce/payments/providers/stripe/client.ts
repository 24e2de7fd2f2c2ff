import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Stripe } from 'stripe';
import { config } from '#platform/config.js';
import type { ShopMode } from '#tenants/index.js';
import { type OpenAccount, ProviderError } from '../../provider.js';

/** With two more tries a call ends within half a minute. */
const TIMEOUT_MS = 8000;
const RETRIES = 2;
const CONNECTIONS = { keepAlive: true, maxSockets: 50, maxFreeSockets: 10, timeout: 30_000 };

const agents = { http: new HttpAgent(CONNECTIONS), https: new HttpsAgent(CONNECTIONS) };

/**
 * Stripe, as the account that a call runs on: the shop's own by its key, or below the agency's platform with the platform's key, in
 * the connected account's name.
 */
export function clientOf({ platform, connectedAccount, secrets, mode }: Caller): Stripe {
  if (!platform) return stripeClient(secrets.secretKey!, mode);
  // Without a name the call would run on the platform itself, and the shop's money settle there.
  if (!connectedAccount) throw new Error("An account below a platform has no connected account: nothing of a shop's runs on the platform");
  return stripeClient(platform.secrets.secretKey!, mode, connectedAccount);
}

type Caller = Pick<OpenAccount, 'platform' | 'connectedAccount' | 'secrets' | 'mode'>;

/** Stripe, by one key. Live shops speak with Stripe itself, whatever is configured for test shops. */
export function stripeClient(secretKey: string, mode: ShopMode, connectedAccount?: string): Stripe {
  const base = mode === 'TEST' && config().STRIPE_API_BASE ? new URL(config().STRIPE_API_BASE!) : null;
  const protocol = base?.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(secretKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    appInfo: { name: 'Shopyard' },
    ...(connectedAccount ? { stripeAccount: connectedAccount } : {}),
    httpAgent: agents[protocol],
    ...(base ? { protocol, host: base.hostname, port: base.port || (protocol === 'http' ? 80 : 443) } : {}),
  });
}

/**
 * For a call that changes nothing the second time: Stripe repeats under one key, for a day, also a refusal whose reason has gone. It
 * holds for the tries of this one call.
 */
export const once = () => ({ idempotencyKey: randomUUID() });

const { StripeConnectionError, StripeAPIError, StripeRateLimitError, StripeError } = Stripe.errors;

/** Runs a call. @throws {ProviderError} PROVIDER_UNAVAILABLE, PROVIDER_REJECTED */
export async function asking<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    const unavailable = (final: boolean) =>
      new ProviderError('PROVIDER_UNAVAILABLE', 'Stripe does not answer for the moment: try again', final);
    if (error instanceof StripeConnectionError || error instanceof StripeRateLimitError) throw unavailable(false);
    // 409: the first call under this idempotency key still runs.
    if (error.statusCode === 409) throw unavailable(false);
    // Stripe repeats a stored 500 for 24 hours under the same idempotency key.
    if (error instanceof StripeAPIError || (error.statusCode ?? 0) >= 500) throw unavailable(true);
    throw new ProviderError('PROVIDER_REJECTED', `Stripe: ${withoutKeys(error.message)}`, true);
  }
}

/** Stripe shows the ends of a wrong key. */
const withoutKeys = (message: string): string => message.replace(/\b([sr]k|whsec)_\S+/g, '$1_…');
