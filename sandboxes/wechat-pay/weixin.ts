import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { random } from './crypto.js';
import type { House } from './house.js';
import type { KeptMerchant, KeptOrder, KeptShipping } from './kept.js';
import { keyOf } from './merchants.js';

/** An error of api.weixin.qq.com: told with status 200. */
class WeixinError extends Error {
  constructor(
    readonly errcode: number,
    message: string,
  ) {
    super(message);
  }
}

const TWO_HOURS_S = 7200;

/** What api.weixin.qq.com does for shops within WeChat: access tokens, and the shipping information that settlement waits for. */
export function weixinApi(house: House): Router {
  const router = Router();
  router.use(express.json({ limit: '256kb', type: () => true }));
  router.get(
    '/cgi-bin/token',
    told(house, (req) => issue(house, req.query as Record<string, unknown>)),
  );
  router.post(
    '/cgi-bin/token',
    told(house, (req) => issue(house, { ...req.query, ...req.body })),
  );
  router.post(
    '/cgi-bin/stable_token',
    told(house, (req) => issue(house, req.body ?? {})),
  );
  router.post(
    '/wxa/sec/order/upload_shipping_info',
    told(house, (req) => upload(house, caller(house, req), req.body)),
  );
  router.post(
    '/wxa/sec/order/get_order',
    told(house, (req) => getOrder(house, caller(house, req), req.body)),
  );
  return router;
}

function told(house: House, act: (req: Request) => object): RequestHandler {
  return async (req: Request, res: Response) => {
    const token = house.memory.shelves.tokens.find(String(req.query.access_token ?? ''));
    const owner = String(token?.appId ?? req.query.appid ?? req.body?.appid ?? '');
    const meeting = { owner, method: req.method, path: req.path };
    if (await house.faults.meet(meeting, 'before', req, res)) return;
    let answer: object;
    try {
      answer = act(req);
    } catch (error) {
      if (!(error instanceof WeixinError)) throw error;
      answer = { errcode: error.errcode, errmsg: `${error.message} rid: ${random(8)}` };
    }
    if (await house.faults.meet(meeting, 'after', req, res)) return;
    res.json(answer);
  };
}

/** A token that is good for two hours; `stable_token` answers the same one until `force_refresh`. */
function issue({ memory }: House, given: Record<string, unknown>): object {
  const { grant_type, appid, secret, force_refresh } = given;
  if (grant_type !== 'client_credential') throw new WeixinError(40002, 'invalid grant_type');
  const merchant = memory.shelves.merchants.toJSON().find(({ appId }) => appId === appid);
  if (!merchant) throw new WeixinError(40013, 'invalid appid');
  if (merchant.appSecret !== secret) throw new WeixinError(40125, 'invalid appsecret');
  const current = memory.shelves.tokens.newestFirst().find(({ appId, until }) => appId === appid && until > Date.now());
  if (current && force_refresh !== true && 'force_refresh' in given) {
    return { access_token: current.token, expires_in: Math.floor((current.until - Date.now()) / 1000) };
  }
  const made = memory.shelves.tokens.put({ token: random(136), appId: merchant.appId, until: Date.now() + TWO_HOURS_S * 1000 });
  memory.changed();
  return { access_token: made.token, expires_in: TWO_HOURS_S };
}

/** @throws {WeixinError} 40001 without a token that is good, 42001 once it has run out */
function caller({ memory }: House, req: Request): KeptMerchant {
  const token = memory.shelves.tokens.find(String(req.query.access_token ?? ''));
  if (!token) throw new WeixinError(40001, 'invalid credential, access_token is invalid or not latest');
  if (token.until <= Date.now()) throw new WeixinError(42001, 'access_token expired');
  return memory.shelves.merchants.toJSON().find(({ appId }) => appId === token.appId)!;
}

const OrderKey = z.object({
  order_number_type: z.union([z.literal(1), z.literal(2)]),
  transaction_id: z.string().optional(),
  mchid: z.string().optional(),
  out_trade_no: z.string().optional(),
});

const Parcel = z.object({
  tracking_no: z.string().optional(),
  express_company: z.string().optional(),
  item_desc: z.string().optional(),
  contact: z.object({ consignor_contact: z.string().optional(), receiver_contact: z.string().optional() }).optional(),
});

const Upload = z.object({
  order_key: OrderKey,
  logistics_type: z.unknown(),
  delivery_mode: z.unknown(),
  is_all_delivered: z.boolean().optional(),
  shipping_list: z.array(Parcel),
  upload_time: z.unknown(),
  payer: z.object({ openid: z.string() }),
});

const EXPRESS = 1;
const TOGETHER = 1;
const IN_PARTS = 2;
const MOST_PARCELS = 10;

/** `POST /wxa/sec/order/upload_shipping_info` */
function upload(house: House, merchant: KeptMerchant, body: unknown): object {
  const given = read(Upload, body);
  const order = orderOf(house, merchant, given.order_key);
  checkUpload(given);
  if (!Object.values(order.payer).includes(given.payer.openid)) throw new WeixinError(10060031, '该笔支付单不属于 openid 所指定的用户');
  if (order.state === 'REFUND' && fullyRefunded(house, order)) throw new WeixinError(10060004, '支付单处于不可发货的状态');
  const { shippings } = house.memory.shelves;
  const before = shippings.find(order.transactionId!);
  if (before?.confirmed) throw new WeixinError(10060004, '支付单处于不可发货的状态');
  const inParts = before !== undefined && !finished(before);
  if (before && !inParts) {
    if (before.uploads > 1) throw new WeixinError(10060003, '支付单已使用重新发货机会');
    if (!(Date.parse(String(given.upload_time)) > Date.parse(String(before.info.upload_time))))
      throw new WeixinError(10060023, '发货信息未更新');
  }
  shippings.put({
    transactionId: order.transactionId!,
    info: given as unknown as Record<string, unknown>,
    uploads: inParts ? before.uploads : (before?.uploads ?? 0) + 1,
    confirmed: false,
  });
  house.memory.changed();
  return { errcode: 0, errmsg: 'ok' };
}

function checkUpload(given: z.infer<typeof Upload>): void {
  const { logistics_type, delivery_mode, is_all_delivered, shipping_list, upload_time } = given;
  if (![1, 2, 3, 4].includes(logistics_type as number)) throw new WeixinError(10060005, '物流类型有误');
  if (delivery_mode !== TOGETHER && delivery_mode !== IN_PARTS) throw new WeixinError(268485224, '发货模式非法');
  if (!z.iso.datetime({ offset: true }).safeParse(upload_time).success)
    throw new WeixinError(268485216, '上传时间非法，请按照 RFC 3339 格式填写');
  if (delivery_mode === IN_PARTS && logistics_type !== EXPRESS) throw new WeixinError(10060006, '非快递发货时不允许分拆发货');
  if (delivery_mode === IN_PARTS && is_all_delivered === undefined)
    throw new WeixinError(10060007, '分拆发货模式下必须填写 is_all_delivered');
  if (delivery_mode === TOGETHER && shipping_list.length !== 1)
    throw new WeixinError(268485228, '统一发货模式下，物流信息列表长度必须为 1');
  if (shipping_list.length === 0 || shipping_list.length > MOST_PARCELS) throw new WeixinError(10060024, '物流信息列表太长');
  for (const { item_desc, tracking_no, express_company } of shipping_list) {
    if (!item_desc) throw new WeixinError(10060008, '商品描述字段不能为空');
    if ([...item_desc].length > 120) throw new WeixinError(10060009, '商品描述字段太长');
    if (logistics_type !== EXPRESS) continue;
    if (!tracking_no) throw new WeixinError(268485226, '物流单号不能为空');
    if (!express_company) throw new WeixinError(268485227, '物流公司编码不能为空');
  }
}

const finished = ({ info }: KeptShipping): boolean => info.delivery_mode === TOGETHER || info.is_all_delivered === true;

/** @throws {WeixinError} 10060001 for what another application's order is, too */
function orderOf({ memory }: House, merchant: KeptMerchant, key: z.infer<typeof OrderKey>): KeptOrder {
  const { order_number_type, transaction_id, mchid, out_trade_no } = key;
  if (order_number_type === 2 && !transaction_id) throw new WeixinError(268485195, '微信支付单号不能为空');
  if (order_number_type === 1 && !mchid) throw new WeixinError(268485196, '商户号不能为空');
  if (order_number_type === 1 && !out_trade_no) throw new WeixinError(268485197, '商户侧单号不能为空');
  const order =
    order_number_type === 2
      ? memory.shelves.orders.find(memory.byTransaction.get(transaction_id!) ?? '')
      : byOutTradeNo(memory.shelves.orders.toJSON(), mchid!, out_trade_no!);
  if (!order?.transactionId || ![order.appId, order.subAppId].includes(merchant.appId)) throw new WeixinError(10060001, '支付单不存在');
  return order;
}

/** The merchant that placed it: the sub-merchant in partner mode, or its service provider. */
const byOutTradeNo = (orders: KeptOrder[], mchid: string, outTradeNo: string): KeptOrder | undefined =>
  orders.find((order) => order.id === keyOf({ mchid, sub: null }, outTradeNo)) ??
  orders.find((order) => order.outTradeNo === outTradeNo && [order.sub, order.mchid].includes(mchid));

function fullyRefunded({ memory }: House, order: KeptOrder): boolean {
  const back = memory.shelves.refunds.toJSON().filter((refund) => refund.order === order.id && refund.status !== 'CLOSED');
  return back.reduce((sum, { refund }) => sum + refund, 0) >= order.total;
}

const Asked = z.object({
  transaction_id: z.string().optional(),
  merchant_id: z.string().optional(),
  sub_merchant_id: z.string().optional(),
  merchant_trade_no: z.string().optional(),
});

/** `POST /wxa/sec/order/get_order` */
function getOrder(house: House, merchant: KeptMerchant, body: unknown): object {
  const { transaction_id, merchant_id, sub_merchant_id, merchant_trade_no } = read(Asked, body);
  const byNumber = { order_number_type: 1 as const, mchid: sub_merchant_id ?? merchant_id, out_trade_no: merchant_trade_no };
  const order = orderOf(house, merchant, transaction_id ? { order_number_type: 2, transaction_id } : byNumber);
  const shipping = house.memory.shelves.shippings.find(order.transactionId!);
  return {
    errcode: 0,
    errmsg: 'ok',
    order: {
      transaction_id: order.transactionId,
      merchant_id: order.mchid,
      sub_merchant_id: order.sub ?? '',
      merchant_trade_no: order.outTradeNo,
      description: order.description,
      paid_amount: order.total,
      openid: Object.values(order.payer)[0],
      trade_create_time: seconds(order.createdAt),
      pay_time: seconds(order.paidAt!),
      in_complaint: false,
      order_state: stateOf(house, order, shipping),
      shipping: shipping ? shownShipping(shipping) : {},
    },
  };
}

const seconds = (at: string) => Math.floor(Date.parse(at) / 1000);

/** 1 waits for shipping, 2 shipped, 3 the buyer has it, 5 given back. */
function stateOf(house: House, order: KeptOrder, shipping: KeptShipping | undefined): number {
  if (order.state === 'REFUND' && fullyRefunded(house, order)) return 5;
  if (!shipping || !finished(shipping)) return 1;
  return shipping.confirmed ? 3 : 2;
}

const shownShipping = (shipping: KeptShipping) => ({
  delivery_mode: shipping.info.delivery_mode,
  logistics_type: shipping.info.logistics_type,
  finish_shipping: finished(shipping),
  finish_shipping_count: finished(shipping) ? shipping.uploads : 0,
  goods_desc: '',
  shipping_list: shipping.info.shipping_list,
});

function read<Shape>(schema: z.ZodType<Shape>, given: unknown): Shape {
  const result = schema.safeParse(given ?? {});
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new WeixinError(
    path[0] === 'order_key' && path[1] === 'order_number_type' ? 268485194 : 10060014,
    `参数错误 ${path.join('.')}: ${message}`,
  );
}
