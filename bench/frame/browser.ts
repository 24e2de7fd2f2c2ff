import { type Browser, chromium, type Page } from 'playwright-core';
import { wantedChromium } from '#bin/servers/chromium.js';
import { obtain } from '#bin/servers/obtain.js';

/** What the browser itself says of a visit. Times in ms. */
export interface Vitals {
  /** Largest contentful paint. */
  LCP: number;
  /** Cumulative layout shift, a share of the window. */
  CLS: number;
  /** The slowest interaction to its next paint. 0 where nobody did anything. */
  INP: number;
  /** JavaScript as it came over the wire, in kilobytes of 1,000. */
  'JS kB': number;
}

/** Collects the browser's entries from a page's first moment. Source: web.dev's definitions of LCP, CLS and INP. */
const COLLECT = `
  window.vitals = { LCP: 0, CLS: 0, INP: 0 };
  const watch = (type, each, more = {}) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...more });
  watch('largest-contentful-paint', (entry) => { vitals.LCP = entry.startTime; });
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) vitals.CLS += entry.value; });
  watch('event', (entry) => { if (entry.interactionId) vitals.INP = Math.max(vitals.INP, entry.duration); }, { durationThreshold: 16 });
`;

export async function openBrowser(): Promise<Browser> {
  const executablePath = await obtain(wantedChromium, { say: () => {} });
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export interface Visit {
  url: string;
  /** Of the session: as `name=value`. */
  cookie?: string;
  /** What tells that the page is whole. */
  shows: string;
  /** What the person does there. */
  does?: (page: Page) => Promise<void>;
}

/** One visit with empty caches, and what the browser says of it. */
export async function visit(browser: Browser, { url, cookie, shows, does }: Visit): Promise<Vitals> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' });
  try {
    if (cookie) {
      const [name = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name, value, url: new URL('/', url).href, httpOnly: true, sameSite: 'Strict' }]);
    }
    await context.addInitScript(COLLECT);
    const page = await context.newPage();
    const scripts: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.locator(shows).first().waitFor();
    // What the visit itself brought: before anybody does anything, which also ends what counts for LCP.
    const first = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0);
    await does?.(page);
    await page.waitForLoadState('networkidle');
    await page.evaluate('new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))');
    const vitals = await page.evaluate<Omit<Vitals, 'JS kB'>>('vitals');
    return { ...vitals, 'JS kB': first / 1000 };
  } finally {
    await context.close();
  }
}
