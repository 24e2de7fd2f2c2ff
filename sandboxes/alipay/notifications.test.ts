import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aTrade, openSandbox } from '#tests/support/alipay-sandbox.js';
import { until } from '#tests/support/until.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

async function aCode() {
  const made = await here.merchant();
  const trade = aTrade();
  await made.ask('alipay.trade.precreate', trade, { notifyUrl: made.shop.url });
  return { ...made, pay: (sending: object = {}) => here.control(`trades/${trade.out_trade_no}/pay`, sending), trade };
}

test('a payment is told as Alipay tells it, and its library verifies that', async () => {
  const { merchant, sdk, shop, pay, trade } = await aCode();
  expect((await pay()).deliveries).toMatchObject([{ status: 200, body: 'success', attempt: 1 }]);
  expect(shop.received).toMatchObject([
    {
      app_id: merchant.appId,
      seller_id: merchant.sellerId,
      out_trade_no: trade.out_trade_no,
      total_amount: '88.88',
      subject: '订单 1001',
      trade_status: 'TRADE_SUCCESS',
      notify_type: 'trade_status_sync',
      notify_id: expect.stringMatching(/^\d{34}$/),
      fund_bill_list: '[{"amount":"88.88","fundChannel":"ALIPAYACCOUNT"}]',
      sign_type: 'RSA2',
    },
  ]);
  expect(sdk.checkNotifySignV2(shop.received[0])).toBe(true);
});

test('eight tries in all until it reads success, always the same notification', async () => {
  const { shop, pay } = await aCode();
  shop.says = 'SUCCESS';
  await pay();
  await shop.arrived(8);
  expect(new Set(shop.received.map(({ notify_id }) => notify_id)).size).toBe(1);

  const other = await aCode();
  other.shop.says = 'failure';
  other.shop.status = (count) => {
    if (count === 3) other.shop.says = 'success';
    return 200;
  };
  await other.pay();
  const said = async () => {
    const { data } = await here.control<{ data: { deliveries: { body: string }[] }[] }>(
      `events?outTradeNo=${other.trade.out_trade_no}`,
      {},
      'GET',
    );
    return data[0]!.deliveries.map(({ body }) => body).join();
  };
  await until(async () => (await said()) === 'failure,failure,success');
  expect(other.shop.received).toHaveLength(3);
});

test('with another amount, application, seller and trade than the truth, which the interfaces keep telling', async () => {
  const { sdk, shop, pay, ask, trade } = await aCode();
  await pay({ amount: 1, appId: '9021000000000001', sellerId: '2088000000000001', outTradeNo: 'another' });
  expect(shop.received).toMatchObject([
    { total_amount: '0.01', receipt_amount: '0.01', app_id: '9021000000000001', seller_id: '2088000000000001', out_trade_no: 'another' },
  ]);
  expect(sdk.checkNotifySignV2(shop.received[0])).toBe(true);
  expect(await ask('alipay.trade.query', { out_trade_no: trade.out_trade_no })).toMatchObject({ totalAmount: '88.88' });
});

test('signed by somebody else', async () => {
  const { sdk, shop, pay } = await aCode();
  await pay({ forge: true });
  expect(sdk.checkNotifySignV2(shop.received[0])).toBe(false);
});

test('with sign_type in what is signed', async () => {
  const { sdk, shop, pay } = await aCode();
  await pay({ keepSignType: true });
  const { sign, sign_type, ...rest } = shop.received[0]! as Record<string, string>;
  const content = (params: Record<string, string>) =>
    Object.keys(params)
      .sort()
      .map((name) => `${name}=${params[name]}`)
      .join('&');
  expect(sdk.rsaCheck(content({ ...rest, sign_type: sign_type! }), sign!)).toBe(true);
  expect(sdk.rsaCheck(content(rest), sign!)).toBe(false);
});

test('held, sent later, several times, all at once, elsewhere', async () => {
  const { shop, pay } = await aCode();
  const { events, deliveries } = await pay({ hold: true });
  expect([deliveries, shop.received]).toEqual([[], []]);
  await here.control(`deliver/${events[0]!.id}`, { deliveries: 3, together: true });
  expect(shop.received).toHaveLength(3);
  const elsewhere = await here.merchant();
  await here.control(`deliver/${events[0]!.id}`, { url: elsewhere.shop.url });
  expect(elsewhere.shop.received).toHaveLength(1);
  expect(new URLSearchParams(events[0]!.payload).get('notify_id')).toBe(elsewhere.shop.received[0]!.notify_id);
});

test('an untruth that it does not know is refused', async () => {
  const { pay } = await aCode();
  expect((await pay({ amout: 1 })).error?.message).toContain('amout');
});

test.each([
  ['before', 'ACQ.TRADE_NOT_EXIST'],
  ['after', undefined],
])('the connection is dropped %s anything was done', async (when, subCode) => {
  const { merchant, ask } = await here.merchant();
  const trade = aTrade();
  // Alipay's library calls again once by itself after a dropped connection.
  const fault = { appId: merchant.appId, path: '/alipay.trade.precreate', act: 'drop', when, times: 2 };
  const { id } = await here.control<{ id: string }>('faults', fault);
  await expect(ask('alipay.trade.precreate', trade)).rejects.toThrow();
  expect(await here.control(`faults/${id}`, {}, 'GET')).toMatchObject({ met: 2 });
  await here.control(`trades/${trade.out_trade_no}/open`);
  expect((await ask('alipay.trade.query', { out_trade_no: trade.out_trade_no })).subCode).toBe(subCode);
});

test('a server\'s 500, and Alipay\'s own "not now"', async () => {
  const { merchant, sdk } = await here.merchant();
  const fault = { appId: merchant.appId, path: '/alipay.trade.query', act: 'answer' };
  await here.control('faults', { ...fault, status: 500 });
  await expect(sdk.exec('alipay.trade.query', { bizContent: {} })).rejects.toThrow('500');
  await here.control('faults', { ...fault, status: 503 });
  expect(await sdk.exec('alipay.trade.query', { bizContent: {} })).toMatchObject({ code: '20000', subCode: 'isp.unknow-error' });
});

test('a call that is held goes on when its fault is taken away', async () => {
  const { merchant, ask } = await here.merchant();
  const { id } = await here.control<{ id: string }>('faults', { appId: merchant.appId, path: '/alipay.trade.precreate', act: 'hold' });
  const asking = ask('alipay.trade.precreate', aTrade());
  await until(async () => (await here.control<{ met: number }>(`faults/${id}`, {}, 'GET')).met === 1);
  await here.control(`faults/${id}`, {}, 'DELETE');
  expect(await asking).toMatchObject({ code: '10000' });
});
