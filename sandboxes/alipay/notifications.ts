import { yuan } from './call.js';
import { beijing } from './clock.js';
import { newId } from './ids.js';
import type { Lies, Notification, Trade } from './kept.js';
import type { Memory } from './memory.js';
import type { Params } from './signing.js';

/** Writes down that something happened, with the trade as it is at this moment. Sending it is `Post`'s. */
export function happened(memory: Memory, trade: Trade, type: string): Notification {
  const merchant = memory.merchants.find(trade.appId)!;
  const id = newId.notification();
  const { refunds, paidAt, closedAt } = trade;
  const last = type === 'refund' ? refunds.at(-1) : undefined;
  const params: Params = {
    notify_id: id,
    notify_type: 'trade_status_sync',
    notify_time: beijing(Date.now()),
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    app_id: trade.appId,
    auth_app_id: trade.appId,
    seller_id: merchant.sellerId,
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    trade_status: trade.status,
    subject: trade.subject,
    total_amount: yuan(trade.amount),
    buyer_id: '2088101117955611',
    buyer_logon_id: '159****5620',
    gmt_create: beijing(trade.createdAt),
    ...(paidAt ? { ...PAID(yuan(trade.amount)), gmt_payment: beijing(paidAt) } : {}),
    ...(closedAt ? { gmt_close: beijing(closedAt) } : {}),
    // `refund_fee` sums up all refunds so far, `out_biz_no` names this one.
    ...(last
      ? {
          refund_fee: yuan(refunds.reduce((sum, { amount }) => sum + amount, 0)),
          out_biz_no: last.request,
          gmt_refund: `${beijing(last.at)}.${String(last.at % 1000).padStart(3, '0')}`,
        }
      : {}),
  };
  const notification = memory.notifications.put({ id, type, trade: trade.id, params, lies: {}, deliveries: [] });
  memory.changed();
  return notification;
}

const PAID = (amount: string) => ({
  receipt_amount: amount,
  buyer_pay_amount: amount,
  invoice_amount: amount,
  point_amount: '0.00',
  fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
});

/** What is sent, with its untruths. */
export function toldIn({ params, lies }: { params: Params; lies: Lies }): Params {
  const { amount, appId, sellerId, outTradeNo } = lies;
  const told = { ...params };
  if (amount !== undefined)
    for (const name of Object.keys(told)) if (name.endsWith('_amount') && name !== 'point_amount') told[name] = yuan(amount);
  if (appId !== undefined) Object.assign(told, { app_id: appId, auth_app_id: appId });
  if (sellerId !== undefined) told.seller_id = sellerId;
  if (outTradeNo !== undefined) told.out_trade_no = outTradeNo;
  return told;
}
