import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { listening } from '#tests/support/listening.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks } from '#tests/support/stripe.js';
import { connectWechatPay, openWechatPay, startWechatPay } from '#tests/support/wechat-pay.js';
import { openAccount } from '../../opened.js';
import type { BillLine } from '../../provider.js';
import { bill, readFundFlowBill, readTradeBill } from './bill.js';
import { merchantOf, wechatFile } from './client.js';

let wechat: Awaited<ReturnType<typeof openWechatPay>>;
beforeAll(async () => {
  await connectForTest();
  wechat = await openWechatPay();
});
afterAll(async () => {
  await wechat.close();
  await disconnectAfterTest();
});

const PAYMENT = `pay_${'b'.repeat(24)}`;

/** In the form of the documentation's examples. */
const TRADES = `\uFEFF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r
\`2019-02-19 05:01:46,\`wx1,\`1921000401,\`0,\`,\`4200000263,\`${PAYMENT},\`oHk,\`JSAPI,\`REFUND,\`OTHERS,\`CNY,\`0.00,\`0.00,\`50000709,\`refund_${'a'.repeat(24)},\`0.01,\`0.00,\`ORIGINAL,\`SUCCESS,\`a, b,\`,\`-0.06000,\`39.00%,\`0.00,\`0.01,\`\r
\`2019-02-19 01:52:32,\`wx1,\`1921000401,\`0,\`,\`4200000264,\`${PAYMENT},\`oHl,\`NATIVE,\`SUCCESS,\`OTHERS,\`CNY,\`17.00,\`3.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`c,\`,\`0.12000,\`0.60%,\`20.00,\`0.00,\`\r
\`2019-02-19 01:52:33,\`wx1,\`1921000401,\`0,\`,\`4200000265,\`by hand,\`oHl,\`NATIVE,\`SUCCESS,\`OTHERS,\`CNY,\`0.29,\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`c,\`,\`0.00000,\`0.60%,\`0.29,\`0.00,\`\r
总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r
\`3.0,\`17.29,\`0.01,\`0.0,\`0.12,\`20.29,\`0.01\r
`;

test('a trade bill, line by line, without its summary', () => {
  expect([...readTradeBill(TRADES)]).toEqual([
    {
      kind: 'REFUND',
      ours: `refund_${'a'.repeat(24)}`,
      reference: '50000709',
      of: { transaction: '4200000263' },
      amount: 1,
      currency: 'CNY',
      fee: -6,
      at: new Date('2019-02-18T21:01:46Z'),
    },
    {
      kind: 'PAYMENT',
      ours: PAYMENT,
      reference: '4200000264',
      of: { transaction: '4200000264' },
      amount: 2000,
      currency: 'CNY',
      fee: 12,
      at: new Date('2019-02-18T17:52:32Z'),
    },
    expect.objectContaining({ ours: null, amount: 29, fee: 0 }),
  ]);
});

test('a file is fetched from WeChat Pay alone, whatever address names it', async () => {
  const asked: unknown[] = [];
  const stranger = await listening((request, response) => {
    asked.push(request.url);
    response.end('{}');
  });
  const { host } = new URL(stranger.url);
  const shop = await aShop();
  const account = await openAccount(shop, await connectWechatPay(shop, await wechat.makeMerchant()));
  await expect(wechatFile(merchantOf(account), `//${host}/v3/bill`)).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  expect(asked).toEqual([]);
  await stranger.close();
});

test('of the fund flow, what the trade bill does not tell', () => {
  const flow = `记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号
\`2018-02-01 04:21:23,\`50000305742018020103387128253,\`1900009231201802015884652186,\`退款,\`退款,\`支出,\`0.02,\`0.17,\`system,\`缺货,\`REF4200000068201801293084726067
\`2018-02-01 05:00:00,\`1,\`19002,\`提现,\`提现,\`支出,\`100.00,\`0.17,\`system,\`,\`
\`2018-02-01 06:00:00,\`2,\`19003,\`分账,\`分账,\`支出,\`1.10,\`0.17,\`system,\`,\`
资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额
\`3.0,\`0.0,\`0.0,\`3.0,\`101.12
`;
  expect([...readFundFlowBill(flow)]).toMatchObject([
    { kind: 'PAYOUT', reference: '19002', amount: 10_000, at: new Date('2018-01-31T21:00:00Z') },
    { kind: 'COMMISSION', reference: '19003', amount: 110 },
  ]);
});

const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);

async function aPaidShop() {
  const shop = await aShop();
  const merchant = await wechat.makeMerchant();
  const account = await openAccount(shop, await connectWechatPay(shop, merchant));
  const { payment } = await startWechatPay(shop, await anOrder(shop));
  await wechat.pay(payment);
  await applyCallbacks(shop);
  return { merchant, account, payment };
}

test('a merchant’s day: his buyer’s payment with WeChat’s fee, and his payout', async () => {
  const { merchant, account, payment } = await aPaidShop();
  await wechat.control(`bills/${merchant.mchid}/${today()}`, {
    fundflow: {
      add: [{ 记账时间: `${today()} 09:00:00`, 资金流水单号: '19002', 业务类型: '提现', 收支类型: '支出', '收支金额(元)': '27.82' }],
    },
  });
  const lines: BillLine[] = [];
  for await (const line of (await bill(account, today()))!) lines.push(line);
  expect(lines).toMatchObject([
    { kind: 'PAYMENT', ours: payment.references.outTradeNo, amount: payment.amount, fee: Math.round(payment.amount * 0.006) },
    { kind: 'PAYOUT', amount: 2782, reference: '19002' },
  ]);
});

test('a day without a bill, or one that is still being made, has none', async () => {
  const { merchant, account } = await aPaidShop();
  expect(await bill(account, '2026-11-01')).toBeNull();
  await wechat.control(`bills/${merchant.mchid}/${today()}`, { trade: { state: 'CREATING' }, fundflow: { state: 'CREATING' } });
  expect(await bill(account, today())).toBeNull();
});
