import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { toGbk } from '#sandboxes/alipay/gbk.js';
import { connectAlipay, openAlipay, startAlipay } from '#tests/support/alipay.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { zipped } from '#tests/support/zipped.js';
import { activeAccount } from '../../accounts.js';
import { openAccount } from '../../opened.js';
import { paymentId } from '../../payment.model.js';
import type { BillLine } from '../../provider.js';
import { alipay } from './alipay.js';
import { beijingTime } from './amounts.js';
import { readBills } from './bill-file.js';

let outside: Awaited<ReturnType<typeof openAlipay>>;
beforeAll(async () => {
  await connectForTest();
  outside = await openAlipay();
});
afterAll(async () => {
  await outside.close();
  await disconnectAfterTest();
});

async function all(lines: AsyncIterable<BillLine>): Promise<BillLine[]> {
  const read: BillLine[] = [];
  for await (const line of lines) read.push(line);
  return read;
}
const bill = alipay.online!.bill!;

test('a day’s bill names our payment and our refund, with what Alipay kept', async () => {
  const shop = await aShop();
  await connectAlipay(shop, await outside.merchant());
  const begun = await startAlipay(shop, await anOrder(shop));
  const account = await openAccount(shop, (await activeAccount(shop, 'ALIPAY'))!);
  const payment = paymentId.encode(begun.payment._id);
  await outside.pay(begun, { hold: true });
  const refund = `refund_${'c'.repeat(24)}`;
  await outside.control(`trades/${payment}/refund`, { refund: '10.00', request: refund, hold: true });
  await outside.control(`trades/${payment}/refund`, { refund: '1.00', request: 'console-1', hold: true });
  const { data } = await outside.control<{ data: { tradeNo: string; paidAt: number }[] }>(`trades?outTradeNo=${payment}`, {}, 'GET');
  const [{ tradeNo, paidAt }] = data as [{ tradeNo: string; paidAt: number }];
  const of = { outTradeNo: payment, tradeNo };
  const common = { currency: 'CNY', of, at: expect.any(Date) };
  const lines = await all((await bill(account, beijingTime(new Date(paidAt)).slice(0, 10)))!);
  expect(lines).toEqual([
    { ...common, kind: 'PAYMENT', ours: payment, reference: tradeNo, amount: 2799, fee: 17 },
    { ...common, kind: 'REFUND', ours: refund, reference: `${tradeNo}/${refund}`, amount: 1000, fee: -6 },
    { ...common, kind: 'REFUND', ours: null, reference: `${tradeNo}/console-1`, amount: 100, fee: -1 },
  ]);
  expect(lines[0]!.at.getTime()).toBe(Math.floor(paidAt / 1000) * 1000);
});

test('until noon after a day, no bill means not yet; later, that nothing happened', async () => {
  const shop = await aShop();
  await connectAlipay(shop, await outside.merchant());
  const account = await openAccount(shop, (await activeAccount(shop, 'ALIPAY'))!);
  expect(await bill(account, beijingTime(new Date()).slice(0, 10))).toBeNull();
  expect(await all((await bill(account, '2026-01-01'))!)).toEqual([]);
});

const archive = (...texts: string[]) =>
  zipped(texts.map((text, index) => ({ path: toGbk(`20880000_账务明细${index}.csv`), bytes: toGbk(text) })));

test('what moved beside the trades: a payout, a fee, a transfer', async () => {
  const balance = archive(
    [
      '#支付宝账务明细查询',
      '#账号：[20880000000000010156]',
      '#起始日期：[2026年11月25日 00:00:00]   终止日期：[2026年11月26日 00:00:00]',
      '#-----------------------------------------账务明细列表----------------------------------------',
      '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注',
      '54632446537371\t,2026112523922029\t,\t,提现,2026-11-25 21:02:06,某银行\t,0.00,-1000.00,14533.03,支付宝,提现,',
      '54629090595411\t,2026112548927762\t,\t,月费,2026-11-25 20:31:32,支付宝\t,0.00,-9.90,12261.39,支付宝,收费,',
      '54628332402591\t,2026112526922091\t,\t,往来,2026-11-25 20:24:45,客户\t,25.50,0.00,11875.06,支付宝,转账,"备注, 有逗号"',
      '#----------------------------------------账务明细列表结束-------------------------------------',
      '#支出合计：2笔，共1009.90元',
    ].join('\r\n'),
    '#支付宝账务汇总查询\n类型,收入笔数,收入金额（+元）,支出笔数,支出金额（-元）,总金额（元）\n合计,1,25.50,2,-1009.90,-984.40\n',
  );
  const common = { ours: null, of: { outTradeNo: '' }, currency: 'CNY', fee: 0 };
  expect(await all(readBills([balance]))).toEqual([
    { ...common, kind: 'PAYOUT', reference: '54632446537371', amount: 100_000, at: new Date('2026-11-25T13:02:06Z') },
    { ...common, kind: 'FEE', reference: '54629090595411', amount: 990, at: new Date('2026-11-25T12:31:32Z') },
    { ...common, kind: 'OTHER', reference: '54628332402591', amount: 2550, at: new Date('2026-11-25T12:24:45Z') },
  ]);
});

test('a file that is no archive is asked for again', async () => {
  await expect(all(readBills([Buffer.from('<html>')]))).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', final: false });
});
