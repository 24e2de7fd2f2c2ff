import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cancelOrder, completeCheckout } from '#commerce/checkout/index.js';
import { fulfillOrder } from '#commerce/fulfillment/index.js';
import { createRefund, markPaid } from '#commerce/payments/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aBuyer, aCart, anOrder, aProduct } from '#tests/support/shopping.js';
import { countOpenOrders, findOrder, listOrders, orderFilter, orderId, orderLineId } from './index.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const found = async (shop: ShopContext, query: string): Promise<string[]> =>
  (await listOrders(shop, { query })).nodes.map(({ number }) => number);

test('orders are found by their states, several of one kind at once', async () => {
  const shop = await aShop();
  const [open, paid, cancelled] = [await anOrder(shop), await anOrder(shop), await anOrder(shop)];
  await markPaid(shop, orderId.encode(paid._id), {});
  await fulfillOrder(shop, orderId.encode(paid._id), {});
  await cancelOrder(shop, orderId.encode(cancelled._id), {});
  expect(await found(shop, 'status:OPEN')).toEqual([paid.number, open.number]);
  expect(await found(shop, 'status:OPEN paymentStatus:PENDING,PARTIALLY_PAID')).toEqual([open.number]);
  expect(await found(shop, 'fulfillmentStatus:fulfilled')).toEqual([paid.number]);
  expect(await found(shop, 'paymentStatus:PAID,VOIDED')).toEqual([cancelled.number, paid.number]);
});

test('to send is what was paid, until it is sent or all of its goods are refunded, its shipping kept or not', async () => {
  const shop = await aShop();
  const [, kept, sent, back] = [await anOrder(shop), await anOrder(shop, { quantity: 2 }), await anOrder(shop), await anOrder(shop)];
  for (const { _id } of [kept, sent, back]) await markPaid(shop, orderId.encode(_id), {});
  const refund = (order: typeof back) =>
    createRefund(shop, orderId.encode(order._id), {
      lines: [{ line: orderLineId.encode(order.lines[0]!._id), quantity: 1 }],
    });
  expect(await found(shop, 'toSend:true')).toEqual([back.number, sent.number, kept.number]);
  await fulfillOrder(shop, orderId.encode(sent._id), {});
  await refund(kept);
  await refund(back);
  expect((await findOrder(shop, { number: back.number }))!.paymentStatus).toBe('PARTIALLY_REFUNDED');
  expect(await found(shop, 'toSend:true')).toEqual([kept.number]);
  expect(await countOpenOrders(shop)).toEqual({ count: 1, more: false });
  await expect(found(shop, 'toSend:no')).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['query'] });
});

test('a word alone is a number, an e-mail address, a name or a phone number', async () => {
  const shop = await aShop();
  const hat = await aProduct(shop);
  const address = { name: '收货人', phone: '13800000001', country: 'CN', line1: '文三路 1 号' };
  const buyer = aBuyer({ email: 'one@example.com', phone: '13800000002', shippingAddress: address });
  const { number } = await completeCheckout(shop, await aCart(shop, [hat, 1]), buyer);
  await completeCheckout(shop, await aCart(shop, [hat, 1]), aBuyer({ email: 'other@example.com' }));
  for (const word of [
    number,
    `#${number}`,
    'ONE@example.com',
    '收货人',
    '13800000001',
    'phone:13800000002',
    'phone:13800000001',
    'name:收货人',
  ])
    expect([word, await found(shop, word)]).toEqual([word, [number]]);
  expect(await found(shop, '收货人 status:CANCELLED')).toEqual([]);
});

test('orders are found by day and by amount', async () => {
  const shop = await aShop();
  const [small, large] = [await anOrder(shop, { price: 1000 }), await anOrder(shop, { price: 9000 })];
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  expect(await found(shop, `created:>=${day(-1)}`)).toEqual([large.number, small.number]);
  expect(await found(shop, `created:<${day(-1)}`)).toEqual([]);
  expect(await found(shop, `created:>${day(-1).slice(0, 10)} created:<=${day(1)} total:>=50`)).toEqual([large.number]);
  expect(await found(shop, 'total:18.00')).toEqual([small.number]);
});

test('pages follow one another under every filter', async () => {
  const shop = await aShop();
  const numbers = [(await anOrder(shop)).number, (await anOrder(shop)).number, (await anOrder(shop)).number].reverse();
  const query = 'status:OPEN total:>1';
  const first = await listOrders(shop, { query, first: 2 });
  const second = await listOrders(shop, { query, first: 2, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...second.nodes].map(({ number }) => number)).toEqual(numbers);
});

test.each(['status:LOST', 'created:yesterday', 'created:>=soon', 'total:<much', 'colour:red'])('%s is refused', async (query) => {
  await expect(found(await aShop(), query)).rejects.toMatchObject({ code: expect.stringMatching(/INVALID/) });
});

test('an agency’s list is not searched by what it does not keep', () => {
  expect(() => orderFilter('total:>1')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
});
