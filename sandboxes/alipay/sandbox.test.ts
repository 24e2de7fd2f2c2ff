import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fromBufferPromise } from 'yauzl';
import { aTrade, type NewMerchant, openSandbox } from '#tests/support/alipay-sandbox.js';
import { AlipaySdk } from '#tests/support/alipay-sdk.js';
import { knock } from '../frame/testing.js';
import { beijing } from './clock.js';
import { toGbk } from './gbk.js';
import { startAlipaySandbox } from './sandbox.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

const found = (outTradeNo: string) =>
  here.control<{ data: { status: string; paidAt: number }[] }>(`trades?outTradeNo=${outTradeNo}`, {}, 'GET');

/** A QR code that its buyer has scanned and paid. */
async function paid(amount = '88.88') {
  const made = await here.merchant();
  const trade = aTrade(amount);
  await made.ask('alipay.trade.precreate', trade, { notifyUrl: made.shop.url });
  const sent = await here.control(`trades/${trade.out_trade_no}/pay`);
  return { ...made, trade, sent };
}

test("a page: Alipay's library makes its address, the buyer pays on it and comes back with parameters that the library verifies", async () => {
  const { sdk, shop } = await here.merchant();
  const trade = aTrade();
  const address = sdk.pageExecute('alipay.trade.page.pay', 'GET', {
    bizContent: { ...trade, product_code: 'FAST_INSTANT_TRADE_PAY' },
    notifyUrl: shop.url,
    returnUrl: 'http://shop.localhost/back?order=7',
  });
  const page = await fetch(address, { headers: { 'accept-language': 'zh-CN' } });
  expect(await page.text()).toContain('CNY 88.88'.replace(' ', '\u00a0'));
  const act = (action: string) => fetch(page.url, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });
  expect(await (await act('decline')).text()).toContain('role="alert"');
  expect((await act('cancel')).headers.get('location')).toBe('http://shop.localhost/back?order=7');
  const back = new URL((await act('pay')).headers.get('location')!);
  const { order, ...returned } = Object.fromEntries(back.searchParams);
  expect(order).toBe('7');
  expect(returned).toMatchObject({ out_trade_no: trade.out_trade_no, total_amount: '88.88' });
  expect(sdk.checkNotifySignV2(returned)).toBe(true);
  expect((await act('pay')).status).toBe(409);
  expect(shop.received).toHaveLength(1);
});

test('a form that is posted leads to the same page', async () => {
  const { sdk } = await here.merchant();
  const html = sdk.pageExecute('alipay.trade.wap.pay', 'POST', { bizContent: { ...aTrade(), quit_url: 'http://shop.localhost/cart' } });
  const [, action] = /action="([^"]+)"/.exec(html)!;
  const fields = [...html.matchAll(/name="(\w+)" value="([^"]+)"/g)].map(
    ([, name, value]) => [name, value!.replaceAll('&quot;', '"')] as [string, string],
  );
  const answer = await fetch(action!, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, expect.stringMatching(/^\/pay\/[0-9a-f]{32}$/)]);
});

test("an app's order string opens the wallet", async () => {
  const { sdk } = await here.merchant();
  const trade = aTrade();
  const parameters = sdk.sdkExecute('alipay.trade.app.pay', { bizContent: trade });
  expect(await here.control('trades', { parameters })).toMatchObject({ outTradeNo: trade.out_trade_no, status: 'WAIT_BUYER_PAY' });
  expect(await here.control('trades', { parameters: parameters.replace('88.88', '0.01') })).toMatchObject({
    error: { code: 'isv.invalid-signature' },
  });
});

test('a QR code: unknown to the interfaces until its buyer has come; the same name is the same trade', async () => {
  const { ask } = await here.merchant();
  const trade = aTrade();
  const named = { out_trade_no: trade.out_trade_no };
  const first = await ask('alipay.trade.precreate', trade);
  expect(first).toMatchObject({ code: '10000', outTradeNo: trade.out_trade_no });
  expect(await ask('alipay.trade.precreate', trade)).toMatchObject({ qrCode: first.qrCode });
  expect(await ask('alipay.trade.precreate', { ...trade, total_amount: '1.00' })).toMatchObject({ subCode: 'ACQ.CONTEXT_INCONSISTENT' });
  expect(await ask('alipay.trade.query', named)).toMatchObject({ code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' });
  await fetch(first.qrCode);
  expect(await ask('alipay.trade.query', named)).toMatchObject({ code: '10000', tradeStatus: 'WAIT_BUYER_PAY', totalAmount: '88.88' });
  await here.control(`trades/${trade.out_trade_no}/pay`);
  expect(await ask('alipay.trade.query', named)).toMatchObject({ tradeStatus: 'TRADE_SUCCESS', sendPayDate: expect.any(String) });
  expect(await ask('alipay.trade.precreate', trade)).toMatchObject({ subCode: 'ACQ.TRADE_HAS_SUCCESS' });
});

test('what is not signed by the application, or not as documented, is refused', async () => {
  const { merchant, sdk } = await here.merchant();
  const other = await here.merchant();
  const gateway = `${here.sandbox.url}/gateway.do`;
  const stranger = new AlipaySdk({ appId: merchant.appId, privateKey: other.merchant.privateKey, keyType: 'PKCS8', gateway });
  expect(await stranger.exec('alipay.trade.query', { bizContent: {} })).toMatchObject({ code: '40002', subCode: 'isv.invalid-signature' });
  const nobody = new AlipaySdk({ appId: '9021000000000009', privateKey: merchant.privateKey, keyType: 'PKCS8', gateway });
  expect(await nobody.exec('alipay.trade.query', { bizContent: {} })).toMatchObject({ subCode: 'isv.invalid-app-id' });
  expect(await sdk.exec('alipay.trade.transfer', { bizContent: {} })).toMatchObject({ subCode: 'isv.invalid-method' });
  const changed = sdk.pageExecute('alipay.trade.page.pay', 'GET', { bizContent: aTrade() }).replace('88.88', '0.01');
  expect(await fetch(changed)).toMatchObject({ status: 400 });
  for (const total_amount of ['0', '0.001', '-1', '1e3', '100000000.01'])
    expect(await sdk.exec('alipay.trade.precreate', { bizContent: aTrade(total_amount) })).toMatchObject({
      subCode: 'ACQ.INVALID_PARAMETER',
    });
});

test("an answer's signature is over the bytes that are sent, slashes escaped", async () => {
  const { ask, sdk } = await here.merchant();
  const { qrCode } = await ask('alipay.trade.precreate', aTrade());
  expect(qrCode).toContain('http://127.0.0.1');
  const raw = await (
    await fetch(`${here.sandbox.url}/gateway.do?${sdk.sdkExecute('alipay.trade.precreate', { bizContent: aTrade() })}`, { method: 'POST' })
  ).text();
  expect(raw).toContain('"qr_code":"http:\\/\\/127.0.0.1');
  const { sign } = JSON.parse(raw);
  expect(() => sdk.checkResponseSign(raw, 'alipay_trade_precreate_response', sign, '')).not.toThrow();
  expect(() => sdk.checkResponseSign(raw.replaceAll('\\/', '/'), 'alipay_trade_precreate_response', sign, '')).toThrow();
});

test('closed by its shop: told, and nobody can pay it', async () => {
  const { ask, shop } = await here.merchant();
  const trade = aTrade();
  const named = { out_trade_no: trade.out_trade_no };
  const { qrCode } = await ask('alipay.trade.precreate', trade, { notifyUrl: shop.url });
  expect(await ask('alipay.trade.close', named)).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST' });
  await fetch(qrCode);
  expect(await ask('alipay.trade.close', named)).toMatchObject({ code: '10000' });
  await shop.arrived(1);
  expect(shop.received[0]).toMatchObject({ trade_status: 'TRADE_CLOSED' });
  expect(shop.received[0]).not.toHaveProperty('refund_fee');
  expect((await fetch(qrCode, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) })).status).toBe(409);
  expect(await ask('alipay.trade.close', named)).toMatchObject({ subCode: 'ACQ.TRADE_STATUS_ERROR' });
});

test('a time that has passed is refused', async () => {
  const { ask } = await here.merchant();
  const past = { ...aTrade(), time_expire: beijing(Date.now() - 60_000) };
  expect(await ask('alipay.trade.precreate', past)).toMatchObject({ subCode: 'ACQ.INVALID_PARAMETER' });
});

test('refunds: never more than was paid, the same request once, told each time with their sum', async () => {
  const { ask, shop, trade, sdk } = await paid('100.00');
  const refund = (request: string, amount: string) =>
    ask('alipay.trade.refund', { out_trade_no: trade.out_trade_no, refund_amount: amount, out_request_no: request });
  expect(await refund('r1', '60.00')).toMatchObject({ fundChange: 'Y', refundFee: '60.00' });
  expect(await refund('r1', '60.00')).toMatchObject({ fundChange: 'N', refundFee: '60.00' });
  expect(await refund('r1', '61.00')).toMatchObject({ subCode: 'ACQ.DISCORDANT_REPEAT_REQUEST' });
  expect(await refund('r2', '60.00')).toMatchObject({ subCode: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' });
  const asked = { out_trade_no: trade.out_trade_no, out_request_no: 'r1' };
  expect(await ask('alipay.trade.fastpay.refund.query', asked)).toMatchObject({ refundStatus: 'REFUND_SUCCESS', refundAmount: '60.00' });
  expect(await ask('alipay.trade.fastpay.refund.query', { ...asked, out_request_no: 'r2' })).toEqual({ code: '10000', msg: 'Success' });
  expect(await refund('r3', '40.00')).toMatchObject({ fundChange: 'Y', refundFee: '100.00' });
  await shop.arrived(3);
  expect(shop.received.slice(1).map(({ out_biz_no, refund_fee, trade_status }) => [out_biz_no, refund_fee, trade_status])).toEqual([
    ['r1', '60.00', 'TRADE_SUCCESS'],
    ['r3', '100.00', 'TRADE_CLOSED'],
  ]);
  for (const params of shop.received) expect(sdk.checkNotifySignV2(params)).toBe(true);
  expect(await ask('alipay.trade.query', { out_trade_no: trade.out_trade_no })).toMatchObject({ tradeStatus: 'TRADE_CLOSED' });
});

test('fifty refunds of 60 out of 100 at once: one', async () => {
  const { ask, trade } = await paid('100.00');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      ask('alipay.trade.refund', { out_trade_no: trade.out_trade_no, refund_amount: '60', out_request_no: `r${index}` }),
    ),
  );
  expect(answers.filter(({ fundChange }) => fundChange === 'Y')).toHaveLength(1);
});

test('after three months nothing is refunded any more', async () => {
  const { ask, trade, shop } = await paid();
  await here.control(`trades/${trade.out_trade_no}/finish`);
  expect(shop.received.at(-1)).toMatchObject({ trade_status: 'TRADE_FINISHED' });
  const refund = { out_trade_no: trade.out_trade_no, refund_amount: '1.00', out_request_no: 'r1' };
  expect(await ask('alipay.trade.refund', refund)).toMatchObject({ subCode: 'ACQ.TRADE_HAS_FINISHED' });
});

test("another application's trade does not exist", async () => {
  const { trade } = await paid();
  const { ask } = await here.merchant();
  expect(await ask('alipay.trade.query', { out_trade_no: trade.out_trade_no })).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST' });
});

test("a day's bills are ZIP archives of CSV in GBK", async () => {
  const { ask, trade } = await paid('100.00');
  await ask('alipay.trade.refund', { out_trade_no: trade.out_trade_no, refund_amount: '40.00', out_request_no: 'r1' });
  const [known] = (await found(trade.out_trade_no)).data;
  const day = beijing(known!.paidAt).slice(0, 10);
  const fetched = async (bill_type: string) => {
    const { billDownloadUrl } = await ask('alipay.data.dataservice.bill.downloadurl.query', { bill_type, bill_date: day });
    const zip = await fromBufferPromise(Buffer.from(await (await fetch(billDownloadUrl)).arrayBuffer()), { decodeStrings: false });
    const texts: string[] = [];
    for await (const entry of zip.eachEntry())
      texts.push(new TextDecoder('gbk', { fatal: true }).decode(Buffer.concat(await (await zip.openReadStreamPromise(entry)).toArray())));
    return texts.at(-1)!;
  };
  const trades = (await fetched('trade')).split('\r\n').filter((line) => line.startsWith('20'));
  expect(trades.map((line) => line.split(',').map((cell) => cell.trim()))).toMatchObject([
    { 1: trade.out_trade_no, 2: '交易', 11: '100.00', 22: '-0.60' },
    { 1: trade.out_trade_no, 2: '退款', 11: '-40.00', 21: 'r1', 22: '0.24' },
  ]);
  const balance = (await fetched('signcustomer')).split('\r\n').filter((line) => /^\d/.test(line));
  expect(balance.map((line) => line.split(',')[10])).toEqual(['在线支付', '收费', '交易退款', '退费']);
  expect(await ask('alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'trade', bill_date: '2030-01-01' })).toMatchObject({
    subCode: 'isp.bill_not_exist',
  });
});

test('GBK is written as it is read', () => {
  const text = '#支付宝业务明细查询（元）：退款批次号/请求号,镕,€';
  expect(new TextDecoder('gbk').decode(toGbk(text))).toBe(text.replace('€', new TextDecoder('gbk').decode(toGbk('€'))));
  expect(toGbk('树').toString('hex')).toBe('caf7');
  expect(toGbk('😀').toString()).toBe('?');
});

test('what it knows outlives it', async () => {
  const stateFile = join(await mkdtemp(join(tmpdir(), 'alipay-')), 'state.json');
  const first = await startAlipaySandbox({ port: 0, stateFile });
  const merchant = await knock<NewMerchant>(first.url, 'merchants');
  const client = (url: string) => new AlipaySdk({ ...merchant, keyType: 'PKCS8', gateway: `${url}/gateway.do` });
  const trade = aTrade();
  await client(first.url).exec('alipay.trade.precreate', { bizContent: trade });
  await knock(first.url, `trades/${trade.out_trade_no}/pay`);
  await first.close();
  expect(await readFile(stateFile, 'utf8')).toContain(trade.out_trade_no);
  const second = await startAlipaySandbox({ port: 0, stateFile });
  const named = { out_trade_no: trade.out_trade_no };
  const answer = await client(second.url).exec('alipay.trade.query', { bizContent: named }, { validateSign: true });
  expect(answer).toMatchObject({ tradeStatus: 'TRADE_SUCCESS' });
  await second.close();
});
