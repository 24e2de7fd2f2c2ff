import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Product, productId } from '#commerce/catalog/index.js';
import { deleteProduct } from '#commerce/inventory/index.js';
import { type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { type Answer, startTestServer, type TestServer } from '#tests/support/server.js';
import { aProduct, variantOf } from '#tests/support/shopping.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

interface Refusals {
  userErrors: { code: string; message: string; field: string[] }[];
}
interface Price {
  amount: string;
  currency: string;
}
interface ShownCart {
  token: string | null;
  lines: object[];
  cost: { total: Price };
}
/** Each document asks for some of it. */
interface Shown {
  cartCreate: Refusals & { cart: ShownCart };
  cartLinesRemove: Refusals & { cart: ShownCart };
  checkoutComplete: Refusals & { order: { id: string; number: string; token: string; total: Price } };
  cart: ShownCart | null;
}

const asShopper = (shop: ShopContext, query: string, variables: object = {}): Promise<Answer<Shown>> =>
  server.shop(shopId.encode(shop.shopId), query, variables);

const CART = `{ cart { token status lines { id variant { id price { amount } } title variantTitle quantity price { amount } available }
  cost(address: { country: "CN" }) { subtotal { amount } discount { amount } shipping { amount } tax { amount } total { amount currency } }
  shippingMethods(address: { country: "CN" }) { id title price { amount } } } userErrors { code message field } }`;

async function cartOf(shop: ShopContext, ...lines: [Product, number][]): Promise<string> {
  const input = { lines: lines.map(([product, quantity]) => ({ variant: variantOf(product).id, quantity })) };
  const { data } = await asShopper(shop, `mutation ($input: CartCreateInput!) { cartCreate(input: $input) ${CART} }`, { input });
  return data.cartCreate.cart.token!;
}

const COMPLETE = `mutation ($cart: String!, $input: CheckoutCompleteInput!) { checkoutComplete(cart: $cart, input: $input) {
  order { id number token total { amount currency } paymentStatus } userErrors { code message field } } }`;
const input = { email: 'Buyer@Example.com', shippingAddress: { name: 'A Buyer', country: 'CN', line1: '1' } };

test('from a cart and its quote to the order that was quoted', async () => {
  const shop = await aShop({ settings: { tax: { mode: 'INCLUDED', rate: 1300, shipping: true } } });
  const [hats, scarves] = [await aProduct(shop, { price: 1999 }), await aProduct(shop, { title: 'Scarf', price: 500 })];
  const lines = [{ variant: variantOf(hats).id, quantity: 2 }];
  const created = await asShopper(shop, `mutation ($lines: [CartLineInput!]) { cartCreate(input: { lines: $lines }) ${CART} }`, { lines });
  expect(created.data.cartCreate).toMatchObject({
    userErrors: [],
    cart: {
      status: 'OPEN',
      lines: [{ id: lines[0]!.variant, title: 'Hat', variantTitle: null, quantity: 2, price: { amount: '19.99' }, available: 10 }],
      cost: {
        subtotal: { amount: '39.98' },
        discount: { amount: '0.00' },
        shipping: { amount: '8.00' },
        total: { amount: '47.98', currency: 'CNY' },
      },
      shippingMethods: [{ id: 'standard', title: '快递', price: { amount: '8.00' } }],
    },
  });
  const { token } = created.data.cartCreate.cart;
  const changed = await asShopper(
    shop,
    `mutation ($cart: String!, $scarf: ID!, $hat: ID!) {
      cartLinesAdd(cart: $cart, input: { lines: [{ variant: $scarf, quantity: 1 }] }) { userErrors { code } }
      cartLinesUpdate(cart: $cart, input: { lines: [{ variant: $scarf, quantity: 3 }] }) { userErrors { code } }
      cartLinesRemove(cart: $cart, input: { variants: [$hat] }) ${CART} }`,
    { cart: token, scarf: variantOf(scarves).id, hat: variantOf(hats).id },
  );
  const { total } = changed.data.cartLinesRemove.cart.cost;
  expect(total).toEqual({ amount: '23.00', currency: 'CNY' });
  const placed = await asShopper(shop, COMPLETE, { cart: token, input: { ...input, shippingMethod: 'standard', expectedTotal: total } });
  expect(placed.data.checkoutComplete).toEqual({
    order: { id: expect.any(String), number: '1001', token: expect.any(String), total, paymentStatus: 'PENDING' },
    userErrors: [],
  });
  const seen = await asShopper(
    shop,
    `query ($order: String!, $cart: String!) {
      order(token: $order) { number status lines { title quantity price { amount } tax { amount } } email shippingAddress { name country line1 } }
      cart(token: $cart) { status } }`,
    { order: placed.data.checkoutComplete.order.token, cart: token },
  );
  expect(seen.data).toMatchObject({
    order: {
      number: '1001',
      status: 'OPEN',
      lines: [{ title: 'Scarf', quantity: 3, price: { amount: '5.00' } }],
      email: 'buyer@example.com',
    },
    cart: { status: 'COMPLETED' },
  });
});

test('a repeat with the same key answers the same order and token; with another input it is a mismatch', async () => {
  const shop = await aShop();
  const cart = await cartOf(shop, [await aProduct(shop), 1]);
  const complete = (given: object) => asShopper(shop, COMPLETE, { cart, input: { ...given, idempotencyKey: 'once' } });
  const [first, repeat] = [await complete(input), await complete(input)];
  expect(first.data.checkoutComplete.userErrors).toEqual([]);
  expect(repeat.data).toEqual(first.data);
  const other = await complete({ ...input, email: 'other@example.com' });
  expect(other.data.checkoutComplete.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }]);
  expect((await asShopper(shop, COMPLETE, { cart, input })).data).toEqual(first.data);
});

test('a repeated cartCreate answers the cart without its token', async () => {
  const shop = await aShop();
  const lines = [{ variant: variantOf(await aProduct(shop)).id, quantity: 1 }];
  const create = () =>
    asShopper(shop, 'mutation ($input: CartCreateInput!) { cartCreate(input: $input) { cart { token lines { id } } } }', {
      input: { lines, idempotencyKey: 'k' },
    });
  expect((await create()).data.cartCreate.cart.token).toEqual(expect.any(String));
  expect((await create()).data.cartCreate.cart).toEqual({ token: null, lines: [{ id: lines[0]!.variant }] });
});

test('refusals name the code, the sentence and the argument', async () => {
  const shop = await aShop();
  const [hats, scarves] = [await aProduct(shop, { available: 1 }), await aProduct(shop, { title: 'Scarf' })];
  const refusal = async (cart: string, given: object) => (await asShopper(shop, COMPLETE, { cart, input: given })).data.checkoutComplete;
  const cart = await cartOf(shop, [hats, 2], [scarves, 1]);
  expect(await refusal(cart, input)).toEqual({
    order: null,
    userErrors: [{ code: 'OUT_OF_STOCK', message: 'Of Hat only 1 are left', field: ['cart', 'lines', '0'] }],
  });
  expect((await refusal(cart, { ...input, email: null })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', 'email'] }]);
  expect((await refusal(cart, { ...input, shippingAddress: { country: 'CN' } })).userErrors[0]).toMatchObject({
    code: 'INVALID_INPUT',
    field: ['input', 'shippingAddress', 'name'],
  });
  expect((await refusal(cart, { ...input, expectedTotal: { amount: '1.00', currency: 'CNY' } })).userErrors).toMatchObject([
    { code: 'PRICE_CHANGED', field: ['input', 'expectedTotal'] },
  ]);
  expect((await refusal('made-up', input)).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['cart'] }]);
  await deleteProduct(shop, productId.encode(scarves._id));
  const { data } = await asShopper(
    shop,
    'query ($cart: String!) { cart(token: $cart) { lines { title variant { id } price { amount } available } } }',
    { cart },
  );
  expect(data.cart!.lines[1]).toEqual({ title: 'Scarf', variant: null, price: null, available: 0 });
  expect((await refusal(cart, input)).userErrors).toMatchObject([{ code: 'VARIANT_UNAVAILABLE', field: ['cart', 'lines', '1'] }]);
});

test("another shop's tokens answer null, and its carts cannot be ordered", async () => {
  const [shop, other] = [await aShop(), await aShop()];
  const cart = await cartOf(shop, [await aProduct(shop), 1]);
  const open = await asShopper(other, COMPLETE, { cart, input });
  expect(open.data.checkoutComplete.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const { token } = (await asShopper(shop, COMPLETE, { cart, input })).data.checkoutComplete.order;
  const seen = await asShopper(
    other,
    'query ($cart: String!, $order: String!) { cart(token: $cart) { token } order(token: $order) { number } }',
    { cart, order: token },
  );
  expect(seen.data).toEqual({ cart: null, order: null });
});

test('the merchant sees the order, what happened to it, and cancels it', async () => {
  const shop = await aShop();
  const cart = await cartOf(shop, [await aProduct(shop), 3]);
  const { order } = (await asShopper(shop, COMPLETE, { cart, input })).data.checkoutComplete;
  const secret = await aToken(shop);
  const asMerchant = (query: string, variables: object = {}): Promise<Answer<{ shop: object; orderCancel: object }>> =>
    server.admin(secret, query, variables);
  const found = await asMerchant(`{ shop {
    orders(first: 5, query: "paymentStatus:PENDING") { nodes { id number lines { quantity taxRate units { quantity tax { amount } } } taxRate } pageInfo { hasNextPage } }
    order(number: "1001") { id customer { email } events(first: 5) { nodes { type subject } } }
    customers(first: 5) { nodes { email } } } }`);
  expect(found.data.shop).toMatchObject({
    orders: {
      nodes: [{ id: order.id, number: '1001', lines: [{ quantity: 3, taxRate: '13.00' }], taxRate: '13.00' }],
      pageInfo: { hasNextPage: false },
    },
    order: { id: order.id, events: { nodes: [{ type: 'order.created', subject: order.id }] } },
  });
  const cancel = () =>
    asMerchant(
      `mutation ($order: ID!) { orderCancel(order: $order, input: { reason: "asked to", idempotencyKey: "c" }) {
        order { status paymentStatus cancelReason } userErrors { code } } }`,
      { order: order.id },
    );
  const cancelled = await cancel();
  expect(cancelled.data.orderCancel).toEqual({
    order: { status: 'CANCELLED', paymentStatus: 'VOIDED', cancelReason: 'asked to' },
    userErrors: [],
  });
  expect((await cancel()).data).toEqual(cancelled.data);
  const lesser = await aToken(shop, ['read_orders']);
  const denied = await server.admin(lesser, '{ shop { order(number: "1001") { number customer { email } } } }');
  expect(denied.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});
