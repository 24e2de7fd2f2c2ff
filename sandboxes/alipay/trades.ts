import { z } from 'zod';
import { type Call, failed, read, Yuan, yuan } from './call.js';
import { beijing, fromBeijing } from './clock.js';
import type { House } from './house.js';
import { newId } from './ids.js';
import type { Notification, Trade } from './kept.js';
import type { Memory } from './memory.js';
import { happened } from './notifications.js';

const NewTrade = z.object({
  out_trade_no: z.string().regex(/^\w{1,64}$/),
  total_amount: Yuan,
  subject: z.string().min(1).max(256),
  time_expire: z.string().optional(),
  timeout_express: z.string().optional(),
  quit_url: z.string().optional(),
});

const DAY_MS = 24 * 3600_000;

/** The trade that a page, an app or a QR code is for; the same name again is the same trade. @throws {Refusal} */
export function openTrade({ memory }: House, { merchant, method, params, content }: Call): Trade {
  const given = read(NewTrade, content);
  const known = findByName(memory, merchant.appId, given.out_trade_no);
  if (known) return reopened(known, given);
  const expiresAt = given.time_expire ? fromBeijing(given.time_expire) : Date.now() + 15 * DAY_MS;
  if (!(expiresAt > Date.now()) || expiresAt > Date.now() + 16 * DAY_MS)
    throw failed('ACQ.INVALID_PARAMETER', '参数无效：time_expire 应在一分钟到十五天之间');
  const trade = memory.trades.put({
    id: newId.page(),
    appId: merchant.appId,
    outTradeNo: given.out_trade_no,
    tradeNo: newId.trade(),
    method,
    amount: given.total_amount,
    subject: given.subject,
    status: 'PREPARED',
    notifyUrl: params.notify_url || null,
    returnUrl: params.return_url || null,
    quitUrl: given.quit_url ?? null,
    expiresAt,
    createdAt: Date.now(),
    paidAt: null,
    closedAt: null,
    refunds: [],
  });
  memory.changed();
  return trade;
}

function reopened(trade: Trade, { total_amount, subject }: z.infer<typeof NewTrade>): Trade {
  if (trade.status === 'TRADE_CLOSED') throw failed('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
  if (trade.paidAt) throw failed('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
  if (trade.amount !== total_amount || trade.subject !== subject) throw failed('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改');
  return trade;
}

const findByName = (memory: Memory, appId: string, outTradeNo: string): Trade | undefined =>
  memory.trades.newestFirst().find((trade) => trade.appId === appId && trade.outTradeNo === outTradeNo);

const Named = z.object({ out_trade_no: z.string().optional(), trade_no: z.string().optional() });

/** A trade as Alipay's interfaces know it. @throws {Refusal} ACQ.TRADE_NOT_EXIST, also while its buyer has not come */
export function namedTrade(house: House, { merchant, content }: Call): Trade {
  const { out_trade_no, trade_no } = read(Named, content);
  if (!out_trade_no && !trade_no) throw failed('ACQ.INVALID_PARAMETER', '参数无效：out_trade_no 与 trade_no 不能同时为空');
  const trade = house.memory.trades
    .newestFirst()
    .find((one) => one.appId === merchant.appId && (trade_no ? one.tradeNo === trade_no : one.outTradeNo === out_trade_no));
  if (trade) expireIfDue(house, trade);
  if (!trade || trade.status === 'PREPARED') throw failed('ACQ.TRADE_NOT_EXIST', '交易不存在');
  return trade;
}

const BUYER = { buyer_logon_id: '159****5620', buyer_user_id: '2088101117955611' };

export function queryTrade(house: House, call: Call): object {
  const trade = namedTrade(house, call);
  const paid = trade.paidAt
    ? {
        send_pay_date: beijing(trade.paidAt),
        receipt_amount: yuan(trade.amount),
        buyer_pay_amount: yuan(trade.amount),
        invoice_amount: yuan(trade.amount),
        point_amount: '0.00',
        fund_bill_list: [{ amount: yuan(trade.amount), fund_channel: 'ALIPAYACCOUNT' }],
      }
    : {};
  const { outTradeNo, tradeNo, status, amount } = trade;
  return { out_trade_no: outTradeNo, trade_no: tradeNo, trade_status: status, total_amount: yuan(amount), ...BUYER, ...paid };
}

/** Closes what is not paid. @throws {Refusal} */
export function closeTrade(house: House, call: Call): object {
  const trade = namedTrade(house, call);
  if (trade.paidAt || trade.status === 'TRADE_CLOSED') throw failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  void house.post.send([endUnpaid(house, trade)]);
  return { out_trade_no: trade.outTradeNo, trade_no: trade.tradeNo };
}

/** The buyer has come: from now on Alipay's interfaces know it. False: it is over. */
export function comeTo(house: House, trade: Trade): boolean {
  expireIfDue(house, trade);
  if (trade.status === 'PREPARED') {
    trade.status = 'WAIT_BUYER_PAY';
    house.memory.changed();
  }
  return trade.status === 'WAIT_BUYER_PAY';
}

/** The buyer pays. @throws {Refusal} ACQ.TRADE_STATUS_ERROR */
export function payTrade(house: House, trade: Trade): Notification {
  if (!comeTo(house, trade)) throw failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  trade.status = 'TRADE_SUCCESS';
  trade.paidAt = Date.now();
  return happened(house.memory, trade, 'TRADE_SUCCESS');
}

/** Nobody pays it any more: its time is over, or its shop has closed it. */
export function endUnpaid({ memory }: House, trade: Trade): Notification {
  trade.status = 'TRADE_CLOSED';
  trade.closedAt = Date.now();
  return happened(memory, trade, 'TRADE_CLOSED');
}

/** Three months after a payment nothing can be refunded any more. @throws {Refusal} */
export function finishTrade({ memory }: House, trade: Trade): Notification {
  if (trade.status !== 'TRADE_SUCCESS') throw failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  trade.status = 'TRADE_FINISHED';
  return happened(memory, trade, 'TRADE_FINISHED');
}

/** A trade that nobody has come to was never there: nothing is told of its end. */
export function expireIfDue(house: House, trade: Trade): void {
  const open = trade.status === 'PREPARED' || trade.status === 'WAIT_BUYER_PAY';
  if (!open || trade.expiresAt === null || trade.expiresAt > Date.now()) return;
  if (trade.status === 'WAIT_BUYER_PAY') void house.post.send([endUnpaid(house, trade)]);
}
