import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { listNotifications } from './notifications.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test('without a mail server mails are kept, to be read', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await workOff();
  const { nodes } = await listNotifications(shop, { first: 10 });
  expect(nodes.map(({ status }) => status)).toEqual(['KEPT', 'KEPT']);
  expect(nodes[0]!.text).toContain(order.number);
  expect((await listNotifications(shop, {}, { without: ['html'] })).nodes[0]).not.toHaveProperty('html');
});
