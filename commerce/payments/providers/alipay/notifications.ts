import type { PaymentEvent } from '../../payment.state.js';
import {
  BadSignature,
  type OnlineProvider,
  type OpenAccount,
  type RawCallback,
  type RefundStatement,
  type Statement,
} from '../../provider.js';
import { refundId } from '../../refund.model.js';
import { fenOf } from './amounts.js';
import { isNotificationSigned, type Params } from './signature.js';

/** Far above what a notification has: to verify one means to sort its names again and again, and nobody has signed it yet. */
const MOST_PARAMS = 200;

/** What a notification says, URL-decoded once. Null for what no form is, has too many names, or where one comes twice. */
function paramsOf(body: string): Params | null {
  if (body.split('&', MOST_PARAMS + 1).length > MOST_PARAMS) return null;
  const pairs = [...new URLSearchParams(body)];
  const params = Object.fromEntries(pairs);
  return Object.keys(params).length === pairs.length ? params : null;
}

/** Longer than any id of Alipay's. */
const NOTIFY_ID = /^[\w-]{1,128}$/;

/** By the first of Alipay's public keys that fits. @throws {BadSignature} */
export function readCallback({ body }: RawCallback, publicKeys: readonly string[]): { eventId: string; type: string } {
  const params = paramsOf(body.toString('utf8'));
  if (!params?.sign) throw new BadSignature('This is no notification of Alipay: it has no sign');
  if (!publicKeys.some((key) => isNotificationSigned(params, key)))
    throw new BadSignature(
      "The signature does not fit the notification and the account's Alipay public key: give the one in Alipay's console with paymentAccountUpdate",
    );
  const { notify_id: eventId = '', trade_status, notify_type = 'unknown' } = params;
  if (!NOTIFY_ID.test(eventId)) throw new BadSignature('This is no notification of Alipay: it has no notify_id');
  return { eventId, type: isRefund(params) ? 'refund' : (trade_status ?? notify_type).slice(0, 64) };
}

/** Alipay wants to read exactly this word, and sends again what is answered with any other. */
export const answers: OnlineProvider['answers'] = {
  taken: { status: 200, type: 'text/plain; charset=utf-8', body: 'success' },
  refused: (status) => ({ status, type: 'text/plain; charset=utf-8', body: 'failure' }),
};

/** After a refund a trade is told of again, under its own status: these stand beside it. */
const isRefund = ({ refund_fee, out_biz_no, gmt_refund }: Params): boolean => Boolean(refund_fee || out_biz_no || gmt_refund);

/** What becomes of a trade. WAIT_BUYER_PAY is no news. */
const EVENTS: ReadonlyMap<string, PaymentEvent> = new Map([
  ['TRADE_SUCCESS', 'capture'],
  // Paid, and past the time in which it can be refunded.
  ['TRADE_FINISHED', 'capture'],
  // Not paid in time, or closed by the shop.
  ['TRADE_CLOSED', 'cancel'],
]);

export const eventOf = (status: unknown): PaymentEvent | null => EVENTS.get(String(status)) ?? null;

/** What a verified notification says of a trade, or of a refund of one; null where it is about something else. */
export function interpret(body: string, account: OpenAccount): Statement | RefundStatement | null {
  const params = paramsOf(body);
  const { out_trade_no: outTradeNo, trade_no: tradeNo } = params ?? {};
  if (!params || !outTradeNo || !tradeNo) return null;
  const told = { mode: account.mode, connectedAccount: whoseOf(params, account), currency: 'CNY', failure: null };
  const trade = { outTradeNo, tradeNo };
  if (isRefund(params)) {
    // Without a name of its own, a refund has its trade's.
    const request = params.out_biz_no || outTradeNo;
    const refund = refundId.matches(request) ? request : null;
    // `refund_fee` sums up all refunds of the trade: `reread` asks for this one's amount.
    const amount = fenOf(params.refund_fee);
    return { about: 'refund', ...told, refund, of: trade, event: 'succeed', amount, references: { outRequestNo: request } };
  }
  const event = eventOf(params.trade_status);
  return event && { about: 'payment', ...told, payment: outTradeNo, event, amount: fenOf(params.total_amount), references: trade };
}

/**
 * The account's own name where application and seller are those that it was connected with. Otherwise theirs, which no payment of
 * the account has: a notification for another seller settles nothing.
 */
function whoseOf({ app_id, seller_id }: Params, { settings, connectedAccount }: OpenAccount): string | null {
  const same = app_id === settings.appId && (!settings.sellerId || seller_id === settings.sellerId);
  return same ? connectedAccount : `${app_id ?? ''}/${seller_id ?? ''}`;
}
