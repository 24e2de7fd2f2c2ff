import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fulfillOrder, NewFulfillment } from '#commerce/fulfillment/index.js';
import { orderId } from '#commerce/orders/index.js';
import { paymentAccountId } from '#commerce/payments/account.model.js';
import { listPaymentAccounts } from '#commerce/payments/accounts.js';
import { PaymentStart, startPayment, updatePaymentAccount } from '#commerce/payments/index.js';
import { connectSandboxes } from '#commerce/payments/sandboxes.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { anOrder } from '#tests/support/shopping.js';
import { openWechatPay } from '#tests/support/wechat-pay.js';
import { uploads } from './upload.model.js';

let wechat: Awaited<ReturnType<typeof openWechatPay>>;
beforeAll(async () => {
  await connectForTest();
  wechat = await openWechatPay();
});
afterAll(async () => {
  await wechat.close();
  await disconnectAfterTest();
});

test('a new shop is paid in a mini-program and sends the goods: WeChat knows both', async () => {
  const shop = await aShop();
  await connectSandboxes(shop);
  const [account] = await listPaymentAccounts(shop);
  expect(account).toMatchObject({ provider: 'WECHAT_PAY', status: 'ACTIVE', byDefault: true });
  const order = await anOrder(shop);
  const input = PaymentStart.parse({ provider: 'WECHAT_PAY', place: 'MINI_PROGRAM', payer: { openId: 'o-buyer-of-hats' } });
  const { payment } = await startPayment(shop, order.token, input);
  expect(payment.method).toBe('MINI_PROGRAM');
  await wechat.pay(payment);
  await workOff();

  await fulfillOrder(shop, orderId.encode(order._id), NewFulfillment.parse({ tracking: { company: '顺丰', number: 'SF1' } }));
  await workOff();
  expect(await uploads.in(shop).find({})).toMatchObject([{ status: 'SENT', error: null }]);

  // Said twice, as after an answer that was lost: it is the same to WeChat.
  await uploads.in(shop).updateMany({}, { $set: { status: 'PENDING', sentAt: null } });
  const { outbox } = await import('#tenants/index.js');
  await outbox.in(shop).updateMany({ type: 'wechat.shipping' }, { $set: { state: 'PENDING' } });
  await workOff();
  expect(await uploads.in(shop).find({})).toMatchObject([{ status: 'SENT', attempts: 2, error: null }]);
});

test("a secret that is not the mini-program's is told, and one that is given later is taken", async () => {
  const shop = await aShop();
  await connectSandboxes(shop);
  const [account] = await listPaymentAccounts(shop);
  const id = paymentAccountId.encode(account!._id);
  await updatePaymentAccount(shop, id, { wechatPay: { appSecret: '0123456789abcdef0123456789abcdef' } });
  const order = await anOrder(shop);
  const input = PaymentStart.parse({ provider: 'WECHAT_PAY', place: 'MINI_PROGRAM', payer: { openId: 'o-buyer-of-hats' } });
  await wechat.pay((await startPayment(shop, order.token, input)).payment);
  await workOff();
  await fulfillOrder(shop, orderId.encode(order._id), {});
  await workOff();
  expect(await uploads.in(shop).find({})).toMatchObject([{ status: 'FAILED', error: expect.stringMatching(/^WeChat: 40125/) }]);
});
