import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aNumber, anOrder, opened, openSandbox } from '#tests/support/wechat-pay-sandbox.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

const REFUNDS = '/v3/refund/domestic/refunds';

async function paid(given: object = {}) {
  const merchant = await here.merchant(given);
  const order = anOrder(merchant);
  await merchant.call('POST', '/v3/pay/transactions/native', order);
  await here.control(`orders/${order.out_trade_no}/pay`);
  const aRefund = (refund: number, more: object = {}) => ({
    out_trade_no: order.out_trade_no,
    out_refund_no: aNumber().replace('pay', 'refund'),
    notify_url: merchant.shop.url,
    amount: { refund, total: 1999, currency: 'CNY' },
    ...more,
  });
  return { ...merchant, order, aRefund };
}

describe('a refund', () => {
  test('is processing when it is asked for, and then succeeds by itself: a callback tells it', async () => {
    const { call, shop, aRefund, order, mchid, publicKey, apiV3Key } = await paid();
    const refund = aRefund(500);
    const first = await call<{ refund_id: string; status: string }>('POST', REFUNDS, refund);
    expect(first.data).toMatchObject({ status: 'PROCESSING', out_refund_no: refund.out_refund_no, amount: { refund: 500, total: 1999 } });
    await shop.arrived(2);
    expect(JSON.parse(shop.received[1]!.body)).toMatchObject({ event_type: 'REFUND.SUCCESS', resource: { original_type: 'refund' } });
    expect(opened(shop.received[1]!, publicKey, apiV3Key)).toMatchObject({
      mchid,
      refund_status: 'SUCCESS',
      refund_id: first.data.refund_id,
      out_trade_no: order.out_trade_no,
      amount: { refund: 500, total: 1999, payer_refund: 500 },
    });
    expect((await call('GET', `${REFUNDS}/${refund.out_refund_no}`)).data).toMatchObject({
      status: 'SUCCESS',
      refund_id: first.data.refund_id,
    });
    expect((await call('GET', `/v3/pay/transactions/out-trade-no/${order.out_trade_no}?mchid=${mchid}`)).data).toMatchObject({
      trade_state: 'REFUND',
    });
  });

  test('twice under one number is one; another amount under it is refused; all together are never more than was paid', async () => {
    const { call, aRefund } = await paid();
    const refund = aRefund(1000);
    const [first, second] = [await call<{ refund_id: string }>('POST', REFUNDS, refund), await call('POST', REFUNDS, refund)];
    expect(second.data).toMatchObject({ refund_id: first.data.refund_id });
    const other = { ...refund, amount: { ...refund.amount, refund: 900 } };
    expect(await call('POST', REFUNDS, other)).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } });
    expect(await call('POST', REFUNDS, aRefund(1000))).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } });
    expect((await call('POST', REFUNDS, aRefund(999))).status).toBe(200);
    expect(await call('POST', REFUNDS, aRefund(1))).toMatchObject({ data: { message: '订单已全额退款' } });
  });

  test('waits, is abnormal, and succeeds in the end, or is closed and frees its amount, where the test decides', async () => {
    const { call, shop, aRefund } = await paid({ refunds: 'BY_CONTROL' });
    const [first, second] = [aRefund(1999), aRefund(1999)];
    await call('POST', REFUNDS, first);
    expect((await call('POST', REFUNDS, second)).status).toBe(400);
    await here.control(`refunds/${first.out_refund_no}/abnormal`);
    expect((await call('GET', `${REFUNDS}/${first.out_refund_no}`)).data).toMatchObject({ status: 'ABNORMAL' });
    await here.control(`refunds/${first.out_refund_no}/close`, { deliveries: 2 });
    expect(shop.received.map(({ body }) => JSON.parse(body).event_type)).toEqual([
      'TRANSACTION.SUCCESS',
      'REFUND.ABNORMAL',
      'REFUND.CLOSED',
      'REFUND.CLOSED',
    ]);
    expect((await call('POST', REFUNDS, second)).status).toBe(200);
    await here.control(`refunds/${second.out_refund_no}/succeed`);
    expect((await here.control(`refunds/${second.out_refund_no}/close`)).code).toBe('INVALID_REQUEST');
  });

  test('is refused for an order that is not there, is not paid, or had another total; and for want of money on command', async () => {
    const { call, aRefund, mchid, ...merchant } = await paid();
    expect(await call('POST', REFUNDS, aRefund(1, { out_trade_no: 'pay_none' }))).toMatchObject({
      status: 404,
      data: { code: 'RESOURCE_NOT_EXISTS' },
    });
    const open = anOrder({ mchid, ...merchant });
    await call('POST', '/v3/pay/transactions/native', open);
    expect(await call('POST', REFUNDS, aRefund(1, { out_trade_no: open.out_trade_no }))).toMatchObject({
      data: { code: 'INVALID_REQUEST' },
    });
    expect(await call('POST', REFUNDS, aRefund(1, { amount: { refund: 1, total: 5, currency: 'CNY' } }))).toMatchObject({
      data: { code: 'INVALID_REQUEST' },
    });
    expect(await call('GET', `${REFUNDS}/refund_none`)).toMatchObject({ status: 404, data: { code: 'RESOURCE_NOT_EXISTS' } });
    await here.control('faults', { mchid, path: REFUNDS, act: 'answer', status: 403, code: 'NOT_ENOUGH' });
    expect(await call('POST', REFUNDS, aRefund(1))).toMatchObject({ status: 403, data: { code: 'NOT_ENOUGH' } });
  });
});
