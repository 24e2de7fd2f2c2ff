import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { orderId, orders } from '#commerce/orders/index.js';
import { markPaid } from '#commerce/payments/index.js';
import { acrossShops, type OutboxEvent, outbox } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { agencyOrders } from './agency-order.model.js';
import { listAgencyOrders, projectOrder } from './agency-orders.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test("an agency sees the orders of all its shops as one list, the newest first, and no other agency's", async () => {
  const agencyId = new Types.ObjectId();
  const shops = [await aShop({ agencyId }), await aShop({ agencyId })];
  const placed = [];
  for (const shop of [shops[0]!, shops[1]!, shops[0]!]) placed.push(await anOrder(shop));
  await anOrder(await aShop());
  await workOff();
  const agency = anAgencyContext(agencyId);
  const first = await listAgencyOrders(agency, { first: 2 });
  expect(first.nodes.map(({ _id }) => _id)).toEqual([placed[2]!._id, placed[1]!._id]);
  const second = await listAgencyOrders(agency, { first: 2, after: first.pageInfo.endCursor });
  expect(second.nodes.map(({ _id }) => _id)).toEqual([placed[0]!._id]);
  expect((await listAgencyOrders(anAgencyContext(), {})).nodes).toEqual([]);
});

test('it is searched as a shop searches its own', async () => {
  const shop = await aShop();
  const [paid, open] = [await anOrder(shop), await anOrder(shop)];
  await markPaid(shop, orderId.encode(paid._id), { reference: 'cash' });
  await workOff();
  const agency = anAgencyContext(shop.agencyId);
  const found = async (query: string) => (await listAgencyOrders(agency, { query })).nodes.map(({ number }) => number);
  expect(await found('paymentStatus:PAID')).toEqual([paid.number]);
  expect(await found(open.number)).toEqual([open.number]);
  expect(await found('buyer@example.com')).toHaveLength(2);
  await expect(found('colour:red')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('events that come late or twice never bring an older state back', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  const rows = acrossShops<OutboxEvent>(outbox.name, 'test');
  const [event] = await rows.find({ shopId: shop.shopId, type: 'order.created' });
  await orders.in(shop).set({ _id: order._id }, { $set: { paymentStatus: 'PAID', updatedAt: new Date(Date.now() + 1000) } });
  await projectOrder(shop, event!);
  await orders.in(shop).set({ _id: order._id }, { $set: { paymentStatus: 'PENDING', updatedAt: order.createdAt } });
  await Promise.all([projectOrder(shop, event!), projectOrder(shop, event!)]);
  expect(await agencyOrders.in(anAgencyContext(shop.agencyId)).find({})).toMatchObject([{ paymentStatus: 'PAID' }]);
});
