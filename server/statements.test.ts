import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { NewShop, openShop } from '#commerce/openings/index.js';
import { bookCapture, bookDispute, bookFee, bookPayout, bookRefund, ledgerEntries } from '#commerce/payments/ledger.js';
import type { Payment } from '#commerce/payments/payment.model.js';
import type { Refund } from '#commerce/payments/refund.model.js';
import { AgencyContext } from '#tenants/context.js';
import { type ShopContext, shopId, shopOfAgency, signUp, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
let agency: AgencyContext;
let token: string;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  const { agency: made, person } = await signUp(
    { email: 'books@example.com', password: 'correct horse battery', name: 'Books', agencyName: 'Books' },
    'en',
  );
  agency = new AgencyContext(made._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
  token = await aToken(agency, ['read_payments']);
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

let count = 0;
async function aShopNamed(name: string, locale = 'en'): Promise<ShopContext> {
  count += 1;
  const wish = { name, handle: `books-${count}`, currency: 'CNY', locale, timezone: 'Asia/Shanghai' };
  return shopOfAgency(agency, shopId.encode((await openShop(agency, NewShop.parse(wish)))._id));
}

/** 100.00 paid in October; in November 50.00 paid, 12.00 refunded, 1.50 kept, 20.00 disputed, 80.00 paid out, and 7.00 paid by hand. */
async function books(shop: ShopContext): Promise<string> {
  const order = await anOrder(shop);
  const about = { orderId: order._id, paymentId: new Types.ObjectId(), currency: 'CNY' };
  const money = (amount: number, provider = 'WECHAT_PAY') =>
    ({ ...about, _id: new Types.ObjectId(), provider, amount }) as unknown as Payment & Refund;
  const billed = (reference: string, amount: number) => ({ ...about, provider: 'WECHAT_PAY' as const, reference, amount });
  const on = async (moment: string, write: (tx: ShopContext) => Promise<void>) => {
    await transaction(shop, write);
    const [newest] = await ledgerEntries.in(shop).find({}, { sort: { _id: -1 }, limit: 1 });
    await ledgerEntries.in(shop).set({ _id: newest!._id }, { $set: { createdAt: new Date(moment) } });
  };
  await on('2026-10-20T01:00:00Z', (tx) => bookCapture(tx, money(10_000)));
  await on('2026-11-02T01:00:00Z', (tx) => bookCapture(tx, money(5000)));
  await on('2026-11-03T01:00:00Z', (tx) => bookRefund(tx, money(1200)));
  await on('2026-11-04T01:00:00Z', () => bookFee(shop, billed('4200001', 150)));
  await on('2026-11-05T01:00:00Z', (tx) => bookDispute(tx, { ...about, _id: new Types.ObjectId(), amount: 2000 }, 'withdrawn'));
  await on('2026-11-06T01:00:00Z', () => bookPayout(shop, billed('p1', 8000)));
  await on('2026-11-07T01:00:00Z', (tx) => bookCapture(tx, money(700, 'MANUAL')));
  return order.number;
}

const NOVEMBER = { from: '2026-10-31T16:00:00Z', to: '2026-11-30T16:00:00Z' };
const DECEMBER = { from: '2026-11-30T16:00:00Z', to: '2026-12-31T16:00:00Z' };
const ASKED = 'statementUrl(from: $from, to: $to, format: $format)';
const VARIABLES = '$from: DateTime!, $to: DateTime!, $format: StatementFormat!';
const onThisPort = (address: string) => address.replace(/^https?:\/\/[^/]+/, server.url);

async function shopsAddress(shop: ShopContext, period: object, format = 'CSV'): Promise<string> {
  const query = `query ($shop: ID, ${VARIABLES}) { shop(id: $shop) { ${ASKED} } }`;
  const variables = { shop: shopId.encode(shop.shopId), format, ...period };
  const { data, errors } = await server.admin<{ shop: { statementUrl: string } }>(token, query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return onThisPort(data.shop.statementUrl);
}
/** The lines of a CSV, without what names each movement. */
async function linesAt(address: string): Promise<string[]> {
  const answer = await fetch(address);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = bytes.toString('utf8').slice(1).trimEnd().split('\r\n');
  return lines.map((line) => line.replace(/,(capture|refund|dispute|fee|payout)\/[^,]*/, ','));
}

test("a shop's month as CSV, to the cent, in its time zone", async () => {
  const shop = await aShopNamed('Hats');
  const order = await books(shop);
  expect(await linesAt(await shopsAddress(shop, NOVEMBER))).toEqual([
    'Shop,Time (Asia/Shanghai),Type,Order,Reference,Currency,Amount,Balance',
    'Hats,,Opening balance,,,CNY,,100.00',
    `Hats,2026-11-02 09:00,Payment,${order},,CNY,50.00,150.00`,
    `Hats,2026-11-03 09:00,Refund,${order},,CNY,-12.00,138.00`,
    `Hats,2026-11-04 09:00,Fee,${order},,CNY,-1.50,136.50`,
    `Hats,2026-11-05 09:00,Dispute,${order},,CNY,-20.00,116.50`,
    `Hats,2026-11-06 09:00,Payout,${order},,CNY,-80.00,36.50`,
    `Hats,2026-11-07 09:00,Payment by hand,${order},,CNY,7.00,36.50`,
    'Hats,,Total: Payment,,,CNY,50.00,',
    'Hats,,Total: Refund,,,CNY,-12.00,',
    'Hats,,Total: Fee,,,CNY,-1.50,',
    'Hats,,Total: Dispute,,,CNY,-20.00,',
    'Hats,,Total: Payout,,,CNY,-80.00,',
    'Hats,,Total: Payment by hand,,,CNY,7.00,',
    'Hats,,Closing balance,,,CNY,,36.50',
  ]);
  // The next period begins with what this one ended with.
  expect((await linesAt(await shopsAddress(shop, DECEMBER))).slice(1)).toEqual([
    'Hats,,Opening balance,,,CNY,,36.50',
    'Hats,,Closing balance,,,CNY,,36.50',
  ]);
});

test('a shop in China reads Chinese, and a name that begins like a formula is none', async () => {
  const shop = await aShopNamed('=HYPERLINK("https://example.com")', 'zh-CN');
  const [head, opening] = await linesAt(await shopsAddress(shop, NOVEMBER));
  expect(head).toBe('店铺,时间 (Asia/Shanghai),类型,订单,凭证,币种,金额,余额');
  expect(opening).toBe('"\'=HYPERLINK(""https://example.com"")",,期初余额,,,CNY,,0.00');
});

test('nor is one that begins with a full-width sign', async () => {
  const shop = await aShopNamed('＝1+1', 'zh-CN');
  const [, opening] = await linesAt(await shopsAddress(shop, NOVEMBER));
  expect(opening).toMatch(/^'＝1\+1,/);
});

test('an agency reads all its shops and what they come to together; shops without money are left out', async () => {
  const [first, second] = [await aShopNamed('First'), await aShopNamed('Second')];
  await aShopNamed('Without money');
  await books(first);
  await books(second);
  const query = `query (${VARIABLES}) { agency { ${ASKED} } }`;
  const { data } = await server.admin<{ agency: { statementUrl: string } }>(token, query, { ...NOVEMBER, format: 'CSV' });
  const lines = await linesAt(onThisPort(data.agency.statementUrl));
  expect(lines[0]).toBe('Shop,Time (UTC),Type,Order,Reference,Currency,Amount,Balance');
  const closings = lines.filter((line) => line.includes('Closing balance'));
  expect(closings).toEqual(expect.arrayContaining(['First,,Closing balance,,,CNY,,36.50', 'Second,,Closing balance,,,CNY,,36.50']));
  expect(lines.join('\n')).not.toContain('Without money');
  const shops = closings.length - 1;
  expect(closings.at(-1)).toBe(`All shops,,Closing balance,,,CNY,,${(36.5 * shops).toFixed(2)}`);
});

test.each(['en', 'zh-CN'])('the same as PDF in %s, with the font that it needs', async (locale) => {
  const shop = await aShopNamed('景德镇陶瓷', locale);
  await books(shop);
  const answer = await fetch(await shopsAddress(shop, NOVEMBER, 'PDF'));
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(answer.headers.get('content-disposition')).toMatch(/filename="books-\d+-statement-2026-11-01-2026-11-30\.pdf"/);
  const pdf = Buffer.from(await answer.arrayBuffer()).toString('latin1');
  expect(pdf).toMatch(/^%PDF-1\.\d/);
  expect(pdf.trimEnd()).toMatch(/%%EOF$/);
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  expect(pdf).toContain('/FontFile2');
});

test('an address that was not given, or is told of another period, opens nothing', async () => {
  const shop = await aShopNamed('Closed');
  const address = await shopsAddress(shop, NOVEMBER);
  const other = await aShopNamed('Other');
  const elsewhere = address.replace(shopId.encode(shop.shopId), shopId.encode(other.shopId));
  for (const wrong of [address.replace('/csv', '/pdf'), `${address}x`, address.split('?')[0]!, elsewhere]) {
    const answer = await fetch(wrong);
    expect([answer.status, await answer.json()]).toEqual([404, { error: expect.objectContaining({ code: 'NOT_FOUND' }) }]);
  }
});

test.each([
  ['ends before it begins', { from: NOVEMBER.to, to: NOVEMBER.from }, 'is not after from'],
  ['is longer than a year', { from: '2024-01-01T00:00:00Z', to: NOVEMBER.to }, 'a year at most'],
])('a period that %s is refused', async (_what, period, message) => {
  const shop = await aShopNamed('Periods');
  await expect(shopsAddress(shop, period)).rejects.toThrow(message);
});
