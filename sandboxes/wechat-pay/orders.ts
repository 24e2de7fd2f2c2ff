import { z } from 'zod';
import { type Call, fingerprintOf, invalid, Refusal, read } from './call.js';
import { digits, hex } from './crypto.js';
import { happened } from './events.js';
import type { House } from './house.js';
import type { KeptEvent, KeptOrder, Parties, TradeType } from './kept.js';
import type { Memory } from './memory.js';
import { checkApp, keyOf, subMerchant } from './merchants.js';
import { DIRECT, PARTNER, type Way } from './order-input.js';
import { chinaTime, compactDay } from './times.js';

const TRADE_TYPES: Record<Way, TradeType> = { jsapi: 'JSAPI', native: 'NATIVE', h5: 'MWEB', app: 'APP' };
const TWO_HOURS_MS = 2 * 3600 * 1000;
const FIVE_MINUTES_MS = 5 * 60 * 1000;

/** `POST /v3/pay/transactions/{way}` */
export function createOrder(house: House, call: Call, way: Way): object {
  const given = read<z.output<(typeof DIRECT)[Way]>>(DIRECT[way], call.body);
  if (given.mchid !== call.merchant.mchid) throw mismatch('mchid', given.mchid);
  checkApp(call.merchant, given.appid);
  const parties = { mchid: given.mchid, sub: null, appId: given.appid, subAppId: null };
  const payer = 'payer' in given ? given.payer : { openid: anOpenId() };
  return placed(house, parties, way, given, payer);
}

/** `POST /v3/pay/partner/transactions/{way}` */
export function createPartnerOrder(house: House, call: Call, way: Way): object {
  const given = read<z.output<(typeof PARTNER)[Way]>>(PARTNER[way], call.body);
  if (given.sp_mchid !== call.merchant.mchid) throw mismatch('sp_mchid', given.sp_mchid);
  checkApp(call.merchant, given.sp_appid);
  const sub = subMerchant(house, call.merchant, given.sub_mchid);
  if (given.sub_appid) checkApp(sub, given.sub_appid);
  const payer = 'payer' in given ? { ...given.payer } : { sp_openid: anOpenId() };
  if ('sub_openid' in payer && !given.sub_appid) throw invalid('sub_openid 必须和 sub_appid 一起使用');
  const parties = { mchid: given.sp_mchid, sub: sub.mchid, appId: given.sp_appid, subAppId: given.sub_appid ?? null };
  return placed(house, parties, way, given, payer as Record<string, string>);
}

type Given = Omit<z.output<typeof DIRECT.native>, 'appid' | 'mchid' | 'scene_info'>;

function placed(house: House, parties: Parties, way: Way, given: Given, payer: Record<string, string>): object {
  const id = keyOf(parties, given.out_trade_no);
  const fingerprint = fingerprintOf({ way, ...given });
  const earlier = house.memory.shelves.orders.find(id);
  if (earlier) return again(house, earlier, fingerprint, way);
  const expiresAt = given.time_expire ?? null;
  if (expiresAt && Date.parse(expiresAt) <= Date.now()) throw invalid('time_expire 时间过短，请检查后再试');
  const order: KeptOrder = {
    id,
    ...parties,
    outTradeNo: given.out_trade_no,
    tradeType: TRADE_TYPES[way],
    fingerprint,
    description: given.description,
    attach: given.attach ?? null,
    notifyUrl: given.notify_url,
    total: given.amount.total,
    payer,
    profitSharing: given.settle_info?.profit_sharing ?? false,
    createdAt: chinaTime(),
    expiresAt,
    prepayId: '',
    state: 'NOTPAY',
    transactionId: null,
    paidAt: null,
  };
  house.memory.shelves.orders.put(order);
  return payableAt(house, order, way);
}

/** The same order once more leads to the same payment; anything else under its number is refused. */
function again(house: House, order: KeptOrder, fingerprint: string, way: Way): object {
  expireIfDue(house.memory, order);
  if (order.state === 'CLOSED') throw new Refusal(400, 'ORDER_CLOSED', '该订单已关闭，请重新下单');
  if (order.state !== 'NOTPAY') throw new Refusal(400, 'ORDERPAID', '该订单已支付');
  if (order.fingerprint !== fingerprint) throw invalid('201 商户订单号重复');
  return payableAt(house, order, way);
}

/** What leads to the pay page. A new prepay id takes the place of one that has run out. */
function payableAt({ memory, address }: House, order: KeptOrder, way: Way): object {
  const current = memory.shelves.prepays.find(order.prepayId);
  if (!current || current.until <= Date.now()) {
    const until = Date.now() + (way === 'h5' ? FIVE_MINUTES_MS : TWO_HOURS_MS);
    order.prepayId = memory.shelves.prepays.put({ id: newPrepayId(), order: order.id, until }).id;
  }
  memory.changed();
  const page = `${address()}/pay/${order.prepayId}`;
  if (way === 'native') return { code_url: page };
  // Merchants add &redirect_url=… to it, as documented: it has a query already.
  if (way === 'h5') return { h5_url: `${page}?package=${digits(10)}` };
  return { prepay_id: order.prepayId };
}

const newPrepayId = () => `wx${compactDay()}${digits(6)}${hex(10)}`;
const newTransactionId = () => `4200${digits(6)}${compactDay()}${digits(10)}`;
const anOpenId = () => `o${hex(14).slice(0, 27)}`;

const mismatch = (field: string, value: unknown) =>
  new Refusal(400, 'PARAM_ERROR', `${field} 与签名的商户号不一致`, {
    field: `/${field}`,
    value,
    issue: '与签名的商户号不一致',
    location: 'body',
  });

/** Whose order a query or a close is about. @throws {Refusal} */
function partiesOf(
  house: House,
  call: Call,
  partner: boolean,
  given: unknown,
  location: 'body' | 'query',
): { mchid: string; sub: string | null } {
  const field = partner ? 'sp_mchid' : 'mchid';
  const Whose = z.looseObject({ [field]: z.string(), ...(partner ? { sub_mchid: z.string() } : {}) });
  const { [field]: mchid, sub_mchid } = read(Whose, given, location) as Record<string, string>;
  if (mchid !== call.merchant.mchid) throw mismatch(field, mchid);
  return { mchid, sub: partner ? subMerchant(house, call.merchant, sub_mchid!).mchid : null };
}

/** `GET …/out-trade-no/{n}` and `GET …/id/{transaction_id}` */
export function queryOrder(house: House, call: Call, partner: boolean): object {
  const whose = partiesOf(house, call, partner, call.query, 'query');
  const { outTradeNo, transactionId } = call.params;
  const id = outTradeNo ? keyOf(whose, outTradeNo) : house.memory.byTransaction.get(transactionId!);
  const order = house.memory.shelves.orders.find(id ?? '');
  if (!order || order.mchid !== whose.mchid || order.sub !== whose.sub) throw noOrder();
  expireIfDue(house.memory, order);
  return shown(order);
}

/** `POST …/out-trade-no/{n}/close` answers 204. */
export function closeOrder(house: House, call: Call, partner: boolean): null {
  const whose = partiesOf(house, call, partner, call.body, 'body');
  const order = house.memory.shelves.orders.find(keyOf(whose, call.params.outTradeNo!));
  if (!order) throw noOrder();
  expireIfDue(house.memory, order);
  if (order.state === 'CLOSED') throw new Refusal(400, 'ORDER_CLOSED', '订单已关闭');
  if (order.state !== 'NOTPAY') throw new Refusal(400, 'ORDERPAID', '该订单已支付');
  closed(house.memory, order);
  return null;
}

const noOrder = () => new Refusal(404, 'ORDER_NOT_EXIST', '订单不存在');

export function closed(memory: Memory, order: KeptOrder): void {
  order.state = 'CLOSED';
  memory.changed();
}

/** What nobody paid in time is closed by itself. */
export function expireIfDue(memory: Memory, order: KeptOrder): void {
  if (order.state === 'NOTPAY' && order.expiresAt && Date.parse(order.expiresAt) <= Date.now()) closed(memory, order);
}

const DESCRIPTIONS: Record<KeptOrder['state'], string> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
  PAYERROR: '支付失败',
};

/** A transaction as queries and callbacks tell it. */
export function shown(order: KeptOrder): Record<string, unknown> {
  const { mchid, sub, appId, subAppId, outTradeNo, transactionId, tradeType, state, attach, paidAt, payer, total } = order;
  const whose = sub
    ? { sp_mchid: mchid, sub_mchid: sub, sp_appid: appId, ...(subAppId ? { sub_appid: subAppId } : {}) }
    : { mchid, appid: appId };
  const common = { ...whose, out_trade_no: outTradeNo, trade_type: tradeType, trade_state: state, trade_state_desc: DESCRIPTIONS[state] };
  const amount = { total, currency: 'CNY', payer_currency: 'CNY' };
  if (!transactionId) return { ...common, ...(attach ? { attach } : {}), amount, promotion_detail: [] };
  return {
    ...common,
    transaction_id: transactionId,
    bank_type: 'OTHERS',
    attach: attach ?? '',
    success_time: paidAt,
    payer,
    amount: { ...amount, payer_total: total },
    promotion_detail: [],
  };
}

interface HowPaid {
  /** RFC 3339, else now. */
  at?: string | undefined;
  /** He was quicker than whoever closed it. */
  evenIfClosed?: boolean | undefined;
}

/** The buyer pays. @throws {Refusal} unless it can be paid */
export function payOrder(house: House, order: KeptOrder, { at, evenIfClosed }: HowPaid = {}): KeptEvent {
  if (order.state !== 'CLOSED' || !evenIfClosed) mustBeOpen(house.memory, order);
  Object.assign(order, { state: 'SUCCESS', transactionId: newTransactionId(), paidAt: chinaTime(at ? new Date(at) : Date.now()) });
  house.memory.byTransaction.set(order.transactionId!, order.id);
  return happened(house, {
    mchid: order.mchid,
    type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    about: 'transaction',
    url: order.notifyUrl,
    resource: shown(order),
  });
}

/** @throws {Refusal} */
export function mustBeOpen(memory: Memory, order: KeptOrder): void {
  expireIfDue(memory, order);
  if (order.state === 'CLOSED') throw new Refusal(400, 'ORDER_CLOSED', '该订单已关闭');
  if (order.state !== 'NOTPAY' && order.state !== 'PAYERROR') throw new Refusal(400, 'ORDERPAID', '该订单已支付');
}
