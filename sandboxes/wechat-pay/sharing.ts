import { z } from 'zod';
import { type Call, Fen, fingerprintOf, invalid, missing, noAuth, OutNumber, Refusal, read } from './call.js';
import { digits } from './crypto.js';
import type { House } from './house.js';
import type { KeptOrder, KeptSharing, SharedWith } from './kept.js';
import { keyOf, subMerchant } from './merchants.js';
import { refundsOf } from './refunds.js';
import { chinaTime } from './times.js';

const RECEIVER_TYPES = ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID'] as const;
const Whose = { sub_mchid: z.string().optional(), appid: z.string().optional(), sub_appid: z.string().optional() };
const Receiver = { type: z.enum(RECEIVER_TYPES), account: z.string().min(1).max(64), name: z.string().max(1024).optional() };

const NewReceiver = z.strictObject({
  ...Whose,
  ...Receiver,
  relation_type: z.enum([
    'STORE',
    'STAFF',
    'STORE_OWNER',
    'PARTNER',
    'HEADQUARTER',
    'BRAND',
    'DISTRIBUTOR',
    'USER',
    'SUPPLIER',
    'CUSTOM',
    'SERVICE_PROVIDER',
  ]),
  custom_relation: z.string().max(10).optional(),
});

const NewSharing = z.strictObject({
  ...Whose,
  transaction_id: z.string().max(32),
  out_order_no: OutNumber(64),
  receivers: z
    .array(z.strictObject({ ...Receiver, amount: Fen, description: z.string().min(1).max(80) }))
    .min(1)
    .max(50),
  unfreeze_unsplit: z.boolean(),
});

const Unfreeze = z.strictObject({
  sub_mchid: z.string().optional(),
  transaction_id: z.string().max(32),
  out_order_no: OutNumber(64),
  description: z.string().min(1).max(80),
});

/** Of an order's total, in percent: WeChat's own bound unless it has granted another. */
const MOST_SHARED = 30;

const whoseOf = (house: House, call: Call, sub: unknown) => ({
  mchid: call.merchant.mchid,
  sub: typeof sub === 'string' ? subMerchant(house, call.merchant, sub).mchid : null,
});

const receiverId = (whose: { mchid: string; sub: string | null }, type: string, account: string) => keyOf(whose, `${type}/${account}`);

/** `POST /v3/profitsharing/receivers/add`; once more is the same. */
export function addReceiver(house: House, call: Call): object {
  const { sub_mchid, type, account, name, relation_type, custom_relation } = read(NewReceiver, call.body);
  const whose = whoseOf(house, call, sub_mchid);
  openName(house, call, name);
  if (type === 'MERCHANT_ID' && !house.memory.shelves.merchants.find(account)) throw invalid('分账接收方商户号不存在');
  house.memory.shelves.receivers.put({ id: receiverId(whose, type, account), ...whose, type, account });
  house.memory.changed();
  const named = { ...(name ? { name } : {}), ...(custom_relation ? { custom_relation } : {}) };
  return { ...(sub_mchid ? { sub_mchid } : {}), type, account, relation_type, ...named };
}

function openName({ keys }: House, { merchant, serial }: Call, name: string | undefined): void {
  if (name === undefined) return;
  if (serial && keys.open(merchant, name, serial) !== null) return;
  throw new Refusal(400, 'PARAM_ERROR', '敏感信息解密失败，请检查 Wechatpay-Serial 和加密方式', {
    field: '/name',
    value: name,
    location: 'body',
  });
}

/** `POST /v3/profitsharing/receivers/delete` */
export function removeReceiver(house: House, call: Call): object {
  const { sub_mchid, type, account } = read(z.strictObject({ ...Whose, type: Receiver.type, account: Receiver.account }), call.body);
  house.memory.shelves.receivers.remove(receiverId(whoseOf(house, call, sub_mchid), type, account));
  house.memory.changed();
  return { ...(sub_mchid ? { sub_mchid } : {}), type, account };
}

/** `POST /v3/profitsharing/orders` */
export function shareOrder(house: House, call: Call): object {
  const given = read(NewSharing, call.body);
  const whose = whoseOf(house, call, given.sub_mchid);
  const order = sharedOrder(house, whose, given.transaction_id);
  const fingerprint = fingerprintOf(given);
  const earlier = sameSharing(house, whose, given.out_order_no, fingerprint);
  if (earlier) return shownSharing(earlier);
  for (const { type, account, name } of given.receivers) {
    openName(house, call, name);
    if (!house.memory.shelves.receivers.find(receiverId(whose, type, account))) throw noAuth(`分账接收方未添加: ${account}`);
  }
  const wanted = given.receivers.reduce((sum, { amount }) => sum + amount, 0);
  const left = unsplit(house, order);
  if (wanted > left) throw new Refusal(403, 'NOT_ENOUGH', '分账金额不足');
  const shared = sharesOf(house, order).reduce((sum, { amount, account }) => (account === owner(order) ? sum : sum + amount), 0);
  if ((shared + wanted) * 100 > order.total * MOST_SHARED) throw new Refusal(403, 'RULE_LIMIT', '分账金额超过最大分账比例');
  const receivers = given.receivers.map(({ type, account, amount, description }) => share(type, account, amount, description));
  const rest = given.unfreeze_unsplit && left > wanted ? [share('MERCHANT_ID', owner(order), left - wanted, '解冻给分账方')] : [];
  return keepSharing(house, call, {
    ...whose,
    outOrderNo: given.out_order_no,
    transactionId: given.transaction_id,
    fingerprint,
    receivers: [...receivers, ...rest],
  });
}

/** `POST /v3/profitsharing/orders/unfreeze`: all that is left is the merchant's. */
export function unfreezeOrder(house: House, call: Call): object {
  const given = read(Unfreeze, call.body);
  const whose = whoseOf(house, call, given.sub_mchid);
  const order = sharedOrder(house, whose, given.transaction_id);
  const fingerprint = fingerprintOf(given);
  const earlier = sameSharing(house, whose, given.out_order_no, fingerprint);
  if (earlier) return shownSharing(earlier);
  const left = unsplit(house, order);
  if (left === 0) throw invalid('订单已无可解冻的资金');
  const receivers = [share('MERCHANT_ID', owner(order), left, given.description)];
  return keepSharing(house, call, {
    ...whose,
    outOrderNo: given.out_order_no,
    transactionId: given.transaction_id,
    fingerprint,
    receivers,
  });
}

/** `GET /v3/profitsharing/orders/{out_order_no}` */
export function querySharing(house: House, call: Call): object {
  const whose = whoseOf(house, call, call.query.sub_mchid);
  const found = house.memory.shelves.sharings.find(keyOf(whose, call.params.outOrderNo!));
  if (!found || found.transactionId !== call.query.transaction_id) throw missing('记录不存在');
  return shownSharing(found);
}

/** `GET /v3/profitsharing/transactions/{transaction_id}/amounts` */
export function queryUnsplit(house: House, call: Call): object {
  const { memory } = house;
  const order = memory.shelves.orders.find(memory.byTransaction.get(call.params.transactionId!) ?? '');
  if (order?.mchid !== call.merchant.mchid) throw missing('订单不存在');
  return { transaction_id: order.transactionId, unsplit_amount: unsplit(house, order) };
}

function sharedOrder({ memory }: House, whose: { mchid: string; sub: string | null }, transactionId: string): KeptOrder {
  const order = memory.shelves.orders.find(memory.byTransaction.get(transactionId) ?? '');
  if (!order || order.mchid !== whose.mchid || order.sub !== whose.sub) throw missing('订单不存在');
  if (!order.profitSharing) throw invalid('非分账订单不支持分账');
  return order;
}

function sameSharing(
  { memory }: House,
  whose: { mchid: string; sub: string | null },
  outOrderNo: string,
  fingerprint: string,
): KeptSharing | undefined {
  const earlier = memory.shelves.sharings.find(keyOf(whose, outOrderNo));
  if (earlier && earlier.fingerprint !== fingerprint) throw invalid('分账单号重复，且参数与之前请求不一致');
  return earlier;
}

/** The merchant whose money it is. */
const owner = ({ mchid, sub }: KeptOrder): string => sub ?? mchid;

const sharesOf = ({ memory }: House, { transactionId }: KeptOrder): SharedWith[] =>
  memory.shelves.sharings
    .toJSON()
    .filter((sharing) => sharing.transactionId === transactionId)
    .flatMap(({ receivers }) => receivers.filter(({ result }) => result !== 'CLOSED'));

function unsplit(house: House, order: KeptOrder): number {
  const refunded = refundsOf(house, order).reduce((sum, { refund, status }) => (status === 'CLOSED' ? sum : sum + refund), 0);
  return Math.max(
    0,
    sharesOf(house, order).reduce((left, { amount }) => left - amount, order.total - refunded),
  );
}

const share = (type: string, account: string, amount: number, description: string): SharedWith => ({
  type,
  account,
  amount,
  description,
  result: 'PENDING',
  create_time: chinaTime(),
  detail_id: `3600${digits(24)}`,
});

function keepSharing(house: House, call: Call, given: Omit<KeptSharing, 'id' | 'orderId' | 'state' | 'createdAt'>): object {
  const id = keyOf(given, given.outOrderNo);
  const kept = house.memory.shelves.sharings.put({
    id,
    orderId: `3008${digits(24)}`,
    state: 'PROCESSING',
    createdAt: chinaTime(),
    ...given,
  });
  house.memory.changed();
  const answer = structuredClone(shownSharing(kept));
  if (call.merchant.sharing === 'AT_ONCE') endSharing(house, kept, 'SUCCESS');
  return answer;
}

/** A sharing comes to its end: everybody has his share, or nobody has. @throws {Refusal} where it has ended already */
export function endSharing({ memory }: House, sharing: KeptSharing, result: 'SUCCESS' | 'CLOSED', failReason = 'ACCOUNT_ABNORMAL'): void {
  if (sharing.state === 'FINISHED') throw invalid(`The sharing ${sharing.outOrderNo} has ended`);
  sharing.state = 'FINISHED';
  for (const receiver of sharing.receivers) {
    Object.assign(receiver, { result, finish_time: chinaTime(), ...(result === 'CLOSED' ? { fail_reason: failReason } : {}) });
  }
  memory.changed();
}

const shownSharing = ({ sub, transactionId, outOrderNo, orderId, state, receivers }: KeptSharing): object => ({
  ...(sub ? { sub_mchid: sub } : {}),
  transaction_id: transactionId,
  out_order_no: outOrderNo,
  order_id: orderId,
  state,
  receivers,
});
