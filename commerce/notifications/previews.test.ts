import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { findNotification, listNotifications, listTemplates, notificationId, previewMail, sendSample } from './index.js';
import { TEMPLATES } from './notification.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test.each(['zh-CN', 'en', 'de'])('every mail can be read before it is ever sent: %s', async (locale) => {
  const shop = await aShop({ currency: locale === 'en' ? 'JPY' : 'CNY' });
  for (const template of TEMPLATES) {
    const mail = await previewMail(shop, { template, locale });
    expect(mail).toMatchObject({ locale, subject: expect.stringMatching(/\S/) });
    // A word that had no fact to stand on.
    expect([template, `${mail!.subject} ${mail!.html} ${mail!.text}`]).toEqual([template, expect.not.stringMatching(/undefined|null|NaN/)]);
  }
});

test('a mail reads in the language that is asked for, else in the shop’s; an order’s shows what was bought', async () => {
  const shop = await aShop({ locale: 'zh-CN' });
  expect((await previewMail(shop, { template: 'order-created' }))!.text).toMatch(/龙井茶[\s\S]*¥348.00/);
  expect((await previewMail(shop, { template: 'order-created', locale: 'en' }))!.text).toMatch(/Longjing tea[\s\S]*CN¥348.00/);
  expect((await previewMail(shop, { template: 'inventory-low', locale: 'en' }))!.html).not.toContain('CN¥348.00');
  expect(await previewMail(shop, { template: 'no-such-mail' })).toBeNull();
  await expect(previewMail(shop, { template: 'order-created', locale: 'no language' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('the list of mails names for each who reads it', async () => {
  const mails = await listTemplates(await aShop(), 'en');
  expect(mails.map(({ name }) => name)).toEqual([...TEMPLATES]);
  expect(mails.find(({ name }) => name === 'order-refunded')?.audience).toBe('BUYER');
  expect(mails.find(({ name }) => name === 'refund-failed')?.audience).toBe('MERCHANT');
});

test('a sample is sent to whoever asks, and stands in the log as often as it is asked for', async () => {
  const shop = await aShop();
  const sent = await sendSample(shop, { template: 'order-paid', locale: 'en' }, 'me@example.com');
  await sendSample(shop, { template: 'order-paid' }, null);
  await workOff();
  const { nodes } = await listNotifications(shop, { status: 'KEPT' });
  expect(nodes.map(({ recipient }) => recipient)).toEqual(['merchant@example.com', 'me@example.com']);
  expect(await findNotification(shop, notificationId.encode(sent._id))).toMatchObject({ status: 'KEPT', template: 'order-paid' });
  expect((await listNotifications(shop, { status: 'FAILED' })).nodes).toEqual([]);
  const silent = await aShop({ settings: { merchantEmail: null } });
  await expect(sendSample(silent, { template: 'order-paid' }, null)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
