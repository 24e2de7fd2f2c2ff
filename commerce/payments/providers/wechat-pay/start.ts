import { UserError } from '#platform/errors.js';
import type { Method, Payment } from '../../payment.model.js';
import type { Action, Buyer, OpenAccount, PayableOrder, Started } from '../../provider.js';
import { merchantOf, refusedWith, WechatRefusal, wechat } from './client.js';
import { commissionOf } from './profit-sharing.js';
import { close, find, ordersPath, payee, query } from './query.js';
import { newNonce, paySign } from './signature.js';
import { outTradeNo } from './transactions.js';

/** Where each way is ordered. A mini-program orders as a page inside WeChat does. */
const WAYS = { NATIVE: 'native', JSAPI: 'jsapi', MINI_PROGRAM: 'jsapi', H5: 'h5', APP: 'app' } as const;
type Way = keyof typeof WAYS;

/** NATIVE first: it wants nothing of the buyer but that he scans. */
export const METHODS = Object.keys(WAYS) as Way[];

export function check({ method, currency }: Pick<Payment, 'method' | 'currency'>, buyer: Buyer): void {
  if (currency !== 'CNY')
    throw new UserError('PAYMENT_METHOD_UNAVAILABLE', `WeChat Pay takes CNY, and this order is in ${currency}`, ['provider']);
  if ((method === 'JSAPI' || method === 'MINI_PROGRAM') && !buyer.openId)
    throw new UserError('INVALID_INPUT', "payer.openId: is missing. Inside WeChat the buyer's id with the shop's application is needed", [
      'payer',
      'openId',
    ]);
  if (method === 'H5' && !buyer.address)
    throw new UserError('PAYMENT_METHOD_UNAVAILABLE', "H5 needs the buyer's address, and the request has none: take another method", [
      'method',
    ]);
}

/** The application that the buyer pays in. Of a sub-merchant its own, where it has one, else the provider's. */
function appIdOf({ settings, platform }: OpenAccount, method: Method | null): string {
  if (platform) return settings.subAppId ?? platform.settings.appId!;
  const own = method === 'MINI_PROGRAM' ? settings.miniProgramAppId : method === 'APP' ? settings.mobileAppId : undefined;
  return own ?? settings.appId!;
}

/** What the order names beside its payee. */
function applications(account: OpenAccount, method: Method | null): Record<string, string> {
  const { platform, settings } = account;
  if (!platform) return { appid: appIdOf(account, method) };
  return { sp_appid: platform.settings.appId!, ...(settings.subAppId ? { sub_appid: settings.subAppId } : {}) };
}

function payer({ platform, settings }: OpenAccount, openId: string): Record<string, string> {
  if (!platform) return { openid: openId };
  return settings.subAppId ? { sub_openid: openId } : { sp_openid: openId };
}

/** WeChat wants a minute to pay at least. Reckoned from the payment's beginning: the same order again is the same one. */
const LEAST_MS = 2 * 60_000;

const expiryOf = ({ payableUntil, createdAt }: Payment): { time_expire?: string } =>
  payableUntil ? { time_expire: beijingTime(Math.max(payableUntil.getTime(), createdAt.getTime() + LEAST_MS)) } : {};

/** RFC 3339, in whole seconds. */
const beijingTime = (at: number): string => `${new Date(at + 8 * 3600_000).toISOString().slice(0, 19)}+08:00`;

/** An IPv4 address that came in an IPv6 one is told as itself. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

export function orderBody(account: OpenAccount, payment: Payment, { number }: PayableOrder, { openId, address }: Buyer): object {
  const { method, amount, currency } = payment;
  return {
    ...applications(account, method),
    ...payee(account),
    description: `#${number}`,
    out_trade_no: outTradeNo(payment),
    ...expiryOf(payment),
    notify_url: account.callbackUrl,
    ...(commissionOf(amount, account) > 0 ? { settle_info: { profit_sharing: true } } : {}),
    amount: { total: amount, currency },
    ...(WAYS[method as Way] === 'jsapi' ? { payer: payer(account, openId!) } : {}),
    ...(method === 'H5' ? { scene_info: { payer_client_ip: plain(address!), h5_info: { type: 'Wap' } } } : {}),
  };
}

interface Ordered {
  prepay_id?: string;
  code_url?: string;
  h5_url?: string;
}

export async function start(account: OpenAccount, payment: Payment, order: PayableOrder, buyer: Buyer): Promise<Started> {
  const way = WAYS[payment.method as Way];
  const path = `${ordersPath(account)}/${way}`;
  let ordered: Ordered;
  try {
    ordered = await wechat<Ordered>(merchantOf(account), { method: 'POST', path, body: orderBody(account, payment, order, buyer) });
  } catch (error) {
    return over(account, payment, error);
  }
  const { prepay_id } = ordered;
  const references = {
    outTradeNo: outTradeNo(payment),
    ...(prepay_id ? { prepay: prepay_id } : {}),
    // Under this name the agency's share will be ordered.
    ...(commissionOf(payment.amount, account) > 0 ? { profitSharing: outTradeNo(payment) } : {}),
  };
  return { kind: 'payable', references, action: actionOf(account, payment, ordered) };
}

/** A number that was paid, closed, or ordered with other particulars (another openId) before. */
const TAKEN = ['ORDER_PAID', 'ORDERPAID', 'ORDER_CLOSED', 'ORDERCLOSED', 'OUT_TRADE_NO_USED', 'INVALID_REQUEST'];

/** What has become of a payment that WeChat does not open again. @throws the refusal, where it was about something else */
async function over(account: OpenAccount, payment: Payment, error: unknown): Promise<Started> {
  if (!(error instanceof WechatRefusal) || !refusedWith(error, ...TAKEN)) throw error;
  const found = await find(account, payment);
  if (!found) throw error;
  // It waits with other particulars: nobody shall pay that one while another begins.
  if (found.trade_state === 'NOTPAY') await close(account, payment);
  const statement = await query(account, payment);
  if (!statement) throw error;
  return { kind: 'over', statement };
}

function actionOf(account: OpenAccount, payment: Payment, { prepay_id, code_url, h5_url }: Ordered): Action {
  switch (payment.method) {
    case 'NATIVE':
      return { kind: 'QrCodeAction', content: code_url! };
    case 'H5':
      return { kind: 'RedirectAction', url: comingBack(h5_url!, payment.returnUrl) };
    case 'APP':
      return { kind: 'AppAction', parameters: JSON.stringify(appParameters(account, prepay_id!)) };
    default:
      return jsapiAction(account, payment.method, prepay_id!);
  }
}

const comingBack = (url: string, returnUrl: string | null): string =>
  returnUrl ? `${url}${url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(returnUrl)}` : url;

const now = () => String(Math.floor(Date.now() / 1000));

function jsapiAction(account: OpenAccount, method: Method | null, prepay: string): Action {
  const { privateKey } = merchantOf(account);
  const appId = appIdOf(account, method);
  const [timestamp, nonce, what] = [now(), newNonce(), `prepay_id=${prepay}`];
  const signed = paySign({ appId, timestamp, nonce, what }, privateKey);
  return { kind: 'JsapiAction', appId, timeStamp: timestamp, nonceStr: nonce, package: what, signType: 'RSA', paySign: signed };
}

/** What WeChat's OpenSDK takes, by its names. */
function appParameters(account: OpenAccount, prepay: string) {
  const { mchid, privateKey } = merchantOf(account);
  const appId = appIdOf(account, 'APP');
  const [timestamp, nonce] = [now(), newNonce()];
  return {
    appId,
    partnerId: mchid,
    prepayId: prepay,
    packageValue: 'Sign=WXPay',
    nonceStr: nonce,
    timeStamp: timestamp,
    sign: paySign({ appId, timestamp, nonce, what: prepay }, privateKey),
  };
}
