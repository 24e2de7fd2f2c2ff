import { z } from 'zod';
import { type Call, failed, read, Yuan, yuan } from './call.js';
import { beijing } from './clock.js';
import type { House } from './house.js';
import type { KeptRefund, Notification, Trade } from './kept.js';
import { happened } from './notifications.js';
import { namedTrade } from './trades.js';

const NewRefund = z.object({
  refund_amount: Yuan,
  out_request_no: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  refund_reason: z.string().max(256).optional(),
});

const refundedOf = ({ refunds }: Trade): number => refunds.reduce((sum, { amount }) => sum + amount, 0);

/** The same request again moves no money: `fund_change` tells which it was. @throws {Refusal} */
export function refundTrade(house: House, call: Call): object {
  const trade = namedTrade(house, call);
  const { refund_amount, out_request_no = trade.outTradeNo, refund_reason = null } = read(NewRefund, call.content);
  const known = trade.refunds.find(({ request }) => request === out_request_no);
  if (known && known.amount !== refund_amount) throw failed('ACQ.DISCORDANT_REPEAT_REQUEST', '不一致的请求');
  if (!known) {
    const told = giveBack(house, trade, { request: out_request_no, amount: refund_amount, reason: refund_reason });
    if (told) void house.post.send([told]);
  }
  return {
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    buyer_logon_id: '159****5620',
    fund_change: known ? 'N' : 'Y',
    refund_fee: yuan(refundedOf(trade)),
    send_back_fee: yuan(refund_amount),
  };
}

/** Never more than was paid; a trade that was refunded whole is closed. @throws {Refusal} */
export function giveBack({ memory }: House, trade: Trade, given: Omit<KeptRefund, 'at'>): Notification {
  if (trade.status === 'TRADE_FINISHED') throw failed('ACQ.TRADE_HAS_FINISHED', '交易已完结，不支持退款');
  if (!trade.paidAt) throw failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  if (refundedOf(trade) + given.amount > trade.amount) throw failed('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限');
  trade.refunds.push({ ...given, at: Date.now() });
  if (refundedOf(trade) === trade.amount) {
    trade.status = 'TRADE_CLOSED';
    trade.closedAt = Date.now();
  }
  return happened(memory, trade, 'refund');
}

const Asked = z.object({ out_request_no: z.string().min(1) });

/** Without a `refund_status` there is no such refund, or it failed: Alipay answers 10000 all the same. */
export function queryRefund(house: House, call: Call): object {
  const trade = namedTrade(house, call);
  const { out_request_no } = read(Asked, call.content);
  const refund = trade.refunds.find(({ request }) => request === out_request_no);
  if (!refund) return {};
  return {
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    out_request_no,
    refund_status: 'REFUND_SUCCESS',
    refund_amount: yuan(refund.amount),
    total_amount: yuan(trade.amount),
    gmt_refund_pay: beijing(refund.at),
    ...(refund.reason ? { refund_reason: refund.reason } : {}),
  };
}
