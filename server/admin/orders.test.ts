import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { orderId } from '#commerce/orders/index.js';
import { connectSandboxes, markPaid } from '#commerce/payments/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { type Answer, startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { openStripe } from '#tests/support/stripe.js';
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

const ask = (query: string, variables: object = {}, as = token): Promise<Answer<Any>> => server.admin(as, query, variables);
const idOf = (order: { _id: Parameters<typeof orderId.encode>[0] }) => orderId.encode(order._id);

const ERRORS = 'userErrors { code message field }';
const PAY = `mutation ($order: ID!, $input: OrderSandboxPayInput!) {
  orderSandboxPay(order: $order, input: $input) { order { paymentStatus payments { nodes { provider status } } } url ${ERRORS} } }`;
const WAYS = 'query ($id: ID!) { shop { order(id: $id) { sandboxWays { provider method title } } } }';

test('an order of a test shop is paid at the sandbox by whoever looks at it: the same page for one who asks twice', async () => {
  await connectSandboxes(shop);
  const id = idOf(await anOrder(shop));
  const { sandboxWays } = (await ask(WAYS, { id })).data.shop.order;
  expect(sandboxWays).toEqual([{ provider: 'STRIPE', method: 'CHECKOUT', title: expect.any(String) }]);
  const pay = async () => (await ask(PAY, { order: id, input: { provider: 'STRIPE', method: 'CHECKOUT' } })).data.orderSandboxPay;
  const begun = await pay();
  expect(begun).toMatchObject({ userErrors: [], url: expect.stringMatching(/^https?:/) });
  expect((await pay()).url).toBe(begun.url);
  expect(begun.order.payments.nodes).toEqual([{ provider: 'STRIPE', status: 'PENDING' }]);
  await markPaid(shop, id, {});
  expect((await ask(WAYS, { id })).data.shop.order.sandboxWays).toEqual([]);
  expect((await pay()).userErrors).toMatchObject([{ code: 'ORDER_NOT_PAYABLE' }]);
});

test('nobody plays the buyer in a live shop', async () => {
  const live = await aShop({ mode: 'LIVE' });
  const as = await aToken(live);
  const id = idOf(await anOrder(live));
  expect((await ask(WAYS, { id }, as)).data.shop.order.sandboxWays).toEqual([]);
  const { orderSandboxPay } = (await ask(PAY, { order: id, input: { provider: 'STRIPE' } }, as)).data;
  expect(orderSandboxPay).toMatchObject({ order: null, url: null, userErrors: [{ code: 'PAYMENT_METHOD_UNAVAILABLE' }] });
});

test('many orders are sent at once: one that cannot be keeps no other back, and the same again sends nothing twice', async () => {
  const [one, two] = [idOf(await anOrder(shop)), idOf(await anOrder(shop))];
  const missing = `ord_${'0'.repeat(24)}`;
  const fulfil = async () =>
    (
      await ask(
        `mutation ($input: OrdersFulfillInput!) { ordersFulfill(input: $input) {
          results { index order { fulfillmentStatus } userErrors { code field } } ${ERRORS} } }`,
        { input: { orders: [one, missing, two] } },
      )
    ).data.ordersFulfill.results;
  const sent = { order: { fulfillmentStatus: 'FULFILLED' }, userErrors: [] };
  const refused = (code: string, index: number) => ({
    index,
    order: null,
    userErrors: [{ code, field: ['input', 'orders', String(index)] }],
  });
  expect(await fulfil()).toEqual([{ index: 0, ...sent }, refused('NOT_FOUND', 1), { index: 2, ...sent }]);
  expect(await fulfil()).toEqual([refused('WRONG_STATE', 0), refused('NOT_FOUND', 1), refused('WRONG_STATE', 2)]);
});

test('an order knows its customer with all his orders, its goods as they are now, and the mails that told of it', async () => {
  const [first, second] = [await anOrder(shop), await anOrder(shop)];
  await workOff();
  const { order } = (
    await ask(
      `query ($id: ID!) { shop { order(id: $id) {
        customer { id orders(first: 5) { nodes { number } } }
        lines { variant { product { title } } }
        notifications(first: 5) { nodes { template order { number } } } } } }`,
      { id: idOf(first) },
    )
  ).data.shop;
  expect(order.customer.orders.nodes.map(({ number }: Any) => number)).toEqual([second.number, first.number]);
  expect(order.lines).toEqual([{ variant: { product: { title: 'Hat' } } }]);
  const told = order.notifications.nodes.map((mail: Any) => [mail.template, mail.order.number]);
  expect(told.toSorted()).toEqual([
    ['order-created', first.number],
    ['order-received', first.number],
  ]);
  const found = await ask(
    'query ($id: ID!) { shop { customer(id: $id) { email } customers(query: "BUYER@example.com") { nodes { id } } } }',
    {
      id: order.customer.id,
    },
  );
  expect(found.data.shop).toEqual({ customer: { email: 'buyer@example.com' }, customers: { nodes: [{ id: order.customer.id }] } });
});
