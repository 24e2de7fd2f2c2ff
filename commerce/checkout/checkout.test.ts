import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { findCart, getCart, updateCartLines } from '#commerce/carts/index.js';
import { type Product, productId } from '#commerce/catalog/index.js';
import { deleteProduct, levels, reserve, updateProduct } from '#commerce/inventory/index.js';
import { findOrderByToken, nextOrderNumber, orders } from '#commerce/orders/index.js';
import { claim, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aBuyer, aCart, aProduct, variantOf } from '#tests/support/shopping.js';
import { until } from '#tests/support/until.js';
import { cancelOrder, completeCheckout, releaseExpiredHolds, removeHolds } from './index.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const buyer = aBuyer();
const levelOf = (shop: ShopContext, product: Product) => levels.in(shop).findOne({ variantId: variantOf(product)._id });
const availableOf = async (shop: ShopContext, product: Product) => (await levelOf(shop, product))!.available;
const eventsOf = async (shop: ShopContext) =>
  (await outbox.in(shop).find({ type: { $regex: '^order' } }, { sort: { _id: 1 } })).map(({ type }) => type);

async function settle<T>(work: Promise<T>[]) {
  const ended = await Promise.allSettled(work);
  return {
    made: ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    refused: ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string }] : [])),
  };
}

test('an order keeps what was sold, at what price, with what tax, and shows itself by its token alone', async () => {
  const shop = await aShop({ settings: { tax: { mode: 'EXCLUDED', rate: 1000, shipping: true } } });
  const [hats, scarves] = [await aProduct(shop, { price: 3333 }), await aProduct(shop, { title: 'Scarf', price: 500 })];
  const order = await completeCheckout(shop, await aCart(shop, [hats, 3], [scarves, 1]), buyer);
  expect(order).toMatchObject({
    number: '1001',
    status: 'OPEN',
    paymentStatus: 'PENDING',
    fulfillmentStatus: 'UNFULFILLED',
    subtotal: 10_499,
    shipping: 800,
    tax: 1130,
    total: 12_429,
    taxMode: 'EXCLUDED',
    taxRate: 1000,
    shippingMethod: { id: 'standard', title: '快递' },
    email: 'buyer@example.com',
    lines: [
      { title: 'Hat', quantity: 3, price: 3333 },
      { title: 'Scarf', quantity: 1, price: 500 },
    ],
  });
  expect(order.lines.reduce((sum, line) => sum + line.tax, order.shippingTax)).toBe(order.tax);
  const { token, ...stored } = order;
  expect(await findOrderByToken(shop, token)).toEqual(stored);
  expect(await findOrderByToken(await aShop(), token)).toBeNull();
  expect(JSON.stringify(await orders.in(shop).find({}))).not.toContain(token);
  expect(await availableOf(shop, hats)).toBe(7);
  expect(await eventsOf(shop)).toEqual(['order.created']);
});

test('each line is taxed as its class is, and the order keeps at what rate', async () => {
  const taxClasses = [{ id: 'books', title: 'Books', rate: 900 }];
  const shop = await aShop({ settings: { tax: { mode: 'INCLUDED', rate: 1300, shipping: false }, taxClasses } });
  const goods = [await aProduct(shop, { price: 11_300 }), await aProduct(shop, { price: 10_900 }), await aProduct(shop, { price: 500 })];
  for (const [at, taxClass] of ['books', 'exempt'].entries()) {
    const variants = [{ id: variantOf(goods[at + 1]!).id, taxClass }];
    await updateProduct(shop, productId.encode(goods[at + 1]!._id), { variants });
  }
  const order = await completeCheckout(shop, await aCart(shop, ...goods.map((one) => [one, 1] as [Product, number])), buyer);
  expect(order.lines.map(({ taxRate, tax }) => [taxRate, tax])).toEqual([
    [1300, 1300],
    [900, 900],
    [0, 0],
  ]);
  expect(order).toMatchObject({ taxRate: 1300, tax: 2200, total: 23_500 });
});

test('a hundred buyers at once for the last ten: ten orders, ninety refusals, nothing below zero', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 10 });
  const tokens = await Promise.all(Array.from({ length: 100 }, () => aCart(shop, [hats, 1])));
  const { made, refused } = await settle(tokens.map((token) => completeCheckout(shop, token, buyer)));
  expect(made).toHaveLength(10);
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['OUT_OF_STOCK']));
  expect(await availableOf(shop, hats)).toBe(0);
  expect(await orders.in(shop).count({})).toBe(10);
});

test('the same item twice in a cart is refused where only one is left', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 1 });
  const token = await aCart(shop, [hats, 1], [hats, 1]);
  await expect(completeCheckout(shop, token, buyer)).rejects.toMatchObject({ code: 'OUT_OF_STOCK', field: ['cart', 'lines', '0'] });
  expect(await availableOf(shop, hats)).toBe(1);
});

test('a cart ordered ten times at once is one order, and later still answers it', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 3 });
  const token = await aCart(shop, [hats, 3]);
  const { made, refused } = await settle(Array.from({ length: 10 }, () => completeCheckout(shop, token, buyer)));
  expect(refused).toEqual([]);
  const answers = [...made, await completeCheckout(shop, token, aBuyer({ email: 'another@example.com' }))];
  expect(new Set(answers.map((order) => order.number)).size).toBe(1);
  expect(new Set(answers.map((order) => order.token)).size).toBe(1);
  expect(await orders.in(shop).count({})).toBe(1);
  await removeHolds(shop, (await outbox.in(shop).findOne({ type: 'order.created' }))!);
  expect(await levelOf(shop, hats)).toMatchObject({ available: 0, holds: [] });
  await expect(updateCartLines(shop, token, { lines: [] })).rejects.toMatchObject({ code: 'CART_COMPLETED' });
});

test('a shop counts its own orders, upward', async () => {
  const [shop, other] = [await aShop(), await aShop()];
  const numbers = await Promise.all(Array.from({ length: 20 }, () => nextOrderNumber(shop)));
  expect(numbers.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => 1001 + at));
  expect(await nextOrderNumber(other)).toBe('1001');
});

test('another total than the one shown is refused, with the new one', async () => {
  const shop = await aShop();
  const token = await aCart(shop, [await aProduct(shop, { price: 1000 }), 1]);
  const expecting = (amount: string, currency = 'CNY') => completeCheckout(shop, token, aBuyer({ expectedTotal: { amount, currency } }));
  await expect(expecting('17.00')).rejects.toMatchObject({ code: 'PRICE_CHANGED', message: expect.stringContaining('18.00 CNY') });
  await expect(expecting('18.00', 'USD')).rejects.toMatchObject({ code: 'CURRENCY_MISMATCH' });
  expect(await expecting('18.0')).toMatchObject({ total: 1800 });
});

test('an empty cart, one with something that is gone, and one that nothing delivers are refused with a reason', async () => {
  const shop = await aShop({ settings: { shippingMethods: [{ id: 'cn', title: 'CN', price: 0, freeFrom: null, countries: ['CN'] }] } });
  const [hats, scarves] = [await aProduct(shop), await aProduct(shop, { title: 'Scarf' })];
  await expect(completeCheckout(shop, await aCart(shop), buyer)).rejects.toMatchObject({ code: 'CART_EMPTY' });
  const token = await aCart(shop, [hats, 1], [scarves, 1]);
  const abroad = aBuyer({ shippingAddress: { name: 'A', country: 'jp', line1: '1' } });
  await expect(completeCheckout(shop, token, abroad)).rejects.toMatchObject({ code: 'SHIPPING_UNAVAILABLE', field: ['shippingAddress'] });
  await deleteProduct(shop, productId.encode(scarves._id));
  await expect(completeCheckout(shop, token, buyer)).rejects.toMatchObject({
    code: 'VARIANT_UNAVAILABLE',
    message: expect.stringContaining('Scarf'),
    field: ['cart', 'lines', '1'],
  });
  expect(await availableOf(shop, hats)).toBe(10);
  await expect(completeCheckout(await aShop(), token, buyer)).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['cart'] });
});

test('who orders gives an e-mail address or a phone number', () => {
  expect(aBuyer({ email: null, phone: '+86 138-0000-0000' })).toMatchObject({ phone: '+8613800000000' });
  expect(() => aBuyer({ email: null })).toThrow('give an e-mail address or a phone number');
});

test('an order whose transaction fails gives its stock back at once', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop);
  const token = await aCart(shop, [hats, 2]);
  const claimed = await claim(shop, { caller: 'test', mutation: 'checkoutComplete', key: 'k', input: {} });
  if (claimed.kind !== 'first') throw new Error('not the first');
  const takenOver = claimed.context.claimed({ ...claimed.context.claim!, claimId: new Types.ObjectId() });
  await expect(completeCheckout(takenOver, token, buyer)).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
  expect(await levelOf(shop, hats)).toMatchObject({ available: 10, holds: [] });
  expect((await findCart(shop, token))!.status).toBe('OPEN');
});

/** What a process leaves behind that dies after reserving. */
async function crashAfterReserving(shop: ShopContext, token: string, product: Product, quantity: number): Promise<void> {
  const cart = await getCart(shop, token);
  const { _id: variantId } = variantOf(product);
  const line = { variantId, quantity, title: product.title, field: [] };
  await reserve(shop, { cart, attempt: new Types.ObjectId() }, [line]);
}

const minutesOn = (minutes: number) => new Date(Date.now() + minutes * 60_000);

test('a crash between reserving and ordering gives the stock back in time', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 5 });
  await crashAfterReserving(shop, await aCart(shop, [hats, 5]), hats, 5);
  await releaseExpiredHolds(minutesOn(9));
  expect(await availableOf(shop, hats)).toBe(0);
  await releaseExpiredHolds(minutesOn(11));
  expect(await levelOf(shop, hats)).toMatchObject({ available: 5, holds: [] });
  await releaseExpiredHolds(minutesOn(12));
  expect(await availableOf(shop, hats)).toBe(5);
});

test('a retry after the crash reuses the hold, and what it ordered is not given back', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 5 });
  const token = await aCart(shop, [hats, 5]);
  await crashAfterReserving(shop, token, hats, 5);
  await completeCheckout(shop, token, buyer);
  expect((await levelOf(shop, hats))!.holds).toHaveLength(1);
  await releaseExpiredHolds(minutesOn(20));
  expect(await levelOf(shop, hats)).toMatchObject({ available: 0, holds: [] });
});

test('after the crash the shopper may order other quantities', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 5 });
  const token = await aCart(shop, [hats, 5]);
  await crashAfterReserving(shop, token, hats, 5);
  await updateCartLines(shop, token, { lines: [{ variant: variantOf(hats).id, quantity: 2 }] });
  expect(await completeCheckout(shop, token, buyer)).toMatchObject({ lines: [{ quantity: 2 }] });
  expect(await availableOf(shop, hats)).toBe(3);
});

test('lines that change while a cart is ordered: the order is made of what the cart holds, or not at all', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 1000 });
  for (let round = 0; round < 10; round++) {
    const token = await aCart(shop, [hats, 1]);
    const edit = updateCartLines(shop, token, { lines: [{ variant: variantOf(hats).id, quantity: 7 }] });
    const [ordered] = await Promise.allSettled([completeCheckout(shop, token, buyer), edit]);
    const cart = await getCart(shop, token);
    if (ordered.status === 'fulfilled') expect(ordered.value.lines[0]!.quantity).toBe(cart.lines[0]!.quantity);
  }
  const sold = (await orders.in(shop).find({})).reduce((sum, order) => sum + order.lines[0]!.quantity, 0);
  await releaseExpiredHolds(minutesOn(20));
  expect(await availableOf(shop, hats)).toBe(1000 - sold);
});

test('what is sold without counting stock is never sold out', async () => {
  const shop = await aShop();
  const voucher = await aProduct(shop, { tracksInventory: false, available: 0 });
  const order = await completeCheckout(shop, await aCart(shop, [voucher, 50]), buyer);
  expect(order.lines[0]!.locationId).toBeNull();
  await expect(cancelOrder(shop, `ord_${order._id.toHexString()}`, {})).resolves.toMatchObject({ status: 'CANCELLED' });
});

test('the sale that brings a level down to its limit tells of it', async () => {
  const shop = await aShop({ settings: { lowStock: 8 } });
  const hats = await aProduct(shop, { available: 10 });
  for (const _ of [1, 2, 3]) await completeCheckout(shop, await aCart(shop, [hats, 1]), buyer);
  expect(await outbox.in(shop).find({ type: 'inventory.low' })).toMatchObject([{ data: { available: 8 } }]);
});

test('an order of nothing to pay is paid', async () => {
  const shop = await aShop({ settings: { shippingMethods: [] } });
  const order = await completeCheckout(shop, await aCart(shop, [await aProduct(shop, { price: 0 }), 1]), buyer);
  expect(order).toMatchObject({ total: 0, paymentStatus: 'PAID' });
  expect(order.expiresAt).toBeUndefined();
  expect(await eventsOf(shop)).toEqual(['order.created', 'order.paid']);
});

test('where many buy one thing, holds do not pile up before any worker comes, and what they held stays sold', async () => {
  const shop = await aShop();
  const product = await aProduct(shop, { available: 20 });
  for (let order = 0; order < 12; order++) await completeCheckout(shop, await aCart(shop, [product, 1]), aBuyer());
  // The first few wait for their events: taking them off early would cost each order of a quiet shop an update.
  await until(async () => (await levels.in(shop).find({})).every(({ holds }) => holds.length === 3));
  expect(await levels.in(shop).find({})).toMatchObject([{ available: 8 }]);
});
