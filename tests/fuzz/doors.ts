import { connect } from 'node:net';
import { orderId } from '#commerce/orders/index.js';
import type { PaymentAccount } from '#commerce/payments/account.model.js';
import { paymentAccountId } from '#commerce/payments/account.model.js';
import { createRefund, RefundCreate } from '#commerce/payments/index.js';
import { platformId } from '#commerce/payments/platform.model.js';
import { refundId, refunds } from '#commerce/payments/refund.model.js';
import type { ShopContext } from '#tenants/index.js';
import { connectAlipay, type openAlipay, startAlipay } from '#tests/support/alipay.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { connectStripe, type openStripe, startStripe } from '#tests/support/stripe.js';
import { aStripePlatform, connectBelow } from '#tests/support/stripe-connect.js';
import { connectWechatPay, type openWechatPay, startWechatPay } from '#tests/support/wechat-pay.js';

/** A request as bytes on the wire: names may come twice, and values may be anything. */
export interface Request {
  path: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
}

export interface Answer {
  /** Null: the connection was closed without one. */
  status: number | null;
  type: string;
  body: string;
}

/** Sends it as it is. Ends with the answer, or with the connection. */
export function send(url: string, { path, headers, body }: Request): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const all = [['Host', 'shop.example'], ['Connection', 'close'], ['Content-Length', String(body.length)], ...headers];
  const head = `POST ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    socket.on('data', (part) => parts.push(part));
    // A body that is refused before it is read ends in a reset: what was answered stands before it.
    socket.on('error', () => {});
    socket.on('close', () => resolve(read(Buffer.concat(parts).toString('utf8'))));
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
  });
}

function read(text: string): Answer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
  const type = /^content-type: *(.*)$/im.exec(head)?.[1] ?? '';
  const chunked = /^transfer-encoding: *chunked/im.test(head);
  const body = rest.join('\r\n\r\n');
  return { status: status ? Number(status) : null, type, body: chunked ? unchunked(body) : body };
}

function unchunked(text: string): string {
  const size = Number.parseInt(text, 16);
  const from = text.indexOf('\r\n') + 2;
  return size > 0 ? text.slice(from, from + size) : '';
}

export type Kind = 'stripe' | 'wechat_pay' | 'alipay';

/** A callback that its provider has signed and nobody has brought yet, and what it is about. */
export interface Truth {
  name: string;
  kind: Kind;
  shop: ShopContext;
  request: Request;
}

interface Sandboxes {
  stripe: Awaited<ReturnType<typeof openStripe>>;
  wechat: Awaited<ReturnType<typeof openWechatPay>>;
  alipay: Awaited<ReturnType<typeof openAlipay>>;
}

const HELD = { hold: true };
const JSON_TYPE = ['Content-Type', 'application/json'] as const;
const FORM_TYPE = ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'] as const;
const doorOf = (kind: Kind, { _id }: PaymentAccount) => `/callbacks/${kind}/${paymentAccountId.encode(_id)}`;

/** One true callback for each way in which one can be signed. */
export async function trueCallbacks({ stripe, wechat, alipay }: Sandboxes): Promise<Truth[]> {
  return [
    await ofStripe(stripe),
    await ofPlatform(stripe),
    await ofWechat(wechat, 'PUBLIC_KEY'),
    await ofWechat(wechat, 'CERTIFICATE'),
    await ofWechatRefund(wechat),
    await ofAlipay(alipay),
  ];
}

async function ofStripe(stripe: Sandboxes['stripe']): Promise<Truth> {
  const shop = await aShop();
  const account = await connectStripe(shop);
  const { payment } = await startStripe(shop, await anOrder(shop), 'INTENT');
  const [event] = (await stripe.pay(payment, HELD)).events;
  const headers = [JSON_TYPE, ['Stripe-Signature', event!.header!]] as const;
  return { name: 'Stripe', kind: 'stripe', shop, request: { path: doorOf('stripe', account), headers, body: Buffer.from(event!.payload) } };
}

async function ofPlatform(stripe: Sandboxes['stripe']): Promise<Truth> {
  const shop = await aShop();
  const given = await aStripePlatform(stripe, shop);
  await connectBelow(stripe, shop, given);
  const { payment } = await startStripe(shop, await anOrder(shop), 'INTENT');
  const [event] = (await stripe.pay(payment, HELD)).events;
  const headers = [JSON_TYPE, ['Stripe-Signature', event!.header!]] as const;
  const path = `/callbacks/stripe/${platformId.encode(given.platform._id)}`;
  return { name: 'Stripe Connect', kind: 'stripe', shop, request: { path, headers, body: Buffer.from(event!.payload) } };
}

const wechatHeaders = (headers: Record<string, string>) =>
  Object.entries(headers).filter(([name]) => !/^(content-length|host|connection)$/i.test(name));

async function ofWechat(wechat: Sandboxes['wechat'], signs: 'PUBLIC_KEY' | 'CERTIFICATE'): Promise<Truth> {
  const shop = await aShop();
  const account = await connectWechatPay(shop, await wechat.makeMerchant({ signs }), { withPublicKey: signs === 'PUBLIC_KEY' });
  const { payment } = await startWechatPay(shop, await anOrder(shop));
  const [event] = (await wechat.control(`orders/${payment.references.outTradeNo}/pay`, HELD)).events;
  const request = { path: doorOf('wechat_pay', account), headers: wechatHeaders(event!.headers), body: Buffer.from(event!.payload) };
  return { name: `WeChat Pay, ${signs}`, kind: 'wechat_pay', shop, request };
}

async function ofWechatRefund(wechat: Sandboxes['wechat']): Promise<Truth> {
  const shop = await aShop();
  const account = await connectWechatPay(shop, await wechat.makeMerchant({ refunds: 'BY_CONTROL' }));
  const order = await anOrder(shop);
  await wechat.pay((await startWechatPay(shop, order)).payment);
  await workOff();
  await createRefund(shop, orderId.encode(order._id), RefundCreate.parse({}));
  await workOff();
  const [refund] = await refunds.in(shop).find({});
  const [event] = (await wechat.endRefund(refundId.encode(refund!._id), 'succeed', HELD)).events;
  const request = { path: doorOf('wechat_pay', account), headers: wechatHeaders(event!.headers), body: Buffer.from(event!.payload) };
  return { name: 'WeChat Pay, a refund', kind: 'wechat_pay', shop, request };
}

async function ofAlipay(alipay: Sandboxes['alipay']): Promise<Truth> {
  const shop = await aShop();
  const account = await connectAlipay(shop, await alipay.merchant());
  const [event] = (await alipay.pay(await startAlipay(shop, await anOrder(shop)), HELD)).events;
  const request = { path: doorOf('alipay', account), headers: [FORM_TYPE], body: Buffer.from(event!.payload) };
  return { name: 'Alipay', kind: 'alipay', shop, request };
}
