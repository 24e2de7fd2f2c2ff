import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { type PaymentAccount, paymentAccounts } from '#commerce/payments/account.model.js';
import { newAccount } from '#commerce/payments/accounts.js';
import { sealPlatform } from '#commerce/payments/opened.js';
import { type PaymentPlatform, platformId, platforms } from '#commerce/payments/platform.model.js';
import { stripeClient } from '#commerce/payments/providers/stripe/client.js';
import { createConnectedAccount, verifyPlatform } from '#commerce/payments/providers/stripe/connect.js';
import { agencyForJob, type ShopContext, shopId } from '#tenants/index.js';
import { aStripeKey, type openStripe } from './stripe.js';

type Opened = Awaited<ReturnType<typeof openStripe>>;

/** The shop's agency becomes a Stripe platform; `signed` are the secrets of its Connect endpoint, which Stripe has made. */
export async function aStripePlatform(stripe: Opened, shop: ShopContext, commission = 250) {
  const [_id, secretKey] = [new Types.ObjectId(), aStripeKey()];
  const connection = await verifyPlatform(secretKey, 'TEST', `${stripe.url}/callbacks/stripe/${platformId.encode(_id)}`);
  const now = new Date();
  const platform: PaymentPlatform = await platforms.in(agencyForJob(shop.agencyId, 'test')).insert({
    _id,
    provider: 'STRIPE',
    mode: 'TEST',
    externalId: connection.externalId!,
    secrets: sealPlatform(shop.agencyId, _id, connection.secrets),
    signing: connection.signing.map((signing) => sealPlatform(shop.agencyId, _id, { signing }).signing!),
    settings: connection.settings,
    commission,
    active: true,
    createdAt: now,
    updatedAt: now,
  });
  return { platform, secretKey, signed: connection.signing };
}

/** The shop is paid on an account of its own below a platform, ready to take charges. */
export async function connectBelow(
  stripe: Opened,
  shop: ShopContext,
  { platform, secretKey }: { platform: PaymentPlatform; secretKey: string },
  settings: PaymentAccount['settings'] = {},
) {
  const merchant = { country: 'CN', email: 'merchant@shop.example', businessType: null, shop: shopId.encode(shop.shopId) };
  const connectedAccount = await createConnectedAccount({ secrets: { secretKey } }, 'TEST', merchant, randomUUID());
  await stripe.control(`accounts/${connectedAccount}/finish`, {});
  const connection = { externalId: connectedAccount, secrets: {}, signing: [], settings };
  const account = await paymentAccounts.in(shop).insert({
    ...newAccount(shop, new Types.ObjectId(), 'STRIPE', connection),
    status: 'ACTIVE',
    platformId: platform._id,
    connectedAccount,
  });
  return { account, connectedAccount, of: stripeClient(secretKey, 'TEST', connectedAccount) };
}
