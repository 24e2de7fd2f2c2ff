import { UserError } from '#platform/errors.js';
import type { Method, Payment } from '../../payment.model.js';
import { paymentId } from '../../payment.model.js';
import type { OpenAccount, PayableOrder, Started, Statement } from '../../provider.js';
import { beijingTime, fenOf, yuanOf } from './amounts.js';
import { type Answer, call, callerOf, gatewayOf, Refusal, signedParams } from './client.js';
import { eventOf } from './notifications.js';

/** Each way's method and product. Source: opendocs.alipay.com, 电脑网站支付, 手机网站支付, APP 支付, 当面付. */
const WAYS = {
  PAGE: { method: 'alipay.trade.page.pay', product: 'FAST_INSTANT_TRADE_PAY' },
  WAP: { method: 'alipay.trade.wap.pay', product: 'QUICK_WAP_WAY' },
  APP: { method: 'alipay.trade.app.pay', product: 'QUICK_MSECURITY_PAY' },
  QR_CODE: { method: 'alipay.trade.precreate', product: 'FACE_TO_FACE_PAYMENT' },
} as const;

export const METHODS = Object.keys(WAYS) as (keyof typeof WAYS)[];

const isPage = (method: Method | null): boolean => method === 'PAGE' || method === 'WAP';

/** Alipay's bound for one payment: 100,000,000.00 yuan. */
const MOST_FEN = 10_000_000_000;

export function check({ method, amount, currency, returnUrl }: Pick<Payment, 'method' | 'amount' | 'currency' | 'returnUrl'>): void {
  if (currency !== 'CNY')
    throw new UserError('PAYMENT_METHOD_UNAVAILABLE', `Alipay takes payments in CNY, this order is in ${currency}`, ['provider']);
  if (amount > MOST_FEN) throw new UserError('PAYMENT_METHOD_UNAVAILABLE', 'Alipay takes at most 100,000,000.00 CNY at once', ['provider']);
  if (isPage(method) && !returnUrl)
    throw new UserError('INVALID_INPUT', 'returnUrl: is missing. The buyer pays on a page of Alipay and comes back to it', ['returnUrl']);
}

/** A trade exists at Alipay when its buyer has come there: until then it has the name alone that we gave it. */
export async function start(account: OpenAccount, payment: Payment, order: PayableOrder): Promise<Started> {
  const outTradeNo = paymentId.encode(payment._id);
  // Begun before: it may have been paid meanwhile.
  const statement = payment.references.outTradeNo ? await query(account, payment) : null;
  if (statement) return { kind: 'over', statement };
  const references = { outTradeNo };
  const { method, product } = WAYS[payment.method as keyof typeof WAYS];
  const content = {
    out_trade_no: outTradeNo,
    total_amount: yuanOf(payment.amount),
    subject: `订单 ${order.number}`,
    product_code: product,
    time_expire: beijingTime(lastMoment(payment)),
    ...(payment.method === 'WAP' ? { quit_url: payment.returnUrl } : {}),
  };
  const more = {
    notify_url: account.callbackUrl,
    ...(isPage(payment.method) ? { return_url: payment.returnUrl! } : {}),
  };
  const caller = callerOf(account);
  if (payment.method === 'QR_CODE') {
    try {
      const { qr_code } = await call(caller, method, content, more);
      return { kind: 'payable', references, action: { kind: 'QrCodeAction', content: String(qr_code) } };
    } catch (error) {
      // Its answer was lost to us, and its buyer came all the same.
      const ended = isOver(error) ? await query(account, payment) : null;
      if (ended) return { kind: 'over', statement: ended };
      throw error;
    }
  }
  const parameters = new URLSearchParams(signedParams(caller, method, content, more)).toString();
  return payment.method === 'APP'
    ? { kind: 'payable', references, action: { kind: 'AppAction', parameters: parameters.replaceAll('+', '%20') } }
    : { kind: 'payable', references, action: { kind: 'RedirectAction', url: `${gatewayOf(account.mode)}?${parameters}` } };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3600_000;

/**
 * Until when a payment can be made: the order's time, or a day where it has none. Reckoned from the payment's beginning, so that the
 * same payment has the same parameters. Alipay wants a minute at least.
 */
const lastMoment = ({ createdAt, payableUntil }: Payment): Date =>
  new Date(Math.max(createdAt.getTime() + 2 * MINUTE_MS, payableUntil?.getTime() ?? createdAt.getTime() + DAY_MS));

const OVER = ['ACQ.TRADE_HAS_SUCCESS', 'ACQ.TRADE_HAS_FINISHED', 'ACQ.TRADE_HAS_CLOSE'];
const isOver = (error: unknown): boolean => error instanceof Refusal && OVER.includes(error.subCode);
const isUnknown = (error: unknown): boolean => error instanceof Refusal && error.subCode === 'ACQ.TRADE_NOT_EXIST';

/**
 * What Alipay says of a payment now. A fully refunded trade is closed there as an unpaid one is: either way nothing of it is the
 * shop's. A trade whose buyer never came is over with its time.
 */
export async function query(account: OpenAccount, payment: Payment): Promise<Statement | null> {
  let answer: Answer;
  try {
    answer = await call(callerOf(account), 'alipay.trade.query', { out_trade_no: paymentId.encode(payment._id) });
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return Date.now() > lastMoment(payment).getTime() + MINUTE_MS ? neverPaid(payment) : null;
  }
  const event = eventOf(answer.trade_status);
  if (!event) return null;
  return {
    ...neverPaid(payment),
    payment: String(answer.out_trade_no),
    event,
    amount: fenOf(answer.total_amount),
    references: { outTradeNo: String(answer.out_trade_no), tradeNo: String(answer.trade_no) },
  };
}

const neverPaid = ({ _id, mode, connectedAccount, amount }: Payment): Statement => ({
  about: 'payment',
  mode,
  connectedAccount,
  payment: paymentId.encode(_id),
  event: 'cancel',
  amount,
  currency: 'CNY',
  references: {},
  failure: null,
});

/** A trade that does not exist, or that is over, needs no closing: whoever closes it asks next. */
export async function close(account: OpenAccount, payment: Payment): Promise<void> {
  try {
    await call(callerOf(account), 'alipay.trade.close', { out_trade_no: paymentId.encode(payment._id) });
  } catch (error) {
    if (!(error instanceof Refusal && error.final && error.subCode.startsWith('ACQ.'))) throw error;
  }
}
