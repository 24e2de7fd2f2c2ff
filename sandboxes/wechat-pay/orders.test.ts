import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anOrder, opened, openSandbox } from './testing.js';

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
