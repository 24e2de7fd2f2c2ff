import { z } from 'zod';
import { type Call, Fen, fingerprintOf, invalid, missing, OutNumber, read } from './call.js';
import { digits } from './crypto.js';
import { happened } from './events.js';
import { feeBack } from './fees.js';
import type { House } from './house.js';
import type { KeptEvent, KeptOrder, KeptRefund } from './kept.js';
import { findMerchant, keyOf, subMerchant } from './merchants.js';
import { NotifyUrl } from './order-input.js';
import { chinaTime, compactDay } from './times.js';

const NewRefund = z
  .strictObject({
    sub_mchid: z.string().optional(),
    transaction_id: z.string().max(32).optional(),
    out_trade_no: OutNumber(32).optional(),
    out_refund_no: OutNumber(64),
    reason: z.string().max(80).optional(),
    notify_url: NotifyUrl.optional(),
    funds_account: z.enum(['AVAILABLE', 'UNSETTLED']).optional(),
    amount: z.strictObject({
      refund: Fen,
      total: Fen,
      currency: z.literal('CNY', '仅支持 CNY'),
      from: z.array(z.strictObject({ account: z.enum(['AVAILABLE', 'UNAVAILABLE']), amount: Fen })).optional(),
    }),
    goods_detail: z.array(z.looseObject({})).optional(),
  })
  .refine(({ transaction_id, out_trade_no }) => transaction_id !== undefined || out_trade_no !== undefined, {
    message: 'transaction_id 和 out_trade_no 二选一',
    path: ['transaction_id'],
  });

/** WeChat's own bound. */
const MOST_OF_ONE_ORDER = 50;

/** `POST /v3/refund/domestic/refunds` */
export function createRefund(house: House, call: Call): object {
  const given = read(NewRefund, call.body);
  const { shelves } = house.memory;
  const sub = given.sub_mchid ? subMerchant(house, call.merchant, given.sub_mchid).mchid : null;
  const whose = { mchid: call.merchant.mchid, sub };
  const id = keyOf(whose, given.out_refund_no);
  const order = orderOf(house, whose, given);
  const { amount, notify_url, goods_detail: _goods, reason, ...rest } = given;
  const fingerprint = fingerprintOf({
    refund: amount.refund,
    total: amount.total,
    transaction: order.transactionId,
    ...rest,
    transaction_id: 0,
    out_trade_no: 0,
  });
  const earlier = shelves.refunds.find(id);
  if (earlier) {
    if (earlier.fingerprint !== fingerprint) throw invalid('订单金额或退款金额与之前请求不一致，请核实后再试');
    return shownRefund(earlier);
  }
  if (amount.total !== order.total) throw invalid('订单金额或退款金额与之前请求不一致，请核实后再试');
  const before = refundsOf(house, order).filter(({ status }) => status !== 'CLOSED');
  const already = before.reduce((sum, { refund }) => sum + refund, 0);
  if (already >= order.total) throw invalid('订单已全额退款');
  if (amount.refund > order.total - already) throw invalid('申请退款金额大于可退金额');
  if (before.length >= MOST_OF_ONE_ORDER) throw invalid('该订单的退款次数已达上限');
  const refund: KeptRefund = {
    id,
    mchid: order.mchid,
    sub: order.sub,
    appId: order.appId,
    subAppId: order.subAppId,
    refundId: `50300${digits(6)}${compactDay()}${digits(10)}`,
    outRefundNo: given.out_refund_no,
    order: order.id,
    transactionId: order.transactionId!,
    outTradeNo: order.outTradeNo,
    fingerprint,
    refund: amount.refund,
    total: order.total,
    reason: reason ?? null,
    notifyUrl: notify_url ?? null,
    fundsAccount: given.funds_account ?? 'UNSETTLED',
    status: 'PROCESSING',
    createdAt: chinaTime(),
    succeededAt: null,
    fee: feeBack(amount.refund, already, findMerchant(house.memory, sub ?? order.mchid).feeRate),
  };
  shelves.refunds.put(refund);
  order.state = 'REFUND';
  house.memory.changed();
  const answer = shownRefund(refund);
  if (call.merchant.refunds === 'AT_ONCE') setImmediate(() => void house.post.send(endRefund(house, refund, 'SUCCESS')));
  return answer;
}

function orderOf(
  house: House,
  whose: { mchid: string; sub: string | null },
  given: { transaction_id?: string | undefined; out_trade_no?: string | undefined },
): KeptOrder {
  const { memory } = house;
  const key = given.transaction_id ? memory.byTransaction.get(given.transaction_id) : keyOf(whose, given.out_trade_no!);
  const order = memory.shelves.orders.find(key ?? '');
  if (!order || order.mchid !== whose.mchid || order.sub !== whose.sub) throw missing('订单不存在');
  if (!order.transactionId) throw invalid('订单状态有误：订单未支付');
  if (given.out_trade_no && given.out_trade_no !== order.outTradeNo) throw invalid('transaction_id 与 out_trade_no 不一致');
  return order;
}

export const refundsOf = ({ memory }: House, order: KeptOrder): KeptRefund[] =>
  memory.shelves.refunds.toJSON().filter((refund) => refund.order === order.id);

/** `GET /v3/refund/domestic/refunds/{out_refund_no}` */
export function queryRefund(house: House, call: Call): object {
  const sub = typeof call.query.sub_mchid === 'string' ? subMerchant(house, call.merchant, call.query.sub_mchid).mchid : null;
  const refund = house.memory.shelves.refunds.find(keyOf({ mchid: call.merchant.mchid, sub }, call.params.outRefundNo!));
  if (!refund) throw missing('退款单不存在');
  return shownRefund(refund);
}

/** As the API tells it. */
function shownRefund(refund: KeptRefund): object {
  const { refundId, outRefundNo, transactionId, outTradeNo, status, createdAt, succeededAt, fundsAccount } = refund;
  return {
    refund_id: refundId,
    out_refund_no: outRefundNo,
    transaction_id: transactionId,
    out_trade_no: outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...(succeededAt ? { success_time: succeededAt } : {}),
    create_time: createdAt,
    status,
    funds_account: fundsAccount,
    amount: {
      total: refund.total,
      refund: refund.refund,
      from: [],
      payer_total: refund.total,
      payer_refund: refund.refund,
      settlement_refund: refund.refund,
      settlement_total: refund.total,
      discount_refund: 0,
      currency: 'CNY',
      refund_fee: refund.fee,
    },
    promotion_detail: [],
  };
}

const SUMMARIES = { SUCCESS: '退款成功', ABNORMAL: '退款异常', CLOSED: '退款关闭' };

/**
 * A refund comes to its end, or from ABNORMAL to a better one. The events it brings: none without a callback address.
 * @throws {Refusal} where it has ended already
 */
export function endRefund(house: House, refund: KeptRefund, status: keyof typeof SUMMARIES): KeptEvent[] {
  const from: readonly string[] = status === 'ABNORMAL' ? ['PROCESSING'] : ['PROCESSING', 'ABNORMAL'];
  if (!from.includes(refund.status)) throw invalid(`The refund ${refund.outRefundNo} is ${refund.status}`);
  Object.assign(refund, { status, succeededAt: status === 'SUCCESS' ? chinaTime() : null });
  house.memory.changed();
  if (!refund.notifyUrl) return [];
  const { mchid, sub, outTradeNo, transactionId, outRefundNo, refundId, succeededAt, total } = refund;
  const resource = {
    ...(sub ? { sp_mchid: mchid, sub_mchid: sub } : { mchid }),
    out_trade_no: outTradeNo,
    transaction_id: transactionId,
    out_refund_no: outRefundNo,
    refund_id: refundId,
    refund_status: status,
    ...(succeededAt ? { success_time: succeededAt } : {}),
    user_received_account: '支付用户零钱',
    amount: { total, refund: refund.refund, payer_total: total, payer_refund: refund.refund },
  };
  return [
    happened(house, { mchid, type: `REFUND.${status}`, summary: SUMMARIES[status], about: 'refund', url: refund.notifyUrl, resource }),
  ];
}
