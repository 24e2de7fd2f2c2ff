import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { orderId } from '#commerce/orders/index.js';
import { shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { type Answer, startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks } from '#tests/support/stripe.js';
import { aToken } from '#tests/support/tokens.js';
import { openWechatPay, wechatPayInput } from '#tests/support/wechat-pay.js';

let server: TestServer;
let wechat: Awaited<ReturnType<typeof openWechatPay>>;
beforeAll(async () => {
  await connectForTest();
  wechat = await openWechatPay();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await wechat.close();
  await disconnectAfterTest();
});

// biome-ignore lint/suspicious/noExplicitAny: answers are as wide as the documents
type Any = any;

const ERRORS = 'userErrors { code message field }';
const CONNECT = `mutation ($input: PaymentAccountConnectInput!) { paymentAccountConnect(input: $input) {
  paymentAccount { id provider status callbackUrl externalId } ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $input: PaymentAccountUpdateInput!) { paymentAccountUpdate(paymentAccount: $id, input: $input) {
  paymentAccount { status } ${ERRORS} } }`;
const START = `mutation ($order: String!, $input: PaymentStartInput!) { paymentStart(order: $order, input: $input) {
  payment { id status method action { __typename ... on QrCodeAction { content } ... on RedirectAction { url }
    ... on JsapiAction { appId timeStamp nonceStr package signType paySign } ... on AppAction { parameters } } } ${ERRORS} } }`;

test('from a merchant’s secrets to a paid order, through the public doors', async () => {
  const shop = await aShop();
  const secret = await aToken(shop);
  const admin = async (query: string, variables: object): Promise<Any> =>
    ((await server.admin(secret, query, variables)) as Answer<Any>).data;
  const shopper = async (query: string, variables: object): Promise<Any> =>
    ((await server.shop(shopId.encode(shop.shopId), query, variables)) as Answer<Any>).data;

  const merchant = await wechat.makeMerchant();
  const wrong = { ...wechatPayInput(merchant), apiV3Key: 'short' };
  expect((await admin(CONNECT, { input: { wechatPay: wrong } })).paymentAccountConnect.userErrors).toMatchObject([
    { code: 'INVALID_INPUT', field: ['input', 'wechatPay', 'apiV3Key'] },
  ]);
  const { paymentAccount } = (await admin(CONNECT, { input: { wechatPay: wechatPayInput(merchant) } })).paymentAccountConnect;
  expect(paymentAccount).toMatchObject({ provider: 'WECHAT_PAY', status: 'ACTIVE', externalId: merchant.mchid });
  expect(paymentAccount.callbackUrl).toBe(`${wechat.url}/callbacks/wechat_pay/${paymentAccount.id}`);
  const other = { id: paymentAccount.id, input: { wechatPay: { mchid: '1999999999' } } };
  expect((await admin(UPDATE, other)).paymentAccountUpdate.userErrors).toMatchObject([
    { code: 'ACCOUNT_MISMATCH', field: ['input', 'wechatPay', 'mchid'] },
  ]);

  const order = await anOrder(shop);
  const start = async (method: string | null, payer?: object) =>
    (await shopper(START, { order: order.token, input: { provider: 'WECHAT_PAY', method, payer, returnUrl: 'https://shop.example/' } }))
      .paymentStart;
  expect((await start('JSAPI')).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'payer', 'openId'] }]);
  expect((await start('JSAPI', { openId: 'oUser' })).payment.action).toMatchObject({ __typename: 'JsapiAction', appId: merchant.appId });
  expect((await start('H5')).payment.action.__typename).toBe('RedirectAction');
  expect((await start('APP')).payment.action.__typename).toBe('AppAction');
  const { payment } = await start(null);
  expect(payment).toMatchObject({ method: 'NATIVE', action: { __typename: 'QrCodeAction', content: expect.any(String) } });

  await wechat.control(`orders/${payment.id}/pay`, {});
  await applyCallbacks(shop);
  const paid = await admin('query ($id: ID!) { shop { order(id: $id) { paymentStatus } } }', { id: orderId.encode(order._id) });
  expect(paid.shop.order.paymentStatus).toBe('PAID');
});
