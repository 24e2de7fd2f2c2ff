import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { orderId, orderLineId } from '#commerce/orders/index.js';
import { markPaid } from '#commerce/payments/index.js';
import { type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { type Answer, startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
let stripe: Awaited<ReturnType<typeof openStripe>>;
let shop: ShopContext;
let token: string;

beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await stripe.close();
  await disconnectAfterTest();
});
beforeEach(async () => {
  shop = await aShop();
  token = await aToken(shop);
});

// biome-ignore lint/suspicious/noExplicitAny: answers are as wide as the documents
type Any = any;

const asMerchant = (query: string, variables: object = {}, as = token): Promise<Answer<Any>> => server.admin(as, query, variables);

const ERRORS = 'userErrors { code message field }';
const REFUND = `mutation ($order: ID!, $input: RefundCreateInput!) { refundCreate(order: $order, input: $input) {
  order { paymentStatus refunded { amount } refundable { amount } lines { refundedQuantity } }
  refund { id status origin amount { amount currency } rest { amount } reason failure settledAt payment { status }
    lines { line quantity amount { amount } discount { amount } tax { amount } restock } references { kind } }
  refunds { id } ${ERRORS} } }`;
const ORDER = `query ($id: ID!) { shop { order(id: $id) { paymentStatus refunded { amount } refundable { amount }
  refunds(first: 5) { nodes { id status } } } } }`;
const CANCEL = `mutation ($order: ID!, $input: OrderCancelInput!) { orderCancel(order: $order, input: $input) {
  order { status paymentStatus refunds { nodes { amount { amount } status } } } ${ERRORS} } }`;

test('a refund from the mutation to the buyer, through the public doors', async () => {
  await connectStripe(shop);
  const order = await anOrder(shop, { price: 1000, quantity: 2 });
  await stripe.pay((await startStripe(shop, order)).payment);
  await workOff();
  const id = orderId.encode(order._id);
  const line = orderLineId.encode(order.lines[0]!._id);
  const asked = { order: id, input: { lines: [{ line, quantity: 1, restock: true }], reason: 'too small', idempotencyKey: 'once' } };
  const made = (await asMerchant(REFUND, asked)).data.refundCreate;
  expect(made).toMatchObject({
    order: { paymentStatus: 'PAID', refunded: { amount: '0.00' }, refundable: { amount: '18.00' }, lines: [{ refundedQuantity: 1 }] },
    refund: {
      status: 'PENDING',
      origin: 'MERCHANT',
      amount: { amount: '10.00', currency: 'CNY' },
      rest: { amount: '0.00' },
      reason: 'too small',
      settledAt: null,
      payment: { status: 'CAPTURED' },
      lines: [{ line, quantity: 1, amount: { amount: '10.00' }, restock: true }],
    },
    refunds: [{ id: made.refund.id }],
    userErrors: [],
  });
  expect((await asMerchant(REFUND, asked)).data.refundCreate.refunds).toEqual(made.refunds);
  await workOff();
  expect((await asMerchant(ORDER, { id })).data.shop.order).toEqual({
    paymentStatus: 'PARTIALLY_REFUNDED',
    refunded: { amount: '10.00' },
    refundable: { amount: '18.00' },
    refunds: { nodes: [{ id: made.refund.id, status: 'SUCCEEDED' }] },
  });
  const query = 'query ($t: String!) { order(token: $t) { refunded { amount } refunds { nodes { status amount { amount } reason } } } }';
  const seen = await server.shop<Any>(shopId.encode(shop.shopId), query, { t: order.token });
  expect(seen.data.order).toEqual({
    refunded: { amount: '10.00' },
    refunds: { nodes: [{ status: 'SUCCEEDED', amount: { amount: '10.00' }, reason: 'too small' }] },
  });
  const node = 'query ($id: ID!) { shop { node(id: $id) { __typename ... on Refund { status references { kind } } } } }';
  expect((await asMerchant(node, { id: made.refund.id })).data.shop.node).toEqual({
    __typename: 'Refund',
    status: 'SUCCEEDED',
    references: [{ kind: 'refund' }],
  });
});

test('a refund needs write_payments, and its own key', async () => {
  const order = await anOrder(shop);
  const id = orderId.encode(order._id);
  const asked = { order: id, input: { idempotencyKey: 'a' } };
  expect((await asMerchant(REFUND, asked, await aToken(shop, ['write_orders']))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await asMerchant(REFUND, { order: id, input: {} })).errors).toBeDefined();
  expect((await asMerchant(REFUND, asked)).data.refundCreate).toMatchObject({ refund: null, userErrors: [{ code: 'WRONG_STATE' }] });
});

test('more than is left is refused in words', async () => {
  const order = await anOrder(shop, { price: 1000 });
  const id = orderId.encode(order._id);
  await markPaid(shop, id, {});
  const asked = { order: id, input: { amount: { amount: '18.01', currency: 'CNY' }, idempotencyKey: 'a' } };
  expect((await asMerchant(REFUND, asked)).data.refundCreate.userErrors).toEqual([
    { code: 'REFUND_TOO_LARGE', message: expect.stringContaining('18.00 CNY can still be refunded'), field: ['input', 'amount'] },
  ]);
});

test('a paid order is cancelled with its money, or not at all', async () => {
  const order = await anOrder(shop);
  const id = orderId.encode(order._id);
  await markPaid(shop, id, {});
  expect((await asMerchant(CANCEL, { order: id, input: {} })).data.orderCancel.userErrors).toMatchObject([{ code: 'ORDER_PAID' }]);
  expect((await asMerchant(CANCEL, { order: id, input: { refund: true, reason: 'sold twice' } })).data.orderCancel).toEqual({
    order: {
      status: 'CANCELLED',
      paymentStatus: 'REFUNDED',
      refunds: { nodes: [{ amount: { amount: '27.99' }, status: 'SUCCEEDED' }] },
    },
    userErrors: [],
  });
});
