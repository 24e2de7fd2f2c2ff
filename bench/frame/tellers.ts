import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';
import { Types } from 'mongoose';
import { Stripe } from 'stripe';
import { contentOf } from '#sandboxes/alipay/signing.js';
import { seal, told } from '#sandboxes/wechat-pay/crypto.js';
import type { OpenedAgency } from './client.js';
import type { Told } from './cryptography.js';
import * as cryptography from './cryptography.js';
import type { Sandboxes } from './sandboxes.js';

/** A provider that tells one account of payments. */
export interface Teller {
  name: string;
  /** The account's address: `/callbacks/stripe/payacc_…`. */
  path: string;
  /** Of a new payment, signed now. */
  tell(): Told;
  /** What nobody who hears of it can spare: verifies its signature, and decrypts it where it is encrypted. @throws {Error} where it is not true */
  believe(told: Told): void;
}

/** Connects a shop with all three, and answers who tells it of its payments from then on. */
export async function tellersOf(agency: OpenedAgency, shop: string, sandboxes: Sandboxes): Promise<Teller[]> {
  return [await stripe(agency, shop), await wechatPay(agency, shop, sandboxes), await alipay(agency, shop, sandboxes)];
}

/** Answers the path of the account's callbacks. */
async function connect({ ask }: OpenedAgency, shop: string, input: object): Promise<string> {
  const { paymentAccountConnect } = await ask<{ paymentAccountConnect: { paymentAccount: { callbackUrl: string } } }>(
    `mutation ($shop: ID!, $input: PaymentAccountConnectInput!) {
      paymentAccountConnect(shop: $shop, input: $input) { paymentAccount { callbackUrl } userErrors { code message } }
    }`,
    { shop, input },
  );
  return new URL(paymentAccountConnect.paymentAccount.callbackUrl).pathname;
}

const AMOUNT = 25_800;

async function stripe(agency: OpenedAgency, shop: string): Promise<Teller> {
  const webhookSecret = `whsec_${randomBytes(24).toString('hex')}`;
  const path = await connect(agency, shop, { stripe: { secretKey: `sk_test_${randomBytes(16).toString('hex')}`, webhookSecret } });
  return {
    name: 'Stripe',
    path,
    tell() {
      const body = stripeEvent();
      return { body, headers: { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body, secret: webhookSecret }) } };
    },
    believe: (one) => cryptography.stripe(one, webhookSecret),
  };
}

/** As Stripe sends it, printed with two blanks. */
function stripeEvent(): string {
  const id = new Types.ObjectId().toHexString();
  const created = Math.floor(Date.now() / 1000);
  const intent = {
    id: `pi_${id}`,
    object: 'payment_intent',
    amount: AMOUNT,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: AMOUNT,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `pi_${id}_secret_bench`,
    confirmation_method: 'automatic',
    created,
    currency: 'cny',
    customer: null,
    description: null,
    last_payment_error: null,
    latest_charge: `ch_${id}`,
    livemode: false,
    metadata: { payment: `pay_${id}` },
    next_action: null,
    payment_method: `pm_${id}`,
    payment_method_options: { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card', 'alipay', 'wechat_pay'],
    processing: null,
    receipt_email: null,
    setup_future_usage: null,
    shipping: null,
    statement_descriptor: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  };
  const event = {
    id: `evt_${id}`,
    object: 'event',
    api_version: '2025-09-30.clover',
    created,
    data: { object: intent },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'payment_intent.succeeded',
  };
  return JSON.stringify(event, null, 2);
}

interface WechatMerchant {
  mchid: string;
  appId: string;
  apiV3Key: string;
  serial: string;
  privateKey: string;
  publicKeyId: string;
  publicKey: string;
}

/** A new merchant of the sandbox's, connected with his public key. */
export async function connectWechatPay(agency: OpenedAgency, shop: string, sandboxes: Sandboxes) {
  const merchant = await sandboxes.ask<WechatMerchant>('wechat-pay', 'merchants', {});
  const { mchid, appId, apiV3Key, serial, privateKey, publicKeyId, publicKey } = merchant;
  const path = await connect(agency, shop, { wechatPay: { mchid, appId, apiV3Key, serial, privateKey, publicKeyId, publicKey } });
  return { merchant, path };
}

async function wechatPay(agency: OpenedAgency, shop: string, sandboxes: Sandboxes): Promise<Teller> {
  const { merchant, path } = await connectWechatPay(agency, shop, sandboxes);
  const isIts = ({ kind }: { kind: string }) => kind === 'public';
  const { keys } = await sandboxes.memory<{ keys: { kind: string; privateKey: string }[] }>('wechat-pay', (memory) =>
    memory.keys.some(isIts),
  );
  const key = createPrivateKey(keys.find(isIts)!.privateKey);
  const believing = { publicKey: createPublicKey(merchant.publicKey), apiV3Key: Buffer.from(merchant.apiV3Key) };
  return {
    name: 'WeChat Pay',
    path,
    tell: () => wechatNotification(merchant, key),
    believe: (one) => cryptography.wechatPay(one, believing),
  };
}

function wechatNotification({ mchid, appId, apiV3Key, publicKeyId }: WechatMerchant, key: KeyObject): Told {
  const id = new Types.ObjectId().toHexString();
  const at = '2026-11-26T12:00:00+08:00';
  const transaction = {
    mchid,
    appid: appId,
    out_trade_no: `pay_${id}`,
    transaction_id: `4200${BigInt(`0x${id}`)}`.slice(0, 28),
    trade_type: 'NATIVE',
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    attach: '',
    success_time: at,
    payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    amount: { total: AMOUNT, payer_total: AMOUNT, currency: 'CNY', payer_currency: 'CNY' },
  };
  const resource = { original_type: 'transaction', ...seal(JSON.stringify(transaction), apiV3Key, 'transaction') };
  const body = JSON.stringify({
    id: randomUUID(),
    create_time: at,
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource,
  });
  const [timestamp, nonce] = [Math.floor(Date.now() / 1000), randomBytes(16).toString('hex')];
  const headers = {
    'wechatpay-timestamp': String(timestamp),
    'wechatpay-nonce': nonce,
    'wechatpay-serial': publicKeyId,
    'wechatpay-signature': sign('RSA-SHA256', Buffer.from(told(timestamp, nonce, body)), key).toString('base64'),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
  return { body, headers };
}

interface AlipayMerchant {
  appId: string;
  sellerId: string;
  privateKey: string;
  alipayPublicKey: string;
}

async function alipay(agency: OpenedAgency, shop: string, sandboxes: Sandboxes): Promise<Teller> {
  const merchant = await sandboxes.ask<AlipayMerchant>('alipay', 'merchants', {});
  const path = await connect(agency, shop, { alipay: merchant });
  const isHis = ({ appId }: { appId: string }) => appId === merchant.appId;
  const { merchants } = await sandboxes.memory<{ merchants: { appId: string; alipayPrivateKey: string }[] }>('alipay', (memory) =>
    memory.merchants.some(isHis),
  );
  const key = createPrivateKey(merchants.find(isHis)!.alipayPrivateKey);
  const publicKey = createPublicKey(merchant.alipayPublicKey);
  return {
    name: 'Alipay',
    path,
    tell: () => alipayNotification(merchant, key),
    believe: (one) => cryptography.alipay(one, publicKey),
  };
}

function alipayNotification({ appId, sellerId }: AlipayMerchant, key: KeyObject): Told {
  const id = new Types.ObjectId().toHexString();
  const [amount, at] = [(AMOUNT / 100).toFixed(2), '2026-11-26 12:00:00'];
  const params = {
    notify_id: randomBytes(20).toString('hex'),
    notify_type: 'trade_status_sync',
    notify_time: at,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    app_id: appId,
    auth_app_id: appId,
    seller_id: sellerId,
    out_trade_no: `pay_${id}`,
    trade_no: `2026${BigInt(`0x${id}`)}`.slice(0, 28),
    trade_status: 'TRADE_SUCCESS',
    subject: '#1001',
    total_amount: amount,
    receipt_amount: amount,
    buyer_pay_amount: amount,
    invoice_amount: amount,
    point_amount: '0.00',
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
    buyer_id: '2088101117955611',
    buyer_logon_id: '159****5620',
    gmt_create: at,
    gmt_payment: at,
  };
  const signature = sign('RSA-SHA256', Buffer.from(contentOf(params, 'sign_type')), key).toString('base64');
  const body = String(new URLSearchParams({ ...params, sign: signature }));
  return { body, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } };
}
