import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { fulfillOrder, NewFulfillment } from '#commerce/fulfillment/index.js';
import { markOrderPaid, orderId, orderLineId } from '#commerce/orders/index.js';
import { paymentAccounts } from '#commerce/payments/account.model.js';
import { newAccount } from '#commerce/payments/accounts.js';
import { paymentId } from '#commerce/payments/index.js';
import { type Method, payments } from '#commerce/payments/payment.model.js';
import { newPayment } from '#commerce/payments/start.js';
import { config } from '#platform/config.js';
import { acrossShops, type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { type Listening, listening } from '#tests/support/listening.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { uploadId, uploads } from './upload.model.js';
import { listShippingUploads, retryShippingUpload, sendShippingUpload } from './uploads.js';

interface Call {
  path: string;
  token: string | null;
  body: Record<string, unknown>;
}

/** api.weixin.qq.com as far as shipping information goes: what it was sent, and what it says. */
const calls: Call[] = [];
let tokens = 0;
let says: ((call: Call) => object | 'nothing' | number) | null = null;
let weixin: Listening;

beforeAll(async () => {
  await connectForTest();
  weixin = await listening(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const { pathname, searchParams } = new URL(request.url!, 'http://weixin');
    const call = { path: pathname, token: searchParams.get('access_token'), body: JSON.parse(text) as Record<string, unknown> };
    calls.push(call);
    const said = says?.(call) ?? usual(call);
    if (said === 'nothing') return void response.destroy();
    response.writeHead(typeof said === 'number' ? said : 200).end(JSON.stringify(said));
  });
  Object.assign(config(), { WECHAT_PAY_API_BASE: weixin.url });
});
afterEach(() => {
  says = null;
});
afterAll(async () => {
  Object.assign(config(), { WECHAT_PAY_API_BASE: undefined });
  await weixin.close();
  await disconnectAfterTest();
});

const STABLE_TOKEN = '/cgi-bin/stable_token';
const UPLOAD = '/wxa/sec/order/upload_shipping_info';
function usual({ path, body }: Call): object {
  if (path === STABLE_TOKEN) {
    if (body.force_refresh) tokens += 1;
    return { access_token: `token-${body.appid}-${tokens}`, expires_in: 7200 };
  }
  return { errcode: 0, errmsg: 'ok' };
}

interface Wishes {
  method?: Method;
  appSecret?: string | null;
  quantity?: number;
  openId?: string | null;
  shop?: ShopContext;
}

/** An order that was paid inside WeChat. */
async function aPaidOrder({ method = 'MINI_PROGRAM', appSecret = 'very-secret', quantity = 1, openId = 'o-buyer', shop }: Wishes = {}) {
  const at = shop ?? (await aShop());
  const appId = `wx${new Types.ObjectId().toHexString()}`;
  const secrets: Record<string, string> = appSecret ? { appSecret } : {};
  const connection = { externalId: '1900000001', secrets, signing: ['{}'], settings: { mchid: '1900000001', appId } };
  const account = await paymentAccounts.in(at).insert(newAccount(at, new Types.ObjectId(), 'WECHAT_PAY', connection));
  const order = await anOrder(at, { quantity });
  const begun = newPayment(at, { orderId: order._id, accountId: account._id, provider: 'WECHAT_PAY', method, amount: order.total });
  const { open: _, ...captured } = begun;
  const payment = await payments.in(at).insert({ ...captured, status: 'CAPTURED', ...(openId ? { openId } : {}) });
  await markOrderPaid(at, order._id, order.total);
  return { shop: at, appId, order, id: orderId.encode(order._id), payment };
}

const SF = NewFulfillment.parse({ tracking: { company: '顺丰速运', number: 'SF123' } });
const kept = (shop: ShopContext) => uploads.in(shop).find({}, { sort: { _id: 1 } });
const sentOf = ({ payment }: { payment: { _id: Types.ObjectId } }) =>
  calls.filter(({ body }) => (body.order_key as { out_trade_no?: string })?.out_trade_no === paymentId.encode(payment._id));
const tokensOf = (appId: string) => calls.filter(({ path, body }) => path === STABLE_TOKEN && body.appid === appId);
const mailsDue = (shop: ShopContext) => outbox.in(shop).find({ type: 'shipping.failed' });
const everythingDue = ({ shopId }: ShopContext) =>
  acrossShops<OutboxEvent>(outbox.name, 'test').updateMany({ shopId, later: true }, { $set: { later: false } });
const refusing = (errcode: number) => (call: Call) => (call.path === UPLOAD ? { errcode, errmsg: 'no' } : usual(call));

test('an order of a mini-program that was sent is told to WeChat, once', async () => {
  const paid = await aPaidOrder({ quantity: 2 });
  await fulfillOrder(paid.shop, paid.id, SF);
  await workOff();
  await workOff();
  expect(await kept(paid.shop)).toMatchObject([{ status: 'SENT', attempts: 1, error: null, sentAt: expect.any(Date) }]);
  const [told, ...more] = sentOf(paid);
  expect(more).toEqual([]);
  expect(told).toMatchObject({
    path: UPLOAD,
    token: `token-${paid.appId}-${tokens}`,
    body: {
      order_key: { order_number_type: 1, mchid: '1900000001', out_trade_no: paymentId.encode(paid.payment._id) },
      logistics_type: 1,
      delivery_mode: 1,
      shipping_list: [{ tracking_no: 'SF123', express_company: 'SF', item_desc: 'Hat*2' }],
      payer: { openid: 'o-buyer' },
    },
  });
  expect(told!.body.upload_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/);
});

test('several parcels are told together, when the last of them has gone', async () => {
  const paid = await aPaidOrder({ quantity: 3 });
  const line = orderLineId.encode(paid.order.lines[0]!._id);
  await fulfillOrder(paid.shop, paid.id, { ...SF, lines: [{ line, quantity: 1 }] });
  await workOff();
  expect(sentOf(paid)).toEqual([]);
  await fulfillOrder(paid.shop, paid.id, NewFulfillment.parse({ tracking: { company: '中通', number: 'ZT9' } }));
  await workOff();
  expect(sentOf(paid)).toMatchObject([
    {
      body: {
        delivery_mode: 2,
        is_all_delivered: true,
        shipping_list: [
          { tracking_no: 'SF123', item_desc: 'Hat' },
          { tracking_no: 'ZT9', express_company: 'ZTO', item_desc: 'Hat*2' },
        ],
      },
    },
  ]);
});

test('what went without a carrier is told as delivered within the city', async () => {
  const paid = await aPaidOrder();
  await fulfillOrder(paid.shop, paid.id, {});
  await workOff();
  expect(sentOf(paid)).toMatchObject([{ body: { logistics_type: 2, delivery_mode: 1, shipping_list: [{ item_desc: 'Hat' }] } }]);
});

test('what was not paid inside WeChat, or in an official account without a mini-program, is not told', async () => {
  const shops = await Promise.all([aPaidOrder({ method: 'NATIVE' }), aPaidOrder({ method: 'JSAPI', appSecret: null })]);
  const byHand = await aShop();
  const order = await anOrder(byHand);
  await fulfillOrder(byHand, orderId.encode(order._id), SF);
  for (const { shop, id } of shops) await fulfillOrder(shop, id, SF);
  await workOff();
  for (const { shop } of [...shops, { shop: byHand }]) expect(await kept(shop)).toEqual([]);
});

test('one token serves many uploads', async () => {
  const first = await aPaidOrder();
  await fulfillOrder(first.shop, first.id, SF);
  await workOff();
  for (let count = 0; count < 3; count++) {
    await uploads.in(first.shop).updateMany({}, { $set: { status: 'FAILED' } });
    await retryShippingUpload(first.shop, uploadId.encode((await kept(first.shop))[0]!._id));
    await workOff();
  }
  expect(sentOf(first)).toHaveLength(4);
  expect(tokensOf(first.appId)).toHaveLength(1);
});

test.each([40001, 42001])('%i: the token is fetched anew, and the upload goes through', async (errcode) => {
  const paid = await aPaidOrder();
  await fulfillOrder(paid.shop, paid.id, SF);
  let refused = 0;
  says = (call) => (call.path === UPLOAD && refused++ === 0 ? { errcode, errmsg: 'token' } : usual(call));
  await workOff();
  expect(await kept(paid.shop)).toMatchObject([{ status: 'SENT', attempts: 1 }]);
  const [before, after] = sentOf(paid);
  expect(after!.token).not.toBe(before!.token);
});

test('WeChat is busy, or does not answer: it is tried again, as the same upload', async () => {
  const paid = await aPaidOrder();
  await fulfillOrder(paid.shop, paid.id, SF);
  const busy: (object | 'nothing' | number)[] = [{ errcode: -1, errmsg: 'system error' }, 'nothing', 502];
  says = (call) => (call.path === UPLOAD ? (busy.shift() ?? usual(call)) : usual(call));
  for (let attempt = 1; attempt <= 3; attempt++) {
    await workOff();
    expect(await kept(paid.shop)).toMatchObject([{ status: 'PENDING', attempts: attempt, error: expect.stringMatching(/^WeChat/) }]);
    await everythingDue(paid.shop);
  }
  await workOff();
  expect(await kept(paid.shop)).toMatchObject([{ status: 'SENT', attempts: 4, error: null }]);
  expect(new Set(sentOf(paid).map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(await mailsDue(paid.shop)).toEqual([]);
});

test('an answer that never came: WeChat has it already, and that is well', async () => {
  const paid = await aPaidOrder();
  await fulfillOrder(paid.shop, paid.id, SF);
  says = refusing(10060023);
  await workOff();
  expect(await kept(paid.shop)).toMatchObject([{ status: 'SENT' }]);
});

test('what WeChat refuses for good is told to the merchant, once, and is sent again when he says so', async () => {
  const paid = await aPaidOrder();
  await fulfillOrder(paid.shop, paid.id, SF);
  says = refusing(10060001);
  await workOff();
  const [failed] = await kept(paid.shop);
  expect(failed).toMatchObject({ status: 'FAILED', attempts: 1, error: 'WeChat: 10060001 no' });
  expect(await mailsDue(paid.shop)).toHaveLength(1);
  says = null;
  const id = uploadId.encode(failed!._id);
  await expect(retryShippingUpload(await aShop(), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await retryShippingUpload(paid.shop, id);
  await workOff();
  expect(await kept(paid.shop)).toMatchObject([{ status: 'SENT', error: null }]);
  await expect(retryShippingUpload(paid.shop, id)).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test.each([
  [{ appSecret: null }, /AppSecret is missing/],
  [{ openId: null }, /openId/],
])('%j: the merchant is told what is missing', async (wishes, error) => {
  const paid = await aPaidOrder(wishes);
  await fulfillOrder(paid.shop, paid.id, SF);
  await workOff();
  expect(await kept(paid.shop)).toMatchObject([{ status: 'FAILED', error: expect.stringMatching(error) }]);
  expect(await mailsDue(paid.shop)).toHaveLength(1);
});

test('WeChat stays away through the last attempt: it is given up, and the merchant is told', async () => {
  const paid = await aPaidOrder();
  await fulfillOrder(paid.shop, paid.id, SF);
  says = (call) => (call.path === UPLOAD ? 503 : usual(call));
  await workOff();
  const [task] = await outbox.in(paid.shop).find({ type: 'wechat.shipping' });
  await expect(sendShippingUpload(paid.shop, { ...task!, attempts: 9 })).rejects.toThrow('WeChat answers 503');
  expect(await kept(paid.shop)).toMatchObject([{ status: 'FAILED' }]);
  expect(await mailsDue(paid.shop)).toHaveLength(1);
});

test('no secret and no token stand in what is kept of a failure', async () => {
  const paid = await aPaidOrder({ appSecret: 'very-secret-indeed' });
  await fulfillOrder(paid.shop, paid.id, SF);
  says = (call) => (call.path === UPLOAD ? 'nothing' : usual(call));
  await workOff();
  const rows = JSON.stringify([await kept(paid.shop), await outbox.in(paid.shop).find({})]);
  expect(rows).toContain('WeChat does not answer');
  expect(rows).not.toMatch(/very-secret-indeed|token-wx/);
});

test('those that are late are listed: not sent two days after the goods', async () => {
  const paid = await aPaidOrder();
  await fulfillOrder(paid.shop, paid.id, SF);
  says = refusing(10060001);
  await workOff();
  const late = async () => (await listShippingUploads(paid.shop, { late: true })).nodes.length;
  expect(await late()).toBe(0);
  await uploads.in(paid.shop).updateMany({}, { $set: { fulfilledAt: new Date(Date.now() - 49 * 3600_000) } });
  expect(await late()).toBe(1);
  expect((await listShippingUploads(paid.shop, { status: 'SENT' })).nodes).toEqual([]);
  expect((await listShippingUploads(paid.shop, { status: 'FAILED' })).nodes).toHaveLength(1);
});

test('a test shop without a sandbox calls nobody', async () => {
  const { WECHAT_PAY_API_BASE } = config();
  Object.assign(config(), { WECHAT_PAY_API_BASE: undefined });
  try {
    const paid = await aPaidOrder();
    await fulfillOrder(paid.shop, paid.id, SF);
    await workOff();
    expect(await kept(paid.shop)).toMatchObject([{ status: 'FAILED', error: expect.stringContaining('sandbox') }]);
  } finally {
    Object.assign(config(), { WECHAT_PAY_API_BASE });
  }
});
