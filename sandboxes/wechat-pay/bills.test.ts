import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anOrder, openSandbox } from '#tests/support/wechat-pay-sandbox.js';
import { chinaDay, chinaTime } from './times.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

const YESTERDAY = chinaDay(Date.now() - 24 * 3600 * 1000);

type Row = Record<string, string>;

/** A merchant with an order paid yesterday, and how he reads his bills. */
async function trading() {
  const merchant = await here.merchant();
  const order = anOrder(merchant, { description: 'Tea, green', attach: 'shop 7' });
  await merchant.call('POST', '/v3/pay/transactions/native', order);
  await here.control(`orders/${order.out_trade_no}/pay`, { paidAt: `${YESTERDAY}T10:00:00+08:00` });
  const fetched = async (path: string) => {
    const { data, status } = await merchant.call<{ hash_value: string; download_url: string; code: string }>('GET', path);
    if (status !== 200) return { code: data.code, status };
    const { pathname, searchParams } = new URL(data.download_url);
    const config = { params: Object.fromEntries(searchParams), responseType: 'arraybuffer' };
    const answer = await merchant.call<ArrayBuffer>('GET', pathname, undefined, config);
    return { file: Buffer.from(answer.data), hash: data.hash_value };
  };
  const read = async (path: string) => {
    const { file, hash, code, status } = await fetched(path);
    if (!file) return { code, status, rows: [], totals: {} as Row };
    expect(createHash('sha1').update(file).digest('hex')).toBe(hash);
    const lines = file
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\r\n');
    const cells = (line: string) => line.slice(1).split(',`');
    const named = (header: string, line: string): Row => Object.fromEntries(header.split(',').map((name, at) => [name, cells(line)[at]!]));
    return { rows: lines.slice(1, -2).map((line) => named(lines[0]!, line)), totals: named(lines.at(-2)!, lines.at(-1)!) };
  };
  const trade = (day = YESTERDAY, type = 'ALL') => read(`/v3/bill/tradebill?bill_date=${day}&bill_type=${type}`);
  const fund = (day = YESTERDAY) => read(`/v3/bill/fundflowbill?bill_date=${day}`);
  return { ...merchant, order, fetched, trade, fund };
}

describe('the trade bill', () => {
  test('tells each payment with its fee, and sums them up', async () => {
    const { trade, order, mchid, appId } = await trading();
    const { rows, totals } = await trade();
    expect(rows).toEqual([
      expect.objectContaining({
        交易时间: `${YESTERDAY} 10:00:00`,
        公众账号ID: appId,
        商户号: mchid,
        特约商户号: '0',
        商户订单号: order.out_trade_no,
        微信订单号: expect.stringMatching(/^4200\d{24}$/),
        交易类型: 'NATIVE',
        交易状态: 'SUCCESS',
        应结订单金额: '19.99',
        订单金额: '19.99',
        手续费: '0.12000',
        费率: '0.60%',
        商品名称: 'Tea\\  green',
        商户数据包: 'shop 7',
      }),
    ]);
    expect(totals).toMatchObject({ 总交易单数: '1', 应结订单总金额: '19.99', 手续费总金额: '0.12000', 退款总金额: '0.00' });
  });

  test('tells a refund on the day it was asked for, with the fee that goes back: all of it with the last part', async () => {
    const { trade, call, order } = await trading();
    for (const [number, refund] of [
      ['1', 1000],
      ['2', 999],
    ] as const) {
      const amount = { refund, total: 1999, currency: 'CNY' };
      await call('POST', '/v3/refund/domestic/refunds', {
        out_trade_no: order.out_trade_no,
        out_refund_no: `${order.out_trade_no}_${number}`,
        amount,
      });
    }
    const { rows, totals } = await trade(chinaDay());
    expect(rows.map((row) => [row.交易状态, row.商户退款单号, row.申请退款金额, row.手续费])).toEqual([
      ['REFUND', `${order.out_trade_no}_1`, '10.00', '-0.06000'],
      ['REFUND', `${order.out_trade_no}_2`, '9.99', '-0.06000'],
    ]);
    expect(totals).toMatchObject({ 总交易单数: '2', 退款总金额: '19.99', 手续费总金额: '-0.12000', 订单总金额: '0.00' });
    expect((await trade(chinaDay(), 'REFUND')).rows[0]).toMatchObject({ 退款申请时间: expect.any(String), 退款状态: 'SUCCESS' });
    expect((await trade(YESTERDAY, 'SUCCESS')).rows[0]).not.toHaveProperty('商户退款单号');
  });

  test('is not there for a day without trade, one that is not made yet, or one too long ago', async () => {
    const { trade, mchid } = await trading();
    expect(await trade('2026-10-01')).toMatchObject({ status: 404, code: 'NO_STATEMENT_EXIST' });
    expect(await trade('2025-01-01')).toMatchObject({ status: 400, code: 'PARAM_ERROR' });
    await here.control(`bills/${mchid}/${YESTERDAY}`, { trade: { state: 'CREATING' } });
    expect(await trade()).toMatchObject({ code: 'STATEMENT_CREATING' });
  });

  test('comes packed where that is asked for, and to its merchant alone', async () => {
    const { fetched } = await trading();
    const { file, hash } = await fetched(`/v3/bill/tradebill?bill_date=${YESTERDAY}&tar_type=GZIP`);
    expect(createHash('sha1').update(gunzipSync(file!)).digest('hex')).toBe(hash);
    const other = await here.merchant();
    expect((await other.call('GET', '/v3/billdownload/file?token=none')).status).toBe(404);
  });

  test('differs from the truth on command: a line too many, one missing, one that says otherwise', async () => {
    const { trade, order, mchid } = await trading();
    const change = (trade: object) => here.control(`bills/${mchid}/${YESTERDAY}`, { trade });
    await change({ add: [{ 微信订单号: '4200000000', 交易状态: 'SUCCESS', 订单金额: '5.00', 手续费: '0.03000' }] });
    expect((await trade()).rows.map((row) => row.订单金额)).toEqual(['19.99', '5.00']);
    await change({ add: [], change: [{ id: order.out_trade_no, set: { 订单金额: '19.98' } }] });
    expect((await trade()).rows.map((row) => row.订单金额)).toEqual(['19.98']);
    await change({ drop: [order.out_trade_no] });
    expect((await trade()).status).toBe(404);
  });
});

test('the fund flow bill tells what moved, and the balance after it', async () => {
  const { fund, call, order } = await trading();
  const { rows, totals } = await fund();
  expect(rows.map((row) => [row.业务类型, row.收支类型, row['收支金额(元)'], row['账户结余(元)']])).toEqual([
    ['交易', '收入', '19.99', '19.99'],
    ['扣除交易手续费', '支出', '0.12', '19.87'],
  ]);
  expect(totals).toEqual({ 资金流水总笔数: '2', 收入笔数: '1', 收入金额: '19.99', 支出笔数: '1', 支出金额: '0.12' });
  const amount = { refund: 1999, total: 1999, currency: 'CNY' };
  const number = `refund_${order.out_trade_no}`.slice(0, 64);
  await call('POST', '/v3/refund/domestic/refunds', { out_trade_no: order.out_trade_no, out_refund_no: number, amount });
  let today = await fund(chinaDay());
  while (today.rows.length === 0) today = await fund(chinaDay());
  expect(today.rows).toEqual([
    expect.objectContaining({ 业务类型: '退款', '收支金额(元)': '19.87', '账户结余(元)': '0.00', 业务凭证号: number }),
  ]);
  expect(today.rows[0]!.备注).toBe('退款总金额19.99元;含手续费0.12元');
});

test("a day is China's", () => {
  expect(chinaDay(new Date('2026-11-25T16:00:00Z'))).toBe('2026-11-26');
  expect(chinaTime(new Date('2026-11-25T15:59:59Z'))).toBe('2026-11-25T23:59:59+08:00');
});
