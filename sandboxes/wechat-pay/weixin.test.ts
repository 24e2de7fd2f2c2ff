import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anOrder, opened, openSandbox } from '#tests/support/wechat-pay-sandbox.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

type Told = Record<string, unknown> & { errcode?: number; access_token?: string };

const ask = async (path: string, body?: object): Promise<Told> => {
  const answer = await fetch(`${here.sandbox.url}${path}`, body ? { method: 'POST', body: JSON.stringify(body) } : {});
  expect(answer.status).toBe(200);
  return (await answer.json()) as Told;
};

/** A paid order within a mini-program, and a token of its application. */
async function paid() {
  const merchant = await here.merchant();
  const order = anOrder(merchant, { payer: { openid: 'oBuyer' } });
  await merchant.call('POST', '/v3/pay/transactions/jsapi', order);
  await here.control(`orders/${order.out_trade_no}/pay`);
  const { transaction_id } = opened(merchant.shop.received[0]!, merchant.publicKey, merchant.apiV3Key)! as { transaction_id: string };
  const secret = { grant_type: 'client_credential', appid: merchant.appId, secret: merchant.appSecret };
  const { access_token } = await ask('/cgi-bin/stable_token', secret);
  const upload = (more: object = {}, token = access_token) =>
    ask(`/wxa/sec/order/upload_shipping_info?access_token=${token}`, {
      order_key: { order_number_type: 2, transaction_id },
      logistics_type: 1,
      delivery_mode: 1,
      shipping_list: [{ tracking_no: 'SF100', express_company: 'SF', item_desc: '茶' }],
      upload_time: new Date().toISOString(),
      payer: { openid: 'oBuyer' },
      ...more,
    });
  const look = () => ask(`/wxa/sec/order/get_order?access_token=${access_token}`, { transaction_id });
  return { ...merchant, order, transaction_id, secret, access_token, upload, look };
}

test('an access token is told for the secret, and stays the same until a new one is asked for', async () => {
  const { secret, access_token } = await paid();
  expect((await ask('/cgi-bin/stable_token', { ...secret, force_refresh: false })).access_token).toBe(access_token);
  expect((await ask('/cgi-bin/stable_token', { ...secret, force_refresh: true })).access_token).not.toBe(access_token);
  expect((await ask(`/cgi-bin/token?${new URLSearchParams(secret)}`)).expires_in).toBe(7200);
  expect((await ask('/cgi-bin/stable_token', { ...secret, secret: 'wrong' })).errcode).toBe(40125);
  expect((await ask('/cgi-bin/stable_token', { ...secret, appid: 'wxnone' })).errcode).toBe(40013);
});

describe('shipping information', () => {
  test('is taken for a payment, can be sent once more, and shows in the order', async () => {
    const { upload, look, transaction_id, order, mchid } = await paid();
    expect(await look()).toMatchObject({ errcode: 0, order: { order_state: 1, merchant_trade_no: order.out_trade_no, paid_amount: 1999 } });
    expect(await upload()).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await look()).toMatchObject({ order: { order_state: 2, shipping: { finish_shipping: true, finish_shipping_count: 1 } } });
    expect((await upload({ upload_time: '2026-01-01T00:00:00+08:00' })).errcode).toBe(10060023);
    const byNumber = { order_key: { order_number_type: 1, mchid, out_trade_no: order.out_trade_no } };
    const later = { upload_time: new Date(Date.now() + 1000).toISOString() };
    expect((await upload({ ...byNumber, ...later })).errcode).toBe(0);
    expect((await upload({ upload_time: new Date(Date.now() + 2000).toISOString() })).errcode).toBe(10060003);
    const { data } = await here.control<{ data: { uploads: number }[] }>(`shipping?transactionId=${transaction_id}`, {}, 'GET');
    expect(data).toMatchObject([{ uploads: 2, info: { shipping_list: [{ tracking_no: 'SF100' }] } }]);
    await here.control(`shipping/${transaction_id}/confirm`);
    expect((await look()).order).toMatchObject({ order_state: 3 });
  });

  test('in parts is shipped once all of it is', async () => {
    const { upload, look } = await paid();
    expect((await upload({ delivery_mode: 2 })).errcode).toBe(10060007);
    await upload({ delivery_mode: 2, is_all_delivered: false });
    expect((await look()).order).toMatchObject({ order_state: 1 });
    await upload({ delivery_mode: 2, is_all_delivered: true });
    expect((await look()).order).toMatchObject({ order_state: 2 });
  });

  test('is refused by the code that says why', async () => {
    const { upload, appId } = await paid();
    const other = await paid();
    const cases: [more: object, code: number][] = [
      [{ order_key: { order_number_type: 2, transaction_id: '4200' } }, 10060001],
      [{ order_key: { order_number_type: 2, transaction_id: other.transaction_id } }, 10060001],
      [{ payer: { openid: 'oOther' } }, 10060031],
      [{ logistics_type: 9 }, 10060005],
      [{ delivery_mode: 2, logistics_type: 3, is_all_delivered: true }, 10060006],
      [{ shipping_list: [{ tracking_no: 'SF100', express_company: 'SF' }] }, 10060008],
      [{ shipping_list: [{ item_desc: '茶', express_company: 'SF' }] }, 268485226],
      [{ shipping_list: [{ item_desc: '茶', tracking_no: 'SF100' }] }, 268485227],
      [{ upload_time: 'now' }, 268485216],
      [{ payer: {} }, 10060014],
    ];
    for (const [more, code] of cases) expect([more, (await upload(more)).errcode]).toEqual([more, code]);
    expect((await upload({}, 'none')).errcode).toBe(40001);
    await here.control('faults', { appId, path: '/wxa/sec/order/upload_shipping_info', act: 'answer', errcode: -1 });
    expect((await upload()).errcode).toBe(-1);
    expect((await upload()).errcode).toBe(0);
  });
});
