import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Response } from 'playwright-core';
import { listProducts } from '#commerce/catalog/index.js';
import { importId, imports } from '#commerce/imports/import.model.js';
import { closeReader, getImport } from '#commerce/imports/index.js';
import { NewShop, openShop } from '#commerce/openings/index.js';
import { AgencyContext } from '#tenants/context.js';
import { type ShopContext, shopId, shopOfAgency, signUp } from '#tenants/index.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { importText, runImport } from '#tests/support/importing.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await closeBrowser();
  await closeReader();
  await server.close();
  await disconnectAfterTest();
});

const WAYS: Visit[] = [
  { size: 'desk', language: 'en' },
  { size: 'phone', language: 'zh', dark: true },
];
const PASSWORD = 'correct horse battery';
const WORDS = {
  en: {
    start: 'Import',
    mended: 'Import the mended file',
    problem: 'Price not valid',
    said: 'is not a price',
    saidOtherwise: '不是有效价格',
  },
  zh: { start: '开始导入', mended: '导入修改后的文件', problem: '价格无效', said: '不是有效价格', saidOtherwise: 'is not a price' },
};

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function aShopWithOwner(handle: string): Promise<{ shop: ShopContext; id: string; email: string }> {
  const email = `${handle}@example.com`;
  const { agency, person } = await signUp({ email, password: PASSWORD, name: 'Owner', agencyName: 'Agency' }, 'en');
  const context = new AgencyContext(agency._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
  const made = await openShop(context, NewShop.parse({ name: 'Hats', handle, currency: 'CNY', locale: 'en' }));
  const id = shopId.encode(made._id);
  return { shop: await shopOfAgency(context, id), id, email };
}

test.each(WAYS)(
  'a catalog is looked at, imported, mended and imported again: $size, $language',
  async (visit) => {
    const { shop, id, email } = await aShopWithOwner(`imports-${visit.size}`);
    const words = WORDS[visit.language ?? 'en'];
    const visitor = await aVisitor(server.url, visit);
    const { page, open, look, close } = visitor;
    await signInAs(visitor, { email, password: PASSWORD });
    await open(`/s/${id}/imports`);
    await look('imports-none');

    /** Starts what stands on the page, and works as the worker would. */
    const start = async (name: string) => {
      const before = page.url();
      await page.getByRole('button', { name, exact: true }).click();
      await page.waitForURL((address) => /\/imports\/imp_\w+$/.test(address.pathname) && address.href !== before);
      const begun = await getImport(shop, page.url().split('/').at(-1)!);
      return runImport(shop, begun);
    };

    await page.locator('input[type=file]').setInputFiles(csv('goods.csv', '名称,货号,售价,库存\n帽子,H-1,19.90,5\n围巾,S-1,贵,3\n'));
    // The first file of the process waits for its reading thread, which reads TypeScript here.
    await page.getByText('帽子', { exact: true }).last().waitFor({ timeout: 60_000 });
    await look('import-prepared');
    const done = await start(words.start);
    expect(done).toMatchObject({ status: 'COMPLETED', productsCreated: 1, rowsRejected: 1 });
    await page.getByText(words.problem).first().waitFor();
    await page.getByRole('table').getByText('售价').or(page.getByRole('table').getByText('贵')).first().waitFor({ state: 'attached' });
    await look('import-done');
    await page.getByText(words.said).first().waitFor();
    await page.locator('header button[aria-haspopup=menu]').last().click();
    await page.locator(`[role=menuitem][lang="${visit.language === 'zh' ? 'en' : 'zh-CN'}"]`).click();
    await page.getByText(words.saidOtherwise).first().waitFor();
    await page.locator('header button[aria-haspopup=menu]').last().click();
    await page.locator(`[role=menuitem][lang="${visit.language === 'zh' ? 'zh-CN' : 'en'}"]`).click();
    await page.getByText(words.said).first().waitFor();

    await page.locator('input[type=file]').setInputFiles(csv('mended.csv', '名称,货号,售价,库存\n围巾,S-1,29.90,3\n'));
    const mended = await start(words.mended);
    expect(mended).toMatchObject({ status: 'COMPLETED', productsCreated: 1, rowsRejected: 0 });
    expect((await listProducts(shop, {})).nodes.map(({ title }) => title)).toEqual(['围巾', '帽子']);

    await open(`/s/${id}/imports/feeds`);
    await look('feeds-none');
    await close();
  },
  120_000,
);

test('a file that is no catalog is refused in a sentence, an empty one at once', async () => {
  const { id, email } = await aShopWithOwner('imports-refused');
  const visitor = await aVisitor(server.url, {});
  await signInAs(visitor, { email, password: PASSWORD });
  await visitor.open(`/s/${id}/imports`);
  const file = visitor.page.locator('input[type=file]');
  await file.setInputFiles(csv('empty.csv', ''));
  await visitor.page.getByText('The file is empty.').waitFor();
  await visitor.page.getByRole('button', { name: 'Choose another file' }).click();
  await file.setInputFiles(csv('letter.csv', 'Dear reader,\nthis is a letter\n'));
  await visitor.page.getByRole('alert').waitFor();
  await visitor.look('import-refused');
  await visitor.close();
});

test('the page of a running import asks at its pace, whatever it counts and shows', async () => {
  const { shop, id, email } = await aShopWithOwner('imports-pace');
  const done = await importText(shop, 'Title,Handle,Variant Price\nHat,hat,dear\n');
  expect(done.rowsRejected).toBe(1);
  await imports.in(shop).set({ _id: done._id }, { $set: { status: 'RUNNING' } });
  const visitor = await aVisitor(server.url, {});
  const { page } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  await visitor.open(`/s/${id}/imports/${importId.encode(done._id)}`);
  let asked = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') asked++;
  });
  const tellsStatus = async (response: Response) => (await response.json().catch(() => null))?.data?.shop?.import?.status === 'RUNNING';
  for (const _ of ['first', 'second', 'third']) await page.waitForResponse(tellsStatus);
  expect(asked).toBeLessThanOrEqual(4);
  await visitor.close();
});
