import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anOrder, opened, openSandbox } from '#tests/support/wechat-pay-sandbox.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

/** An order of a new merchant's, and what he reads of the callbacks that come. */
async function placed() {
  const merchant = await here.merchant();
  const order = anOrder(merchant);
  expect((await merchant.call('POST', '/v3/pay/transactions/native', order)).status).toBe(200);
  const { shop, publicKey, apiV3Key } = merchant;
  const read = (index: number, key = apiV3Key) => opened(shop.received[index]!, publicKey, key);
  return { ...merchant, order, read, pay: (sending: object = {}) => here.control(`orders/${order.out_trade_no}/pay`, sending) };
}

describe('a callback on command', () => {
  test('several times at once, each with a signature and a ciphertext of its own, and one id', async () => {
    const { pay, shop } = await placed();
    const { deliveries } = await pay({ deliveries: 3, together: true });
    expect(deliveries.map(({ status }) => status)).toEqual([200, 200, 200]);
    const bodies = shop.received.map(({ body }) => JSON.parse(body));
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(1);
    expect(new Set(bodies.map(({ resource }) => resource.nonce)).size).toBe(3);
    expect(new Set(shop.received.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(3);
  });

  test('with another amount, currency, merchant, application and order than the truth', async () => {
    const { pay, read, call, order, mchid } = await placed();
    await pay({ amount: 1, currency: 'USD', mchid: '1600000000', appid: 'wxother', outTradeNo: 'pay_other', tradeState: 'CLOSED' });
    expect(read(0)).toMatchObject({
      amount: { total: 1, payer_total: 1, currency: 'USD' },
      mchid: '1600000000',
      appid: 'wxother',
      out_trade_no: 'pay_other',
      trade_state: 'CLOSED',
    });
    const truth = await call('GET', `/v3/pay/transactions/out-trade-no/${order.out_trade_no}?mchid=${mchid}`);
    expect(truth.data).toMatchObject({ amount: { total: 1999, currency: 'CNY' }, trade_state: 'SUCCESS' });
  });

  test('with a wrong signature, another serial, an old time, another API v3 key', async () => {
    const { pay, read, shop, publicKeyId } = await placed();
    const { events } = await pay({ signature: 'wrong' });
    expect(read(0)).toBeNull();
    const again = (sending: object) => here.control(`deliver/${events[0]!.id}`, sending);
    await again({ serial: 'PUB_KEY_ID_0110000' });
    expect(shop.received[1]!.headers['wechatpay-serial']).toBe('PUB_KEY_ID_0110000');
    const old = Math.floor(Date.now() / 1000) - 400;
    await again({ timestamp: old });
    expect([shop.received[2]!.headers['wechatpay-timestamp'], shop.received[2]!.headers['wechatpay-serial']]).toEqual([
      String(old),
      publicKeyId,
    ]);
    expect(read(2)).not.toBeNull();
    await again({ apiV3Key: 'x'.repeat(32) });
    expect(() => read(3)).toThrow();
    expect(read(3, 'x'.repeat(32))).toMatchObject({ trade_state: 'SUCCESS' });
  });

  test('after a trial of the signature, which is not repeated when it is refused', async () => {
    const { pay, read, shop } = await placed();
    shop.status = (count) => (count === 1 ? 401 : 200);
    const { deliveries } = await pay({ probe: true });
    expect(shop.received[0]!.headers['wechatpay-signature']).toContain('WECHATPAY/SIGNTEST/');
    expect(read(0)).toBeNull();
    expect(read(1)).toMatchObject({ trade_state: 'SUCCESS' });
    expect(deliveries).toMatchObject([{ status: 401, probe: true }, { status: 200 }]);
    expect(shop.received).toHaveLength(2);
  });

  test('held back, handed out signed, and delivered later to another address', async () => {
    const { pay, shop, publicKey, apiV3Key } = await placed();
    const { events, deliveries } = await pay({ hold: true });
    expect([deliveries, shop.received]).toEqual([[], []]);
    const [{ id, payload, headers }] = events as [(typeof events)[0]];
    expect(opened({ body: payload, headers }, publicKey, apiV3Key)).toMatchObject({ trade_state: 'SUCCESS' });
    const other = await here.receiver();
    await here.control(`deliver/${id}`, { url: other.url });
    expect([shop.received.length, other.received.length]).toEqual([0, 1]);
  });

  test('what is not answered with 2xx is sent again, a bounded number of times', async () => {
    const { pay, shop, order } = await placed();
    shop.status = (count) => (count < 3 ? 500 : 204);
    expect((await pay()).deliveries).toMatchObject([{ status: 500, attempt: 1 }]);
    await shop.arrived(3);
    const { data } = await here.control<{ data: { id: string }[] }>(`events?outTradeNo=${order.out_trade_no}`, {}, 'GET');
    shop.status = () => 500;
    await here.control(`deliver/${data[0]!.id}`, { retries: 0 });
    expect(shop.received).toHaveLength(4);
    expect((await here.control(`deliver/${data[0]!.id}`, { order: ['REFUND.SUCCESS'] })).code).toBe('INVALID_REQUEST');
  });
});

describe('faults of the API on command', () => {
  const PATH = '/v3/pay/transactions/native';

  test('an error before anything is done, with the code that is wanted', async () => {
    const { call, mchid, ...merchant } = await here.merchant();
    const order = anOrder({ mchid, ...merchant });
    await here.control('faults', { mchid, path: PATH, act: 'answer', status: 429, code: 'FREQUENCY_LIMITED' });
    expect(await call('POST', PATH, order)).toMatchObject({ status: 429, data: { code: 'FREQUENCY_LIMITED' } });
    const query = `/v3/pay/transactions/out-trade-no/${order.out_trade_no}?mchid=${mchid}`;
    expect((await call('GET', query)).status).toBe(404);
    const other = await here.merchant();
    await here.control('faults', { mchid, path: PATH, act: 'answer' });
    expect((await other.call('POST', PATH, anOrder(other))).status).toBe(200); // another's fault
    expect((await call('POST', PATH, order)).status).toBe(500);
    expect((await call('POST', PATH, order)).status).toBe(200); // met once
  });

  test('a lost answer after it is done', async () => {
    const { call, mchid, ...merchant } = await here.merchant();
    const order = anOrder({ mchid, ...merchant });
    await here.control('faults', { mchid, path: PATH, act: 'drop', when: 'after' });
    await expect(call('POST', PATH, order)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await call('GET', `/v3/pay/transactions/out-trade-no/${order.out_trade_no}?mchid=${mchid}`)).data).toMatchObject({
      trade_state: 'NOTPAY',
    });
  });

  test('an answer that is held until the buyer has paid, or comes late', async () => {
    const { call, mchid, ...merchant } = await here.merchant();
    const order = anOrder({ mchid, ...merchant });
    const fault = await here.control<{ id: string }>('faults', { mchid, path: PATH, act: 'hold', when: 'after' });
    const creating = call('POST', PATH, order);
    let met = 0;
    while (met === 0) met = (await here.control<{ met: number }>(`faults/${fault.id}`, {}, 'GET')).met;
    await here.control(`orders/${order.out_trade_no}/pay`);
    await here.control(`faults/${fault.id}`, {}, 'DELETE');
    expect((await creating).data).toHaveProperty('code_url');

    await here.control('faults', { mchid, path: PATH, act: 'delay', ms: 40 });
    const began = performance.now();
    await call('POST', PATH, anOrder({ mchid, ...merchant }));
    expect(performance.now() - began).toBeGreaterThanOrEqual(39);
  });
});
