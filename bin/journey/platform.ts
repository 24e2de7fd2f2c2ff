import { ask, type Door, USER_ERRORS } from '../doors.js';
import type { Shop } from './agency.js';
import { type Ordered, order } from './buying.js';
import { uploadFile } from './catalog.js';
import { aStripeKey, payOnline, startOnline } from './paying.js';
import { eventually, same } from './right.js';
import { consoleOf, keptOf, type Provider, press } from './sandbox.js';

/** The agency becomes a WeChat Pay service provider and a Stripe platform. `origin`: where the sandbox of WeChat Pay is. */
export async function connectPlatforms(door: Door, agency: string, origin: string): Promise<void> {
  const { appSecret: _, ...shown } = await consoleOf('WECHAT_PAY', origin, { kind: 'PROVIDER' });
  for (const input of [
    { wechatPay: { ...shown, name: '演示服务商', commission: '1.5' } },
    { stripe: { secretKey: aStripeKey(), commission: '1.5' } },
  ]) {
    const { paymentPlatformConnect } = await ask<{ paymentPlatformConnect: { paymentPlatform: { status: string } } }>(
      door,
      `mutation ($agency: ID!, $input: PaymentPlatformConnectInput!) {
        paymentPlatformConnect(agency: $agency, mode: TEST, input: $input) { paymentPlatform { status } ${USER_ERRORS} }
      }`,
      { agency, input },
    );
    same('the platform', paymentPlatformConnect.paymentPlatform.status, 'ACTIVE');
  }
}

interface Onboarding {
  id: string;
  provider: string;
  status: string;
  paymentAccount: { status: string; byDefault: boolean } | null;
}

async function startOnboarding(door: Door, shop: Shop, input: object): Promise<{ paymentOnboarding: Onboarding; link: string | null }> {
  const { paymentOnboardingStart } = await ask<{ paymentOnboardingStart: { paymentOnboarding: Onboarding; link: string | null } }>(
    door,
    `mutation ($shop: ID!, $input: PaymentOnboardingStartInput!, $key: String!) {
      paymentOnboardingStart(shop: $shop, input: $input, idempotencyKey: $key) { link paymentOnboarding { id status } ${USER_ERRORS} }
    }`,
    { shop: shop.id, input, key: `demo-${Object.keys(input)[0]}` },
  );
  return paymentOnboardingStart;
}

/** Where the merchant goes on; on its way the provider is asked how far he is. Null: nowhere any more. */
async function linkOf(door: Door, shop: Shop, onboarding: string): Promise<string | null> {
  const { paymentOnboardingLink } = await ask<{ paymentOnboardingLink: { link: string | null; refused: { code: string }[] } }>(
    door,
    `mutation ($shop: ID!, $onboarding: ID!) {
      paymentOnboardingLink(shop: $shop, paymentOnboarding: $onboarding) { link refused: userErrors { code } }
    }`,
    { shop: shop.id, onboarding },
  );
  return paymentOnboardingLink.link;
}

/** The shop's account below the platform has taken the place of the sandbox's, by itself. */
const takenOn = (door: Door, shop: Shop, provider: Provider): Promise<true> =>
  eventually('the onboarding', async () => {
    const { shop: found } = await ask<{ shop: { paymentOnboardings: Onboarding[] } }>(
      door,
      'query ($shop: ID!) { shop(id: $shop) { paymentOnboardings { id provider status paymentAccount { status byDefault } } } }',
      { shop: shop.id },
    );
    const { status, paymentAccount } = found.paymentOnboardings.find((one) => one.provider === provider)!;
    if (status !== 'ACTIVE') return null;
    same('the account', paymentAccount, { status: 'ACTIVE', byDefault: false });
    return true;
  });

/** WeChat Pay: the application with its pictures, then the super administrator confirms and signs. */
export async function takeOnAtWechatPay(door: Door, agency: string, shop: Shop): Promise<void> {
  const picture = await uploadFile(door, agency, PNG, { filename: 'licence.png', contentType: 'image/png' });
  const { paymentOnboarding } = await startOnboarding(door, shop, { wechatPay: application(picture) });
  same('the application', paymentOnboarding.status, 'AUDITING');
  const link = await linkOf(door, shop, paymentOnboarding.id);
  await press(link!, 'sign');
  await linkOf(door, shop, paymentOnboarding.id);
  await takenOn(door, shop, 'WECHAT_PAY');
}

/** Stripe asks the merchant itself, on its page; its platform's callback tells the rest. */
export async function takeOnAtStripe(door: Door, host: string, shop: Shop): Promise<void> {
  const { link } = await startOnboarding(door, shop, { stripe: { country: 'HK', returnUrl: `${host}/` } });
  same("the way back from Stripe's page", await press(link!, 'finish'), `${host}/`);
  await takenOn(door, shop, 'STRIPE');
}

/** An order, paid on the shop's account below its agency, with the agency's part of it: 1.5 % of 340.00 are 5.10. */
export async function payBelow(door: Door, host: string, shop: Shop, provider: 'WECHAT_PAY' | 'STRIPE'): Promise<Ordered> {
  const placed = await order(door, host, shop);
  const page = await startOnline(host, shop, placed, provider);
  await payOnline(host, shop, placed, page);
  const { shop: found } = await ask<{ shop: { order: { payments: { nodes: { id: string }[] } } } }>(
    door,
    'query ($shop: ID!, $order: ID!) { shop(id: $shop) { order(id: $order) { payments(first: 1) { nodes { id } } } } }',
    { shop: shop.id, order: placed.id },
  );
  const kept = await keptOf(page.origin, provider, found.order.payments.nodes[0]!.id);
  // WeChat Pay shares it out a minute and a half later.
  if (provider === 'WECHAT_PAY') same('the commission', [kept.profitSharing, typeof kept.sub], [true, 'string']);
  else same('the commission', kept.application_fee_amount, 510);
  return placed;
}

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** A sole trader's; every picture is this upload. */
const application = (picture: string) => ({
  contact: { type: 'LEGAL', name: '张三', mobilePhone: '13900000000', email: 'trader@example.com' },
  subject: {
    type: 'INDIVIDUAL',
    businessLicense: { copy: picture, number: '92440300MA5EMP0W0X', merchantName: '演示店', legalPerson: '张三' },
    identity: { name: '张三', number: '440300199001011234', front: picture, back: picture, from: '2020-01-01', until: '长期' },
  },
  business: { shortName: '演示店', servicePhone: '075522233344', sales: { web: { domain: 'https://shop.example' } } },
  settlement: { id: '719', qualificationType: '零售批发' },
  bankAccount: { type: 'PERSONAL', name: '张三', bank: '工商银行', addressCode: '440300', number: '6222020200001234567' },
});
