import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '#platform/root.js';
import { openBrowser, type Visit, type Vitals, visit } from '../frame/browser.js';
import { importFile, writeCatalog } from '../frame/catalog.js';
import { openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import { alternate } from '../frame/statistics.js';

interface Sizes {
  rounds: number;
  shops: number;
  products: number;
}

const FULL: Sizes = { rounds: 5, shops: 10_000, products: 100_000 };
const QUICK: Sizes = { rounds: 1, shops: 30, products: 60 };

const MOST_FIRST_LOAD_KB = 200;
const EMAIL = 'bench@example.com';

export const admin: Figure = {
  name: 'admin',
  about: "the hosted admin in Chromium, beside 10,000 shops and 100,000 products, against the server's page without a script",
  async run(house, quick) {
    const { rounds, shops, products } = quick ? QUICK : FULL;
    await house.migrate();
    const server = await house.start('server/main');
    const agency = await signUp(server.url, EMAIL);
    const [shop] = await openShops(agency, shops);
    const worker = await house.start('worker/main');
    const file = await writeCatalog(house, { products, html: false });
    await importFile(agency, shop!, file, { productsCreated: products });
    await worker.stop();
    const cookie = await sessionOf(server.url);
    const browser = await openBrowser();
    try {
      const at = (path: string) => `${server.url}/admin${path}`;
      const row = 'tbody tr[data-index]';
      const visits: (Visit & { name: string })[] = [
        { name: 'a page without a script', url: `${server.url}/`, shows: 'h1' },
        { name: 'sign-in', url: at('/sign-in'), shows: 'input[type=email]', does: (page) => type(page, 'input[type=email]', EMAIL) },
        { name: 'shops of the agency', url: at(`/a/${agency.id}/shops`), cookie, shows: row, does: (page) => look(page, 'shop 99') },
        { name: 'products of the shop', url: at(`/s/${shop}/products`), cookie, shows: row, does: (page) => look(page, 'linen') },
        { name: 'any shop by ⌘K', url: at(`/a/${agency.id}/shops`), cookie, shows: row, does: (page) => switchTo(page, 'shop 77') },
      ];
      const measured = await alternate<keyof Vitals>(
        rounds,
        visits.map((one) => () => visit(browser, one)),
      );
      const sizes = firstLoadOf(['sign-in']);
      return {
        lines: visits.map(({ name }, index) => ({ name, values: measured[index]! })),
        targets: sizes.map(({ name, bytes }) => ({
          name: `JavaScript of ${name}, gzip, of ${MOST_FIRST_LOAD_KB} KB`,
          value: bytes / 1000 / MOST_FIRST_LOAD_KB,
          unit: 'share' as const,
          most: 1,
        })),
        notes: [
          `Medians of ${rounds} visits each with empty caches, in turn; ${shops.toLocaleString('en')} shops, ${products.toLocaleString('en')} products. LCP, CLS and INP from the browser's own entries; files come compressed by Brotli.`,
          'INP: typing a search letter by letter, choosing rows and scrolling far down; ⌘K, typing and going there.',
          'The server, MongoDB and the browser share the two cores.',
        ],
      };
    } finally {
      await browser.close();
    }
  },
};

/** As `name=value`. */
async function sessionOf(server: string): Promise<string> {
  const answer = await fetch(`${server}/graphql/admin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'shopyard-session': 'cookie', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({
      query: `mutation { signIn(input: {email: "${EMAIL}", password: "a long enough password"}) { userErrors { message } } }`,
    }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`Signing in gave no cookie: ${await answer.text()}`);
  return cookie;
}

const type = (page: Page, field: string, text: string) => page.locator(field).pressSequentially(text, { delay: 30 });

/** Searches, and scrolls until several pages have come. */
async function look(page: Page, query: string): Promise<void> {
  await type(page, 'input[type=search]', query);
  await page.waitForLoadState('networkidle');
  for (let turn = 0; turn < 12; turn += 1) {
    await page.mouse.wheel(0, 1500);
    await page.waitForLoadState('networkidle');
  }
  await page
    .locator('tbody input[type=checkbox]')
    .last()
    .check()
    .catch(() => undefined); // a list may offer no choice
}

async function switchTo(page: Page, query: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await type(page, '[role=dialog] input', query);
  await page.locator('[role=option]:visible').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/s/**');
}

/** What a first visit to a screen loads, by the built files: the page's scripts, the screen's, and all that they import. */
function firstLoadOf(screens: readonly string[]): { name: string; bytes: number }[] {
  const built = join(root, 'dist/admin');
  const assets = join(built, 'assets');
  const importsOf = (name: string) =>
    [...readFileSync(join(assets, name), 'utf8').matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)].map(([, file]) => file!);
  const all = (names: readonly string[]): Set<string> => {
    const found = new Set<string>();
    const follow = (name: string) => {
      if (found.has(name)) return;
      found.add(name);
      importsOf(name).forEach(follow);
    };
    names.forEach(follow);
    return found;
  };
  const entry = [...readFileSync(join(built, 'index.html'), 'utf8').matchAll(/assets\/([\w.-]+\.js)/g)].map(([, name]) => name!);
  return screens.map((screen) => {
    const chunks = readdirSync(assets).filter((name) => new RegExp(`^${screen}-[\\w-]{8}\\.js$`).test(name));
    const bytes = [...all([...entry, ...chunks])]
      .map((name) => join(assets, `${name}.gz`))
      .reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0);
    return { name: `the first page, ${screen}`, bytes };
  });
}
