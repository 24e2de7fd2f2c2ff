import { feeOf } from './fees.js';
import type { House } from './house.js';
import type { KeptMerchant, KeptOrder, KeptRefund, Line } from './kept.js';
import { findMerchant } from './merchants.js';
import { billTime, chinaDay } from './times.js';

const yuan = (fen: number): string => (fen / 100).toFixed(2);
/** The trade bill tells fees with five places. */
const feeYuan = (fen: number): string => (fen / 100).toFixed(5);

/** A merchant's orders, or those that a service provider's sub-merchants have; `sub`: of that one alone. */
interface Scope {
  merchant: KeptMerchant;
  sub: string | null;
}

const inScope =
  ({ merchant, sub }: Scope) =>
  (one: { mchid: string; sub: string | null }): boolean =>
    one.mchid === merchant.mchid && (sub === null || one.sub === sub);

export const TRADE_COLUMNS = {
  ALL: '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
  SUCCESS:
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注',
  REFUND:
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
};
export type TradeBill = keyof typeof TRADE_COLUMNS;

/** What of a day stands in the trade bill, in the order of its happening: payments on the day they were paid, refunds on that of their request. */
export function tradeLines(house: House, scope: Scope, day: string, type: TradeBill): Line[] {
  const { orders, refunds } = house.memory.shelves;
  const paid = orders.toJSON().filter((order) => inScope(scope)(order) && order.paidAt && chinaDay(order.paidAt) === day);
  const back = refunds.toJSON().filter((refund) => inScope(scope)(refund) && chinaDay(refund.createdAt) === day);
  const lines = [
    ...(type === 'REFUND' ? [] : paid.map((order) => paymentLine(house, order))),
    ...(type === 'SUCCESS' ? [] : back.map((refund) => refundLine(house, refund))),
  ];
  return lines.sort((one, other) => (one.交易时间! < other.交易时间! ? -1 : 1));
}

const rateOf = (house: House, { mchid, sub }: { mchid: string; sub: string | null }) => findMerchant(house.memory, sub ?? mchid).feeRate;

function common(order: KeptOrder): Line {
  return {
    公众账号ID: order.appId,
    商户号: order.mchid,
    特约商户号: order.sub ?? '0',
    设备号: '',
    微信订单号: order.transactionId!,
    商户订单号: order.outTradeNo,
    用户标识: Object.values(order.payer)[0] ?? '',
    交易类型: order.tradeType,
    付款银行: 'OTHERS',
    货币种类: 'CNY',
    代金券金额: '0.00',
    充值券退款金额: '0.00',
    商品名称: order.description,
    商户数据包: order.attach ?? '',
    费率备注: '',
  };
}

function paymentLine(house: House, order: KeptOrder): Line {
  const rate = rateOf(house, order);
  return {
    ...common(order),
    交易时间: billTime(order.paidAt!),
    交易状态: 'SUCCESS',
    应结订单金额: yuan(order.total),
    微信退款单号: '0',
    商户退款单号: '0',
    退款金额: '0.00',
    退款类型: '',
    退款状态: '',
    手续费: feeYuan(feeOf(order.total, rate)),
    费率: `${(rate / 100).toFixed(2)}%`,
    订单金额: yuan(order.total),
    申请退款金额: '0.00',
  };
}

/** 退款状态 has words of its own. */
const BILL_STATUS: Record<KeptRefund['status'], string> = {
  SUCCESS: 'SUCCESS',
  PROCESSING: 'PROCESSING',
  ABNORMAL: 'CHANGE',
  CLOSED: 'FAIL',
};

function refundLine(house: House, refund: KeptRefund): Line {
  const order = house.memory.shelves.orders.find(refund.order)!;
  return {
    ...common(order),
    交易时间: billTime(refund.createdAt),
    交易状态: 'REFUND',
    应结订单金额: '0.00',
    退款申请时间: billTime(refund.createdAt),
    退款成功时间: refund.succeededAt ? billTime(refund.succeededAt) : '',
    微信退款单号: refund.refundId,
    商户退款单号: refund.outRefundNo,
    退款金额: yuan(refund.refund),
    退款类型: 'ORIGINAL',
    退款状态: BILL_STATUS[refund.status],
    手续费: feeYuan(-refund.fee), // given back
    费率: `${(rateOf(house, refund) / 100).toFixed(2)}%`,
    订单金额: '0.00',
    申请退款金额: yuan(refund.refund),
  };
}

export const FUND_COLUMNS =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';

interface Movement {
  at: string;
  number: string;
  kind: readonly [name: string, type: string];
  /** Fen; what leaves the account is negative. */
  fen: number;
  note: string;
  voucher: string;
}

/** What stands in a merchant's account, in fen. */
export const balanceOf = (house: House, merchant: KeptMerchant): number =>
  movementsOf(house, merchant).reduce((sum, { fen }) => sum + fen, 0);

/** What of a day moved the merchant's own account, with the balance after each line. */
export function fundLines(house: House, { merchant }: Scope, day: string): Line[] {
  const movements = movementsOf(house, merchant).sort((one, other) => (one.at < other.at ? -1 : 1));
  let balance = 0;
  return movements.flatMap(({ at, number, kind, fen, note, voucher }, index) => {
    balance += fen;
    if (chinaDay(at) !== day) return [];
    return {
      记账时间: billTime(at),
      微信支付业务单号: number,
      资金流水单号: `${merchant.mchid}${chinaDay(at).replaceAll('-', '')}${String(index + 1).padStart(10, '0')}`,
      业务名称: kind[0],
      业务类型: kind[1],
      收支类型: fen < 0 ? '支出' : '收入',
      '收支金额(元)': yuan(Math.abs(fen)),
      '账户结余(元)': yuan(balance),
      资金变更提交申请人: `${merchant.mchid}API`,
      备注: note,
      业务凭证号: voucher,
    };
  });
}

function movementsOf(house: House, merchant: KeptMerchant): Movement[] {
  const { orders, refunds, sharings, returns, payouts } = house.memory.shelves;
  const own = (one: { mchid: string; sub: string | null }) => (one.sub ?? one.mchid) === merchant.mchid;
  const paid = orders.toJSON().filter((order) => own(order) && order.paidAt);
  const back = refunds.toJSON().filter((refund) => own(refund) && refund.succeededAt);
  const shares = sharings.toJSON().flatMap((sharing) => sharing.receivers.map((receiver) => ({ ...receiver, sharing })));
  const done = shares.filter(({ result }) => result === 'SUCCESS');
  const returned = returns.toJSON().filter(({ result }) => result === 'SUCCESS');
  return [
    ...paid.flatMap(({ paidAt, transactionId, total, outTradeNo, description }) => [
      movement(paidAt!, transactionId!, ['交易', '交易'], total, description, outTradeNo),
      movement(paidAt!, transactionId!, ['交易', '扣除交易手续费'], -feeOf(total, merchant.feeRate), '结算总金额手续费', outTradeNo),
    ]),
    ...back.map(({ succeededAt, refundId, refund, fee, outRefundNo }) =>
      movement(succeededAt!, refundId, ['退款', '退款'], fee - refund, `退款总金额${yuan(refund)}元;含手续费${yuan(fee)}元`, outRefundNo),
    ),
    ...done.flatMap(({ account, amount, finish_time, detail_id, description, sharing }) => {
      const from = sharing.sub ?? sharing.mchid;
      if (account === from || (account !== merchant.mchid && from !== merchant.mchid)) return [];
      const fen = account === merchant.mchid ? amount : -amount;
      return movement(finish_time!, detail_id, ['分账', '分账'], fen, description, sharing.outOrderNo);
    }),
    ...returned.flatMap(({ mchid, sub, returnMchid, amount, finishedAt, returnId, description, outReturnNo }) => {
      const to = sub ?? mchid;
      if (to !== merchant.mchid && returnMchid !== merchant.mchid) return [];
      const fen = to === merchant.mchid ? amount : -amount;
      return movement(finishedAt!, returnId, ['分账回退', '分账回退'], fen, description, outReturnNo);
    }),
    ...payouts
      .toJSON()
      .filter(({ mchid }) => mchid === merchant.mchid)
      .map(({ id, amount, at }) => movement(at, id, ['提现', '提现'], -amount, '', id)),
  ];
}

const movement = (at: string, number: string, kind: Movement['kind'], fen: number, note: string, voucher: string): Movement => ({
  at,
  number,
  kind,
  fen,
  note,
  voucher,
});
