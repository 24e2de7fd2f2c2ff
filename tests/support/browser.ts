import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { wantedChromium } from '#bin/servers/chromium.js';
import { obtain } from '#bin/servers/obtain.js';
import { root } from '#platform/root.js';

/** Where screenshots of test runs are kept; git ignores it. */
const PICTURES = join(root, '.cache/screenshots');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The sizes that every screen works at. */
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 860 } } as const;
type Size = keyof typeof SIZES;
type Language = 'en' | 'zh';

export interface Visit {
  size?: Size;
  language?: Language;
  dark?: boolean;
}

/** A browser with one person's pages. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Goes to a path below /admin and waits until nothing is on its way any more. */
  open(path: string): Promise<void>;
  /** Takes a picture, and expects: nothing serious for axe, no sideways scrolling, no error in the console. */
  look(name: string): Promise<void>;
  close(): Promise<void>;
}

let browser: Promise<Browser> | undefined;

async function launched(): Promise<Browser> {
  browser ??= obtain(wantedChromium, { say: () => {} }).then((executablePath) =>
    chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] }),
  );
  return browser;
}

/** Ends the browser of this test file. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** @param url of the server */
export async function aVisitor(url: string, { size = 'desk', language = 'en', dark = false }: Visit = {}): Promise<Visitor> {
  const context = await (await launched()).newContext({
    viewport: SIZES[size],
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  return {
    page,
    context,
    async open(path) {
      await page.goto(`${url}/admin${path}`, { waitUntil: 'networkidle' });
    },
    async look(name) {
      await page.locator('h1').first().waitFor();
      await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
      await page.waitForLoadState('networkidle');
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}-${size}-${language}${dark ? '-dark' : ''}.png`), fullPage: true });
      expect({ name, size, language, problems: problems.splice(0) }).toEqual({ name, size, language, problems: [] });
      expect({ name, size, language, wider: await widerThanWindow(page) }).toEqual({ name, size, language, wider: [] });
      // As high as what it shows: what stays at the window's edge while one scrolls covers nothing then.
      await page.setViewportSize({ ...SIZES[size], height: await page.evaluate<number>('document.documentElement.scrollHeight') });
      const violations = await violationsIn(page);
      await page.setViewportSize(SIZES[size]);
      expect({ name, size, language, violations }).toEqual({ name, size, language, violations: [] });
    },
    close: () => context.close(),
  };
}

/** Signs in through the page, as the person would. */
export async function signInAs({ page, open }: Visitor, { email, password }: { email: string; password: string }): Promise<void> {
  await open('/sign-in');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'));
}

/** What stands out of the window to the right, where the page scrolls sideways. */
const widerThanWindow = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`
    document.documentElement.scrollWidth <= innerWidth ? [] :
      [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .slice(-3).map((one) => one.outerHTML.slice(0, 160))`);

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What axe finds that is serious or critical. */
async function violationsIn(page: Page): Promise<string[]> {
  // The page's policy lets no foreign script in: this one comes through the debugger.
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const found = await page.evaluate<Violation[]>(`
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
      .then(({ violations }) => violations)`);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`);
}
