import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { collectMails } from '#tests/support/mails.js';

// The settings are read once: the mail server must stand before.
const mails = await collectMails();
process.env.SMTP_URL = mails.url;
const { connectForTest, disconnectAfterTest } = await import('#tests/support/database.js');
const { aShop } = await import('#tests/support/factories.js');
const { workOff } = await import('#tests/support/outbox.js');
const { anOrder } = await import('#tests/support/shopping.js');
const { fulfillOrder, NewFulfillment } = await import('#commerce/fulfillment/index.js');
const { connectPaymentAccount, markPaid, paymentId, PaymentStart, startPayment, submitProof } = await import('#commerce/payments/index.js');
const { acrossShops, changeShop, emit, outbox } = await import('#tenants/index.js');
const { closeMailer } = await import('./mailer.js');
const { previewMail } = await import('./previews.js');
const { notificationId, notifications } = await import('./notification.model.js');
const { listNotifications, retryNotification, sendNotification, tellByMail } = await import('./notifications.js');

type Shop = Awaited<ReturnType<typeof aShop>>;
const rows = acrossShops<import('#tenants/index.js').OutboxEvent>(outbox.name, 'test');
const eventsOf = ({ shopId }: Shop, type: import('#tenants/index.js').OutboxEvent['type']) => rows.find({ shopId, type });
const toldIn = async (shop: Shop) => (await listNotifications(shop, {})).nodes;
const mailsOf = async (shop: Shop) => {
  const ids = (await notifications.in(shop).find({})).map(({ messageId }) => messageId);
  return mails.caught.filter(({ messageId }) => ids.includes(messageId));
};
/** Everything that waits for a later attempt is due now. */
const later = ({ shopId }: Shop) => rows.updateMany({ shopId, later: true }, { $set: { later: false } });

beforeAll(connectForTest);
afterEach(() => mails.refuse(null));
afterAll(async () => {
  closeMailer();
  await disconnectAfterTest();
  await mails.close();
});

test("an order tells its buyer and its merchant, in the shop's language and money", async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { price: 123456, quantity: 2 });
  await workOff();
  const told = await toldIn(shop);
  expect(told.map(({ template, recipient, status }) => [template, recipient, status]).sort()).toEqual([
    ['order-created', 'buyer@example.com', 'SENT'],
    ['order-received', 'merchant@example.com', 'SENT'],
  ]);
  const buyers = told.find(({ template }) => template === 'order-created')!;
  expect(buyers.subject).toContain(`订单 ${order.number} 已收到`);
  expect(buyers.html).toContain('¥2,469.12');
  expect(buyers.text).toContain('¥2,469.12');
  expect(buyers.html).not.toMatch(/https?:/);
  expect(await mailsOf(shop)).toHaveLength(2);
});

test('an English shop writes English, and what people typed stays text', async () => {
  const shop = await aShop({ locale: 'en-US', currency: 'USD' });
  await changeShop(shop, { name: '<b>Hats & "more"</b>\r\nBcc: all@example.com' });
  await anOrder(shop);
  await workOff();
  const [mail] = (await toldIn(shop)).filter(({ template }) => template === 'order-created');
  expect(mail!.html).toContain('&lt;b&gt;Hats &amp; &quot;more&quot;&lt;/b&gt;');
  expect(mail!.text).toContain('We received your order');
  expect(mail!.subject).toMatch(/^<b>Hats & "more"<\/b> Bcc: all@example\.com: we received/);
  expect((await mailsOf(shop)).flatMap(({ recipients }) => recipients)).not.toContain('all@example.com');
});

test('the same event twice tells once', async () => {
  const shop = await aShop();
  await anOrder(shop);
  const [event] = await eventsOf(shop, 'order.created');
  await Promise.all([tellByMail(shop, event!), tellByMail(shop, event!)]);
  await tellByMail(shop, event!);
  expect(await notifications.in(shop).count({})).toBe(2);
  expect(await eventsOf(shop, 'notification.send')).toHaveLength(2);
});

test('each parcel is told to the buyer with its number; the last tells all of them, and leads to where it is followed', async () => {
  const shop = await aShop();
  const order = await anOrder(shop, { quantity: 3 });
  const id = `ord_${order._id.toHexString()}`;
  const lines = [{ line: `line_${order.lines[0]!._id.toHexString()}`, quantity: 1 }];
  await fulfillOrder(shop, id, NewFulfillment.parse({ lines, tracking: { company: '顺丰', number: 'SF1' } }));
  const url = 'https://carrier.example/SF2';
  await fulfillOrder(shop, id, NewFulfillment.parse({ tracking: { company: '顺丰', number: 'SF2', url } }));
  await workOff();
  const told = await toldIn(shop);
  const [part, whole] = ['order-sent-part', 'order-fulfilled'].map((name) => told.find(({ template }) => template === name)!);
  expect(part).toMatchObject({ recipient: 'buyer@example.com', text: expect.stringMatching(/× 1.*\n\n物流单号：顺丰 SF1/) });
  expect(part!.text).not.toContain('SF2');
  expect(whole!.text).toMatch(/物流单号：顺丰 SF1\n\n物流单号：顺丰 SF2/);
  expect(whole!.html).toContain(`href="${url}"`);
});

test('what a merchant is told of an order leads to it, and its country is called by its name', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  await workOff();
  const mail = (await toldIn(shop)).find(({ template }) => template === 'order-received')!;
  expect(mail.html).toMatch(new RegExp(`href="https?:[^"]*/admin/s/shop_[0-9a-f]{24}/orders/ord_${order._id.toHexString()}"`));
  expect(mail.text).toContain('中国');
  expect((await previewMail(shop, { template: 'inventory-low' }))!.text).not.toContain('查看订单');
  expect((await previewMail(shop, { template: 'dispute-opened' }))!.text).toContain('买家称非本人付款');
});

test('a payment that came tells both; one that does not fit tells the merchant what was due', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  const id = `ord_${order._id.toHexString()}`;
  await markPaid(shop, id, { reference: 'cash' });
  await emit(shop, {
    type: 'payment.mismatch',
    subject: id,
    data: { reason: 'AMOUNT', expected: { amount: 2799, currency: 'CNY' }, said: { amount: 1, currency: 'CNY' } },
  });
  await workOff();
  const told = await toldIn(shop);
  expect(told.map(({ template }) => template).sort()).toEqual([
    'order-created',
    'order-paid',
    'order-received',
    'payment-mismatch',
    'payment-received',
  ]);
  expect(told.find(({ template }) => template === 'payment-mismatch')).toMatchObject({ recipient: 'merchant@example.com' });
  expect(told.find(({ template }) => template === 'payment-mismatch')!.text).toContain('¥0.01');
});

test('what does not fit is told by its code where nobody has words for it', async () => {
  const shop = await aShop();
  const order = await anOrder(shop);
  const money = { amount: 2799, currency: 'CNY' };
  const data = { reason: 'PAYER', expected: money, said: money };
  await emit(shop, { type: 'payment.mismatch', subject: `ord_${order._id.toHexString()}`, data });
  await workOff();
  expect((await toldIn(shop)).find(({ template }) => template === 'payment-mismatch')!.text).toContain('（PAYER）');
});

test('a buyer who says that he has paid is told of to the merchant, in what he typed', async () => {
  const shop = await aShop();
  await connectPaymentAccount(shop, { manual: { transfer: { instructions: 'To account 123' } } });
  const { token, number } = await anOrder(shop);
  const { payment } = await startPayment(shop, token, PaymentStart.parse({ provider: 'MANUAL', method: 'TRANSFER' }));
  await submitProof(shop, token, { payment: paymentId.encode(payment._id), reference: 'TX-1', note: '<i>hi</i>' });
  await workOff();
  const [mail] = (await toldIn(shop)).filter(({ template }) => template === 'payment-proof');
  expect(mail).toMatchObject({ recipient: 'merchant@example.com', status: 'SENT', subject: expect.stringContaining(number) });
  expect(mail!.text).toContain('TX-1');
  expect(mail!.html).toContain('&lt;i&gt;hi&lt;/i&gt;');
});

test('shipping information that WeChat refused is told to the merchant, with the reason', async () => {
  const { uploadId, uploads } = await import('#commerce/shipping-info/upload.model.js');
  const shop = await aShop();
  const { _id: orderId, number } = await anOrder(shop);
  const now = new Date();
  const times = { fulfilledAt: now, uploadAt: now, sentAt: null, createdAt: now, updatedAt: now };
  const { _id } = await uploads
    .in(shop)
    .insert({ orderId, paymentId: orderId, status: 'FAILED', attempts: 1, error: 'WeChat: 10060001 支付单不存在', ...times });
  const { plan } = await import('#tenants/index.js');
  const subject = `ord_${orderId.toHexString()}`;
  await plan(shop, { type: 'shipping.failed', queue: 'events', subject, data: { upload: uploadId.encode(_id) } });
  await workOff();
  const [mail] = (await toldIn(shop)).filter(({ template }) => template === 'shipping-failed');
  expect(mail).toMatchObject({ recipient: 'merchant@example.com', subject: expect.stringContaining(number) });
  expect(mail!.text).toContain('10060001 支付单不存在');
});

test('a refund tells its buyer; one that failed tells the merchant why, each in his language', async () => {
  for (const [locale, refunded, failed] of [
    ['zh-CN', '已退款 ¥12.50', '未能完成（PROVIDER_REJECTED）'],
    ['en-US', 'We refunded CN¥12.50', 'could not be made (PROVIDER_REJECTED)'],
  ] as const) {
    const shop = await aShop({ locale });
    const subject = `ord_${(await anOrder(shop))._id.toHexString()}`;
    const data = { refund: 'refund_1', amount: 1250, currency: 'CNY' };
    await emit(shop, { type: 'refund.succeeded', subject, data });
    await emit(shop, { type: 'refund.failed', subject, data: { ...data, failure: 'PROVIDER_REJECTED' } });
    await workOff();
    const told = (await toldIn(shop)).filter(({ template }) => template.includes('refund'));
    expect(told.map(({ template, recipient }) => [template, recipient]).toSorted()).toEqual([
      ['order-refunded', 'buyer@example.com'],
      ['refund-failed', 'merchant@example.com'],
    ]);
    expect(told.find(({ template }) => template === 'order-refunded')!.text).toContain(refunded);
    expect(told.find(({ template }) => template === 'refund-failed')!.text).toContain(failed);
  }
});

test('a mail server that is busy is tried again under the same Message-ID', async () => {
  const shop = await aShop({ settings: { merchantEmail: null } });
  await anOrder(shop);
  mails.refuse({ code: 451, message: 'come back later' });
  await workOff();
  expect(await toldIn(shop)).toMatchObject([{ status: 'PENDING', attempts: 1, error: expect.stringContaining('come back later') }]);
  mails.refuse(null);
  await later(shop);
  await workOff();
  expect(await toldIn(shop)).toMatchObject([{ status: 'SENT', attempts: 2, error: null }]);
  const [sent] = await notifications.in(shop).find({});
  expect((await mailsOf(shop)).map(({ messageId }) => messageId)).toEqual([sent!.messageId]);
});

test('a mail that is refused for good fails at once, and a person sends it once more', async () => {
  const shop = await aShop({ settings: { merchantEmail: null } });
  await anOrder(shop);
  mails.refuse({ code: 550, message: 'no such mailbox' });
  await workOff();
  const [failed] = await toldIn(shop);
  expect(failed).toMatchObject({ status: 'FAILED', attempts: 1, error: expect.stringContaining('no such mailbox') });
  const id = notificationId.encode(failed!._id);
  mails.refuse(null);
  await expect(retryNotification(await aShop(), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await retryNotification(shop, id);
  await workOff();
  expect(await toldIn(shop)).toMatchObject([{ status: 'SENT' }]);
  await expect(retryNotification(shop, id)).rejects.toMatchObject({ code: 'WRONG_STATE' });
});

test('a process that died during the call leaves it to the next, which repeats it under the same Message-ID', async () => {
  const shop = await aShop({ settings: { merchantEmail: null } });
  await anOrder(shop);
  const [created] = await eventsOf(shop, 'order.created');
  await tellByMail(shop, created!);
  const [task] = await eventsOf(shop, 'notification.send');
  await notifications.in(shop).updateMany({}, { $set: { status: 'SENDING', sendingAt: new Date() } });
  // It may still be under way: looked at again when it can no longer be.
  expect(await sendNotification(shop, task!)).toMatchObject({ again: true });
  expect(await mailsOf(shop)).toHaveLength(0);
  await notifications.in(shop).updateMany({}, { $set: { sendingAt: new Date(Date.now() - 3600_000) } });
  await Promise.all([sendNotification(shop, task!), sendNotification(shop, task!)]);
  expect(await mailsOf(shop)).toHaveLength(1);
  expect(await toldIn(shop)).toMatchObject([{ status: 'SENT' }]);
});

test('who gave no e-mail address gets no mail', async () => {
  const shop = await aShop({ settings: { merchantEmail: null } });
  await anOrder(shop);
  const [event] = await eventsOf(shop, 'order.created');
  const { orders } = await import('#commerce/orders/index.js');
  await orders.in(shop).updateMany({}, { $set: { email: null, phone: '+8613800000000' } });
  await tellByMail(shop, event!);
  expect(await toldIn(shop)).toEqual([]);
});
