import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeReader } from '#commerce/imports/index.js';
import { config } from '#platform/config.js';
import { aVisitor, closeBrowser, type Visit, type Visitor } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anEmail, PASSWORD, tokenMailed } from '#tests/support/people.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { openStripe } from '#tests/support/stripe.js';
import { until } from '#tests/support/until.js';
import { openWechatPay } from '#tests/support/wechat-pay.js';
import { CONCURRENCY, lanes, SOURCES } from '#worker/queues.js';
import { Worker } from '#worker/worker.js';
import type console from '../../admin/screens/console/words.en.js';
import type imports from '../../admin/screens/imports/words.en.js';
import type openings from '../../admin/screens/openings/words.en.js';
import type orders from '../../admin/screens/orders/words.en.js';
import type people from '../../admin/screens/people/words.en.js';
import type frame from '../../admin/words/words.en.js';

/**
 * From the first sign-up to a refund, each person in a browser of his own: the agency's owner, the merchant whom he invites, the buyer at
 * the provider's page. Server, worker and sandboxes are the real ones, and what comes by itself is waited for on the page.
 */
let server: TestServer;
let worker: Worker;
const sandboxes: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  await connectForTest();
  sandboxes.push(await openWechatPay(), await openStripe());
  server = await startTestServer();
  Object.assign(config(), { publicUrl: server.url });
  worker = new Worker({ sources: SOURCES, lanes: lanes(), concurrency: CONCURRENCY, schedules: [] });
  worker.start();
});
afterAll(async () => {
  await closeBrowser();
  await worker.stop(5000);
  await closeReader();
  await server.close();
  for (const sandbox of sandboxes.toReversed()) await sandbox.close();
  await disconnectAfterTest();
});

/** What stands on the pages. */
interface Words {
  frame: typeof frame;
  console: typeof console;
  imports: typeof imports;
  openings: typeof openings;
  orders: typeof orders;
  people: typeof people;
}

async function wordsIn(language: string): Promise<Words> {
  const folders = ['console', 'imports', 'openings', 'orders', 'people'];
  const loaded = folders.map(async (folder) => [folder, (await import(`../../admin/screens/${folder}/words.${language}.js`)).default]);
  const { default: frame } = await import(`../../admin/words/words.${language}.js`);
  return { frame, ...Object.fromEntries(await Promise.all(loaded)) } as Words;
}

const JOURNEYS: (Required<Pick<Visit, 'size' | 'language'>> & Visit & { pays: RegExp })[] = [
  { size: 'desk', language: 'en', pays: /Stripe|card/i },
  { size: 'phone', language: 'zh', dark: true, pays: /微信|WeChat/ },
];

const ADDRESS = { name: 'A Buyer', country: 'CN', city: '杭州', line1: '文三路 1 号' };

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first();

/** Signs up, and follows the link of the mail. Answers where the agency lives. */
async function signUp({ page, open }: Visitor): Promise<string> {
  const email = anEmail();
  await open('/sign-up');
  await page.locator('input[autocomplete=organization]').fill('Many Shops');
  await page.locator('input[autocomplete=name]').fill('Owner');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[autocomplete=new-password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.waitForURL('**/a/*/shops');
  const agency = /\/a\/agency_\w+/.exec(page.url())![0];
  await open(`/confirm#token=${await tokenMailed(email, 'EMAIL_CONFIRMATION')}`);
  await page.locator('main [role=status]').waitFor();
  return agency;
}

/** Answers where the shop lives. */
async function openAShop({ page, open }: Visitor, agency: string, { openings, console }: Words): Promise<string> {
  await open(`${agency}/shops`);
  await page.getByRole('link', { name: console.shops.openOne, exact: true }).first().click();
  await page.waitForURL('**/shops/new');
  // Its handle is made of it, and stands for one shop alone.
  await page.getByLabel(openings.fields.name).fill(`茶铺 ${Date.now().toString(36)}`);
  await until(async () => (await page.getByLabel(openings.fields.handle).inputValue()) !== '');
  await button(page, openings.one.action).click();
  await page.waitForURL(/\/s\/shop_\w+$/);
  return /\/s\/shop_\w+/.exec(page.url())![0];
}

async function importAFile({ page, open, look }: Visitor, shop: string, { imports }: Words): Promise<void> {
  await open(`${shop}/imports`);
  const buffer = Buffer.from('名称,货号,售价,库存\n龙井 Longjing,T-1,60.00,20\n茶则 Scoop,T-2,18.50,5\n');
  await page.locator('input[type=file]').setInputFiles({ name: 'tea.csv', mimeType: 'text/csv', buffer });
  // The first file of the process waits for its reading thread, which reads TypeScript here.
  await page.getByText('龙井 Longjing', { exact: true }).last().waitFor({ timeout: 60_000 });
  await button(page, imports.options.start).click();
  await page.waitForURL(/\/imports\/imp_\w+$/);
  await page.locator('.status[data-tone=good]').first().waitFor();
  await look('journey-imported');
}

/** The link that leads whoever is invited to the shop. */
async function inviteToShop({ page, open }: Visitor, shop: string, { people }: Words): Promise<string> {
  const guest = anEmail();
  await open(`${shop}/people`);
  await button(page, people.people.invite).click();
  await page.locator('[role=dialog] input[type=email]').fill(guest);
  await page.locator('[role=dialog]').getByText(people.role.MANAGER.name, { exact: true }).click();
  await page.locator('[role=dialog] button[type=submit]').click();
  await page.locator('td', { hasText: guest }).waitFor();
  return `/invitation#token=${await tokenMailed(guest, 'INVITATION')}`;
}

interface Bought {
  products: { nodes: { title: string; variants: { nodes: { id: string }[] } }[] };
  cartCreate: { cart: { token: string } };
  checkoutComplete: { order: { number: string; total: { amount: string } } };
}

/** What a storefront does for its buyer: two of the first thing that it finds by the name. */
async function buy(shop: string): Promise<{ number: string; total: string }> {
  const ask = async <Name extends keyof Bought>(query: string, variables: object = {}): Promise<Bought[Name]> => {
    const { data, errors } = await server.shop<Bought>(shop.slice(3), query, variables);
    expect(errors).toBeUndefined();
    return Object.values(data)[0] as Bought[Name];
  };
  const { nodes } = await ask<'products'>('{ products(first: 1, query: "龙井") { nodes { title variants(first: 1) { nodes { id } } } } }');
  const lines = [{ variant: nodes[0]!.variants.nodes[0]!.id, quantity: 2 }];
  const { cart } = await ask<'cartCreate'>(
    'mutation ($input: CartCreateInput!) { cartCreate(input: $input) { cart { token } userErrors { message } } }',
    { input: { lines } },
  );
  const { order } = await ask<'checkoutComplete'>(
    `mutation ($cart: String!, $input: CheckoutCompleteInput!) {
      checkoutComplete(cart: $cart, input: $input) { order { number total { amount } } userErrors { message } } }`,
    { cart: cart.token, input: { email: anEmail(), shippingAddress: ADDRESS } },
  );
  return { number: order.number, total: order.total.amount };
}

/** The merchant plays the buyer at the provider's sandbox; his own page turns by itself. */
async function payInSandbox({ page, context, look }: Visitor, { orders }: Words, way: RegExp): Promise<void> {
  await page.getByRole('button', { name: way }).first().click();
  const link = page.locator('[role=status] a[target=_blank]');
  await link.waitFor();
  await look('journey-paying');
  const [buyer] = await Promise.all([context.waitForEvent('page'), link.click()]);
  await buyer.locator('button[value=pay]').click();
  await page.getByText(orders.story.order.paid).waitFor();
  await buyer.close();
}

async function refundOne({ page, look }: Visitor, { orders, frame }: Words): Promise<void> {
  const dialog = page.getByRole('dialog');
  await button(page, orders.actions.more).click();
  await page.getByRole('menuitem', { name: orders.actions.refund, exact: true }).click();
  await dialog.locator('li input').first().fill('1');
  await expect(dialog.locator('input[inputmode=decimal]').last().inputValue()).resolves.toBe('60.00');
  await dialog.locator('button[type=submit]').click();
  await page.getByText(frame.orderStates.PARTIALLY_REFUNDED, { exact: true }).first().waitFor();
  await page.getByText(orders.refundStatus.SUCCEEDED, { exact: true }).first().waitFor();
  await look('journey-refunded');
}

test.each(JOURNEYS)(
  'from the first sign-up to a refund: $size, $language',
  async ({ pays, ...visit }) => {
    const words = await wordsIn(visit.language);
    const owner = await aVisitor(server.url, visit);
    const agency = await signUp(owner);
    const shop = await openAShop(owner, agency, words);
    await owner.look('journey-shop');
    await importAFile(owner, shop, words);
    const invitation = await inviteToShop(owner, shop, words);
    await owner.close();
    const { number } = await buy(shop);

    const merchant = await aVisitor(server.url, visit);
    const { page } = merchant;
    await merchant.open(invitation);
    await page.locator('input[autocomplete=name]').fill('Merchant');
    await page.locator('input[autocomplete=new-password]').fill(PASSWORD);
    await page.locator('button[type=submit]').click();
    await page.waitForURL(`**${shop}`);
    await merchant.look('journey-home');
    await page
      .getByRole('link', { name: new RegExp(number) })
      .first()
      .click();
    await page.waitForURL('**/orders/ord_*');
    await payInSandbox(merchant, words, pays);
    await refundOne(merchant, words);
    await merchant.close();
  },
  180_000,
);
