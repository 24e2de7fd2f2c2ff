import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { Stripe } from 'stripe';
import { type PaymentAccount, paymentAccountId, paymentAccounts } from '#commerce/payments/account.model.js';
import { forgetDoor } from '#commerce/payments/doors.js';
import { connectPaymentAccount } from '#commerce/payments/index.js';
import { sealSigning } from '#commerce/payments/opened.js';
import { type Payment, paymentId } from '#commerce/payments/payment.model.js';
import { encrypt, sign as signWechat, tellingMessage } from '#commerce/payments/providers/wechat-pay/signature.js';
import type { ShopContext } from '#tenants/index.js';
import { connectAlipay, type openAlipay, startAlipay } from '#tests/support/alipay.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { aStripeKey, startStripe } from '#tests/support/stripe.js';
import { connectWechatPay, type openWechatPay, startWechatPay } from '#tests/support/wechat-pay.js';
import type { Kind, Request } from './doors.js';

/** Whoever has a shop's keys: he signs what he likes, and would like to have an order for nothing. */
export interface Thief {
  kind: Kind;
  shop: ShopContext;
  payment: Payment;
  /** What would settle the payment, if its money had come. */
  truth: Record<string, unknown>;
  /** Of `truth`, the fields without which nothing is believed. */
  needed: readonly string[];
  signed(told: unknown): Request;
}

const pairOf = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** From now on its callbacks are signed with a key that the thief has. */
async function signBy(shop: ShopContext, account: PaymentAccount, signing: string): Promise<void> {
  await paymentAccounts.in(shop).set({ _id: account._id }, { $set: { signing: sealSigning(shop, account._id, [signing]) } });
  forgetDoor(account);
}

const pathOf = (kind: Kind, { _id }: PaymentAccount) => `/callbacks/${kind}/${paymentAccountId.encode(_id)}`;

export async function atStripe(): Promise<Thief> {
  const [shop, secret] = [await aShop(), 'whsec_stolen'];
  const account = await connectPaymentAccount(shop, { stripe: { secretKey: aStripeKey(), webhookSecret: secret } });
  const { payment } = await startStripe(shop, await anOrder(shop), 'INTENT');
  const truth = {
    id: payment.references.paymentIntent,
    metadata: { payment: paymentId.encode(payment._id) },
    amount: payment.amount,
    amount_received: payment.amount,
    currency: payment.currency.toLowerCase(),
    status: 'succeeded',
  };
  const signed = (object: unknown): Request => {
    const event = { id: `evt_${randomUUID()}`, object: 'event', type: 'payment_intent.succeeded', livemode: false, data: { object } };
    const payload = JSON.stringify(event);
    const header = Stripe.webhooks.generateTestHeaderString({ payload, secret });
    return { path: pathOf('stripe', account), headers: [['Stripe-Signature', header]], body: Buffer.from(payload) };
  };
  return { kind: 'stripe', shop, payment, truth, needed: ['id', 'metadata', 'amount_received', 'currency', 'status'], signed };
}

export async function atWechat(wechat: Awaited<ReturnType<typeof openWechatPay>>): Promise<Thief> {
  const shop = await aShop();
  const merchant = await wechat.makeMerchant();
  const account = await connectWechatPay(shop, merchant);
  const { payment } = await startWechatPay(shop, await anOrder(shop));
  const { publicKey, privateKey } = pairOf();
  const serial = 'PUB_KEY_ID_STOLEN';
  await signBy(shop, account, JSON.stringify({ serial, publicKey }));
  const truth = {
    appid: merchant.appId,
    mchid: merchant.mchid,
    out_trade_no: paymentId.encode(payment._id),
    transaction_id: '4200000000202611260000000001',
    trade_state: 'SUCCESS',
    amount: { total: payment.amount, currency: 'CNY' },
  };
  const signed = (told: unknown): Request => {
    const resource = encrypt(JSON.stringify(told) ?? '', merchant.apiV3Key, randomBytes(6).toString('hex'), 'transaction');
    const body = Buffer.from(JSON.stringify({ id: randomUUID(), event_type: 'TRANSACTION.SUCCESS', resource }));
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomUUID()];
    const headers = [
      ['Wechatpay-Serial', serial],
      ['Wechatpay-Timestamp', timestamp],
      ['Wechatpay-Nonce', nonce],
      ['Wechatpay-Signature', signWechat(tellingMessage(timestamp, nonce, body), privateKey)],
    ] as const;
    return { path: pathOf('wechat_pay', account), headers, body };
  };
  return { kind: 'wechat_pay', shop, payment, truth, needed: ['mchid', 'out_trade_no', 'trade_state', 'amount'], signed };
}

export async function atAlipay(alipay: Awaited<ReturnType<typeof openAlipay>>): Promise<Thief> {
  const shop = await aShop();
  const merchant = await alipay.merchant();
  const account = await connectAlipay(shop, merchant);
  const { payment } = await startAlipay(shop, await anOrder(shop), 'QR_CODE');
  const { publicKey, privateKey } = pairOf();
  await signBy(shop, account, publicKey);
  const truth = {
    app_id: merchant.appId,
    seller_id: merchant.sellerId,
    out_trade_no: paymentId.encode(payment._id),
    trade_no: '2026112622001400000000000001',
    trade_status: 'TRADE_SUCCESS',
    total_amount: (payment.amount / 100).toFixed(2),
  };
  const signed = (told: unknown): Request => {
    // A form has texts alone.
    const entries = Object.entries((told ?? {}) as object).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
    ]);
    const params: Record<string, string> = { ...Object.fromEntries(entries), notify_id: randomUUID().replaceAll('-', '') };
    const text = Object.keys(params)
      .sort()
      .map((name) => `${name}=${params[name]}`)
      .join('&');
    const signature = sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64');
    const form = new URLSearchParams([...Object.entries(params), ['sign', signature], ['sign_type', 'RSA2']]);
    return {
      path: pathOf('alipay', account),
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: Buffer.from(form.toString()),
    };
  };
  return { kind: 'alipay', shop, payment, truth, needed: Object.keys(truth).filter((name) => name !== 'trade_no'), signed };
}
