import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { notifications } from '#commerce/notifications/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { booksOf } from '#tests/support/stripe.js';
import { connectWechatPay, openWechatPay, startWechatPay } from '#tests/support/wechat-pay.js';
import { callbackEvents } from './callback.model.js';
import { applyCallback } from './callbacks.js';
import { pollOpenPayments } from './poll.js';

let wechat: Awaited<ReturnType<typeof openWechatPay>>;
beforeAll(async () => {
  await connectForTest();
  wechat = await openWechatPay();
});
afterAll(async () => {
  await wechat.close();
  await disconnectAfterTest();
});

test('a callback that nothing opens is given up in the end: the merchant hears of it once, and asking finds the money', async () => {
  const shop = await aShop();
  await connectWechatPay(shop, await wechat.makeMerchant());
  const order = await anOrder(shop);
  const { payment } = await startWechatPay(shop, order);
  const sent = await wechat.pay(payment, { apiV3Key: 'b'.repeat(32) });
  expect(sent.deliveries.map(({ status }) => status)).toEqual([204]);
  const told = () => notifications.in(shop).find({ template: 'callback-lost' });
  await workOff();
  expect(await callbackEvents.in(shop).findOne({})).toMatchObject({ state: 'PENDING', attempts: 1, outcome: null, reason: null });
  expect(await told()).toEqual([]);
  // Eight more failures, hours apart.
  const row = (await callbackEvents.in(shop).update({}, { $set: { attempts: 9, later: false } }))!;
  await workOff();
  await expect(applyCallback(shop, row)).rejects.toThrow('API v3 key'); // a second run of the same attempt
  await workOff();
  expect(await callbackEvents.in(shop).findOne({})).toMatchObject({ state: 'DEAD', attempts: 10, outcome: null, reason: 'GIVEN_UP' });
  expect(await told()).toMatchObject([{ recipient: 'merchant@example.com', subject: expect.stringContaining('微信支付') }]);
  expect((await booksOf(shop, order)).order).toMatchObject({ paymentStatus: 'PENDING', paid: 0 });
  await pollOpenPayments(new Date('2100-01-01'));
  expect((await booksOf(shop, order)).order).toMatchObject({ paymentStatus: 'PAID' });
});
