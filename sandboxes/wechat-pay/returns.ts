import { z } from 'zod';
import { type Call, Fen, fingerprintOf, invalid, missing, OutNumber, Refusal, read } from './call.js';
import { digits } from './crypto.js';
import type { House } from './house.js';
import type { KeptReturn } from './kept.js';
import { findMerchant, keyOf, subMerchant } from './merchants.js';
import { chinaTime } from './times.js';

const NewReturn = z
  .strictObject({
    sub_mchid: z.string().optional(),
    order_id: z.string().max(64).optional(),
    out_order_no: OutNumber(64).optional(),
    out_return_no: OutNumber(64),
    return_mchid: z.string().max(32),
    amount: Fen,
    description: z.string().min(1).max(80),
  })
  .refine(({ order_id, out_order_no }) => order_id !== undefined || out_order_no !== undefined, {
    message: 'order_id 和 out_order_no 二选一',
    path: ['order_id'],
  });

/** WeChat's own bound, for one sharing. */
const MOST_OF_ONE_SHARING = 50;

const whoseOf = (house: House, call: Call, sub: unknown) => ({
  mchid: call.merchant.mchid,
  sub: typeof sub === 'string' ? subMerchant(house, call.merchant, sub).mchid : null,
});

/** `POST /v3/profitsharing/return-orders`: of a finished sharing, never more than was shared. @throws {Refusal} */
export function returnShare(house: House, call: Call): object {
  const given = read(NewReturn, call.body);
  const whose = whoseOf(house, call, given.sub_mchid);
  const { sharings, returns } = house.memory.shelves;
  const sharing = sharings
    .toJSON()
    .find(
      ({ mchid, sub, orderId, outOrderNo }) =>
        mchid === whose.mchid && sub === whose.sub && (orderId === given.order_id || outOrderNo === given.out_order_no),
    );
  if (!sharing) throw missing('分账单不存在');
  const fingerprint = fingerprintOf({ ...given, order_id: sharing.orderId, out_order_no: sharing.outOrderNo });
  const id = keyOf(whose, given.out_return_no);
  const earlier = returns.find(id);
  if (earlier && earlier.fingerprint !== fingerprint) throw invalid('回退单号重复，且参数与之前请求不一致');
  if (earlier) return shownReturn(earlier);
  if (sharing.state !== 'FINISHED') throw invalid('分账单未完成，不支持分账回退');
  const shares = sharing.receivers.filter(
    ({ type, account, result }) => type === 'MERCHANT_ID' && account === given.return_mchid && result === 'SUCCESS',
  );
  const before = returns.toJSON().filter((one) => one.orderId === sharing.orderId && one.result !== 'FAILED');
  if (before.length >= MOST_OF_ONE_SHARING) throw new Refusal(403, 'RULE_LIMIT', '分账回退次数超过限制');
  const back = before.reduce((sum, one) => (one.returnMchid === given.return_mchid ? sum + one.amount : sum), given.amount);
  if (back > shares.reduce((sum, { amount }) => sum + amount, 0)) throw invalid('回退金额超过分账金额');
  const kept = returns.put({
    id,
    returnId: `3008${digits(24)}`,
    ...whose,
    outOrderNo: sharing.outOrderNo,
    orderId: sharing.orderId,
    outReturnNo: given.out_return_no,
    returnMchid: given.return_mchid,
    amount: given.amount,
    description: given.description,
    fingerprint,
    result: 'PROCESSING',
    failReason: null,
    createdAt: chinaTime(),
    finishedAt: null,
  });
  if (call.merchant.sharing === 'AT_ONCE') endReturn(house, kept, 'SUCCESS');
  house.memory.changed();
  return shownReturn(kept);
}

/** `GET /v3/profitsharing/return-orders/{out_return_no}` */
export function queryReturn(house: House, call: Call): object {
  const whose = whoseOf(house, call, call.query.sub_mchid);
  const found = house.memory.shelves.returns.find(keyOf(whose, call.params.outReturnNo!));
  if (!found || found.outOrderNo !== call.query.out_order_no) throw missing('回退单不存在');
  return shownReturn(found);
}

/** It comes to its end. @throws {Refusal} where it has ended already */
export function endReturn({ memory }: House, kept: KeptReturn, result: 'SUCCESS' | 'FAILED', failReason = 'ACCOUNT_ABNORMAL'): void {
  if (kept.result !== 'PROCESSING') throw invalid(`The return ${kept.outReturnNo} has ended`);
  Object.assign(kept, { result, finishedAt: chinaTime(), failReason: result === 'FAILED' ? failReason : null });
  memory.changed();
}

/** The control door of a merchant's payout. */
export function payOut({ memory }: House, mchid: string, given: unknown): object {
  const { amount, at } = read(z.strictObject({ amount: Fen, at: z.iso.datetime({ offset: true }).optional() }), given);
  findMerchant(memory, mchid);
  const payout = memory.shelves.payouts.put({ id: `1001${digits(24)}`, mchid, amount, at: at ?? chinaTime() });
  memory.changed();
  return payout;
}

const shownReturn = (kept: KeptReturn): object => ({
  ...(kept.sub ? { sub_mchid: kept.sub } : {}),
  order_id: kept.orderId,
  out_order_no: kept.outOrderNo,
  out_return_no: kept.outReturnNo,
  return_id: kept.returnId,
  return_mchid: kept.returnMchid,
  amount: kept.amount,
  description: kept.description,
  result: kept.result,
  ...(kept.failReason ? { fail_reason: kept.failReason } : {}),
  create_time: kept.createdAt,
  ...(kept.finishedAt ? { finish_time: kept.finishedAt } : {}),
});
