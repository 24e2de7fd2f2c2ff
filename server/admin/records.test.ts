import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listNotifications, notificationId, notifications } from '#commerce/notifications/index.js';
import { Relay, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
let shop: ShopContext;
let number: string;

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  shop = await aShop();
  const order = await anOrder(shop);
  number = order.number;
  await workOff();
  const relay = new Relay([]);
  await relay.place();
  await relay.stop();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

interface Events {
  nodes: { type: string; subject: string; data: { number: string }; shop: { id: string } }[];
}
const EVENTS = '{ nodes { id type subject data createdAt shop { id } } pageInfo { endCursor } }';

test('what happened is read of one shop and of all, by type', async () => {
  const token = await aToken(anAgencyContext(shop.agencyId));
  const { data } = await server.admin<{ shop: { events: Events; none: Events }; agency: { events: Events } }>(
    token,
    `query ($shop: ID!) {
      shop(id: $shop) { events(types: ["order.created"]) ${EVENTS} none: events(types: ["product.deleted"]) ${EVENTS} }
      agency { events(first: 10) ${EVENTS} }
    }`,
    { shop: shopId.encode(shop.shopId) },
  );
  const created = { type: 'order.created', data: { number }, shop: { id: shopId.encode(shop.shopId) } };
  expect(data.shop.events.nodes).toMatchObject([created]);
  expect(data.shop.none.nodes).toEqual([]);
  expect(data.agency.events.nodes).toMatchObject([created, { type: 'product.created' }]);
});

test("an agency lists its shops' orders as the orders they are", async () => {
  const token = await aToken(anAgencyContext(shop.agencyId));
  const { data } = await server.admin<{ agency: { orders: { nodes: object[] } } }>(
    token,
    '{ agency { orders(first: 5, query: "paymentStatus:PENDING") { nodes { number total { amount currency } lines { title } } } } }',
  );
  expect(data.agency.orders.nodes).toEqual([{ number, total: { amount: '27.99', currency: 'CNY' }, lines: [{ title: 'Hat' }] }]);
});

test('mails are read without their bodies or with them, and one that was kept is sent again', async () => {
  const token = await aToken(shop);
  const { data } = await server.admin<{ shop: { notifications: { nodes: { id: string; status: string; html: string }[] } } }>(
    token,
    'query ($shop: ID!) { shop(id: $shop) { notifications(first: 5) { nodes { id template recipient subject html status error attempts createdAt sentAt } } } }',
    { shop: shopId.encode(shop.shopId) },
  );
  const [mail] = data.shop.notifications.nodes;
  expect(data.shop.notifications.nodes).toHaveLength(2);
  expect(mail).toMatchObject({ status: 'KEPT', html: expect.stringContaining(number), attempts: 1 });
  const RETRY = 'mutation ($id: ID!) { notificationRetry(notification: $id) { notification { id status } userErrors { code field } } }';
  const retry = async (id: string) =>
    (await server.admin<{ notificationRetry: { notification: unknown; userErrors: object[] } }>(token, RETRY, { id })).data
      .notificationRetry;
  expect(await retry(mail!.id)).toEqual({ notification: { id: mail!.id, status: 'PENDING' }, userErrors: [] });
  expect(await retry(mail!.id)).toMatchObject({ notification: null, userErrors: [{ code: 'WRONG_STATE', field: ['notification'] }] });
  const other = await aShop();
  await anOrder(other);
  await workOff();
  const [theirs] = (await listNotifications(other, {})).nodes;
  expect(await retry(notificationId.encode(theirs!._id))).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', field: ['notification'] }] });
  expect(await notifications.in(other).count({ status: 'KEPT' })).toBe(2);
});

test('none of it opens without the scope', async () => {
  const token = await aToken(anAgencyContext(shop.agencyId), ['read_products']);
  for (const field of ['shop(id: $shop) { events { nodes { id } } }', 'shop(id: $shop) { notifications { nodes { id } } }']) {
    const { errors } = await server.admin(token, `query ($shop: ID!) { ${field} }`, { shop: shopId.encode(shop.shopId) });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  }
  const { errors } = await server.admin(token, '{ agency { orders { nodes { id } } } }');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
});
