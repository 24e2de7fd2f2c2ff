import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { orderId } from '#commerce/orders/index.js';
import { type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { type Answer, startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, openStripe } from '#tests/support/stripe.js';
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
const asShopper = (query: string, variables: object = {}): Promise<Answer<Any>> =>
  server.shop(shopId.encode(shop.shopId), query, variables);

const ERRORS = 'userErrors { code message field }';
const CONNECT = `mutation ($input: PaymentAccountConnectInput!, $key: String) { paymentAccountConnect(input: $input, idempotencyKey: $key) {
  paymentAccount { id provider status callbackUrl externalId instructions publishableKey } ${ERRORS} } }`;
const START = `mutation ($order: String!, $input: PaymentStartInput!) { paymentStart(order: $order, input: $input) {
  payment { id status method amount { amount currency } action { __typename
    ... on RedirectAction { url } ... on ClientSecretAction { clientSecret publishableKey } ... on NoAction { instructions } } } ${ERRORS} } }`;
const ORDER = `query ($id: ID!) { shop { order(id: $id) { paymentStatus fulfillmentStatus paid { amount }
  payments(first: 5) { nodes { id status references { kind } mismatches } } fulfillments { id lines { line quantity } tracking { number } } } } }`;
const MARK_PAID = `mutation ($order: ID!, $input: OrderMarkPaidInput!) { orderMarkPaid(order: $order, input: $input) { order { paymentStatus } ${ERRORS} } }`;
const FULFILL = `mutation ($order: ID!, $input: OrderFulfillInput!) { orderFulfill(order: $order, input: $input) {
  order { fulfillmentStatus } fulfillment { id } ${ERRORS} } }`;

const connect = async (input: object, key?: string) => (await asMerchant(CONNECT, { input, key })).data.paymentAccountConnect;

test('from a Stripe key to a paid and sent order, through the public doors', async () => {
  const { paymentAccount } = await connect({ stripe: { secretKey: aStripeKey(), publishableKey: 'pk_test_shown' } });
  expect(paymentAccount).toMatchObject({ provider: 'STRIPE', status: 'ACTIVE', publishableKey: 'pk_test_shown' });
  expect(paymentAccount.callbackUrl).toBe(`${stripe.url}/callbacks/stripe/${paymentAccount.id}`);

  const order = await anOrder(shop);
  const id = orderId.encode(order._id);
  const input = { provider: 'STRIPE', returnUrl: 'https://shop.example/thanks', idempotencyKey: 'once' };
  const { payment } = (await asShopper(START, { order: order.token, input })).data.paymentStart;
  expect(payment).toMatchObject({ status: 'PENDING', method: 'CHECKOUT', amount: { amount: '27.99', currency: 'CNY' } });
  expect(payment.action).toMatchObject({ __typename: 'RedirectAction', url: expect.stringContaining('/pay/cs_') });
  const again = (await asShopper(START, { order: order.token, input })).data.paymentStart;
  expect(again.payment).toEqual(payment);

  const paying = await fetch(payment.action.url, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
  expect(paying.headers.get('location')).toBe('https://shop.example/thanks');
  await applyCallbacks(shop);
  const read = async () => (await asMerchant(ORDER, { id })).data.shop.order;
  expect(await read()).toMatchObject({
    paymentStatus: 'PAID',
    paid: { amount: '27.99' },
    payments: { nodes: [{ id: payment.id, status: 'CAPTURED', references: expect.arrayContaining([{ kind: 'charge' }]), mismatches: [] }] },
  });
  const seen = await asShopper('query ($token: String!) { order(token: $token) { payments { nodes { status action { __typename } } } } }', {
    token: order.token,
  });
  expect(seen.data.order.payments.nodes).toEqual([{ status: 'CAPTURED', action: null }]);

  const sending = { order: id, input: { tracking: { number: 'SF1' }, idempotencyKey: 'parcel' } };
  const sent = (await asMerchant(FULFILL, sending)).data.orderFulfill;
  expect(sent).toMatchObject({ order: { fulfillmentStatus: 'FULFILLED' }, userErrors: [] });
  expect((await asMerchant(FULFILL, sending)).data.orderFulfill).toEqual(sent);
  expect(await read()).toMatchObject({ fulfillments: [{ id: sent.fulfillment.id, tracking: { number: 'SF1' } }] });
});

const CAPTURE = `mutation ($payment: ID!, $input: PaymentCaptureInput!) { paymentCapture(payment: $payment, input: $input) {
  payment { id status capturedAt } ${ERRORS} } }`;

test('authorised first and captured later: twice with one key is one answer', async () => {
  const given = { secretKey: aStripeKey(), capture: 'MANUAL', paymentMethodTypes: ['CARD', 'LINK'] };
  await connect({ stripe: given });
  const shown = await asMerchant('{ shop { paymentAccounts { provider capture paymentMethodTypes } } }');
  expect(shown.data.shop.paymentAccounts).toEqual([{ provider: 'STRIPE', capture: 'MANUAL', paymentMethodTypes: ['CARD', 'LINK'] }]);

  const order = await anOrder(shop);
  const start = { provider: 'STRIPE', returnUrl: 'https://shop.example/thanks' };
  const { payment } = (await asShopper(START, { order: order.token, input: start })).data.paymentStart;
  const capture = async (idempotencyKey: string, as = token) =>
    (await asMerchant(CAPTURE, { payment: payment.id, input: { idempotencyKey } }, as)).data?.paymentCapture;
  expect(await capture('early')).toMatchObject({ payment: null, userErrors: [{ code: 'WRONG_STATE', field: ['payment'] }] });
  await fetch(payment.action.url, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
  await applyCallbacks(shop);
  expect((await asMerchant(ORDER, { id: orderId.encode(order._id) })).data.shop.order).toMatchObject({ paymentStatus: 'AUTHORIZED' });

  const captured = await capture('now');
  expect(captured).toEqual({ payment: { id: payment.id, status: 'CAPTURED', capturedAt: expect.any(String) }, userErrors: [] });
  expect(await capture('now')).toEqual(captured);
  expect(await capture('again')).toMatchObject({ payment: null, userErrors: [{ code: 'WRONG_STATE' }] });
  expect((await asMerchant(ORDER, { id: orderId.encode(order._id) })).data.shop.order).toMatchObject({ paymentStatus: 'PAID' });
});

test('in the shop’s own page: the client secret', async () => {
  await connect({ stripe: { secretKey: aStripeKey() } });
  const { token: order } = await anOrder(shop);
  const { payment } = (await asShopper(START, { order, input: { provider: 'STRIPE', method: 'INTENT' } })).data.paymentStart;
  expect(payment.action).toMatchObject({
    __typename: 'ClientSecretAction',
    clientSecret: expect.stringContaining('_secret_'),
    publishableKey: null,
  });
});

test('by hand: the buyer reads what to do, the merchant marks the order paid, once under its key', async () => {
  expect((await connect({ manual: { instructions: '货到付款' } })).paymentAccount).toMatchObject({
    callbackUrl: null,
    instructions: '货到付款',
  });
  const order = await anOrder(shop);
  const { payment } = (await asShopper(START, { order: order.token, input: { provider: 'MANUAL' } })).data.paymentStart;
  expect(payment).toMatchObject({ method: null, action: { __typename: 'NoAction', instructions: '货到付款' } });
  const marking = { order: orderId.encode(order._id), input: { reference: 'receipt', idempotencyKey: 'paid-1' } };
  for (const _time of [1, 2]) {
    expect((await asMerchant(MARK_PAID, marking)).data.orderMarkPaid).toEqual({ order: { paymentStatus: 'PAID' }, userErrors: [] });
  }
  const other = { ...marking, input: { ...marking.input, reference: 'another' } };
  expect((await asMerchant(MARK_PAID, other)).data.orderMarkPaid.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }]);
  const anew = { ...marking, input: { idempotencyKey: 'paid-2' } };
  expect((await asMerchant(MARK_PAID, anew)).data.orderMarkPaid.userErrors).toMatchObject([{ code: 'WRONG_STATE', field: ['order'] }]);
});

test('connected twice under one key is one account, and no answer ever has a secret', async () => {
  const input = { stripe: { secretKey: aStripeKey(), webhookSecret: 'whsec_given12345' } };
  const first = await connect(input, 'connect-1');
  expect(await connect(input, 'connect-1')).toEqual(first);
  const accounts = await asMerchant('{ shop { paymentAccounts { id provider status } } }');
  expect(accounts.data.shop.paymentAccounts).toHaveLength(1);
  expect(JSON.stringify([first, accounts.data])).not.toMatch(/sk_test|whsec_/);
});

test.each([
  [{ stripe: { secretKey: 'sk_live_51abcdefgh' } }, 'MODE_MISMATCH', ['input', 'stripe', 'secretKey']],
  [{ stripe: { secretKey: 'nonsense' } }, 'INVALID_INPUT', ['input', 'stripe', 'secretKey']],
  [{ manual: { instructions: '' } }, 'INVALID_INPUT', ['input', 'manual', 'instructions']],
])('%j: told where and why', async (input, code, field) => {
  expect(await connect(input)).toMatchObject({ paymentAccount: null, userErrors: [{ code, field }] });
});

test('one of the two, not both and not none', async () => {
  for (const input of [{}, { manual: { instructions: 'x' }, stripe: { secretKey: aStripeKey() } }]) {
    expect((await asMerchant(CONNECT, { input })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
});

test('the buyer’s return address is checked, and the field named', async () => {
  await connect({ stripe: { secretKey: aStripeKey() } });
  const { token: order } = await anOrder(shop);
  for (const returnUrl of ['javascript:alert(1)', null]) {
    const answer = await asShopper(START, { order, input: { provider: 'STRIPE', returnUrl } });
    expect(answer.data.paymentStart).toMatchObject({
      payment: null,
      userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'returnUrl'] }],
    });
  }
  const unknown = await asShopper(START, { order: 'sy_order_nobody', input: { provider: 'STRIPE', returnUrl: 'https://a.example' } });
  expect(unknown.data.paymentStart.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['order'] }]);
});

test('who may send orders may not touch money', async () => {
  const order = await anOrder(shop);
  const staff = await aToken(shop, ['write_orders']);
  const marking = { order: orderId.encode(order._id), input: { idempotencyKey: 'x' } };
  expect((await asMerchant(MARK_PAID, marking, staff)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await asMerchant('{ shop { paymentAccounts { id } } }', {}, staff)).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
  expect((await asMerchant(FULFILL, { order: marking.order, input: {} }, staff)).data.orderFulfill.userErrors).toEqual([]);
});

const CHOOSE = `mutation ($input: PaymentMethodsUpdateInput!) { paymentMethodsUpdate(input: $input) {
  paymentMethods { provider method enabled title minAmount { amount } places } ${ERRORS} } }`;
const OFFERED = 'paymentMethods { provider method title instructions }';
const WECHAT = { 'user-agent': 'Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50' };

test('the merchant orders his ways to pay, and the buyer reads those that fit his place, his amount and his language', async () => {
  await connect({ stripe: { secretKey: aStripeKey() } });
  await connect({ manual: { instructions: '收货时付款', transfer: { instructions: '账号 123' } } });
  const cash = { provider: 'MANUAL', method: 'CASH_ON_DELIVERY', minAmount: { amount: '20', currency: 'CNY' }, places: ['WECHAT'] };
  const input = {
    methods: [
      { ...cash, enabled: true, title: '到付' },
      { provider: 'MANUAL', method: 'TRANSFER', enabled: false },
    ],
  };
  expect((await asMerchant(CHOOSE, { input })).data.paymentMethodsUpdate).toMatchObject({
    paymentMethods: [
      { title: '到付', minAmount: { amount: '20.00' }, places: ['WECHAT'] },
      { enabled: false, minAmount: null, places: null },
    ],
    userErrors: [],
  });
  const outdated = await asMerchant(CHOOSE, { input: { methods: [], changeFrom: [] } });
  expect(outdated.data.paymentMethodsUpdate.userErrors).toMatchObject([{ code: 'CHANGED_MEANWHILE', field: ['input', 'changeFrom'] }]);
  const again = await asMerchant(CHOOSE, { input: { ...input, changeFrom: input.methods } });
  expect(again.data.paymentMethodsUpdate.userErrors).toEqual([]);
  const ask = (amount: string | null, headers: Record<string, string> = {}) =>
    server.shop<Any>(
      shopId.encode(shop.shopId),
      `query ($amount: MoneyInput) { shop { ${OFFERED.replace(' {', '(amount: $amount) {')} } }`,
      { amount: amount && { amount, currency: 'CNY' } },
      headers,
    );
  expect((await ask('30')).data.shop.paymentMethods).toMatchObject([{ provider: 'STRIPE', title: 'Card and more' }]);
  expect((await ask('30', WECHAT)).data.shop.paymentMethods).toMatchObject([
    { method: 'CASH_ON_DELIVERY', title: '到付', instructions: '收货时付款' },
    { method: 'CHECKOUT' },
  ]);
  expect((await ask('19.99', WECHAT)).data.shop.paymentMethods).toMatchObject([{ method: 'CHECKOUT' }]);

  const seen = await asMerchant(
    `query ($amount: MoneyInput) { shop {
      paymentWays { provider method title usualPlaces onlyPlace takesCurrency }
      offeredPaymentMethods(place: WECHAT, amount: $amount) { method title } } }`,
    { amount: { amount: '20', currency: 'CNY' } },
  );
  // Those that are switched off too, as he has ordered them; then what he has said nothing about.
  expect(seen.data.shop.paymentWays).toMatchObject([
    { method: 'CASH_ON_DELIVERY', onlyPlace: null, takesCurrency: true },
    { method: 'TRANSFER', title: 'Bank transfer' },
    { method: 'CHECKOUT', usualPlaces: ['WECHAT', 'MOBILE', 'DESKTOP'] },
    { method: 'INTENT', usualPlaces: ['APP'] },
  ]);
  expect(seen.data.shop.offeredPaymentMethods).toEqual([
    { method: 'CASH_ON_DELIVERY', title: '到付' },
    { method: 'CHECKOUT', title: 'Card and more' },
  ]);

  const { token: order } = await anOrder(shop);
  const shown = await asShopper(`query ($order: String!) { order(token: $order) { ${OFFERED.replace(' {', '(place: WECHAT) {')} } }`, {
    order,
  });
  expect(shown.data.order.paymentMethods).toMatchObject([{ method: 'CASH_ON_DELIVERY' }, { method: 'CHECKOUT' }]);
  const refused = await asShopper(START, { order, input: { provider: 'MANUAL', method: 'TRANSFER' } });
  expect(refused.data.paymentStart.userErrors).toMatchObject([{ code: 'PAYMENT_METHOD_UNAVAILABLE', field: ['input', 'method'] }]);
});

test('a transfer that its buyer told of is confirmed by the merchant', async () => {
  await connect({ manual: { transfer: { instructions: '账号 123' } } });
  const order = await anOrder(shop);
  const { paymentStart } = (await asShopper(START, { order: order.token, input: { provider: 'MANUAL', method: 'TRANSFER' } })).data;
  expect(paymentStart.payment.action).toEqual({ __typename: 'NoAction', instructions: '账号 123' });
  const submit = `mutation ($order: String!, $input: PaymentProofSubmitInput!) { paymentProofSubmit(order: $order, input: $input) {
    payment { proofs { reference note } } ${ERRORS} } }`;
  const input = { payment: paymentStart.payment.id, reference: 'TX-1', note: '招商银行' };
  expect((await asShopper(submit, { order: order.token, input })).data.paymentProofSubmit).toEqual({
    payment: { proofs: [{ reference: 'TX-1', note: '招商银行' }] },
    userErrors: [],
  });
  const id = orderId.encode(order._id);
  await asMerchant(MARK_PAID, { order: id, input: { idempotencyKey: 'there' } });
  const paid = await asMerchant(
    `query ($id: ID!) { shop { order(id: $id) { paymentStatus payments(first: 5) { nodes { references { kind reference } proofs { reference } } } } } }`,
    { id },
  );
  expect(paid.data.shop.order).toMatchObject({
    paymentStatus: 'PAID',
    payments: { nodes: [{ references: [{ kind: 'merchant', reference: 'TX-1' }], proofs: [{ reference: 'TX-1' }] }] },
  });
});
