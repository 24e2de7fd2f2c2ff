import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NewShop, openShop } from '#commerce/openings/index.js';
import { orderId } from '#commerce/orders/index.js';
import { createRefund, markPaid, RefundCreate } from '#commerce/payments/index.js';
import { AgencyContext } from '#tenants/context.js';
import { agencyId, changeShop, type ShopContext, shopId, shopOfAgency, signUp } from '#tenants/index.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { workOff } from '#tests/support/outbox.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { anOrder } from '#tests/support/shopping.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.close();
  await disconnectAfterTest();
});

/** Five pages, each looked at whole: on a busy machine that takes its time. */
const JOURNEY_MS = 120_000;

const VISITS: Visit[] = [
  { size: 'desk', language: 'en' },
  { size: 'phone', language: 'zh', dark: true },
];

/** An agency with a shop of each currency, and in the first an order that was paid, one that was refunded in part and one that waits. */
async function anAgency(mark: string) {
  const email = `${mark}@example.com`;
  const password = 'long enough for all';
  const { agency, person } = await signUp({ email, password, name: 'Owner', agencyName: 'Agency' }, 'en');
  const context = new AgencyContext(agency._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
  const open = async (name: string, currency: string): Promise<ShopContext> => {
    const made = await openShop(
      context,
      NewShop.parse({ name, handle: `${mark}-${name.toLowerCase()}`, currency, locale: 'en', timezone: 'Asia/Shanghai' }),
    );
    return shopOfAgency(context, shopId.encode(made._id));
  };
  const [hats, scarves] = [await open('Hats', 'CNY'), await open('Scarves', 'USD')];
  await changeShop(hats, { settings: { lowStock: 5 } });
  const [paid, refunded] = [await anOrder(hats, { price: 1999 }), await anOrder(hats, { price: 5000 })];
  await anOrder(hats, { price: 700 });
  const dollars = await anOrder(scarves, { price: 100 });
  for (const [shop, order] of [
    [hats, paid],
    [hats, refunded],
    [scarves, dollars],
  ] as const)
    await markPaid(shop, orderId.encode(order._id), {});
  await createRefund(hats, orderId.encode(refunded._id), RefundCreate.parse({ amount: { amount: '10.00', currency: 'CNY' } }));
  await workOff();
  return { email, password, agency: agencyId.encode(agency._id), hats: shopId.encode(hats.shopId), paid };
}

test.each(VISITS)(
  'home, sales and orders of all shops: $size, $language',
  async (visit) => {
    const made = await anAgency(`sales-${visit.size}`);
    const visitor = await aVisitor(server.url, visit);
    const { page, open, look, close } = visitor;
    await signInAs(visitor, made);

    await open(`/s/${made.hats}`);
    await page.getByText('¥69.99').first().waitFor();
    await page.locator('.u-over').waitFor();
    await look('home');
    const hide = page.getByRole('button', { name: visit.language === 'zh' ? '收起' : 'Hide' });
    await hide.click();
    await hide.waitFor({ state: 'detached' });
    await page.locator(`a[href$="/s/${made.hats}/inventory?low=true"]`).waitFor();
    await page.locator('figure button').click();
    expect(await page.locator('figure tbody tr').count()).toBe(7);
    await look('home-table');

    await open(`/a/${made.agency}/sales`);
    await page.getByText('¥59.99').first().waitFor();
    await look('agency-sales');
    await page.getByText('USD', { exact: true }).click();
    await page.waitForURL('**currency=USD');
    await page.getByText('$1.00').first().waitFor();

    await open(`/a/${made.agency}/orders`);
    expect(await page.locator('tbody tr').count()).toBe(4);
    await look('agency-orders');
    await open(`/a/${made.agency}/orders?payment=PAID&search=${made.paid.number}`);
    const way = `/s/${made.hats}/orders/${orderId.encode(made.paid._id)}`;
    // Each shop counts its own orders: both have one of this number.
    await page.locator(`tbody a[href$="${way}"]`).click();
    await page.waitForURL(`**${way}`);
    await close();
  },
  JOURNEY_MS,
);

test('an agency without a sale is told what to do, and one may choose days of one’s own', async () => {
  const owner = { email: 'none@example.com', password: 'long enough for all' };
  const { agency } = await signUp({ ...owner, name: 'Owner', agencyName: 'New' }, 'en');
  const visitor = await aVisitor(server.url);
  await signInAs(visitor, owner);
  await visitor.open(`/a/${agencyId.encode(agency._id)}/sales`);
  await visitor.page.locator('main a[href$="/shops"]').waitFor();
  await visitor.page.getByText('Other', { exact: true }).click();
  await visitor.page.waitForURL('**days=own**');
  await visitor.page.getByLabel('From').fill('2026-01-01');
  await visitor.page.waitForURL('**from=2026-01-01**');
  await visitor.look('agency-sales-none');
  await visitor.open(`/a/${agencyId.encode(agency._id)}/orders`);
  await visitor.look('agency-orders-none');
  await visitor.close();
});
