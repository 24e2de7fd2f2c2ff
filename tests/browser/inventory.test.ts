import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { variantId } from '#commerce/catalog/index.js';
import { adjustInventory, availableOf, createProduct, setInventory } from '#commerce/inventory/index.js';
import { NewShop, openShop, ShopChanges, updateShop } from '#commerce/openings/index.js';
import { AgencyContext } from '#tenants/context.js';
import { getShops, shopId, shopOfAgency, signUp } from '#tenants/index.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { until } from '#tests/support/until.js';

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
const PASSWORD = 'correct horse battery';
const WORDS = {
  en: { anyway: 'Set 40', mine: 'Save mine all the same', save: 'Save', saveAll: 'Save all', history: 'History of Hat', name: /^Name/ },
  zh: { anyway: '仍改为 40', mine: '仍保存我的修改', save: '保存', saveAll: '全部保存', history: 'Hat 的库存变更记录', name: /^店铺名称/ },
};

async function aStockedShop(handle: string) {
  const email = `${handle}@example.com`;
  const { agency, person } = await signUp({ email, password: PASSWORD, name: 'Owner', agencyName: 'Agency' }, 'en');
  const context = new AgencyContext(agency._id, { kind: 'staff', userId: person._id }, 'req_test', 'en');
  const made = await openShop(context, NewShop.parse({ name: 'Hats', handle, currency: 'CNY', locale: 'en' }));
  const id = shopId.encode(made._id);
  const shop = await shopOfAgency(context, id);
  const price = { amount: '10', currency: 'CNY' };
  const cap = await createProduct(shop, { title: 'Cap', variants: [{ sku: 'C', price, available: 3 }] });
  const hat = await createProduct(shop, { title: 'Hat', variants: [{ sku: 'H', price, available: 5 }] });
  const [capId, hatId] = [cap.variants[0]!.id, hat.variants[0]!.id];
  return { shop, id, email, hatId, available: () => availableOf(shop, [hatId, capId]) };
}

test.each(WAYS)('stock is set past another editor, pasted and looked back upon: $size, $language', async (visit) => {
  const { shop, id, email, hatId, available } = await aStockedShop(`stock-${visit.size}`);
  const words = WORDS[visit.language ?? 'en'];
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  await signInAs(visitor, { email, password: PASSWORD });
  await open(`/s/${id}/inventory`);
  const cells = page.locator('input[data-stock]');
  await cells.first().waitFor();
  await look('inventory');

  await setInventory(shop, { variant: variantId.encode(hatId), available: 7 });
  await cells.first().fill('40');
  await cells.first().press('Enter');
  await page.getByRole('button', { name: words.anyway }).waitFor();
  expect(await available()).toEqual([7, 3]);
  await look('inventory-changed-meanwhile');
  await page.getByRole('button', { name: words.anyway }).click();
  await page.getByRole('button', { name: words.anyway }).waitFor({ state: 'detached' });
  expect(await available()).toEqual([40, 3]);

  await page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '11\\n12\\n');
    document.querySelector('input[data-stock]').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }`);
  await page.getByRole('button', { name: words.saveAll }).click();
  await page.getByRole('button', { name: words.saveAll }).waitFor({ state: 'detached' });
  expect(await available()).toEqual([11, 12]);

  await adjustInventory(shop, { variant: variantId.encode(hatId), delta: -1, reason: 'Torn' });
  await page.getByRole('button', { name: words.history }).click();
  await page.getByText('Torn').waitFor();
  await look('inventory-history');
  await open(`/s/${id}/inventory/locations`);
  await look('locations');
  await close();
});

test.each(WAYS)('settings are saved, and of two editors neither overwrites the other unseen: $size, $language', async (visit) => {
  const { shop, id, email } = await aStockedShop(`settings-${visit.size}`);
  const words = WORDS[visit.language ?? 'en'];
  const visitor = await aVisitor(server.url, visit);
  const { page, open, look, close } = visitor;
  const now = async () => (await getShops([shop]))[0]!;
  await signInAs(visitor, { email, password: PASSWORD });
  await open(`/s/${id}/settings`);
  await look('settings');

  const save = page.getByRole('button', { name: words.save, exact: true });
  const name = page.getByRole('textbox', { name: words.name });
  await name.fill('Caps');
  await save.first().click();
  await page
    .getByRole('status')
    .filter({ hasText: /Saved|已保存/ })
    .first()
    .waitFor();
  expect((await now()).name).toBe('Caps');

  await updateShop(shop, ShopChanges.parse({ name: 'Scarves' }));
  await name.fill('Gloves');
  await save.first().click();
  await page.getByRole('button', { name: words.mine }).waitFor();
  expect((await now()).name).toBe('Scarves');
  await look('settings-changed-meanwhile');
  await page.getByRole('button', { name: words.mine }).click();
  await until(async () => (await now()).name === 'Gloves');
  await open(`/s/${id}/settings/redirects`);
  await look('redirects-none');
  await close();
});
