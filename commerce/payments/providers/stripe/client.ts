import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Stripe } from 'stripe';
import { config } from '#platform/config.js';
import type { ShopMode } from '#tenants/index.js';
import { ProviderError } from '../../provider.js';

/** With two more tries a call ends within half a minute. */
const TIMEOUT_MS = 8000;
const RETRIES = 2;
const CONNECTIONS = { keepAlive: true, maxSockets: 50, maxFreeSockets: 10, timeout: 30_000 };

const agents = { http: new HttpAgent(CONNECTIONS), https: new HttpsAgent(CONNECTIONS) };

/** Stripe, as one account. Live shops speak with Stripe itself, whatever is configured for test shops. */
export function stripeClient(secretKey: string, mode: ShopMode): Stripe {
  const base = mode === 'TEST' && config().STRIPE_API_BASE ? new URL(config().STRIPE_API_BASE!) : null;
  const protocol = base?.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(secretKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    appInfo: { name: 'Shopyard' },
    httpAgent: agents[protocol],
    ...(base ? { protocol, host: base.hostname, port: base.port || (protocol === 'http' ? 80 : 443) } : {}),
  });
}

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
