import { randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { config } from '#platform/config.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type OutboxEvent, outbox, type ShopContext, shopId } from '#tenants/index.js';
import { type PaymentAccount, PROVIDERS, type ProviderName, paymentAccountId, paymentAccounts } from './account.model.js';
import { newAccount } from './accounts.js';
import { callbackUrlOf } from './opened.js';
import { ProviderError } from './provider.js';
import { providers } from './providers.js';

/** How a test shop gets an account at a provider's sandbox: where it runs, and what its account is connected with. */
interface Sandbox {
  base(): string | undefined;
  /** @throws {ProviderError} */
  credentials(base: string): Promise<object>;
}

const SANDBOXES: Readonly<Partial<Record<ProviderName, Sandbox>>> = {
  // Each key is an account of its own there.
  STRIPE: {
    base: () => config().STRIPE_API_BASE,
    credentials: async () => ({ secretKey: `sk_test_${randomBytes(16).toString('hex')}` }),
  },
  WECHAT_PAY: { base: () => config().WECHAT_PAY_API_BASE, credentials: newMerchant },
  ALIPAY: { base: () => config().ALIPAY_API_BASE, credentials: newMerchant },
};

const ANSWERS_WITHIN_MS = 10_000;

/** The sandboxes of our own make a merchant when they are asked to, and answer what connects him. */
async function newMerchant(base: string): Promise<object> {
  try {
    const answer = await fetch(`${base}/_sandbox/merchants`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    if (answer.ok) return (await answer.json()) as object;
  } catch {} // told below
  throw new ProviderError('PROVIDER_UNAVAILABLE', 'The sandbox makes no merchant at the moment: try again', false);
}

/** The sandboxes that are there for a shop: none for one that is live. */
const sandboxesFor = ({ mode }: ShopContext): ProviderName[] =>
  mode === 'TEST' ? PROVIDERS.filter((provider) => Boolean(SANDBOXES[provider]?.base() && providers[provider])) : [];

/**
 * `shop.created`: a test shop can be paid through every provider's sandbox at once. What its merchant has connected, or has disabled,
 * stays as it is. Twice is the same.
 * @throws {ProviderError} the first of what failed, once all were tried
 */
export async function connectSandboxes(shop: ShopContext, _event?: OutboxEvent): Promise<void> {
  const failed: unknown[] = [];
  for (const provider of sandboxesFor(shop)) {
    try {
      await connectSandbox(shop, provider);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}

/**
 * A buyer of a new shop is quicker than the reaction to its opening: the sandbox is connected on the spot. Null: it is not the
 * shop's any more, or never was.
 * @throws {ProviderError}
 */
export async function sandboxAtOnce(shop: ShopContext, provider: ProviderName): Promise<PaymentAccount | null> {
  if (!sandboxesFor(shop).includes(provider)) return null;
  const waiting = { subject: shopId.encode(shop.shopId), type: 'shop.created', state: { $ne: 'DONE' } } as const;
  const isNew = await outbox.in(shop).findOne(waiting, { fields: ['type'] });
  return isNew && connectSandbox(shop, provider);
}

/** The account that takes payments afterwards; null: the merchant has disabled it. @throws {ProviderError} */
async function connectSandbox(shop: ShopContext, provider: ProviderName): Promise<PaymentAccount | null> {
  const known = await paymentAccounts.in(shop).findOne({ provider }, { fields: ['provider'] });
  if (known) return paymentAccounts.in(shop).findOne({ provider, active: true });
  const sandbox = SANDBOXES[provider]!;
  const _id = new Types.ObjectId();
  const place = { mode: shop.mode, account: paymentAccountId.encode(_id), callbackUrl: callbackUrlOf({ _id, provider }) ?? '' };
  const connection = await providers[provider].connect((await sandbox.credentials(sandbox.base()!)) as never, place);
  try {
    return await paymentAccounts.in(shop).insert({ ...newAccount(shop, _id, provider, connection), byDefault: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return paymentAccounts.in(shop).findOne({ provider, active: true }); // another was quicker
  }
}
