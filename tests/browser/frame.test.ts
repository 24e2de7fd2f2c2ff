import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openShop } from '#commerce/openings/index.js';
import { config } from '#platform/config.js';
import { AgencyContext } from '#tenants/context.js';
import { shopId, signUp } from '#tenants/index.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { newShop } from '#tests/support/openings.js';
import { aMember, anEmail, confirmAddress, PASSWORD } from '#tests/support/people.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  Object.assign(config(), { COST_BUCKET: 100_000, COST_RESTORE: 100_000 });
  server = await startTestServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.close();
  await disconnectAfterTest();
});

const WAYS: Visit[] = [
  { size: 'desk', language: 'en' },
  { size: 'phone', language: 'zh', dark: true },
];

async function aShop() {
  const email = anEmail();
  const { agency, person } = await signUp({ email, password: PASSWORD, name: 'Owner', agencyName: 'Agency' }, 'en');
  const context = new AgencyContext(agency._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
  const shop = await openShop(context, newShop());
  const reader = async () => (await aMember(context, 'READ_ONLY', shop._id)).email!;
  return { email, reader, base: `/s/${shopId.encode(shop._id)}` };
}

const scrolled = (page: Page): Promise<number> => page.evaluate<number>('scrollY');

test.each(WAYS)('the box that finds everything leads to a part of the settings, and Escape closes it: $size, $language', async (visit) => {
  const { email, base } = await aShop();
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  await open(base);
  const box = page.locator('[role=dialog]');
  await page.keyboard.press('Control+k');
  // The first is chosen before anything is typed.
  await box.locator('[role=option][data-combobox-selected]').waitFor();
  await look('search');
  await box.locator('input').fill('nothing is called so');
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });

  await page.keyboard.press('Control+k');
  // In either language, whatever the pages speak.
  await box.locator('input').fill(visit.language === 'zh' ? 'vat' : '税');
  await page.locator('[role=option]:visible').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${base}/settings?section=tax`);
  await page.locator('section:focus', { hasText: visit.language === 'zh' ? '税费' : 'Tax' }).waitFor();
  expect(await scrolled(page)).toBeGreaterThan(0);
  await look('settings-tax');
  await close();
});

test('a page that one goes to begins at its top, one that one comes back to stands where it was', async () => {
  const { email, base } = await aShop();
  const visitor = await aVisitor(server.url);
  const { page, open, close } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  // Both pages are longer than the window, and at hand: nothing shorter stands between them.
  await page.setViewportSize({ width: 1280, height: 320 });
  await open(`${base}/settings`);
  await page.locator('nav a', { hasText: 'Home' }).click();
  await page.locator('h2', { hasText: 'Last orders' }).waitFor();
  await page.evaluate('scrollTo(0, 300)');
  await page.locator('nav a', { hasText: 'Settings' }).click();
  await page.locator('h1', { hasText: 'Settings' }).waitFor();
  expect(await scrolled(page)).toBe(0);
  await page.goBack();
  await page.locator('h2', { hasText: 'Last orders' }).waitFor();
  // Where exactly is the browser's: what loads by and by may still be shorter.
  await page.waitForFunction('scrollY > 0');

  // Who comes back within a page has not come back to the next one.
  await page.locator('nav a', { hasText: 'Settings' }).click();
  await page.locator('h1', { hasText: 'Settings' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.locator('[role=dialog] input').fill('税');
  await page.locator('[role=option]:visible').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${base}/settings?section=tax`);
  await page.goBack();
  await page.waitForURL(`**${base}/settings`);
  await page.evaluate('scrollTo(0, 300)');
  await page.locator('nav a', { hasText: 'Home' }).click();
  await page.locator('h2', { hasText: 'Last orders' }).waitFor();
  expect(await scrolled(page)).toBe(0);

  await page.locator('nav a', { hasText: 'Agency' }).click();
  await page.waitForURL('**/a/*/shops');
  await close();
});

test.each(WAYS)('who may only look is led to nothing that writes, and can read the settings: $size, $language', async (visit) => {
  const { reader, base } = await aShop();
  const email = await reader();
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  await open(base);
  await look('home-to-read');
  expect(
    await page.locator('section[aria-labelledby=setup] a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
  ).toEqual([`/admin${base}/developers?example=shelf`]);
  await open(`${base}/settings`);
  await look('settings-to-read');
  expect(await page.locator('main button[type=submit]').count()).toBe(0);
  await close();
});

test('an address that is confirmed in another tab is asked for no more in this one', async () => {
  const { email, base } = await aShop();
  const visitor = await aVisitor(server.url);
  const { page, open, close } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  await open(base);
  const asked = page.locator('main', { hasText: email });
  await asked.waitFor();
  await confirmAddress(email);
  await page.evaluate("dispatchEvent(new Event('focus'))");
  await asked.waitFor({ state: 'detached' });
  await close();
});
