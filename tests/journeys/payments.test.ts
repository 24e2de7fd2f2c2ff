import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { paymentAccounts } from '#commerce/payments/account.model.js';
import { connectSandboxes, planReconciliations, pollOpenPayments } from '#commerce/payments/index.js';
import { shopId } from '#tenants/index.js';
import { openAlipay } from '#tests/support/alipay.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { aStripeKey, connectStripe, openStripe } from '#tests/support/stripe.js';
import { aToken } from '#tests/support/tokens.js';
import { until } from '#tests/support/until.js';
import { openWechatPay } from '#tests/support/wechat-pay.js';

/** What `bin/demo` cannot wait for: the worker asks about a payment after minutes, and reads bills the next morning. */
let server: TestServer;
let stripe: Awaited<ReturnType<typeof openStripe>>;
let sandboxes: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  await connectForTest();
  const others = [await openWechatPay(), await openAlipay()];
  stripe = await openStripe();
  sandboxes = [...others, stripe];
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  for (const sandbox of sandboxes.toReversed()) await sandbox.close();
  await disconnectAfterTest();
});

// biome-ignore lint/suspicious/noExplicitAny: answers are as wide as the documents
type Any = any;

const MINUTES = 60_000;
const DAY = 24 * 60 * MINUTES;
/** When bills are read: ten in Beijing, on the day after Beijing's today. */
const nextMorning = () => new Date(`${new Date(Date.now() + 8 * 60 * MINUTES + DAY).toISOString().slice(0, 10)}T02:00:00Z`);

async function aNewShop() {
  const shop = await aShop();
  await connectSandboxes(shop);
  const secret = await aToken(shop);
  const asked = async (answer: Promise<Any>): Promise<Any> => {
    const { data, errors } = await answer;
    expect(errors).toBeUndefined();
    return data;
  };
  return {
    shop,
    admin: (query: string, variables: object = {}) => asked(server.admin(secret, query, variables)),
    shopper: (query: string, variables: object = {}) => asked(server.shop(shopId.encode(shop.shopId), query, variables)),
  };
}
type NewShop = Awaited<ReturnType<typeof aNewShop>>;

const WAYS = [
  ['WECHAT_PAY', 'NATIVE', 'orders'],
  ['ALIPAY', 'PAGE', 'trades'],
  ['STRIPE', 'CHECKOUT', 'sessions'],
] as const;
type Way = (typeof WAYS)[number];

/** The buyer is on the provider's page. */
async function begin({ shop, shopper }: NewShop, [provider, method]: Way) {
  const { token, number } = await anOrder(shop, { price: 4600, quantity: 2 });
  const { paymentStart } = await shopper(
    `mutation ($order: String!, $input: PaymentStartInput!) { paymentStart(order: $order, input: $input) {
      payment { action { ... on QrCodeAction { content } ... on RedirectAction { url } } } userErrors { message } } }`,
    { order: token, input: { provider, method, returnUrl: 'https://shop.example/thanks' } },
  );
  const { content, url } = paymentStart.payment.action;
  return { token, number, page: new URL((await fetch(content ?? url)).url) };
}

async function press(page: URL): Promise<void> {
  const pressed = await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
  expect(pressed.status).toBeLessThan(400);
}

/** He pays, and no callback comes. */
async function payUnheard(page: URL, [, , called]: Way): Promise<void> {
  const door = `${page.origin}/_sandbox/${called}/${page.pathname.split('/').at(-1)}/pay`;
  const paid = await fetch(door, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"hold":true}' });
  expect(paid.status).toBe(200);
}

const statusOf = async ({ shopper }: NewShop, token: string): Promise<string> =>
  (await shopper('query ($token: String!) { order(token: $token) { paymentStatus } }', { token })).order.paymentStatus;

const RECONCILIATIONS = `{ shop {
  differences(first: 10) { nodes { kind } }
  reconciliations(first: 20) { nodes { account { provider } day status lines matched differences error } }
  balances { account amount { amount } }
} }`;

/** Paid by a callback, and another by asking alone. Answers the first one's number. */
async function payTwice(here: NewShop, way: Way): Promise<string> {
  const heard = await begin(here, way);
  await press(heard.page);
  await workOff();
  expect(await statusOf(here, heard.token)).toBe('PAID');

  const unheard = await begin(here, way);
  await payUnheard(unheard.page, way);
  await pollOpenPayments(new Date(Date.now() + MINUTES));
  expect(await statusOf(here, unheard.token)).toBe('PENDING');
  await pollOpenPayments(new Date(Date.now() + 3 * MINUTES));
  await workOff();
  expect(await statusOf(here, unheard.token)).toBe('PAID');
  return heard.number;
}

/** A part of an order, then the rest, each until the buyer has it. */
async function refund({ admin }: NewShop, number: string): Promise<void> {
  const { shop } = await admin('query ($query: String!) { shop { orders(first: 1, query: $query) { nodes { id } } } }', { query: number });
  const order = shop.orders.nodes[0].id;
  for (const what of [{ amount: { amount: '12.50', currency: 'CNY' } }, {}]) {
    const { refundCreate } = await admin(
      `mutation ($order: ID!, $input: RefundCreateInput!) {
        refundCreate(order: $order, input: $input) { refund { status } userErrors { message } }
      }`,
      { order, input: { ...what, idempotencyKey: `refund-${number}-${Object.keys(what).length}` } },
    );
    expect(refundCreate.userErrors).toEqual([]);
    await until(async () => {
      await workOff();
      const now = await admin('query ($order: ID!) { shop { order(id: $order) { refunds(first: 5) { nodes { status } } } } }', { order });
      return now.shop.order.refunds.nodes.every(({ status }: Any) => status === 'SUCCEEDED');
    });
  }
  const now = await admin('query ($order: ID!) { shop { order(id: $order) { paymentStatus } } }', { order });
  expect(now.shop.order.paymentStatus).toBe('REFUNDED');
}

test('each provider pays a new shop, by callback and by asking; refunds follow; next morning bills and books agree line by line', async () => {
  const here = await aNewShop();
  const apiKey = aStripeKey();
  const { _id } = await connectStripe(here.shop, apiKey);
  for (const way of WAYS) await refund(here, await payTwice(here, way));

  // Stripe has a day's lines only when the day is over: there all of it was yesterday.
  await paymentAccounts.in(here.shop).set({ _id }, { $set: { createdAt: new Date(Date.now() - DAY) } });
  await stripe.control('backdate', { apiKey, days: 1 });
  expect(await planReconciliations(nextMorning())).toBe(1);
  const runs = async (provider: string | null): Promise<Any[]> => {
    const { shop } = await here.admin(RECONCILIATIONS);
    return shop.reconciliations.nodes.filter(({ account }: Any) => (account?.provider ?? null) === provider);
  };
  for (const [provider] of WAYS) {
    let bill: Any;
    await until(async () => {
      await workOff();
      // In Beijing's first hours the account is older than its day by the calendar of UTC: that day's bill is empty.
      bill = (await runs(provider)).find(({ status, lines }) => status === 'COMPLETED' && lines > 0);
      return Boolean(bill);
    });
    expect(bill).toMatchObject({ differences: 0, matched: bill.lines });
    expect(bill.lines).toBeGreaterThanOrEqual(4); // two payments, two refunds
  }
  expect(await runs(null)).toMatchObject([{ status: 'COMPLETED', differences: 0 }]);
  const { shop: told } = await here.admin(RECONCILIATIONS);
  expect(told.differences.nodes).toEqual([]);
  const fen = ({ amount }: Any) => Number(amount.amount.replace('.', ''));
  expect(told.balances.reduce((sum: number, balance: Any) => sum + fen(balance), 0)).toBe(0);
}, 90_000);
