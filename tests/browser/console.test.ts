import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NewShop, openShop, ShopChanges, updateShop } from '#commerce/openings/index.js';
import { config } from '#platform/config.js';
import { AgencyContext } from '#tenants/context.js';
import { agencyId, listShops, shopId, shopOfAgency, signUp } from '#tenants/index.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { workOff } from '#tests/support/outbox.js';
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
const password = 'long enough for all';

/** An agency with a blueprint that differs from its other shops. */
async function anAgency(mark: string) {
  const email = `${mark}@example.com`;
  const { agency, person } = await signUp({ email, password, name: 'Owner', agencyName: 'Agency' }, 'en');
  const context = new AgencyContext(agency._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
  const open = async (name: string, from: string | null = null) =>
    openShop(
      context,
      NewShop.parse({ name, handle: `${name}-${mark}`.toLowerCase(), currency: 'CNY', locale: 'en', tags: [name], blueprint: from }),
    );
  const blueprint = shopId.encode((await open('Pattern'))._id);
  for (const name of ['Hats', 'Shoes', 'Caps']) await open(name, blueprint);
  await updateShop(await shopOfAgency(context, blueprint), ShopChanges.parse({ settings: { lowStock: 7 } }));
  return { context, base: `/a/${agencyId.encode(agency._id)}`, email };
}

test.each(WAYS)('an agency finds, tags and opens shops: $size, $language', async (visit) => {
  const { context, base, email } = await anAgency(`find-${visit.size}`);
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password });
  await look('shops');

  await page.locator('tbody input[type=checkbox]').first().click();
  await page.locator('tbody input[type=checkbox]').nth(1).click();
  await page
    .locator('[role=region] button')
    .filter({ hasText: /^(Tags|标签)$/ })
    .click();
  await page.locator('[role=dialog] input:not([type=hidden])').first().fill('north east');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await look('shops-tagging');
  await page.locator('[role=dialog] button[type=submit]').click();
  await page.locator('[role=dialog]').waitFor({ state: 'detached' });
  await open(`${base}/shops?tag=north+east`);
  await page.locator('tbody tr[data-index]').nth(1).waitFor();
  expect(await page.locator('tbody tr[data-index]').count()).toBe(2);

  await open(`${base}/shops/new`);
  await page.locator('input[maxlength="100"]').fill('茶馆');
  // The pinyin of its name is suggested.
  await page.locator('input[maxlength="40"][value="cha-guan"]').waitFor();
  await page.locator('input[maxlength="40"]').fill(`tea-${visit.size}`);
  await look('open-one');
  await page.locator('button[type=submit]').click();
  await page.waitForURL('**/s/shop_*');

  await open(`${base}/shops/new-many`);
  await page.locator('textarea').first().fill(`店铺名称\t网址标识\t币种\nOne\tone-${visit.size}\tCNY\nTwo\t-\tCNY\nThree\t\tCNY`);
  await page
    .locator('button')
    .filter({ hasText: /^(Look at it|预览)$/ })
    .click();
  await page.locator('[data-index="1"] [data-field="handle"] input[aria-invalid]').waitFor();
  await look('open-many');
  await page.reload({ waitUntil: 'networkidle' });
  await page.locator('[data-index="1"] [data-field="handle"] input').fill(`two-${visit.size}`);
  await page.locator('[data-index="2"] [data-field="handle"] input').fill(`three-${visit.size}`);
  await page.locator('button').filter({ hasText: /3/ }).last().click();
  await page.locator('[data-index="2"] [data-field="state"] a').waitFor();
  await look('opened-many');
  const { nodes } = await listShops(context, { query: 'T', sort: 'NAME' });
  expect(nodes.map(({ handle }) => handle)).toEqual(expect.arrayContaining([`two-${visit.size}`, `three-${visit.size}`]));
  await close();
});

test.each(WAYS)('a blueprint is tried and rolled out, and taken back: $size, $language', async (visit) => {
  const { context, base, email } = await anAgency(`roll-${visit.size}`);
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password });
  await open(`${base}/rollouts`);
  await look('rollouts-none');
  await open(`${base}/rollouts/new?query=ats`);
  await page.locator('input[aria-haspopup=listbox]').first().fill('Pattern');
  await page.locator('[role=option]:visible').filter({ hasText: 'Pattern' }).click();
  await page.locator('tbody input[type=checkbox]').first().click();
  await look('rollout-new');
  await page
    .locator('button')
    .filter({ hasText: /^Preview in|预览/ })
    .click();
  await page.waitForURL('**/rollouts/rollout_*');
  await workOff();
  const apply = page.locator('button').filter({ hasText: /^Apply to|^下发到/ });
  await apply.waitFor();
  await look('rollout-dry-run');
  await page.locator('tbody button').first().click();
  await page.locator('[role=dialog] ul li').first().waitFor();
  await look('rollout-report');
  await page.keyboard.press('Escape');
  const tried = page.url();
  await apply.click();
  await page.waitForURL((address) => address.href !== tried);
  await workOff();
  const undo = page.locator('button').filter({ hasText: /^Undo in all|^撤销全部/ });
  await undo.waitFor();
  const lowStock = async () => (await listShops(context, { query: 'Hats' })).nodes[0]!.settings.lowStock;
  expect(await lowStock()).toBe(7);
  await undo.click();
  await page
    .locator('[role=status]')
    .filter({ hasText: /undone|撤销/ })
    .first()
    .waitFor();
  await workOff();
  expect(await lowStock()).toBeNull();
  await close();
});

test.each(WAYS)('a catalog comes into several shops: $size, $language', async (visit) => {
  const { base, email } = await anAgency(`import-${visit.size}`);
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password });
  await open(`${base}/imports`);
  await look('imports-none');
  await open(`${base}/imports/new`);
  const buffer = Buffer.from('Title,Handle,Variant SKU,Variant Price\nTea,tea,T-1,12.00\nCup,cup,C-1,8.00\n');
  await page.locator('input[type=file]').setInputFiles({ name: 'tea.csv', mimeType: 'text/csv', buffer });
  await page.locator('table').last().locator('tbody input[type=checkbox]').first().click();
  await page.locator('table').last().locator('tbody input[type=checkbox]').nth(1).click();
  await look('import-new');
  await page
    .locator('button')
    .filter({ hasText: /^(Import|开始导入)$/ })
    .click();
  await page.waitForURL('**/imports/batch_*');
  await workOff();
  await page.locator('h1 ~ * .status[data-tone=good], .status[data-tone=good]').first().waitFor();
  await look('import-batch');
  await open(`${base}/settings`);
  await look('agency-settings');
  await close();
});

test('the shops that one was in last stand first in the box that finds everything, all of it by keyboard', async () => {
  const { base, context, email } = await anAgency('switch');
  const visitor = await aVisitor(server.url);
  const { page, open, close } = visitor;
  await signInAs(visitor, { email, password });
  const [hats] = (await listShops(context, { query: 'Hats' })).nodes;
  await open(`/s/${shopId.encode(hats!._id)}`);
  await open(`${base}/shops`);
  await page.keyboard.press('Control+k');
  await page.locator('[role=option]:visible').first().waitFor();
  expect(await page.locator('[role=option]:visible').first().textContent()).toContain('Hats');
  await page.keyboard.type('Sho');
  await page.locator('[role=option]:visible').filter({ hasText: 'Shoes' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/s/shop_*');
  await close();
});

test('the figures of shops come for all of them, also where there are more than one page holds', async () => {
  const { base, context, email } = await anAgency('figures');
  for (let at = 0; at < 60; at += 1)
    await openShop(context, NewShop.parse({ name: `Stall ${at}`, handle: `stall-${at}-figures`, currency: 'CNY', locale: 'en' }));
  const visitor = await aVisitor(server.url);
  const { page, open, close } = visitor;
  await signInAs(visitor, { email, password });
  await open(`${base}/shops`);
  const row = (name: string) => page.locator('tbody tr[data-index]').filter({ hasText: name });
  await row('Stall 59').filter({ hasText: '¥0.00' }).waitFor();
  // Further down by the keyboard, as far as the first shop that was opened.
  await page.locator('main').focus();
  for (let at = 0; at < 40 && (await row('Pattern').count()) === 0; at += 1) {
    await page.keyboard.press('End');
    await page.waitForLoadState('networkidle');
  }
  await row('Pattern').filter({ hasText: '¥0.00' }).waitFor();
  await close();
});

test('a table of shops takes the words it asks for, and shows the rows to mend alone', async () => {
  const { base, context, email } = await anAgency('mend');
  const visitor = await aVisitor(server.url, { size: 'desk', language: 'zh' });
  const { page, open, close } = visitor;
  await signInAs(visitor, { email, password });
  await open(`${base}/shops/new-many`);
  const lines = Array.from({ length: 40 }, (_line, at) => `第${at}家\tmend-${at}\t${at === 30 ? '试营业' : '测试'}`);
  await page
    .locator('textarea')
    .first()
    .fill(['店铺名称\t网址标识\t类型', ...lines].join('\n'));
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByRole('button', { name: '只看这些行' }).click();
  const mode = page.getByLabel('第 31 行的类型');
  expect(await page.locator('tbody tr[data-index]').count()).toBe(1);
  await mode.fill('正式');
  expect(await mode.getAttribute('aria-invalid')).toBeNull();
  await mode.fill('测试');
  await page.getByRole('button', { name: '开通 40 家店铺' }).click();
  await page.getByRole('button', { name: '再来一份表格' }).waitFor();
  expect((await listShops(context, { query: '第30家' })).nodes).toMatchObject([{ handle: 'mend-30', mode: 'TEST' }]);
  await close();
});
