import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FrameLocator } from 'playwright-core';
import { config } from '#platform/config.js';
import { aVisitor, closeBrowser, signInAs, type Visit } from '#tests/support/browser.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

const PERSON = { email: 'developer@example.com', password: 'correct horse battery' };
const usual = { ...config() };
let server: TestServer;
let agency: string;
let shop: string;

beforeAll(async () => {
  Object.assign(config(), { COST_BUCKET: 1_000_000, COST_RESTORE: 1_000_000 });
  await connectForTest();
  server = await startTestServer();
  const signUp = 'mutation ($input: SignUpInput!) { signUp(input: $input) { token agency { id } } }';
  const { data } = await server.admin<{ signUp: { token: string; agency: { id: string } } }>(null, signUp, {
    input: { ...PERSON, name: 'Developer', agencyName: 'Agency' },
  });
  agency = data.signUp.agency.id;
  const { token } = data.signUp;
  const open = await server.admin<{ shopCreate: { shop: { id: string } } }>(
    token,
    'mutation ($input: ShopCreateInput!) { shopCreate(input: $input) { shop { id } } }',
    { input: { name: 'Shop', handle: 'developers-shop', currency: 'CNY', locale: 'en', timezone: 'UTC' } },
  );
  shop = open.data.shopCreate.shop.id;
  const made = await server.admin<{ productCreate: { product: { id: string } } }>(
    token,
    'mutation ($shop: ID!, $input: ProductCreateInput!) { productCreate(shop: $shop, input: $input) { product { id } } }',
    { shop, input: { title: 'Hat', status: 'DRAFT' } },
  );
  const change =
    'mutation ($shop: ID!, $product: ID!) { productUpdate(shop: $shop, product: $product, input: { title: "Cap" }) { product { id } } }';
  await server.admin(token, change, { shop, product: made.data.productCreate.product.id });
});
afterAll(async () => {
  await closeBrowser();
  await server.close();
  await disconnectAfterTest();
  Object.assign(config(), usual);
});

const WAYS: Visit[] = [
  { size: 'desk', language: 'en' },
  { size: 'phone', language: 'zh', dark: true },
];

test.each(WAYS)('the audit log tells what was changed, and into what: $size, $language', async (visit) => {
  const visitor = await aVisitor(server.url, visit);
  await signInAs(visitor, PERSON);
  const { page, open, look, close } = visitor;
  for (const place of [`/a/${agency}`, `/s/${shop}`]) {
    await open(`${place}/audit?what=productUpdate`);
    await look(`audit${place.slice(0, 2).replace('/', '-')}`);
    await page.locator('tbody tr[data-index="0"] a').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: /^(Title|标题)$/ }).waitFor();
    expect(await dialog.locator('section').first().textContent()).toMatch(/Hat.*Cap/);
    await look(`audit-entry${place.slice(0, 2).replace('/', '-')}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  await close();
});

test.each(WAYS)('a token is made, shown once and revoked: $size, $language', async (visit) => {
  const visitor = await aVisitor(server.url, visit);
  await signInAs(visitor, PERSON);
  const { page, open, look, close } = visitor;
  for (const path of [`/a/${agency}/tokens`, `/s/${shop}/developers/tokens`]) {
    const name = path.slice(1, 2);
    await open(path);
    await look(`tokens-none-${name}`);
    await page
      .getByRole('button', { name: /^(New token|新建令牌)$/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input').first().fill('Warehouse');
    await dialog.getByRole('checkbox').nth(3).check();
    await look(`token-new-${name}`);
    await dialog.locator('button[type=submit]').click();
    const secret = (await dialog.locator('[data-secret]').textContent()) ?? '';
    expect(secret).toMatch(/^sy_token_/);
    await look(`token-secret-${name}`);
    const { errors } = await server.admin(secret, `{ shop(id: "${shop}") { locations { id } } }`);
    expect(errors).toBeUndefined();
    await dialog.locator('button').last().click();
    await page.locator('tbody button').click();
    await page.getByRole('dialog').locator('button').last().click();
    await page.locator('tbody').waitFor({ state: 'detached' });
    expect((await server.admin(secret, '{ viewer { id } }')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  }
  await close();
});

/** Presses GraphiQL's triangle, and waits for the answer that has this in it. */
async function run(frame: FrameLocator, shown: RegExp): Promise<void> {
  await frame.locator('.graphiql-execute-button').click();
  await frame.locator('.result-window', { hasText: shown }).waitFor();
}

test('a newcomer makes a product, a cart and an order on the developers page', async () => {
  const visitor = await aVisitor(server.url);
  await signInAs(visitor, PERSON);
  const { page, open, look, close } = visitor;
  await open(`/s/${shop}/developers?example=productCreate`);
  const frame = page.frameLocator('iframe');
  await run(frame, /canvas-bag/);
  await look('developers');
  await page.getByText('Shop API', { exact: true }).click();
  await frame.locator('.view-lines', { hasText: 'Shelf' }).first().waitFor();
  for (const [example, shown] of [
    [/^2\. Make a cart/, /"token"/],
    [/^3\. Place the order/, /"number"/],
    [/^5\. Look at the order/, /PENDING/],
  ] as const) {
    await page.getByRole('button', { name: example }).click();
    await run(frame, shown);
  }
  const { data } = await server.admin<{ signIn: { token: string } }>(
    null,
    'mutation ($input: SignInInput!) { signIn(input: $input) { token } }',
    {
      input: PERSON,
    },
  );
  const orders = await server.admin<{ shop: { orders: { nodes: object[] } } }>(
    data.signIn.token,
    `{ shop(id: "${shop}") { orders(first: 5) { nodes { number } } } }`,
  );
  expect(orders.data.shop.orders.nodes).toHaveLength(1);
  await close();
}, 60_000);

test.each(WAYS)('the developers’ pages and the event log: $size, $language', async (visit) => {
  const visitor = await aVisitor(server.url, visit);
  await signInAs(visitor, PERSON);
  const { open, look, close } = visitor;
  await open(`/a/${agency}/developers`);
  await look('developers-agency');
  for (const place of [`/a/${agency}`, `/s/${shop}`]) {
    await open(`${place}/developers/events?types=order.created`);
    await look(`events-${place.slice(1, 2)}`);
  }
  await close();
});
