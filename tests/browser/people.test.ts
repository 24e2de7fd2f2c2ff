import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changeEmail, requestEmailChange } from '#tenants/index.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import {
  aConfirmedSomebody,
  aMember,
  anEmail,
  codeOf,
  confirmAddress,
  PASSWORD,
  personNow,
  somebody,
  tokenMailed,
} from '#tests/support/people.js';
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

test.each(WAYS)('somebody confirms his address, and sets a password that he forgot: $size, $language', async (visit) => {
  const { email } = await somebody();
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  await page.locator('main [role=alert], main .mantine-Alert-root').first().waitFor();
  await open(`/confirm#token=${await tokenMailed(email, 'EMAIL_CONFIRMATION')}`);
  await page.locator('main [role=status]').waitFor();
  await look('confirmed');
  await page.locator('main a[href$="/admin/"], main a[href$="/admin"]').click();
  await page.waitForURL('**/shops');
  expect(await page.locator('main .mantine-Alert-root').count()).toBe(0);

  await open('/forgot');
  await page.locator('input[type=email]').fill(email);
  await page.locator('button[type=submit]').click();
  await page.locator('[role=status]').waitFor();
  await look('forgot');
  const link = `/reset#token=${await tokenMailed(email, 'PASSWORD_RESET')}`;
  await open(link);
  await page.locator('input[autocomplete=new-password]').fill('another horse battery');
  await look('reset');
  await page.locator('button[type=submit]').click();
  await page.locator('main a[href$="/sign-in"]').click();
  await signInAs(visitor, { email, password: 'another horse battery' });
  await open('/sign-in');
  await open(link);
  await page.locator('input[autocomplete=new-password]').fill('another horse battery');
  await page.locator('button[type=submit]').click();
  await page.locator('main [role=alert]').waitFor();
  await look('reset-gone');
  await close();
});

test.each(WAYS)(
  'what is half typed outlives a change of language, and the API is asked in the new one: $size, $language',
  async (visit) => {
    const { email } = await somebody();
    const visitor = await aVisitor(server.url, visit);
    const { page, open, close } = visitor;
    await signInAs(visitor, { email, password: PASSWORD });
    await open('/account');
    const name = page.locator('section').first().locator('input[autocomplete=name]');
    await name.fill('Half typed');
    const [lang, heading] = visit.language === 'zh' ? ['en', 'Your account'] : ['zh-CN', '我的账号'];
    await page.locator('header button[aria-haspopup=menu]').last().click();
    const asked = page.waitForRequest((request) => request.url().includes('/graphql/') && request.headers()['accept-language'] === lang);
    await page.locator(`[role=menuitem][lang="${lang}"]`).click();
    await asked;
    await page.locator('h1', { hasText: heading }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await name.inputValue()).toBe('Half typed');
    await close();
  },
);

test.each(WAYS)('a change of address is undone by the link that the old one was sent: $size, $language', async (visit) => {
  const { email, person } = await aConfirmedSomebody();
  const wanted = anEmail();
  await requestEmailChange(await personNow(person), wanted);
  await changeEmail(await tokenMailed(wanted, 'EMAIL_CHANGE'));
  const { page, open, look, close } = await aVisitor(server.url, visit);
  const link = `/email/undo#token=${await tokenMailed(email, 'EMAIL_CHANGED')}`;
  await open(link);
  await look('email-undo');
  await page.locator('button[type=submit]').click();
  await page.locator('main [role=status]').waitFor();
  await look('email-undone');
  expect(await personNow(person)).toMatchObject({ email });
  await open('/sign-in');
  await open(link);
  await page.locator('button[type=submit]').click();
  await page.locator('main [role=alert]').waitFor();
  await look('email-undo-gone');
  await close();
});

test.each(WAYS)('an account: a second factor, recovery codes and new ones, another address, sessions: $size, $language', async (visit) => {
  const { email } = await somebody();
  await confirmAddress(email);
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  await open('/account');
  await look('account');
  const card = page.locator('section').nth(3);
  await card.locator('button').click();
  await card.locator('input[autocomplete=current-password]').fill(PASSWORD);
  await card.locator('button[type=submit]').click();
  await card.locator('svg[role=img]').waitFor();
  await look('second-factor');
  const key = await card
    .locator('p')
    .filter({ hasText: /^[A-Z2-7 ]{39}$/ })
    .textContent();
  const secret = (key ?? '').replaceAll(' ', '');
  await card.locator('input[autocomplete=one-time-code]').fill('000000');
  await card.locator('button[type=submit]').click();
  await card.locator('input[aria-invalid=true]').waitFor();
  await card.locator('input[autocomplete=one-time-code]').fill(codeOf(secret));
  await card.locator('button[type=submit]').click();
  await card.locator('li').nth(9).waitFor();
  await look('recovery-codes');
  const replaced = (await card.locator('li').first().textContent()) ?? '';
  await card.locator('button').last().click();
  await page.locator('section').nth(4).locator('button').first().click();
  await page.locator('section').nth(4).locator('li').nth(1).waitFor({ state: 'detached' });

  await card.locator('button').first().click();
  await card.locator('input[autocomplete=current-password]').fill(PASSWORD);
  await card.locator('input[autocomplete=one-time-code]').fill('000000');
  await card.locator('button[type=submit]').click();
  await card.locator('input[aria-invalid=true]').waitFor();
  await look('recovery-codes-renew');
  await card.locator('input[autocomplete=one-time-code]').fill(codeOf(secret, 1));
  await card.locator('button[type=submit]').click();
  await card.locator('li').nth(9).waitFor();
  const recovery = (await card.locator('li').first().textContent()) ?? '';
  expect(recovery).not.toBe(replaced);
  await card.locator('button').last().click();

  const wanted = anEmail();
  const address = page.locator('section').nth(1);
  await address.locator('button').click();
  await address.locator('input[type=email]').fill(wanted);
  await address.locator('input[autocomplete=current-password]').fill(PASSWORD);
  await address.locator('button[type=submit]').click();
  await address.locator('[role=alert], .mantine-Alert-root').waitFor();
  await look('email-pending');
  await Promise.all([page.waitForResponse((answer) => answer.url().includes('/graphql/')), address.locator('button').last().click()]);

  const elsewhere = await aVisitor(server.url, visit);
  await elsewhere.open(`/email#token=${await tokenMailed(wanted, 'EMAIL_CHANGE')}`);
  await elsewhere.page.locator('main [role=status]').waitFor();
  await elsewhere.look('email-changed');
  await elsewhere.open('/sign-in');
  await elsewhere.page.locator('input[type=email]').fill(wanted);
  await elsewhere.page.locator('input[autocomplete=current-password]').fill(PASSWORD);
  await elsewhere.page.locator('button[type=submit]').click();
  await elsewhere.page.locator('input[autocomplete=one-time-code]').fill(recovery);
  await elsewhere.look('sign-in-code');
  await elsewhere.page.locator('button[type=submit]').click();
  await elsewhere.page.waitForURL('**/shops');
  await elsewhere.close();
  await close();
});

test.each(WAYS)('people are invited, come, get another role and leave: $size, $language', async (visit) => {
  const { email, agency } = await aConfirmedSomebody();
  await aMember(agency, 'STAFF');
  const id = `agency_${agency.agencyId.toHexString()}`;
  const guest = anEmail();
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  await open(`/a/${id}/people`);
  await look('people');
  await page
    .locator('main button.mantine-Button-root:not([aria-label])')
    .filter({ hasText: /^(Invite|邀请)$/ })
    .click();
  await page.locator('[role=dialog] input[type=email]').fill(guest);
  await look('people-invite');
  await page.locator('[role=dialog] button[type=submit]').click();
  await page.locator('td', { hasText: guest }).waitFor();
  await look('people-invited');

  const theirs = await aVisitor(server.url, visit);
  await theirs.open(`/invitation#token=${await tokenMailed(guest, 'INVITATION')}`);
  await theirs.page.locator('input[autocomplete=name]').fill('Guest');
  await theirs.page.locator('input[autocomplete=new-password]').fill(PASSWORD);
  await theirs.look('invitation');
  await theirs.page.locator('button[type=submit]').click();
  await theirs.page.waitForURL(`**/a/${id}/shops`);
  await theirs.close();

  await open(`/a/${id}/people`);
  const row = page.locator('tr', { hasText: guest });
  await row.locator('input[aria-haspopup=listbox], input[role=combobox]').first().click();
  await page.locator('[role=option]:visible').nth(1).click();
  await page.locator('.mantine-Notification-root').first().waitFor();
  await row.locator('button').last().click();
  await page.locator('[role=dialog] button').last().click();
  await row.waitFor({ state: 'detached' });
  await close();
});
