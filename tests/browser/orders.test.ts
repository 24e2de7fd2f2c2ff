import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { NewShop, openShop } from '#commerce/openings/index.js';
import { orderId } from '#commerce/orders/index.js';
import { listRefunds, markPaid } from '#commerce/payments/index.js';
import { AgencyContext } from '#tenants/context.js';
import { type ShopContext, shopId, shopOfAgency, signUp } from '#tenants/index.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { workOff } from '#tests/support/outbox.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';

// A journey through a real browser takes its time where many run side by side.
jest.setTimeout(120_000);

const password = 'correct horse battery';
const email = `orders-${randomBytes(4).toString('hex')}@example.com`;

let server: TestServer;
let shop: ShopContext;
let home: string;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  const { agency, person } = await signUp({ email, password, name: 'Owner', agencyName: 'Agency' }, 'en');
  const context = new AgencyContext(agency._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
  const handle = `orders-${randomBytes(4).toString('hex')}`;
  const { _id } = await openShop(
    context,
    NewShop.parse({ name: 'Hats', handle, currency: 'CNY', locale: 'zh-CN', timezone: 'Asia/Shanghai' }),
  );
  shop = await shopOfAgency(context, shopId.encode(_id));
  home = `/s/${shopId.encode(_id)}`;
});
afterAll(async () => {
  await closeBrowser();
  await server.close();
  await disconnectAfterTest();
});

const asOwner = async (visit: Visit) => {
  const visitor = await aVisitor(server.url, visit);
  await signInAs(visitor, { email, password });
  return visitor;
};

test('a merchant is paid, sends a part, gives a piece back, and finds all of it on the page', async () => {
  const order = await anOrder(shop, { price: 1999, quantity: 3 });
  await workOff();
  const { page, open, look, close } = await asOwner({ size: 'desk', language: 'en' });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const dialog = page.getByRole('dialog');
  await open(`${home}/orders/${orderId.encode(order._id)}`);
  await look('order-unpaid');

  await button('Mark as paid').click();
  await dialog.getByLabel('Reference').fill('R-1');
  await look('order-paying');
  await dialog.getByRole('button', { name: 'Mark as paid' }).click();
  await page.getByText('Order 1001 is paid.').waitFor();

  await button('Mark as sent').click();
  await dialog.getByLabel('Hat: how many are sent, of 3').fill('2');
  await dialog.getByLabel('Tracking number').fill('SF-1');
  await dialog.getByLabel('Tracking page').fill('nowhere');
  await dialog.getByRole('button', { name: 'Mark as sent' }).click();
  await dialog.getByText(/takes an absolute http or https address/i).waitFor();
  await dialog.getByLabel('Tracking page').fill('https://example.com/SF-1');
  await look('order-sending');
  await dialog.getByRole('button', { name: 'Mark as sent' }).click();
  await page.getByText('Partly sent').waitFor();
  await page.getByRole('link', { name: 'Follow the parcel' }).waitFor();

  await button('More').click();
  await page.getByRole('menuitem', { name: 'Refund' }).click();
  await dialog.getByLabel('Hat: how many are refunded, of 3').fill('1');
  await expect(dialog.getByLabel('Amount (CNY)').inputValue()).resolves.toBe('19.99');
  await dialog.getByLabel('Amount (CNY)').fill('1000');
  await dialog.getByText(/An amount of up to/).waitFor();
  await dialog.getByLabel('Amount (CNY)').fill('nineteen');
  await dialog.getByRole('button', { name: 'Refund' }).click();
  await dialog.getByLabel('Amount (CNY)').and(page.locator(':focus')).waitFor();
  await dialog.getByLabel('Amount (CNY)').fill('19.99');
  await look('order-refunding');
  // The second click of a double click finds the same attempt.
  await dialog.getByRole('button', { name: /Refund.*19\.99/ }).dblclick();
  await page.getByText('Partly refunded').first().waitFor();
  await page.getByText('1 refunded').waitFor();
  const { nodes } = await listRefunds(shop, order._id, {});
  expect(nodes.map(({ amount, reason }) => [amount, reason])).toEqual([[1999, null]]);
  await look('order-refunded');
  await close();
});

test('a merchant narrows his orders, keeps the view, and sends several at once', async () => {
  // What was left of the order before was refunded: it is no longer to be sent.
  await workOff();
  const paid = [await anOrder(shop), await anOrder(shop)];
  for (const { _id } of paid) await markPaid(shop, orderId.encode(_id), {});
  const { page, open, look, close } = await asOwner({ size: 'desk', language: 'en' });
  await open(`${home}/orders`);
  await look('orders');
  await page.getByText('To send', { exact: true }).click();
  await page.waitForURL('**/orders?show=toSend');
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('button', { name: 'Save these filters' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Today');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('“Today” is saved.').waitFor();

  await open(`${home}/orders`);
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('button', { name: 'Today', exact: true }).click();
  await page.waitForURL('**/orders?show=toSend');
  const rows = page.locator('tbody tr a');
  await page.getByRole('row', { name: paid[1]!.number }).waitFor();
  await page.getByRole('checkbox', { name: 'Select all rows that are shown' }).check();
  await page.getByRole('button', { name: 'Mark as sent' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Mark as sent' }).click();
  await page.getByText(/orders are marked as sent/).waitFor();
  await page.getByText('No order fits these filters').waitFor();
  expect(await rows.count()).toBe(0);
  await look('orders-none-found');
  await close();
});

const WAYS: Visit[] = [
  { size: 'phone', language: 'zh', dark: true },
  { size: 'desk', language: 'zh' },
];

test.each(WAYS)('orders, customers and mails can be read: $size, $language', async (visit) => {
  const order = await anOrder(shop);
  await workOff();
  const { page, open, look, close } = await asOwner(visit);
  await open(`${home}/orders?show=unpaid&min=1`);
  await look('orders-filtered');
  await page.locator('tbody a').first().click();
  await page.waitForURL(`**/orders/${orderId.encode(order._id)}`);
  await look('order');
  await page.locator('a[href*="/customers/"]').click();
  await page.waitForURL('**/customers/*');
  await look('customer');
  await open(`${home}/customers`);
  await look('customers');
  await open(`${home}/notifications?status=KEPT`);
  await look('notifications');
  const mail = await page.locator('tbody a').filter({ hasText: order.number }).first().getAttribute('href');
  await open(mail!.replace('/admin', ''));
  await page.frameLocator('iframe').getByText(order.number).first().waitFor();
  await look('notification');
  await open(`${home}/notifications/templates?locale=en`);
  await page.frameLocator('iframe').getByText('Longjing tea').waitFor();
  await look('notification-templates');
  await close();
});
