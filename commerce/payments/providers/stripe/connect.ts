import type { Stripe } from 'stripe';
import type { ShopMode } from '#tenants/index.js';
import type { AccountStatement, Connection, OpenPlatform } from '../../provider.js';
import { checkModes } from './account.js';
import { asking, once, stripeClient } from './client.js';
import { CONNECT_EVENTS } from './events.js';
import { statementOfAccount } from './statements.js';

/** The calls that an agency's platform makes in its own name. Source: docs.stripe.com/connect, accounts and account links. */
type Platform = Pick<OpenPlatform, 'secrets'>;

const clientOfPlatform = ({ secrets }: Platform, mode: ShopMode): Stripe => stripeClient(secrets.secretKey!, mode);

/** Whom an agency takes on. */
export interface NewConnectedAccount {
  /** ISO 3166, two letters: it cannot be changed later. */
  country: string;
  email: string | null;
  /** Null: he says it himself. */
  businessType: 'individual' | 'company' | 'non_profit' | null;
  /** The shop's public id: kept in the account's metadata. */
  shop: string;
}

/**
 * Makes the merchant's own account below the platform: he is the merchant of record, Stripe asks him for what it must know, and he
 * bears its fees. The same `idempotencyKey` makes one account. @returns its name, `acct_…` @throws {ProviderError}
 */
export async function createConnectedAccount(
  platform: Platform,
  mode: ShopMode,
  { country, email, businessType, shop }: NewConnectedAccount,
  idempotencyKey: string,
): Promise<string> {
  const { id } = await asking(() =>
    clientOfPlatform(platform, mode).accounts.create(
      {
        country,
        ...(email ? { email } : {}),
        ...(businessType ? { business_type: businessType } : {}),
        controller: {
          fees: { payer: 'account' },
          losses: { payments: 'stripe' },
          requirement_collection: 'stripe',
          stripe_dashboard: { type: 'full' },
        },
        capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
        metadata: { shop },
      },
      { idempotencyKey },
    ),
  );
  return id;
}

/**
 * Where the merchant tells Stripe what it must know. The address is good for one visit and a few minutes: whoever comes too late
 * lands on `refreshUrl`, which makes another. @throws {ProviderError}
 */
export async function onboardingLink(
  platform: Platform,
  mode: ShopMode,
  account: string,
  { refreshUrl, returnUrl }: { refreshUrl: string; returnUrl: string },
): Promise<{ url: string; expiresAt: Date }> {
  const link = await asking(() =>
    clientOfPlatform(platform, mode).accountLinks.create(
      { account, type: 'account_onboarding', refresh_url: refreshUrl, return_url: returnUrl },
      once(), // each visit wants an address of its own
    ),
  );
  return { url: link.url, expiresAt: new Date(link.expires_at * 1000) };
}

/** How far the merchant has come. @throws {ProviderError} */
export async function readConnectedAccount(platform: Platform, mode: ShopMode, account: string): Promise<AccountStatement> {
  return statementOfAccount(await asking(() => clientOfPlatform(platform, mode).accounts.retrieve(account)), mode);
}

/**
 * Whose the platform's key is, with a Connect endpoint made for `callbackUrl` that hears of all its merchants: its
 * secret is among `signing`, its id in `settings.endpoint`. @throws {ProviderError} @throws {UserError} MODE_MISMATCH
 */
export async function verifyPlatform(secretKey: string, mode: ShopMode, callbackUrl: string): Promise<Connection> {
  checkModes({ secretKey }, mode);
  const stripe = stripeClient(secretKey, mode);
  const { id } = await asking(() => stripe.accounts.retrieveCurrent());
  const endpoint = await asking(() =>
    stripe.webhookEndpoints.create(
      { url: callbackUrl, enabled_events: [...CONNECT_EVENTS], connect: true, description: 'Shopyard Connect' },
      { idempotencyKey: `endpoint ${callbackUrl}` },
    ),
  );
  return {
    externalId: id,
    secrets: { secretKey },
    signing: endpoint.secret ? [endpoint.secret] : [],
    settings: { endpoint: endpoint.id },
  };
}
