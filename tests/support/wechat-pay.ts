import { Types } from 'mongoose';
import { type PaymentAccount, paymentAccounts } from '#commerce/payments/account.model.js';
import { newAccount } from '#commerce/payments/accounts.js';
import { connectPaymentAccount, type Payment, PaymentStart, type StartedPayment, startPayment } from '#commerce/payments/index.js';
import { sealPlatform, sealPlatformSigning } from '#commerce/payments/opened.js';
import { type PaymentPlatform, platforms } from '#commerce/payments/platform.model.js';
import { connectPlatform } from '#commerce/payments/providers/wechat-pay/account.js';
import { startWechatPaySandbox } from '#sandboxes/wechat-pay/sandbox.js';
import type { ShopContext } from '#tenants/index.js';
import { openCallbackDoor } from './callback-door.js';
import { anAgencyContext } from './factories.js';

/** What the sandbox tells of a merchant that it made. */
export interface WechatMerchant {
  mchid: string;
  appId: string;
  apiV3Key: string;
  serial: string;
  privateKey: string;
  publicKeyId: string;
  publicKey: string;
  certificateSerial: string;
}

/** What the sandbox's control doors answer. */
export interface SentByWechat {
  events: { id: string; type: string; payload: string; headers: Record<string, string> }[];
  deliveries: { status: number | null; probe?: true }[];
}

/** The WeChat Pay sandbox and a callback door for one test file: test shops of this process pay there. */
export async function openWechatPay() {
  const sandbox = await startWechatPaySandbox({ port: 0, retryDelays: [5, 10] });
  const door = await openCallbackDoor({ WECHAT_PAY_API_BASE: sandbox.url });

  const control = async <Result = SentByWechat>(path: string, body?: object): Promise<Result> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {});
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Result;
  };

  return {
    url: door.url,
    sandbox,
    control,
    /** `signs`: with its public key, its certificates, or both in turn. */
    makeMerchant: (
      given: { signs?: 'PUBLIC_KEY' | 'CERTIFICATE' | 'SWITCHING'; kind?: string; provider?: string; [more: string]: unknown } = {},
    ) => control<WechatMerchant>('merchants', given),
    /** The buyer pays; `sending` as sandboxes/wechat-pay/README.md has it. */
    pay: ({ references }: Payment, sending: object = {}): Promise<SentByWechat> => control(`orders/${references.outTradeNo}/pay`, sending),
    /** A refund that waits, or is abnormal, comes to its end. */
    endRefund: (outRefundNo: string, how: 'succeed' | 'abnormal' | 'close', sending: object = {}): Promise<SentByWechat> =>
      control(`refunds/${outRefundNo}/${how}`, sending),
    async close() {
      await sandbox.close();
      await door.close();
    },
  };
}

/** What a merchant gives of himself to be connected; without his public key where he has certificates alone. */
export const wechatPayInput = (
  { mchid, appId, apiV3Key, serial, privateKey, publicKeyId, publicKey }: WechatMerchant,
  { withPublicKey = true } = {},
) => ({ mchid, appId, apiV3Key, serial, privateKey, ...(withPublicKey ? { publicKeyId, publicKey } : {}) });

export const connectWechatPay = (shop: ShopContext, merchant: WechatMerchant, given = { withPublicKey: true }): Promise<PaymentAccount> =>
  connectPaymentAccount(shop, { wechatPay: wechatPayInput(merchant, given) });

/** An agency's service provider, as onboarding keeps it. */
export async function aWechatPlatform(agencyId: Types.ObjectId, merchant: WechatMerchant, commission = 0): Promise<PaymentPlatform> {
  const _id = new Types.ObjectId();
  const { externalId, secrets, signing, settings } = await connectPlatform(wechatPayInput(merchant), 'TEST');
  const now = new Date();
  return platforms.in(anAgencyContext(agencyId)).insert({
    _id,
    provider: 'WECHAT_PAY',
    mode: 'TEST',
    externalId: externalId!,
    secrets: sealPlatform(agencyId, _id, secrets),
    signing: sealPlatformSigning(agencyId, _id, signing),
    settings,
    commission,
    active: true,
    createdAt: now,
    updatedAt: now,
  });
}

/** A shop's account below its agency's service provider. */
export async function belowPlatform(shop: ShopContext, platform: PaymentPlatform, subMchid: string): Promise<PaymentAccount> {
  const account = newAccount(shop, new Types.ObjectId(), 'WECHAT_PAY', {
    externalId: subMchid,
    secrets: {},
    signing: [],
    settings: {},
  });
  return paymentAccounts.in(shop).insert({ ...account, status: 'ACTIVE', platformId: platform._id, connectedAccount: subMchid });
}

export const startWechatPay = (
  shop: ShopContext,
  { token }: { token: string },
  method: Payment['method'] = 'NATIVE',
  openId: string | null = null,
): Promise<StartedPayment> => {
  const payer = openId ? { openId } : null;
  const returnUrl = 'https://shop.example/thanks';
  return startPayment(shop, token, PaymentStart.parse({ provider: 'WECHAT_PAY', method, returnUrl, payer }), '203.0.113.7');
};
