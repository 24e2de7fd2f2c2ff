import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { config } from '#platform/config.js';
import { connectAlipay, type Merchant, openAlipay, startAlipay } from '#tests/support/alipay.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { listening } from '#tests/support/listening.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, booksOf } from '#tests/support/stripe.js';
import { type PaymentAccount, paymentAccountId, paymentAccounts } from '../../account.model.js';
import { NewPaymentAccount, PaymentAccountChange, updatePaymentAccount } from '../../accounts.js';
import { openAccount } from '../../opened.js';
import { gatewayOf } from './client.js';

let outside: Awaited<ReturnType<typeof openAlipay>>;
let merchant: Merchant;
let other: Merchant;
beforeAll(async () => {
  await connectForTest();
  outside = await openAlipay();
  merchant = await outside.merchant();
  other = await outside.merchant();
});
afterAll(async () => {
  await outside.close();
  await disconnectAfterTest();
});

const update = (shop: Awaited<ReturnType<typeof aShop>>, account: PaymentAccount, change: Partial<Merchant>) =>
  updatePaymentAccount(shop, paymentAccountId.encode(account._id), PaymentAccountChange.parse({ alipay: change }));

test('Alipay is connected with an application and two keys; no secret stands in the database', async () => {
  const shop = await aShop();
  const account = await connectAlipay(shop, merchant);
  expect(account).toMatchObject({ provider: 'ALIPAY', status: 'ACTIVE', mode: 'TEST', externalId: merchant.appId });
  const opened = await openAccount(shop, account);
  expect(opened).toMatchObject({
    secrets: { privateKey: merchant.privateKey },
    signing: [merchant.alipayPublicKey],
    settings: { appId: merchant.appId, sellerId: merchant.sellerId },
    callbackUrl: `${outside.url}/callbacks/alipay/${paymentAccountId.encode(account._id)}`,
  });
  const stored = JSON.stringify(await paymentAccounts.in(shop).findOne({ _id: account._id }));
  expect(stored).not.toContain(merchant.privateKey.split('\n')[1]);
});

test.each([
  ['an unknown application', () => ({ ...merchant, appId: '9021000000000001' }), 'appId'],
  ["another application's private key", () => ({ ...merchant, privateKey: other.privateKey }), 'privateKey'],
  ["Alipay's key for another application", () => ({ ...merchant, alipayPublicKey: other.alipayPublicKey }), 'alipayPublicKey'],
])('%s: refused, the field named', async (_what, given, field) => {
  await expect(connectAlipay(await aShop(), given())).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['alipay', field] });
});

test("the application's own public key in place of Alipay's: told which one is meant", async () => {
  const { createPublicKey } = await import('node:crypto');
  const own = createPublicKey(merchant.privateKey).export({ type: 'spki', format: 'pem' }).toString();
  await expect(connectAlipay(await aShop(), { ...merchant, alipayPublicKey: own })).rejects.toMatchObject({
    field: ['alipay', 'alipayPublicKey'],
    message: expect.stringContaining('支付宝公钥'),
  });
});

test.each([
  ['appId', { appId: '123' }],
  ['sellerId', { sellerId: '1234567890123456' }],
  ['privateKey', { privateKey: 'MIIE' }],
  ['alipayPublicKey', { alipayPublicKey: 'a'.repeat(20_000) }],
])('%s of another form is refused at the door', (field, given) => {
  const read = NewPaymentAccount.safeParse({ alipay: { ...merchant, ...given } });
  expect(read.error?.issues[0]?.path).toEqual(['alipay', field]);
});

test("while Alipay's new key takes the old one's place, notifications are taken under either", async () => {
  const shop = await aShop();
  const rotating = await outside.merchant();
  const account = await connectAlipay(shop, rotating);
  const order = await anOrder(shop);
  const begun = await startAlipay(shop, order);
  const { events } = await outside.pay(begun, { hold: true });
  const { alipayPublicKey } = await outside.control<Merchant>(`merchants/${rotating.appId}/rotate`);
  await expect(update(shop, account, { alipayPublicKey: other.alipayPublicKey })).rejects.toMatchObject({
    field: ['alipay', 'alipayPublicKey'],
  });
  const updated = await update(shop, account, { alipayPublicKey });
  expect((await openAccount(shop, updated)).signing).toEqual([alipayPublicKey, rotating.alipayPublicKey]);
  const door = `${outside.url}/callbacks/alipay/${paymentAccountId.encode(account._id)}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(door, { method: 'POST', headers, body: events[0]!.payload });
  expect(await answer.text()).toBe('success');
  const { deliveries } = await outside.control(`deliver/${events[0]!.id}`);
  expect(deliveries).toMatchObject([{ body: 'success' }]);
  await applyCallbacks(shop);
  expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
});

test('a seller that is named later is compared from then on', async () => {
  const shop = await aShop();
  const { sellerId: _later, ...without } = merchant;
  const account = await connectAlipay(shop, without as Merchant);
  const updated = await update(shop, account, { sellerId: merchant.sellerId });
  expect(updated.settings).toEqual({ appId: merchant.appId, sellerId: merchant.sellerId });
});

test("a live shop speaks with Alipay itself, a test shop without a sandbox of ours with Alipay's", () => {
  expect(gatewayOf('TEST')).toBe(`${outside.sandbox.url}/gateway.do`);
  expect(gatewayOf('LIVE')).toBe('https://openapi.alipay.com/gateway.do');
  const before = config().ALIPAY_API_BASE;
  Object.assign(config(), { ALIPAY_API_BASE: undefined });
  expect(gatewayOf('TEST')).toBe('https://openapi-sandbox.dl.alipaydev.com/gateway.do');
  Object.assign(config(), { ALIPAY_API_BASE: before });
});

test.each([
  ['a page of a proxy', '<html>502</html>', 200, 'PROVIDER_UNAVAILABLE'],
  ['an answer to something else', '{"alipay_trade_close_response":{"code":"10000"},"sign":"x"}', 200, 'PROVIDER_UNAVAILABLE'],
  [
    'more than any answer of Alipay',
    `{"alipay_trade_query_response":{"code":"10000","x":"${'x'.repeat(1_100_000)}"}}`,
    200,
    'PROVIDER_UNAVAILABLE',
  ],
  [
    'a success that nobody has signed',
    '{"alipay_trade_query_response":{"code":"10000","trade_status":"TRADE_SUCCESS"}}',
    200,
    'INVALID_INPUT',
  ],
  ['an error of a server', 'x', 502, 'PROVIDER_UNAVAILABLE'],
])('%s is no answer: nothing is connected', async (_what, body, status, code) => {
  const server = await listening((_req, res) => res.writeHead(status).end(body));
  Object.assign(config(), { ALIPAY_API_BASE: server.url });
  const error = await connectAlipay(await aShop(), merchant).catch((refusal: unknown) => refusal);
  Object.assign(config(), { ALIPAY_API_BASE: outside.sandbox.url });
  await server.close();
  expect(error).toMatchObject({ code });
});
