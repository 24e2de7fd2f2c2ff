import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { emit } from '#tenants/index.js';
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

test('a merchant is told of an import that took its time or failed, where it was for his shop alone', async () => {
  const shop = await aShop();
  const counts = { productsCreated: 7, productsUpdated: 2, rowsRejected: 3 };
  const subject = 'imp_65f1c0ffee65f1c0ffee65f1';
  await emit(shop, { type: 'import.completed', subject, data: { ...counts, shops: 1, seconds: 90 } });
  await emit(shop, { type: 'import.failed', subject, data: { ...counts, shops: 1, seconds: 1, message: 'This is a picture' } });
  await emit(shop, { type: 'import.completed', subject, data: { ...counts, shops: 1, seconds: 3 } });
  await emit(shop, { type: 'import.completed', subject, data: { ...counts, shops: 500, seconds: 90 } });
  await emit(shop, { type: 'import.completed', subject, data: { ...counts, shops: 1, seconds: 90, dryRun: true } });
  await workOff();
  const { nodes } = await listNotifications(shop, { first: 10 });
  expect(nodes.map(({ template }) => template).toSorted()).toEqual(['import-completed', 'import-failed']);
  expect(nodes.find(({ template }) => template === 'import-completed')?.text).toMatch(/新增 7 件商品[\s\S]*3 行/);
  expect(nodes.find(({ template }) => template === 'import-failed')?.text).toContain('This is a picture');
});
