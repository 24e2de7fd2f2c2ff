import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aVisitor, closeBrowser, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

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

const WAYS: Visit[] = [
  { size: 'desk', language: 'en' },
  { size: 'phone', language: 'zh', dark: true },
];

test.each(WAYS)('somebody signs up, out and in again: $size, $language', async (visit) => {
  const { page, open, look, close, context } = await aVisitor(server.url, visit);
  const email = `new-${visit.size}@example.com`;
  await open('/');
  await page.waitForURL('**/sign-in');
  await look('sign-in');
  await page.locator('a[href$="/sign-up"]').click();
  await page.locator('input[autocomplete=organization]').fill('Agency');
  await page.locator('input[autocomplete=name]').fill('Owner');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[autocomplete=new-password]').fill('short');
  await page.locator('button[type=submit]').click();
  await page.locator('input[autocomplete=new-password][data-invalid]').waitFor();
  await look('sign-up-refused');
  await page.locator('input[autocomplete=new-password]').fill('long enough for all');
  await page.locator('button[type=submit]').click();
  await page.waitForURL('**/a/*/shops');
  await look('shops-none');

  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])')).not.toContain('sy_session');
  await close();
});
