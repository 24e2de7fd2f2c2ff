import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anOrder, opened, openSandbox } from '#tests/support/wechat-pay-sandbox.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

const TRANSACTIONS = '/v3/pay/transactions';

describe('an order', () => {
  test('is paid on its page: a signed, encrypted callback arrives, the buyer goes back, the query agrees', async () => {
    const merchant = await here.merchant();
    const { call, shop, mchid, publicKey, apiV3Key } = merchant;
    const order = anOrder(merchant, { attach: 'shop 7', scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } } });
    const { data } = await call<{ h5_url: string }>('POST', `${TRANSACTIONS}/h5`, order);
    const back = 'http://shop.localhost/thanks?a=1';
    const page = `${data.h5_url}&redirect_url=${encodeURIComponent(back)}`;
    expect(await (await fetch(page, { headers: { 'accept-language': 'zh-CN' } })).text()).toMatch(/<html lang="zh-CN">[\s\S]*19\.99/);
    const paid = await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
    expect([paid.status, paid.headers.get('location')]).toEqual([303, back]);

    const [callback] = shop.received;
    expect(JSON.parse(callback!.body)).toMatchObject({
      event_type: 'TRANSACTION.SUCCESS',
      resource_type: 'encrypt-resource',
      resource: { original_type: 'transaction', algorithm: 'AEAD_AES_256_GCM', associated_data: 'transaction' },
    });
    const told = opened(callback!, publicKey, apiV3Key);
    expect(told).toMatchObject({
      mchid,
      out_trade_no: order.out_trade_no,
      trade_type: 'MWEB',
      trade_state: 'SUCCESS',
      attach: 'shop 7',
      amount: { total: 1999, payer_total: 1999, currency: 'CNY', payer_currency: 'CNY' },
    });
    for (const path of [`out-trade-no/${order.out_trade_no}`, `id/${told!.transaction_id}`]) {
      const query = await call('GET', `${TRANSACTIONS}/${path}?mchid=${mchid}`);
      expect(query.data).toEqual(told);
    }
    const again = await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
    expect(again.status).toBe(409);
  });

  test('is the same order once more with the same parameters, and refused with others', async () => {
    const merchant = await here.merchant();
    const { call, mchid } = merchant;
    const native = anOrder(merchant);
    const order = { ...native, payer: { openid: 'oBuyer' } };
    const first = await call<{ prepay_id: string }>('POST', `${TRANSACTIONS}/jsapi`, order);
    expect(first.data.prepay_id).toMatch(/^wx\d{14}[0-9a-f]{20}$/);
    expect((await call('POST', `${TRANSACTIONS}/jsapi`, order)).data).toEqual(first.data);
    const other = await call('POST', `${TRANSACTIONS}/jsapi`, { ...order, amount: { total: 1, currency: 'CNY' } });
    expect(other).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } });
    expect((await call('POST', `${TRANSACTIONS}/native`, native)).data).toMatchObject({ code: 'INVALID_REQUEST' });

    await here.control(`orders/${first.data.prepay_id}/pay`);
    expect(await call('POST', `${TRANSACTIONS}/jsapi`, order)).toMatchObject({ status: 400, data: { code: 'ORDERPAID' } });
    const close = await call('POST', `${TRANSACTIONS}/out-trade-no/${order.out_trade_no}/close`, { mchid });
    expect(close).toMatchObject({ status: 400, data: { code: 'ORDERPAID' } });
  });
});

describe('an order is refused', () => {
  test('by the name of the field that is wrong or missing', async () => {
    const merchant = await here.merchant();
    const order = anOrder(merchant);
    const cases: [way: string, more: object, field: string][] = [
      ['jsapi', {}, '/payer'],
      ['h5', {}, '/scene_info'],
      ['h5', { scene_info: { payer_client_ip: '203.0.113.7' } }, '/scene_info/h5_info'],
      ['native', { amount: { total: 0 } }, '/amount/total'],
      ['native', { amount: { total: 19.99 } }, '/amount/total'],
      ['native', { amount: { total: 1, currency: 'USD' } }, '/amount/currency'],
      ['native', { description: '' }, '/description'],
      ['native', { description: 'x'.repeat(128) }, '/description'],
      ['native', { out_trade_no: 'a b c d e f' }, '/out_trade_no'],
      ['native', { out_trade_no: 'x'.repeat(33) }, '/out_trade_no'],
      ['native', { notify_url: 'https://shop.example/callbacks?shop=7' }, '/notify_url'],
      ['native', { time_expire: '2026-11-26 12:00' }, '/time_expire'],
      ['native', { outTradeNo: 'pay_1' }, '/outTradeNo'],
      ['native', { mchid: '1600000000' }, '/mchid'],
    ];
    for (const [way, more, field] of cases) {
      const { status, data } = await merchant.call<{ code: string; detail: { field: string } }>('POST', `${TRANSACTIONS}/${way}`, {
        ...order,
        ...more,
      });
      expect([way, more, status, data.code, data.detail.field]).toEqual([way, more, 400, 'PARAM_ERROR', field]);
    }
    const other = await merchant.call('POST', `${TRANSACTIONS}/native`, { ...order, appid: 'wxother' });
    expect(other.data).toMatchObject({ code: 'APPID_MCHID_NOT_MATCH' });
  });

  test('once it is closed, or its time is over: then nobody can pay it', async () => {
    const merchant = await here.merchant();
    const { call, mchid } = merchant;
    const order = anOrder(merchant);
    const { data } = await call<{ code_url: string }>('POST', `${TRANSACTIONS}/native`, order);
    const close = () => call('POST', `${TRANSACTIONS}/out-trade-no/${order.out_trade_no}/close`, { mchid });
    expect((await close()).status).toBe(204);
    expect(await close()).toMatchObject({ status: 400, data: { code: 'ORDER_CLOSED' } });
    expect((await call('POST', `${TRANSACTIONS}/native`, order)).data).toMatchObject({ code: 'ORDER_CLOSED' });
    const pay = await fetch(data.code_url, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) });
    expect([pay.status, merchant.shop.received]).toEqual([409, []]);

    const late = anOrder(merchant, { time_expire: new Date(Date.now() + 150).toISOString() });
    expect((await call('POST', `${TRANSACTIONS}/native`, late)).status).toBe(200);
    let state: unknown;
    while (state !== 'CLOSED') {
      state = (await call<{ trade_state: string }>('GET', `${TRANSACTIONS}/out-trade-no/${late.out_trade_no}?mchid=${mchid}`)).data
        .trade_state;
    }
    expect((await here.control(`orders/${late.out_trade_no}/pay`)).code).toBe('ORDER_CLOSED');
    expect((await here.control(`orders/${late.out_trade_no}/pay`, { evenIfClosed: true })).deliveries).toMatchObject([{ status: 200 }]);
    expect((await call('POST', `${TRANSACTIONS}/out-trade-no/pay_none/close`, { mchid })).data).toMatchObject({ code: 'ORDER_NOT_EXIST' });
  });
});

describe('the pay page', () => {
  test('speaks Chinese or English and loads nothing; a declined payment can be tried again, a cancelled one goes back', async () => {
    const merchant = await here.merchant();
    const { call, mchid } = merchant;
    const order = anOrder(merchant);
    const { data } = await call<{ code_url: string }>('POST', `${TRANSACTIONS}/native`, order);
    const page = `${data.code_url}?redirect_url=${encodeURIComponent('http://shop.localhost/?a="><script>')}`;
    const html = await (await fetch(page, { headers: { 'accept-language': 'en' } })).text();
    expect(html).toMatch(/<html lang="en">[\s\S]*CNY[\s\S]*19\.99[\s\S]*>Pay</);
    expect(html).not.toMatch(/<script|https?:\/\//);
    const press = (action: string) => fetch(page, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });
    expect(await (await press('decline')).text()).toContain('role="alert"');
    expect((await press('cancel')).headers.get('location')).toContain('http://shop.localhost/');
    expect(await fetch(`${data.code_url}?redirect_url=javascript:alert(1)`).then((answer) => answer.text())).not.toContain(
      'value="cancel"',
    );
    expect((await call('GET', `${TRANSACTIONS}/out-trade-no/${order.out_trade_no}?mchid=${mchid}`)).data).toMatchObject({
      trade_state: 'NOTPAY',
    });
    expect((await press('pay')).status).toBe(303);
  });
});

describe('a service provider', () => {
  test('takes orders for its sub-merchants, and for nobody else', async () => {
    const provider = await here.merchant({ kind: 'PROVIDER' });
    const sub = await here.makeMerchant({ kind: 'SUB_MERCHANT', provider: provider.mchid });
    const { call, shop, publicKey, apiV3Key } = provider;
    const { appid: _appid, mchid: _mchid, ...rest } = anOrder(provider);
    const order = { ...rest, sp_appid: provider.appId, sp_mchid: provider.mchid, sub_mchid: sub.mchid, sub_appid: sub.appId };
    const PARTNER = '/v3/pay/partner/transactions';
    const jsapi = { ...order, payer: { sub_openid: 'oBuyer' } };
    expect((await call('POST', `${PARTNER}/jsapi`, { ...order, payer: {} })).data).toMatchObject({ code: 'PARAM_ERROR' });
    expect((await call<{ prepay_id: string }>('POST', `${PARTNER}/jsapi`, jsapi)).data.prepay_id).toMatch(/^wx/);
    await here.control(`orders/${order.out_trade_no}/pay`);
    const told = opened(shop.received[0]!, publicKey, apiV3Key);
    expect(told).toMatchObject({ sp_mchid: provider.mchid, sub_mchid: sub.mchid, sub_appid: sub.appId, payer: { sub_openid: 'oBuyer' } });
    const whose = `sp_mchid=${provider.mchid}&sub_mchid=${sub.mchid}`;
    expect((await call('GET', `${PARTNER}/out-trade-no/${order.out_trade_no}?${whose}`)).data).toEqual(told);
    const refund = {
      sub_mchid: sub.mchid,
      transaction_id: told!.transaction_id,
      out_refund_no: `refund_${order.out_trade_no}`,
      amount: { refund: 1, total: 1999, currency: 'CNY' },
    };
    expect((await call('POST', '/v3/refund/domestic/refunds', refund)).status).toBe(200);

    const stranger = await here.makeMerchant({ kind: 'PROVIDER' });
    const theirs = await here.makeMerchant({ kind: 'SUB_MERCHANT', provider: stranger.mchid });
    expect(await call('POST', `${PARTNER}/jsapi`, { ...jsapi, sub_mchid: theirs.mchid })).toMatchObject({
      status: 403,
      data: { code: 'NO_AUTH' },
    });
    const other = `sp_mchid=${provider.mchid}&sub_mchid=${theirs.mchid}`;
    expect((await call('GET', `${PARTNER}/out-trade-no/${order.out_trade_no}?${other}`)).status).toBe(403);
  });
});
